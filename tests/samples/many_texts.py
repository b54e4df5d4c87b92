"""Texts in any number: composed passages with other places, numbers and days; and repeats of some, known as such."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import regex

from hasila.document import Document
from samples.texts import ROOT

_FIRST_DAY = date(2015, 1, 1)
_PLACES = ("بلدة النخيل", "حي الزيتون", "قرية السدر", "مدينة الوادي", "ناحية التلال", "بلدة الينابيع", "حي المنارة")
_OUTLETS = ("وكالة الضفاف", "صحيفة المنارة", "إذاعة الوادي")
_MARKS = regex.compile(r"\p{Mn}")


@cache
def _passages() -> Sequence[Document]:
    files = sorted((ROOT / "data/composed").glob("*.jsonl"))
    return [Document.from_dict(json.loads(line)) for file in files for line in file.read_text("utf-8").splitlines()]


def many_rows(number: int, seed: int = 0) -> list[dict[str, Any]]:
    """Return so many rows with id, text, date and outlet; no two texts tell the same."""
    chance = random.Random(seed)  # noqa: S311 - the same each time
    found: dict[str, dict[str, Any]] = {}
    while len(found) < number:
        day = (_FIRST_DAY + timedelta(days=chance.randrange(2000))).isoformat()
        text = _changed(chance.choice(_passages()), chance)
        outlet = chance.choice(_OUTLETS)
        found.setdefault(text, {"id": f"text-{len(found)}", "text": text, "date": day, "outlet": outlet})
    return list(found.values())


def _changed(document: Document, chance: random.Random) -> str:
    """Return a passage with another place for one of its own and other numbers throughout."""
    text = document.text
    places = [span for span in document.spans if span.label == "LOCATION"]
    if places:
        span = chance.choice(places)
        text = text[: span.start] + chance.choice(_PLACES) + text[span.end :]
    return regex.sub(r"\d+", lambda _: str(chance.randrange(2, 300)), text)


@dataclass(frozen=True)
class Planted:
    """Rows among which some repeat others: `originals` names, by id, the row that each repeats."""

    rows: Sequence[Mapping[str, Any]]
    originals: Mapping[str, str]


def with_repeats_planted(rows: Sequence[Mapping[str, Any]], share: float, seed: int = 0) -> Planted:
    """Return rows, and after them repeats of a share of them and as many that differ in one number or place."""
    chance = random.Random(seed)  # noqa: S311 - the same each time
    chosen = chance.sample(range(len(rows)), int(share * len(rows)))
    repeats, originals, others = [], {}, []
    for index in chosen:
        row = rows[index]
        name = f"repeat of {row['id']}"
        repeats.append({**row, "id": name, "text": chance.choice(REPEATS)(row["text"])})
        originals[name] = row["id"]
        others += [{**row, "id": f"{kind} {row['id']}", "text": text} for kind, text in _updates(row["text"], chance)]
    mixed = [*repeats, *others]
    chance.shuffle(mixed)
    return Planted([*rows, *mixed], originals)


def _updates(text: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield a text that tells of other people: with another number, and with a sentence of more dead."""
    numbers = list(regex.finditer(r"\d+", text))
    if numbers:
        one = chance.choice(numbers)
        yield "update of", f"{text[: one.start()]}{int(one[0]) + 1}{text[one.end() :]}"
    yield "more on", f"{text}\nوقُتل لاحقاً {chance.choice(['جندي', 'طفلان', 'تسعة مدنيين'])} متأثرين بجروحهم."


def _same(text: str) -> str:
    return text


def _without_marks(text: str) -> str:
    return _MARKS.sub("", text)


def _under_a_headline(text: str) -> str:
    return f"متابعات إخبارية من مراسلينا\n{text}"


def _with_an_end(text: str) -> str:
    return f"{text}\nاقرأ أيضا على موقعنا تقارير أخرى من المنطقة"


def _in_other_spelling(text: str) -> str:
    return text.replace("أ", "ا").replace("ة", "ه").replace("،", " ،")


def _signed_within(text: str) -> str:
    return f"(وكالات) {text}"


REPEATS = (_same, _without_marks, _under_a_headline, _with_an_end, _in_other_spelling, _signed_within)
"""What outlets do to a text that they repeat."""


def write_rows_of(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write rows as JSON lines; return the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
