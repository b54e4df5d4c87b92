"""CoNLL files as others publish them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.annotations import Annotations
from hasila.formats.conll import conll_block
from hasila.formats.found_conll import UNBROKEN, read_found_conll
from hasila.tagging.bio import chunks

Reader = Callable[..., Annotations]


@pytest.fixture
def found(tmp_path: Path) -> Reader:
    """Return a function that reads the content of a CoNLL file."""

    def of(content: str | bytes, layer: int | None = None) -> Annotations:
        path = tmp_path / "others.conll"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_found_conll(path, layer)

    return of


def spans(document: Document) -> list[tuple[str, str]]:
    """Return the text and the label of each span."""
    return [(document.text_of(span), span.label) for span in document.spans]


def mended(annotations: Annotations) -> dict[str, int]:
    """Return the mendings that were needed."""
    return {kind: count for kind, count in annotations.mendings.items() if count}


def test_invisible_edges_empty_tokens_and_spans_without_beginning_are_mended_and_counted(found: Reader) -> None:
    read = found("\u200eباريس\u200e B-LOC\n\u200f O\nقال O\nعمر I-PERS\nالبشير I-PERS\n\nنهاية O\n")
    first, second = read.documents
    assert (first.text, second.text) == ("باريس قال عمر البشير", "نهاية")
    assert spans(first) == [("باريس", "LOC"), ("عمر البشير", "PERS")]
    assert mended(read) == {"invisible edges cut off": 1, "empty tokens left out": 1, "I- that began a span": 1}


def test_of_four_columns_the_first_and_the_last_are_read_and_the_header_is_counted(found: Reader) -> None:
    read = found("-DOCSTART- -X- O\n\nالجيش -X- _ B-ACTOR\nيتقدم -X- _ O\n")
    assert [spans(document) for document in read.documents] == [[("الجيش", "ACTOR")]]
    assert mended(read) == {"-DOCSTART- lines left out": 1}


def test_punctuation_that_label_studio_glues_to_the_words_of_a_span_is_taken_out_of_its_edges_alone(
    found: Reader,
) -> None:
    tagged = (
        "«الجيش B-ACTOR\nينفي، O\nوقُتل B-CASUALTY\nمدنيان، I-CASUALTY\nوطفل، I-CASUALTY\n50% B-CASUALTY\n، B-LOCATION"
    )
    read = found("-DOCSTART- -X- O\n" + "\n".join(line.replace(" ", " -X- _ ") for line in tagged.split("\n")))
    (document,) = read.documents
    assert document.text == "« الجيش ينفي، وقُتل مدنيان، وطفل ، 50% ،"
    assert [words for words, _ in spans(document)] == ["الجيش", "وقُتل مدنيان، وطفل", "50%", "،"]
    assert mended(read)["words whose punctuation Label Studio put into a span, taken out"] == 2
    assert "taken out" not in found("مدنيان، B-CASUALTY\n").told()


@pytest.mark.parametrize(
    "line", ["مدريد  B-LOC", "مدريد         B-LOC", "مدريد\tB-LOC  ", "مدريد\t\tB-LOC", "   مدريد B-LOC\r"]
)
def test_runs_of_blanks_aligned_columns_and_trailing_blanks_separate_as_one_blank_does(
    found: Reader, line: str
) -> None:
    (document,) = found(f"{line}\nبعيدة O\n").documents
    assert spans(document) == [("مدريد", "LOC")]


@pytest.mark.parametrize("line", [" O", "\tO", "O", "\u00a0 O", "\u200f O"])
def test_a_row_without_a_visible_token_is_left_out_and_counted(found: Reader, line: str) -> None:
    read = found(f"وفد B-ACTOR\n{line}\nالجامعة I-ACTOR\n")
    assert read.documents[0].text == "وفد الجامعة"
    assert mended(read) == {"empty tokens left out": 1}


def test_windows_line_ends_and_a_byte_order_mark_are_no_part_of_a_token(found: Reader) -> None:
    read = found("وفد B-ACTOR\r\nيصل O\r\n\r\nثم O\r\n".encode("utf-8-sig"))
    assert [document.text for document in read.documents] == ["وفد يصل", "ثم"]
    assert read.told() == "2 passages, nothing to mend"


def test_of_nested_tags_the_outermost_are_kept_and_the_inner_ones_counted(found: Reader) -> None:
    content = "جامعة B-ORG\nنابلس I-ORG B-GPE\nفي O\nالقدس B-GPE\n"
    read = found(content)
    assert spans(read.documents[0]) == [("جامعة نابلس", "ORG"), ("القدس", "GPE")]
    assert mended(read) == {"inner spans left out": 1}
    assert spans(found(content, 2).documents[0]) == [("نابلس", "GPE")]


def test_columns_of_layers_hold_the_outermost_span_wherever_it_stands(found: Reader) -> None:
    read = found("مطار O B-LOC\nبغداد B-GPE I-LOC\nمغلق O O\n")
    assert spans(read.documents[0]) == [("مطار بغداد", "LOC")]


@pytest.mark.parametrize(
    "tags",
    [
        ("B-ACTOR E-ACTOR O S-LOCATION"),
        ("B-ACTOR L-ACTOR O U-LOCATION"),
        ("B-ACTOR I-ACTOR O B-LOCATION"),
        ("I-ACTOR I-ACTOR O I-LOCATION"),
        ("ACTOR ACTOR O LOCATION"),
    ],
)
def test_every_scheme_of_tags_says_the_same_spans(found: Reader, tags: str) -> None:
    tokens = ["وفد", "الجامعة", "في", "دمشق"]
    read = found("".join(f"{token} {tag}\n" for token, tag in zip(tokens, tags.split(), strict=True)))
    assert spans(read.documents[0]) == [("وفد الجامعة", "ACTOR"), ("دمشق", "LOCATION")]
    assert "I- that began a span" not in mended(read)


def test_in_iob1_a_b_separates_neighbours_of_one_label(found: Reader) -> None:
    read = found("دمشق I-LOC\nحلب B-LOC\nو O\nحمص I-LOC\n")
    assert [text for text, _ in spans(read.documents[0])] == ["دمشق", "حلب", "حمص"]
    assert mended(read) == {"spans begun by I-, as in IOB1 and IO": 2}


def test_attributes_behind_a_label_are_cut_off_and_counted(found: Reader) -> None:
    read = found('2001 B-DATE" E_OFF="5\nعام O\n')
    assert spans(read.documents[0]) == [("2001", "DATE")]
    assert mended(read) == {"attributes behind a label cut off": 1}


@pytest.mark.parametrize("line", ["10 000 B-CASUALTY", "10 000\tB-CASUALTY", "10\u00a0000 B-CASUALTY"])
def test_a_token_may_hold_blanks(found: Reader, line: str) -> None:
    read = found(f"نزح O\n{line}\nشخص O\n")
    assert spans(read.documents[0]) == [(line[:6], "CASUALTY")]


def test_ids_are_taken_from_comments_and_other_comments_are_counted(found: Reader) -> None:
    read = found("# id = خبر 1\nوفد B-ACTOR\n\n# sent_id = s2\n# text = ثم\nثم O\n\n# O\n")
    assert [document.id for document in read.documents] == ["خبر 1", "s2", "others:8"]
    assert read.documents[2].text == "#"
    assert mended(read) == {"comments left out": 1}


def test_the_column_of_chunks_before_that_of_names_is_no_layer(found: Reader) -> None:
    read = found("الجيش NN I-NP I-ORG\nيتقدم VB I-VP O\n")
    assert spans(read.documents[0]) == [("الجيش", "ORG")]


def test_a_file_without_breaks_is_cut_at_sentence_ends_outside_spans(found: Reader) -> None:
    sentence = "قال O\nد B-PER\n. I-PER\nعمر I-PER\nذلك O\n. O\n"
    read = found(sentence * UNBROKEN)
    assert {document.text for document in read.documents} == {"قال د . عمر ذلك ."}
    assert len({document.id for document in read.documents}) == len(read.documents) == UNBROKEN
    assert mended(read) == {"passages cut at sentence ends, since the file has no breaks": UNBROKEN}
    assert len(found(f"{sentence * UNBROKEN}\n{sentence}").documents) == 2


def test_every_row_that_does_not_end_with_a_tag_is_named(found: Reader) -> None:
    with pytest.raises(CorpusError, match=r"others.conll:1: .*'باريس LOC'[^\n]*\n.*conll:2[^\n]*\n.*conll:4"):
        found("باريس LOC\nهنا X\n\nعمر B-\n").sound()


TAGS = st.lists(st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y"]), min_size=1, max_size=12)


@given(TAGS.filter(lambda tags: not any(tag.startswith("I") for tag in tags[:1])))
def test_regular_iob2_is_read_as_the_strict_reader_reads_it(
    tmp_path_factory: pytest.TempPathFactory, tags: list[str]
) -> None:
    legal = ["O", *tags]
    for index in range(1, len(legal)):
        if legal[index][0] == "I" and legal[index][2:] != legal[index - 1][2:]:
            legal[index] = f"B-{legal[index][2:]}"
    path = tmp_path_factory.mktemp("conll") / "a.conll"
    path.write_text("".join(f"ك{index}\t{tag}\n" for index, tag in enumerate(legal)), encoding="utf-8")
    (document,) = read_found_conll(path).documents
    starts = [0]
    for index in range(len(legal)):
        starts.append(starts[-1] + len(f"ك{index}") + 1)
    assert [(span.start, span.end, span.label) for span in document.spans] == [
        (starts[first], starts[end] - 1, label) for first, end, label in chunks(legal)
    ]
    path.write_text(conll_block(document), encoding="utf-8")
    assert [again.spans for again in read_found_conll(path).documents] == [document.spans]


def test_a_layer_that_no_line_has_is_refused(found: Reader) -> None:
    with pytest.raises(CorpusError, match="there is no layer 3: its lines have 2 columns of tags"):
        found("جامعة B-ORG O\nنابلس I-ORG B-GPE\n", layer=3)


def test_labels_that_are_also_names_of_chunks_are_read_where_they_stand_last(found: Reader) -> None:
    (document,) = found("وصل O\nالوفد B-NP\n").documents
    assert spans(document) == [("الوفد", "NP")]


def test_a_long_passage_whose_id_is_stated_stays_whole(found: Reader) -> None:
    rows = "".join(f"كلمة{index}\tO\n.\tO\n" for index in range(UNBROKEN))
    (document,) = found(f"# id = a\n{rows}").documents
    assert document.id == "a"


def test_a_comment_that_ends_like_a_row_is_a_comment_where_rows_have_other_columns(found: Reader) -> None:
    read = found("# the tag of no name is O\n# O\nوصل O\n")
    assert [document.text for document in read.documents] == ["# وصل"]
    assert mended(read) == {"comments left out": 1}


def test_tags_of_chunks_are_counted_and_can_be_chosen_and_a_label_of_both_columns_leaves_them_in(found: Reader) -> None:
    content = "الجيش NN I-NP I-ORG\nيتقدم VB I-VP O\n"
    assert mended(found(content))["tags of chunks left out (the first column; --layer 1 reads it)"] == 2
    assert spans(found(content, 1).documents[0]) == [("الجيش", "NP"), ("يتقدم", "VP")]
    nested = found("الجيش B-VP B-NP\nيتقدم I-VP O\n")
    assert spans(nested.documents[0]) == [("الجيش يتقدم", "VP")]


def test_the_line_ends_of_old_macs_separate_rows_and_passages(found: Reader) -> None:
    read = found("قال O\rعمر B-PER\r\rثم O\r")
    assert [document.text for document in read.documents] == ["قال عمر", "ثم"]


def test_an_id_that_ends_like_a_row_is_an_id(found: Reader) -> None:
    read = found("# id = a O\nقال\tO\n\n# id = b B-PER\nثم\tO\n")
    assert [document.id for document in read.documents] == ["a O", "b B-PER"]


def test_a_passage_without_words_keeps_its_id_and_gives_it_to_no_other(found: Reader) -> None:
    read = found("# id = a\n\nقال\tO\n\n# id = O\n\n")
    assert [(document.id, document.text) for document in read.documents] == [("a", ""), ("others:3", "قال"), ("O", "")]


def test_a_passage_with_a_line_that_is_no_row_costs_no_other_passage(found: Reader) -> None:
    read = found("قال O\n\nعمر\nثم O\n\nثم B-\nهنا\n\nوصل O\n")
    assert [document.text for document in read.documents] == ["قال", "وصل"]
    assert [fault.split(": ")[0][-1] for fault in read.faults] == ["3", "6", "7"]
