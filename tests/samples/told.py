"""A text whose tolls are told in many ways, for what scores them."""

from dataclasses import replace
from typing import Any

from hasila.document import Document
from hasila.toll import Toll
from samples.marked import inline

HARBOUR = inline(
    "{C|مقتل خمسة نجارين} من {A|فرقة الميناء} في {L|السوق} قرب {L|الجسر} بقصف نفذته {A|كتيبة الجبل}. "
    "وقالت {A|الشرطة} إن قصفا {A|لكتيبة الجبل} على {L|سوق} البلدة أدى إلى {C|مقتل نجارين اثنين} {C|وجرح ثلاثة}"
)
"""Its spans: 0 five carpenters, 1 harbour division, 2 market, 3 bridge, 4 hill battalion, 5 police, 6 hill battalion
again, 7 market again, 8 two carpenters, 9 three wounded."""


def toll(span: int, low: int = 5, **fields: Any) -> Toll:
    """Return a toll of so many killed people in the first incident, with other fields as given."""
    cumulative = fields.get("scope") == "cumulative"
    plain = {"harm": ("killed",), "high": low, "kind": "integer", "incident": None if cumulative else 1}
    return Toll(span=span, low=low, **{**plain, **fields})


def told(*tolls: Toll, document: Document = HARBOUR) -> Document:
    """Return the text with these tolls."""
    return replace(document, tolls=tolls)
