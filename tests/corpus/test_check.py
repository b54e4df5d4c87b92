"""hasila check."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import ROOT
from typer.testing import CliRunner

from hasila.arabic.words import split
from hasila.cli import app
from hasila.corpus.check import ACCEPTED, _branches, _left_out, _mentions, check
from hasila.corpus.reading import read
from hasila.document import Document, Origin
from hasila.errors import CorpusError
from hasila.formats.conll import write_conll
from hasila.formats.jsonl import write_jsonl
from hasila.spans import Span


def corpus(folder: Path, *rows: tuple[str, str, str, list[tuple[str, str]]]) -> Path:
    """Write rows of (id, split, text, [(label, words)]) and return the folder."""
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as file:
        for identity, split, text, mentions in rows:
            spans = [{"start": text.index(w), "end": text.index(w) + len(w), "label": label} for label, w in mentions]
            file.write(json.dumps({"id": identity, "split": split, "text": text, "spans": spans}) + "\n")
    return folder


def messages(path: Path) -> list[str]:
    """Return what check finds, without the file's name."""
    return [str(finding).partition("jsonl:")[2] or finding.message for finding in check(path)]


def test_the_article_is_clean() -> None:
    assert check(ROOT / "data/article") == []


@pytest.mark.parametrize(
    ("label", "words", "message"),
    [
        ("ACTOR", "«داعش»", "1: error: a: ACTOR 0:6 ««داعش»» begins with punctuation, which stays outside"),
        ("ACTOR", "داعش»", "1: error: a: ACTOR 1:6 «داعش»» ends with punctuation, which stays outside"),
        (
            "ACTOR",
            "اعش",
            "1: error: a: ACTOR 2:5 «اعش» does not begin where a word begins",
        ),
        ("ACTOR", "داع", "1: error: a: ACTOR 1:4 «داع» does not end where a word ends"),
        (
            "ACTOR",
            " في",
            "1: error: a: ACTOR 6:9 « في» does not begin where a word begins",
        ),
        ("PERSON", "داعش", "1: error: a: PERSON 1:5 «داعش» has an unknown label; known are ACTOR, LOCATION, CASUALTY"),
    ],
)
def test_a_span_with_a_wrong_edge_or_label_is_an_error(tmp_path: Path, label: str, words: str, message: str) -> None:
    assert messages(corpus(tmp_path, ("a", "train", "«داعش» في سوريا", [(label, words)]))) == [message]


