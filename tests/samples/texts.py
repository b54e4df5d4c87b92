"""Where the project is, the rows of its article, and texts of every kind."""

import json
from pathlib import Path

from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]

ARTICLE = ROOT / "data/article/article.jsonl"
PIECES = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىءآأإؤئةabc0123456789.,،؛؟()[]«»“”\"'/-_#:!%"


def texts(max_size: int = 80) -> st.SearchStrategy[str]:
    """Draw texts of Arabic words, marks, tatweel, bidi and control characters, emoji, line ends and anything else."""
    special = (
        "\u064b\u0651\u0640\u200f\u200e\u202b\u200d\u200c\ufeff\u0000\r\n\t\u2028\ufdfa\ufef2٢٦۷👩\U0001f468\ud800"
    )
    return st.text(st.sampled_from(PIECES + special + "   ") | st.characters(), max_size=max_size)


def article_rows() -> list[dict[str, object]]:
    """Return the rows of the annotated article."""
    return [json.loads(line) for line in ARTICLE.read_text(encoding="utf-8").splitlines()]
