"""The documents on which the speed of hasila check is measured."""

from eval.speed.check import invented
from hasila.arabic.words import split
from hasila.corpus.edges import off_word_edges


def test_an_invented_document_has_its_words_and_spans_that_cover_whole_words() -> None:
    document = invented(100)
    assert len(split(document.text)) == 100
    assert len(document.spans) == 20
    assert off_word_edges([document]) == []
    assert invented(100) == document
