"""Texts in, documents with spans out: promises 1 and 2."""

import copy
import itertools
import json
import pickle
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.texts import ROOT, article_rows, texts

from hasila import groups as module
from hasila.arabic.words import split
from hasila.document import Document
from hasila.errors import CheckpointError
from hasila.extractor import Extractor
from hasila.formats.output import extraction_row
from hasila.runtime.base import Backend, RowScores, TollLogits
from hasila.runtime.manifest import MANIFEST
from hasila.runtime.toll_head import HEAD_FILE
from hasila.tolls.estimates import Estimate
from hasila.tolls.incidents import incidents


@pytest.fixture(scope="module")
def extractor(tiny_checkpoint: Path) -> Extractor:
    """Return the tiny checkpoint's extractor."""
    return Extractor.from_checkpoint(tiny_checkpoint, device="cpu")


@pytest.fixture(scope="module", params=["torch", "fast"])
def reader(request: pytest.FixtureRequest, fast_checkpoint: Path) -> Extractor:
    """Return the extractor of a checkpoint with a toll head, as each backend reads it."""
    return Extractor.from_checkpoint(fast_checkpoint, backend=request.param)


def check_promises(document: Document, text: str) -> None:
    """Assert promise 1 on `document`, which was extracted from `text`."""
    assert document.text == text
    starts, ends = {word.start for word in split(text)}, {word.end for word in split(text)}
    for row in extraction_row(document)["spans"]:
        assert text[row["start"] : row["end"]] == row["text"]
        assert row["start"] in starts
        assert row["end"] in ends
        assert 0 < row["score"] <= 1
    assert list(document.spans) == sorted(document.spans)
    assert all(left.end <= right.start for left, right in itertools.pairwise(document.spans))


@given(text=texts(200))
@settings(max_examples=60)
def test_spans_have_exact_offsets_into_the_text_as_given(text: str, reader: Extractor) -> None:
    check_promises(reader(text), text)


@given(
    noise=st.lists(
        st.sampled_from(["\u064b", "\u0640", "\u200f", "👩‍👩‍👧", "\r\n", "\u202b", " ", "\u0000"]), max_size=12
    ),
    data=st.data(),
)
@settings(max_examples=30)
def test_spans_of_real_text_with_marks_bidi_emoji_and_line_ends_strewn_in_are_exact(
    noise: list[str], data: st.DataObject, reader: Extractor
) -> None:
    text = data.draw(st.sampled_from([str(row["text"]) for row in article_rows()]))
    for mark in noise:
        index = data.draw(st.integers(0, len(text)))
        text = text[:index] + mark + text[index:]
    document = reader(text)
    check_promises(document, text)


def test_the_model_has_learnt_something_and_finds_spans(extractor: Extractor) -> None:
    found = [span for row in article_rows() for span in extractor(str(row["text"])).spans]
    assert len(found) > 20


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200f\u202b\u0000\u0007", "\ufeff"])
def test_a_text_without_words_has_an_empty_result(text: str, reader: Extractor) -> None:
    assert reader(text) == Document("0", text, tolls=())


def test_every_word_of_a_long_text_is_scored_by_the_model(extractor: Extractor) -> None:
    text = " ".join(str(row["text"]) for row in article_rows()) * 3
    prepared = extractor._prepare(Document("a", text))
    assert len(prepared.windows) > 10
    rows = [extractor.tokenizer.framed(prepared.pieces, window) for window in prepared.windows]
    parts = extractor.runtime.read(rows)
    seen = {word for window in prepared.windows for word in range(window.first_word, window.end_word)}
    assert seen == set(range(len(prepared.words)))
    assert all(np.isfinite(part.logits).all() for part in parts)


def test_a_word_longer_than_a_window_is_read_to_its_end(reader: Extractor) -> None:
    text = "قتل " + "ا" * 500 + " جندي"
    assert all(window.end - window.start <= 62 for window in reader._prepare(Document("a", text)).windows)
    check_promises(reader(text), text)


def test_a_text_cut_into_windows_reads_as_its_parts_do(extractor: Extractor) -> None:
    """With a window far from its edges, what stands elsewhere in a long text cannot change what is found."""
    rows = [str(row["text"]) for row in article_rows()]
    document = extractor("\n".join(rows * 2))
    half = len("\n".join(rows)) + 1
    first = [(span.start, span.end, span.label) for span in document.spans if span.end < half - 300]
    second = [(span.start - half, span.end - half, span.label) for span in document.spans if span.start >= half]
    middle = [span for span in second if 300 < span[0] < half - 600]
    assert len(middle) > 10
    assert len(set(middle) & set(first)) > 0.8 * len(middle)


