"""Where words stand on a page that a browser shows, and texts that run in one direction or another."""

from collections.abc import Sequence
from itertools import pairwise

from playwright.sync_api import Locator

MIXED = "BBC عربي: أعلن الجيش مقتل 3 أشخاص في بلدة الوادي"
LATIN = "BBC News: the army spoke of 3 deaths"
_BOX = """(element, words) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const start = walker.currentNode.data.indexOf(words);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, start);
    range.setEnd(walker.currentNode, start + words.length);
    const { left, right } = range.getBoundingClientRect();
    return [left, right];
  }
}"""


def box_of(element: Locator, words: str) -> tuple[float, float]:
    """Return the left and the right edge, in pixels, of the first place where `words` stand in `element`."""
    left, right = element.evaluate(_BOX, words)
    return left, right


def in_order_from_the_right(element: Locator, words: Sequence[str]) -> bool:
    """Say whether `words` of one line stand in their order from right to left."""
    return all(box_of(element, word)[0] >= box_of(element, next_word)[1] for word, next_word in pairwise(words))
