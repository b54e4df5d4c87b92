"""A checkpoint with a toll head and its fast form, and what they need."""

import socket
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import torch

from hasila.export import export
from hasila.model.checkpoint import Checkpoint, load, save
from hasila.model.toll_head import TollHead
from hasila.tolls.fields import QUESTIONS
from samples.texts import ARTICLE


def skip_without(package: str) -> None:
    """Skip where an extra is not installed, without loading it: Hasila decides how openvino is loaded."""
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed", allow_module_level=True)


def no_socket(patch: pytest.MonkeyPatch) -> None:
    """Let every attempt to open a socket or to look up an address fail."""
    patch.setattr(socket, "socket", _refused)
    patch.setattr(socket, "getaddrinfo", _refused)


def _refused(*arguments: Any, **named: Any) -> None:
    raise AssertionError("a socket was opened")


def exported(trained: Path, folder: Path) -> Path:
    """Write `trained` with an untrained toll head to `folder`, with its fast form in float32; return the folder."""
    loaded = load(trained)
    torch.manual_seed(0)
    tagger = replace(loaded.tagger, toll_head=TollHead(loaded.tagger.model.config.hidden_size).eval())
    save(Checkpoint(tagger, replace(loaded.manifest, tolls=QUESTIONS)), folder)
    export(folder, "fp32", ARTICLE, None)
    return folder
