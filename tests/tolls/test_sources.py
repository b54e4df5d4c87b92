"""Sources that are no spans."""

import pytest
from samples.marked import inline

from hasila.tolls.mentions import words_of
from hasila.tolls.sources import sources_of_harms


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("قال مصدر طبي إن {C|جنديين} قُتلا", "مصدر طبي"),
        ("قُتل {C|جنديان}، بحسب شهود عيان.", "شهود عيان"),
        ("وأفادت مصادر محلية بمقتل {C|ثلاثة أطفال}", "مصادر محلية"),
        ("إعلام محلي: {C|مقتل جندي}", "إعلام محلي"),
        ("أفاد مراسلنا عن {C|مقتل جندي}، ونقل عن مسؤول محلي قوله إن الهدوء عاد", "مراسلنا"),
        ("وصل مصدر طبي إلى حلب. {C|قُتل جندي}", None),  # he tells nothing
        ("قال مصدر طبي إن الهدوء عاد. {C|قُتل جندي}", None),  # another sentence
        ("{C|قُتل جندي} في حلب", None),
    ],
)
def test_the_source_is_the_teller_of_the_sentence(marked: str, words: str | None) -> None:
    document = inline(marked)
    (span,) = document.spans
    [found] = sources_of_harms(words_of(document.text), [(span.start, span.end)])
    assert (found and document.text[slice(*found)]) == words
