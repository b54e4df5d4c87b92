"""Which reader a checkpoint is read with: its fast form, or torch."""

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

from hasila.errors import CheckpointError, InputError, MissingExtraError, require
from hasila.runtime.base import Backend
from hasila.runtime.fast_form import FastForm, has_fast_form, read_form
from hasila.runtime.openvino_runtime import engine

_log = logging.getLogger(__name__)


def chosen_form(checkpoint: Path, backend: Backend, device: str | None, batch_size: int | None) -> FastForm | None:
    """Return the fast form to read `checkpoint` with, or None for torch.

    "auto" takes torch where there is no fast form or a setting of torch is given, and with a warning where the fast
    form or its engine cannot be used. "fast" raises CheckpointError or MissingExtraError then, as "auto" does without
    torch, and InputError if a setting of torch is given. Raises MissingExtraError if torch is to read and is not
    installed, and ValueError for any other backend.
    """
    if backend not in get_args(Backend):
        raise ValueError(f"backend is {backend!r}, but must be one of {', '.join(get_args(Backend))}")
    of_torch = device not in (None, "cpu") or batch_size is not None
    if backend == "fast":
        if of_torch:
            raise InputError("a device other than cpu and a batch size are settings of torch; the fast reader has none")
        engine()
        return read_form(checkpoint)
    if backend == "torch" or of_torch or not has_fast_form(checkpoint):
        require("torch", f"reading {checkpoint} {'with torch' if has_fast_form(checkpoint) else 'without a fast form'}")
        return None
    try:
        engine()
        return read_form(checkpoint)
    except (CheckpointError, MissingExtraError) as error:
        if find_spec("torch") is None:
            raise
        _log.warning("Reading with torch: %s", error)
        return None
