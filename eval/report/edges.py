"""The note on gold spans that begin or end off the words' edges; no predicted span can equal them."""

from eval.analysis.gold import Scored
from hasila.scoring.notation import counted

_MISSED = "no predicted span can equal them, so each counts as missed"


def off_edges_note(scored: Scored, outcome: str = _MISSED) -> str:
    """Return how many spans are off the words' edges, an example, and what was or can be done; empty without any.

    `outcome` says what happens to them unless they are widened.
    """
    if not scored.off_edges:
        return ""
    document, span = scored.off_edges[0]
    example = f"the first {span.label} {span.start}:{span.end} «{document.text_of(span)}» in {document.id}"
    found = f"{counted(len(scored.off_edges), 'gold span')} with an edge inside a word or on a blank, {example}"
    if scored.widened:
        return f"{found}: widened to whole words before scoring."
    return f"{found}: {outcome}. See them with: hasila check FILE. Widen them to whole words with: --widen."