def test_a_stream_keeps_its_order_whatever_the_batch_size(tiny_checkpoint: Path, extractor: Extractor) -> None:
    rows = [str(row["text"]) for row in article_rows()] + ["", "قتل جندي"]
    one_by_one = list(Extractor.from_checkpoint(tiny_checkpoint, device="cpu", batch_size=1).stream(rows))
    assert list(extractor.stream(rows)) == one_by_one
    assert [document.text for document in one_by_one] == rows
    assert [document.id for document in one_by_one] == [str(index) for index in range(len(rows))]


def test_documents_keep_their_id_and_meta_and_lose_their_spans(extractor: Extractor) -> None:
    (row, *_) = article_rows()
    given_document = Document("x", str(row["text"]), meta={"split": "train"})
    (found,) = extractor.stream([given_document])
    assert (found.id, found.meta) == ("x", {"split": "train"})


def test_spans_below_the_least_confidence_are_left_out_and_no_others(extractor: Extractor) -> None:
    texts = [str(row["text"]) for row in article_rows()]
    every = [span for document in extractor.stream(texts) for span in document.spans]
    bound = sorted(span.score or 0.0 for span in every)[len(every) // 2]
    sure = replace(extractor, min_confidence=bound)
    kept = [span for document in sure.stream(texts) for span in document.spans]
    assert kept == [span for span in every if (span.score or 0.0) >= bound]
    assert 0 < len(kept) < len(every)


def test_a_confidence_takes_the_temperature_of_the_checkpoint(extractor: Extractor) -> None:
    text = str(article_rows()[0]["text"])
    cooler = replace(extractor, temperature=3.0)
    warm, cool = extractor(text).spans, cooler(text).spans
    assert warm == cool
    assert [span.score for span in warm] != [span.score for span in cool]


def test_an_endless_stream_is_read_little_ahead(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHARACTERS", 400)
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "قتل جندي في مدينة تدمر"

    stream = extractor.stream(endless())
    for _ in range(50):
        next(stream)
    assert taken < 100


@pytest.mark.slow
def test_a_line_of_two_megabytes_is_read_whole(reader: Extractor) -> None:
    line = " ".join(str(row["text"]) for row in article_rows())
    text = (line * (2_000_000 // len(line.encode()) + 1)).replace("\n", " ")
    document = reader(text)
    check_promises(document, text)
    assert document.spans[-1].end > 0.99 * len(text)


@pytest.mark.parametrize("texts", ["قتل جندي", b"x", None, 3, Document("a", "قتل")])
def test_one_text_in_place_of_a_list_is_refused_at_once(texts: Any, extractor: Extractor) -> None:
    with pytest.raises(
        TypeError, match=r"pass a list of texts, not one \w+; one text is read by calling: extractor\(text\)"
    ):
        extractor.stream(texts)


@pytest.mark.parametrize("text", [None, 3, b"x", ["قتل"]])
def test_what_is_no_text_is_named_by_its_place_and_kind(text: Any, extractor: Extractor) -> None:
    with pytest.raises(TypeError, match=rf"text 1 is a {type(text).__name__}; a text is a str or a Document"):
        list(extractor.stream(["قتل", text]))
    with pytest.raises(TypeError, match="text 0 is a"):
        extractor(text)


def test_an_extractor_says_how_it_is_made() -> None:
    for wrong in (None, "runs/x/checkpoint"):
        with pytest.raises(TypeError, match=r"Extractor\.from_checkpoint\(folder\), not Extractor\("):
            Extractor(wrong)  # type: ignore[call-arg, arg-type]
    with pytest.raises(TypeError, match="a checkpoint folder is a str or a Path, not NoneType"):
        Extractor.from_checkpoint(None)  # type: ignore[arg-type]


def test_an_extractor_shows_its_labels_device_and_window_in_a_line(extractor: Extractor) -> None:
    assert repr(extractor) == "<Extractor of ACTOR, LOCATION, CASUALTY: torch on cpu, windows of 64 subwords>"


def test_an_extractor_is_copied_and_pickled(extractor: Extractor) -> None:
    text = str(article_rows()[0]["text"])
    assert pickle.loads(pickle.dumps(extractor))(text) == copy.copy(extractor)(text) == extractor(text)  # noqa: S301 - our own


@dataclass(frozen=True)
class Broken:
    """A model whose scores are not finite."""

    tags: tuple[str, ...]
    value: float

    reads_tolls = False

    def read(self, rows: Sequence[Sequence[int]]) -> Iterator[RowScores]:
        """Yield zeros but for one value."""
        for row in rows:
            logits = np.zeros((len(row), len(self.tags)), dtype=np.float32)
            logits[1, 0] = self.value
            yield RowScores(logits)

    def read_tolls(self, *_given: object) -> TollLogits:
        """Read no tolls."""
        raise ValueError("the model has no toll head")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_scores_that_are_not_finite_are_an_error_and_never_an_empty_result(value: float, extractor: Extractor) -> None:
    broken = replace(extractor, runtime=Broken(extractor.runtime.tags, value))
    with pytest.raises(CheckpointError, match="document x: the model's scores are not finite numbers"):
        list(broken.stream([Document("x", "قتل جندي")]))


def test_transformers_own_pipeline_runs_on_a_checkpoint(tiny_checkpoint: Path) -> None:
    from transformers import pipeline

    found = pipeline("token-classification", model=str(tiny_checkpoint), device="cpu")("قتل جندي في مدينة تدمر")
    assert {entity["entity"].partition("-")[2] for entity in found} <= {"ACTOR", "LOCATION", "CASUALTY"}


def test_json_rows_are_plain_json(extractor: Extractor) -> None:
    row = extraction_row(extractor("قتل \ud800 جندي"))
    assert json.loads(json.dumps(row)) == row


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"batch_size": 0}, ValueError),
        ({"batch_size": -3}, ValueError),
        ({"batch_size": 2.5}, TypeError),
        ({"min_confidence": float("nan")}, ValueError),
        ({"min_confidence": 1.5}, ValueError),
        ({"min_confidence": -0.1}, ValueError),
        ({"min_confidence": "0.5"}, TypeError),
        ({"min_confidence": None}, TypeError),
    ],
)
def test_a_setting_that_no_text_can_be_read_with_is_refused_before_any_text(
    wrong: dict[str, Any], kind: type[Exception], tiny_checkpoint: Path
) -> None:
    (name,) = wrong
    with pytest.raises(kind, match=f"^{name} is .*, but must be "):
        Extractor.from_checkpoint(tiny_checkpoint, device="cpu", **wrong)


