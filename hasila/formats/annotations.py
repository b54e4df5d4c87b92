"""What a file of annotations from elsewhere holds: its documents, and what had to be mended, counted by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hasila.document import Document


@dataclass(frozen=True, slots=True)
class Annotations:
    """The documents of a file, and how often each kind of mending was needed to read it."""

    documents: Sequence[Document]
    mendings: Mapping[str, int]

    def told(self) -> str:
        """Return the passages and mendings in a line.

        >>> Annotations([], {"empty tokens left out": 2}).told()
        '0 passages, 2 empty tokens left out'
        """
        counted = [f"{count} {kind}" for kind, count in sorted(self.mendings.items()) if count]
        return ", ".join([f"{len(self.documents)} passages", *(counted or ["nothing to mend"])])
