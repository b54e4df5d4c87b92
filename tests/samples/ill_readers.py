"""A reader in whose processes things go wrong. It loads nothing that would make them slow to start."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hasila.document import Document
from hasila.errors import CheckpointError


@dataclass(frozen=True)
class Ill:
    """A reader in whose processes things go wrong, as a text says."""

    def __call__(self, documents: Sequence[Document]) -> Iterator[Document]:
        """Yield each document with its process as its id, unless its text says otherwise."""
        for document in documents:
            if document.text == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if document.text == "leave":
                sys.exit(3)
            if document.text == "fault":
                raise CheckpointError(f"document {document.id}: cannot be read")
            if document.text == "sleep":
                time.sleep(600)
            if document.text == "print":
                os.write(1, b"a library talks")
            yield document