def test_lines_that_cannot_be_read_are_errors_and_the_rest_is_still_checked(tmp_path: Path) -> None:
    corpus(tmp_path, ("a", "train", "في تدمر.", [("LOCATION", "تدمر.")]))
    with (tmp_path / "corpus.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "b"}\n')
    assert [text.partition(": error: ")[2][:20] for text in messages(tmp_path)] == [
        "a: LOCATION 3:8 «تدم",
        "the row lacks text, ",
    ]


def test_the_same_words_labelled_differently_are_a_warning_that_names_both_places(tmp_path: Path) -> None:
    rows = corpus(
        tmp_path,
        ("a", "train", "نفت روسيا القصف", [("ACTOR", "روسيا")]),
        ("b", "train", "وقع الهجوم في روسيا", [("LOCATION", "روسيا")]),
        ("c", "train", "كما في روسيا أيضا", []),
    )
    path = rows / "corpus.jsonl"
    assert messages(rows) == [
        f"2: warning: b: «روسيا» is LOCATION here, but ACTOR in a ({path}:1)",
        f"3: warning: c: «روسيا» has no label at 7, but is ACTOR in a ({path}:1)",
    ]


def test_words_that_a_person_has_accepted_may_have_any_label_or_none(tmp_path: Path) -> None:
    rows = corpus(
        tmp_path,
        ("a", "train", "نفت روسيا القصف", [("ACTOR", "روسيا")]),
        ("b", "train", "وقع الهجوم في روسيا", [("LOCATION", "روسيا")]),
        ("c", "train", "كما في حلب أيضا", [("LOCATION", "حلب")]),
        ("d", "train", "حلب الناقة", []),
    )
    accepted = tmp_path / ACCEPTED
    accepted.write_text("- words: [روسيا]\n  reason: a place and the power in it (rule 9)\n", encoding="utf-8")
    assert [text.partition(": ")[2] for text in messages(rows)] == [
        f"warning: d: «حلب» has no label at 0, but is LOCATION in c ({rows / 'corpus.jsonl'}:3)"
    ]
    accepted.write_text("- words: [روسيا, حلب]\n  reason: places, or the powers in them\n", encoding="utf-8")
    assert messages(rows) == []
    accepted.write_text("- words: [روسيا]\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"accepted\.yaml: is not a list of entries with words and a reason"):
        check(tmp_path)


@pytest.mark.parametrize("text", ["[" * 100_000, "- words: [x]\n  reason: r\n  rule: " + "1" * 5_000, "&a [*a]"])
def test_accepted_words_that_cannot_be_held_are_told(tmp_path: Path, text: str) -> None:
    rows = corpus(tmp_path, ("a", "train", "نفت", []))
    (tmp_path / ACCEPTED).write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"accepted\.yaml: is not a list of entries with words and a reason"):
        check(rows)


def test_a_count_that_leans_on_a_word_elsewhere_may_have_no_label_in_another_place(tmp_path: Path) -> None:
    rows = corpus(
        tmp_path,
        ("a", "train", "ارتفع عدد القتلى إلى ثلاثة", [("CASUALTY", "ثلاثة")]),
        ("b", "train", "سار ثلاثة كيلومترات", []),
    )
    assert messages(rows) == []


def test_a_span_that_seems_to_break_a_rule_is_a_warning_with_the_rule(tmp_path: Path) -> None:
    found = messages(corpus(tmp_path, ("a", "train", "أعلن مقتل 20 جنديا", [("CASUALTY", "20 جنديا")])))
    doubt = "leaves the harm word «مقتل» outside, although it touches the span (rule 15)"
    assert found == [f"1: warning: a: CASUALTY 10 «20 جنديا» {doubt}"]


def test_a_span_that_only_seems_to_break_a_rule_is_accepted_for_that_rule_alone(tmp_path: Path) -> None:
    rows = corpus(tmp_path, ("a", "train", "أعلن مقتل نحو 20 جنديا", [("CASUALTY", "20 جنديا")]))
    assert [message.rpartition("(")[2] for message in messages(rows)] == ["rule 14)"]
    for rule, left in ((15, 1), (14, 0)):
        text = f"- words: [20 جنديا]\n  reason: looked at\n  rule: {rule}\n"
        (tmp_path / ACCEPTED).write_text(text, encoding="utf-8")
        assert len(messages(rows)) == left


def test_passages_that_repeat_each_other_or_a_text_given_are_a_warning(tmp_path: Path) -> None:
    eight = "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية"
    rows = corpus(tmp_path, ("a", "train", f"قال {eight}", []), ("b", "train", f"ثم {eight}", []))
    other = tmp_path / "news.txt"
    other.write_text(f"خبر أول\n\nنص {eight.removesuffix(' ثمانية')}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(rows), "--against", str(other)])
    assert (
        f"2: warning: b: shares 8 words in a row with a: «{eight.replace('أ', 'ا').replace('ة', 'ه')}»" in result.output
    )
    assert "1: warning: a: shares 6 words or more with news.txt, part 2: «واحد اثنان" in result.output
    assert result.exit_code == 0


def test_a_text_in_two_splits_is_an_error_and_in_one_split_twice_a_warning(tmp_path: Path) -> None:
    found = messages(
        corpus(
            tmp_path,
            ("a", "train", "نفت روسيا القصف", []),
            ("b", "test", "نفت  روسيا القصفَ", []),
            ("c", "train", "نفت روسيا القصف", []),
        )
    )
    assert found == [
        "2: error: b: has the same text as a, but is in the split test, and that one in train",
        "3: warning: c: has the same text as a",
    ]


def test_an_id_in_two_files_is_an_error(tmp_path: Path) -> None:
    corpus(tmp_path, ("a", "train", "نفت روسيا", []))
    shutil.copy(tmp_path / "corpus.jsonl", tmp_path / "second.jsonl")
    assert any("the id also occurs at" in message for message in messages(tmp_path))


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """Copy the article's folder."""
    shutil.copytree(ROOT / "data/article", tmp_path / "article")
    return tmp_path / "article"


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_bio_that_says_something_else_is_an_error_that_shows_both(article: Path) -> None:
    edit(article / "bio/dev.conll", "محافظة\tB-LOCATION", "محافظة\tB-ACTOR")
    edit(article / "bio/dev.conll", "دير\tI-LOCATION\nالزور\tI-LOCATION", "دير\tI-ACTOR\nالزور\tI-ACTOR")
    (finding,) = check(article)
    assert finding.path.name == "dev.conll"
    assert "article-04: disagrees with" in finding.message
    assert "('محافظة', 'B-ACTOR') here, ('محافظة', 'B-LOCATION') there" in finding.message


def test_bio_that_lacks_a_passage_or_has_one_too_many_or_in_another_split_is_an_error(article: Path) -> None:
    edit(article / "bio/dev.conll", "# id = article-04", "# id = article-99")
    (article / "bio/train.conll").rename(article / "bio/late.conll")
    found = [finding.message for finding in check(article / "article.jsonl")]
    assert any(message.startswith("article-04: is in no file of") for message in found)
    assert "article-99: is in no .jsonl file" in found
    assert "article-01: belongs to the split train" in found


def test_broken_bio_is_an_error(article: Path) -> None:
    edit(article / "bio/dev.conll", "محافظة\tB-LOCATION", "محافظة\tI-LOCATION")
    assert any("has nothing to continue after O" in finding.message for finding in check(article))


def test_a_conll_file_is_checked_by_itself(article: Path) -> None:
    assert not [finding for finding in check(article / "bio/test.conll") if finding.severity == "error"]


def test_a_folder_without_a_corpus_or_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"contains no \.jsonl file"):
        check(tmp_path)
    with pytest.raises(CorpusError, match=r"ending in \.jsonl or \.conll"):
        check(tmp_path / "corpus.xml")


@given(st.lists(st.lists(st.sampled_from("اب,.جد"), max_size=12), min_size=1, max_size=4), st.data())
def test_words_left_out_are_the_longest_mention_at_each_word_outside_every_span(
    texts: list[list[str]], data: st.DataObject
) -> None:
    documents = [labelled(str(index), words, data) for index, words in enumerate(texts)]
    mentions = _mentions(documents, frozenset())
    found = [finding.message for one in documents for finding in _left_out(one, mentions, _branches(mentions))]
    assert [(message.partition(":")[0], int(message.split(" at ")[1].split(",")[0])) for message in found] == [
        (one.id, start) for one in documents for start in left_out_slowly(one, set(mentions))
    ]


def labelled(identity: str, words: list[str], data: st.DataObject) -> Document:
    """Return a document of `words` with some of them in spans."""
    ends = sorted(data.draw(st.sets(st.integers(0, len(words)), max_size=6)))
    spans = [
        Span(2 * start, 2 * end - 1, data.draw(st.sampled_from(("ACTOR", "LOCATION"))))
        for start, end in zip(ends[::2], ends[1::2], strict=False)
    ]
    return Document(identity, " ".join(words), tuple(spans), origin=Origin(Path("a.jsonl"), 1))


def left_out_slowly(document: Document, mentions: set[tuple[str, ...]]) -> list[int]:
    """Return where words outside every span are a mention, by trying every length at every word."""
    words, found, index = split(document.text), [], 0
    while index < len(words):
        for size in range(len(words) - index, 0, -1):
            part = words[index : index + size]
            free = all(word.end <= span.start or span.end <= word.start for word in part for span in document.spans)
            if free and tuple(word.folded for word in part) in mentions:
                found.append(words[index].start)
                index += size - 1
                break
        index += 1
    return found


def test_bio_files_of_ids_with_line_breaks_agree_with_what_they_were_written_from(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", [Document("one\n\ttwo", "الجيش هنا", (Span(0, 5, "ACTOR"),), {"split": "train"})])
    write_conll(tmp_path / "bio/train.conll", read(tmp_path / "a.jsonl"))
    assert check(tmp_path) == []
