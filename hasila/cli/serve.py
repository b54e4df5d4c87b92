"""hasila serve: reading over HTTP, and the desk on which people check every toll."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hasila.cli.app import app
from hasila.cli.inputs import BackendOption, BatchSizeOption, CheckpointOption, DeviceOption, load_extractor
from hasila.errors import CheckpointError, InputError, require

if TYPE_CHECKING:
    from hasila.service.guard import Door
    from hasila.service.served import ServedModel

_NEEDED = ("fastapi", "uvicorn", "sqlalchemy", "alembic", "prometheus_client", "python_multipart")
_SHORTEST = 32
"""The fewest characters of a token: fewer can be guessed."""


@app.command()
def serve(  # noqa: PLR0913 - one parameter an option
    *,
    checkpoint: CheckpointOption = None,
    host: Annotated[str, typer.Option(help="The address to listen at; others than this machine's need a token.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen at; 0 for any that is free.")] = 8000,
    store: Annotated[
        str,
        typer.Option(metavar="FILE|URL", help="The desk: a file of SQLite, or postgresql+psycopg://USER@HOST/NAME."),
    ] = "desk.db",
    token_file: Annotated[
        Path | None, typer.Option(help="A file with the token that requests must bring, of 32 characters or more.")
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name by which the service may be called; may be given again."),
    ] = None,
    backend: BackendOption = "auto",
    batch_size: BatchSizeOption = None,
    device: DeviceOption = None,
) -> None:
    """Read texts over HTTP, and keep a desk on which people check every toll, with a page at /."""
    for package in _NEEDED:
        require(package, "hasila serve")
    door = _door(host, token_file, allow_host or [])

    # --help and faults of the options are shown before a model is loaded.
    from hasila.service.app import ServiceParts  # noqa: PLC0415
    from hasila.service.database import open_database  # noqa: PLC0415
    from hasila.service.server import serve as serve_parts  # noqa: PLC0415
    from hasila.service.store import DeskStore  # noqa: PLC0415

    kept = DeskStore(open_database(store))
    model = _model(checkpoint, backend=backend, device=device, batch_size=batch_size)
    serve_parts(ServiceParts(model=model, store=kept, door=door), host, port)


def _door(host: str, token_file: Path | None, names: list[str]) -> "Door":
    """Return whom to answer. Raises InputError for a host that others reach without a token."""
    from hasila.service.guard import Door, is_loopback  # noqa: PLC0415 - an optional package

    if token_file is None and not is_loopback(host):
        raise InputError(
            f"--host {host}: others than this machine could read and change the desk; give --token-file FILE, whose "
            f"token they must bring, or listen at 127.0.0.1"
        )
    token = None if token_file is None else _token(token_file)
    return Door(frozenset({host.lower().strip("[]"), *map(_allowed, names)}), token)


def _allowed(name: str) -> str:
    """Return a name as a Host header holds it, without a port. Raises InputError for an address or a part of one."""
    from hasila.service.guard import host_name  # noqa: PLC0415 - an optional package

    if not (known := host_name(name)):
        raise InputError(f"--allow-host {name}: is not the name of a machine; give it alone, such as desk.example.org")
    return known


def _token(path: Path) -> str:
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--token-file {path}: cannot be read: {error}") from None
    if len(token) < _SHORTEST or not token.isascii() or not token.isprintable() or " " in token:
        raise InputError(
            f"--token-file {path}: a token has {_SHORTEST} or more letters and digits on one line; make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    return token


def _model(checkpoint: Path | None, **settings: object) -> "ServedModel":
    from hasila.model.encoders import READY_MADE  # noqa: PLC0415 - as in serve
    from hasila.service.served import ServedModel, checkpoint_name  # noqa: PLC0415 - as in serve

    extractor = load_extractor(checkpoint, min_confidence=0.0, **settings)  # type: ignore[arg-type]  # options as they are
    if not extractor.runtime.reads_tolls:
        raise CheckpointError(f"{checkpoint}: has no toll head, which the desk needs; train one with tolls.weight=0.5")
    return ServedModel(extractor, checkpoint_name(checkpoint or READY_MADE), extractor.labels)