@pytest.mark.parametrize("blank", ["\n\n", "\r\n \r\n", "\n\t\n\n", "\u2029"])
def test_no_span_goes_on_behind_a_blank_line(blank: str) -> None:
    for document in Extractor.default().stream([f"قتل الجيش السوري{blank}الحر ثلاثة{blank}جنود في حلب"]):
        assert document.spans
        assert not any(blank in document.text_of(span) for span in document.spans)


@pytest.mark.parametrize("backend", ["auto", "fast", "torch"])
def test_a_toll_head_that_answers_older_questions_is_refused_for_them_whatever_else_is_wrong(
    backend: Backend, fast_checkpoint: Path, tmp_path: Path
) -> None:
    older = shutil.copytree(fast_checkpoint, tmp_path / "older")
    record = json.loads((older / MANIFEST).read_text(encoding="utf-8"))
    (older / MANIFEST).write_text(json.dumps(record | {"tolls": "tolls-0"}), encoding="utf-8")  # the fast form is stale
    (older / HEAD_FILE).write_bytes(b"")
    with pytest.raises(CheckpointError, match="its toll head answers tolls-0, but this version of hasila asks tolls-"):
        Extractor.from_checkpoint(older, backend=backend)


def test_tolls_of_the_spans_that_are_sure_enough_are_those_of_these_spans() -> None:
    text = "قُتل أمس 12 مدنيا وأصيب عشرات في غارات على دير الزور نفذها الجيش الروسي، وفق المرصد السوري مساء الأحد"
    document = Document("1", text, meta={"date": "2024-05-15"})
    found = Extractor.default()(document)
    least = min(span.score or 0.0 for span in found.spans)
    kept = Extractor.default(min_confidence=least + 1e-9)(document)
    assert len(kept.spans) == len(found.spans) - 1
    (again,) = Extractor.default().read_tolls([kept])
    assert kept.tolls == again.tolls
    assert any(toll.when for toll in kept.tolls or ())


@pytest.mark.parametrize("backend", ["fast", "torch"])
def test_the_model_in_the_package_reads_the_articles_nine_and_four_as_rivals_and_never_thirteen(
    backend: Backend,
) -> None:
    text = (ROOT / "data/article/article.txt").read_text(encoding="utf-8")
    rows = incidents([Extractor.default(backend=backend)(Document("article", text, meta={"date": "2018-05-27"}))])
    [(killed, russians)] = [
        (row.killed, nations["RU"]) for row in rows if "RU" in (nations := dict(row.killed_nations))
    ]
    assert (russians.low, russians.high) == (4, 9)
    fighters, attackers, died_of_wounds = 35, 43, 2  # the last are of the ministry's four
    assert isinstance(killed, Estimate)
    assert killed.low in {fighters + attackers, fighters + attackers + died_of_wounds}
