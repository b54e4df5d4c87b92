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
        ("قال مصدر طبي وقال شهود عيان إن {C|جنديين} قُتلا، بحسب ناشطين", "شهود عيان"),  # the nearest before
        ("{C|مقتل جندي}، بحسب شهود عيان، وقال مصدر طبي إنه قائد", "شهود عيان"),  # the nearest behind
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


def test_each_of_ten_thousand_sentences_has_a_source_of_its_own() -> None:
    document = inline("قال مصدر طبي إن {C|جنديين} قُتلا. وأفاد شهود عيان {C|بمقتل طفل}. وقُتلت {C|امرأة}. " * 3_500)
    found = sources_of_harms(words_of(document.text), [(span.start, span.end) for span in document.spans])
    words = [its and document.text[slice(*its)] for its in found]
    assert words == ["مصدر طبي", "شهود عيان", None] * 3_500
