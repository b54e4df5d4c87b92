"""The engine of a cluster: Ray Data with a pool of actors, each with a reader of its own."""

import logging
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from hasila.bulk.tasks import BulkTask
from hasila.errors import HasilaError, MissingExtraError

_Made = TypeVar("_Made")


class ShardActor:
    """An actor: what it reads with is opened once (hasila.bulk.tasks.extractor_of)."""

    def __init__(self) -> None:
        os.environ["OMP_NUM_THREADS"] = "1"

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Return what was made of a batch of tasks; both are pickled, a task with its work or a result a row."""
        return {"made": [_made(given) for given in batch["task"]]}


def _made(given: bytes) -> bytes:
    work, task = pickle.loads(given)  # noqa: S301 - our own
    return pickle.dumps(work(task))


def run_on_ray(work: Callable[[BulkTask], _Made], tasks: Iterable[BulkTask], workers: int | None) -> Iterator[_Made]:
    """Yield what `work` returns for each task, as they are done, by `workers` actors, None for one a core.

    The cluster is the one that RAY_ADDRESS names; without it, one begins on this machine. Ray starts an actor that dies
    anew, and its task with it. Raises what `work` raises of the errors that a user can correct.
    """
    rows = [{"task": pickle.dumps((work, task))} for task in tasks]
    if not rows:
        return
    ray, data = _ray()
    size = min(len(rows), workers or int(ray.cluster_resources().get("CPU", 1)))
    made = data.from_items(rows, override_num_blocks=len(rows)).map_batches(
        ShardActor,
        batch_size=1,
        num_cpus=1,
        compute=data.ActorPoolStrategy(size=size),
    )
    try:
        for row in made.iter_rows():
            yield pickle.loads(row["made"])  # noqa: S301 - our own
    except ray.exceptions.RayError as error:
        raise _cause(error) from None


def _ray() -> tuple[Any, Any]:
    """Return ray and ray.data, connected to a cluster."""
    try:
        import ray  # noqa: PLC0415 - an extra
        from ray import data  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("ray", "hasila bulk --engine ray") from None
    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    data.DataContext.get_current().enable_progress_bars = False  # the run has its own
    return ray, data


def _cause(error: BaseException) -> BaseException:
    """Return the error beneath those that Ray wraps around it."""
    inner: BaseException | None = error
    while inner is not None and not isinstance(inner, HasilaError):
        inner = getattr(inner, "cause", None) or inner.__cause__
    return error if inner is None else inner
