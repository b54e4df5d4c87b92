"""brat's folders."""

import codecs
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.document import Document
from hasila.errors import CorpusError, OutputError
from hasila.formats.brat import read_brat, write_brat
from hasila.spans import Span

TEXT = "وصل وفد من الجامعة\nإلى حلب"


def written(folder: Path, annotations: str, text: str = TEXT) -> Path:
    """Write a text with its annotations."""
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (folder / "a.ann").write_text(annotations, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["", "a.txt", "a.ann"])
def test_a_folder_a_text_or_its_annotations_can_be_named(tmp_path: Path, name: str) -> None:
    read = read_brat(written(tmp_path, "T1\tACTOR 4 7\tوفد\nT2\tLOCATION 23 26\tحلب\n") / name)
    assert read.documents == [Document("a", TEXT, (Span(4, 7, "ACTOR"), Span(23, 26, "LOCATION")))]


def test_a_discontinuous_span_is_read_from_its_first_word_to_its_last_and_counted(tmp_path: Path) -> None:
    read = read_brat(written(tmp_path, "T1\tACTOR 4 7;11 18\tوفد الجامعة\nR1\tOf Arg1:T1 Arg2:T1\n#1\tNote T1\tx\n"))
    assert [read.documents[0].text_of(span) for span in read.documents[0].spans] == ["وفد من الجامعة"]
    assert {kind: count for kind, count in read.mendings.items() if count} == {
        "discontinuous spans read from their first word to their last": 1,
        "relations, events, attributes and notes left out": 2,
    }


def test_every_line_that_is_none_is_named_and_a_missing_text_too(tmp_path: Path) -> None:
    written(tmp_path, "T1 ACTOR 4 7 وفد\n")
    (tmp_path / "b.ann").write_text("", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"(?s)a.ann:1: line 1: 'T1 ACTOR.*b.ann:1: its text, b.txt, cannot be read"):
        read_brat(tmp_path).sound()


def test_a_span_across_a_line_break_is_written_in_fragments(tmp_path: Path) -> None:
    document = Document("a", TEXT, (Span(11, 22, "LOCATION"),))
    write_brat(tmp_path / "made", [document])
    assert (tmp_path / "made/a.ann").read_text(encoding="utf-8") == "T1\tLOCATION 11 18;19 22\tالجامعة إلى\n"
    read = read_brat(tmp_path / "made")
    assert (list(read.documents), read.told()) == ([document], "1 passages, nothing to mend")


def test_an_id_names_its_file_whatever_it_contains_and_one_too_long_is_refused(tmp_path: Path) -> None:
    ids = ["خبر 1", "a/b:2", "..", "50%", "a."]
    write_brat(tmp_path / "made", [Document(name, "نص") for name in ids])
    assert {document.id for document in read_brat(tmp_path / "made").documents} == set(ids)
    with pytest.raises(OutputError, match="more than 200 bytes"):
        write_brat(tmp_path / "long", [Document("خ" * 200, "نص")])
    assert not (tmp_path / "long").exists()


def test_the_fragments_of_a_discontinuous_span_have_the_words_that_are_stored_in_any_order(tmp_path: Path) -> None:
    (document,) = read_brat(written(tmp_path, "T1\tACTOR 11 18;4 7\tالجامعة وفد\n")).documents
    assert document.spans == (Span(4, 18, "ACTOR"),)
    read = read_brat(written(tmp_path, "T1\tACTOR 5 8;12 19\tوفد الجامعة\n", text=f"🔥{TEXT}"))
    assert [read.documents[0].text_of(span) for span in read.documents[0].spans] == ["وفد من الجامعة"]
    wrong = read_brat(written(tmp_path, "T1\tACTOR 3 6;11 18\tوفد الجامعة\n"))
    assert "the span 3:18 has the text 'وفد الجامعة', but" in wrong.faults[0]


def test_a_file_with_faults_costs_no_other_file_of_the_folder(tmp_path: Path) -> None:
    written(tmp_path, "T1\tACTOR 4 7\tوفد\n")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.ann").write_text("T1\tACTOR 4 4\t\nT2\tACTOR 4 7\tوفد\nT3 ACTOR\n", encoding="utf-8")
    read = read_brat(tmp_path)
    assert [document.id for document in read.documents] == ["a"]
    assert [fault.partition(": ")[2].partition(":")[0] for fault in read.faults] == ["line 1", "line 3"]


def test_all_files_of_a_folder_count_offsets_alike(tmp_path: Path) -> None:
    for name, start in (("a", 3), ("b", 3), ("c", 2)):
        (tmp_path / f"{name}.txt").write_text("🔥 دمشق", encoding="utf-8")
        (tmp_path / f"{name}.ann").write_text(f"T1\tLOCATION {start} {start + 4}\tدمشق\n", encoding="utf-8")
    read = read_brat(tmp_path)
    assert [document.id for document in read.documents] == ["a", "b"]
    (fault,) = read.faults
    assert fault.startswith(f"{tmp_path}/c.ann:1: offsets count code-points here, but utf-16 in the file as a whole")


def test_lines_of_old_macs_are_lines(tmp_path: Path) -> None:
    read = read_brat(written(tmp_path, "T1\tACTOR 4 7\tوفد\rT2\tLOCATION 23 26\tحلب\r"))
    assert read.documents[0].spans == (Span(4, 7, "ACTOR"), Span(23, 26, "LOCATION"))


def test_spans_of_white_space_alone_are_not_written(tmp_path: Path) -> None:
    write_brat(
        tmp_path / "made", [Document("a", TEXT, (Span(3, 4, "ACTOR"), Span(4, 7, "ACTOR"), Span(18, 19, "ACTOR")))]
    )
    assert (tmp_path / "made/a.ann").read_text(encoding="utf-8") == "T1\tACTOR 4 7\tوفد\n"


def read_by_brats_rules(folder: Path, name: str) -> list[tuple[int, int, str]]:
    """Return the spans that brat reads, which the server checks against the text: server/src/annotation.py.

    Lines are those of codecs. Fragments do not touch, and their texts with one blank between are those of the line.
    """
    text, found = (folder / f"{name}.txt").read_bytes().decode(), []
    with (folder / f"{name}.ann").open("rb") as file:
        for line in codecs.getreader("utf-8")(file):
            number, data, words = line.rstrip("\n").split("\t", 2)
            label, places = data.split(" ", 1)
            pairs = [(int(start), int(end)) for start, end in (pair.split(" ") for pair in places.split(";"))]
            assert number[0] == "T"
            assert all(left[1] < right[0] for left, right in pairwise(pairs))
            assert words == " ".join(text[start:end] for start, end in pairs)
            found.append((pairs[0][0], pairs[-1][1], label))
    return found


@given(words=st.lists(st.sampled_from(["وفد", "🔥", "ـ", "\u2028", "\x85", "\x0b", "\r\n", "\t", " "]), max_size=8))
def test_brat_reads_every_span_that_is_written_whatever_breaks_lines_within_it(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    document = Document("a", text := "".join(["وصل", *words, "حلب"]), (Span(0, len(text), "ACTOR"),))
    folder = tmp_path_factory.mktemp("brat") / "made"
    write_brat(folder, [document])
    assert read_by_brats_rules(folder, "a") == [(0, len(text), "ACTOR")]
    assert read_brat(folder).documents == [document]
