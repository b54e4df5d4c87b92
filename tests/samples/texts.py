"""Where the project is, the rows of its article, and texts of every kind."""

import json
from pathlib import Path

from hypothesis import strategies as st

from hasila.formats.standoff import checksum_of

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


def article_apart(folder: Path) -> tuple[Path, Path]:
    """Write the annotated article without its text, and the text, into `folder`; return both files."""
    apart, sources = folder / "apart.jsonl", folder / "sources.jsonl"
    with apart.open("w", encoding="utf-8") as rows, sources.open("w", encoding="utf-8") as texts_of_rows:
        for row in article_rows():
            text = str(row.pop("text"))
            row |= {"sha256": checksum_of(text), "start": 0, "end": len(text)}
            rows.write(json.dumps(row, ensure_ascii=False) + "\n")
            texts_of_rows.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    return apart, sources
