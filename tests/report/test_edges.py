"""What is said of gold spans off the words' edges."""

import json
from pathlib import Path

from eval.analysis.evaluation import Seed, evaluate
from eval.analysis.gold import scored_passages
from eval.analysis.results import read_results
from eval.report.edges import off_edges_note
from eval.report.folder import closing, write
from hasila.document import Document
from hasila.formats.jsonl import write_jsonl
from hasila.spans import Span

TEXT = "انفجار بمنطقة الوادي "
WITHIN, BLANK = Span(8, 13, "LOCATION"), Span(14, 21, "LOCATION")


def corpus(folder: Path) -> Path:
    """Write a passage with a span that begins within a word and one that ends on a blank."""
    path = folder / "gold.jsonl"
    write_jsonl(path, [Document("a", TEXT, (WITHIN, BLANK))])
    return path


def test_spans_that_nothing_can_equal_are_told_in_every_form(tmp_path: Path) -> None:
    path = corpus(tmp_path)
    scored = scored_passages([path], "all", {}, widen=False)
    evaluation = evaluate(scored, [Seed("model", [Document("a", TEXT)])], [], ("LOCATION",))
    names = write(tmp_path / "out", evaluation)
    note = (
        "2 gold spans with an edge inside a word or on a blank, the first LOCATION 8:13 «منطقة» in a: no predicted "
        "span can equal them, so each counts as missed. See them with: hasila check FILE. Widen them to whole "
        "words with: --widen."
    )
    assert closing(tmp_path / "out", evaluation, names)[0] == note
    assert f"- edges: {note}" in (tmp_path / "out/report.md").read_text(encoding="utf-8")
    assert f"<p>{note}</p>" in (tmp_path / "out/report.html").read_text(encoding="utf-8")
    told = json.loads((tmp_path / "out/scores.json").read_text(encoding="utf-8"))
    assert (told["off_edges"], told["widened"]) == (2, False)


def test_widened_spans_are_met_by_whole_words_and_told(tmp_path: Path) -> None:
    scored = scored_passages([corpus(tmp_path)], "all", {}, widen=True)
    words = Document("a", TEXT, (Span(7, 13, "LOCATION"), Span(14, 20, "LOCATION")))
    evaluation = evaluate(scored, [Seed("model", [words])], [], ("LOCATION",))
    write(tmp_path / "out", evaluation)
    results = read_results(tmp_path / "out")
    assert (results.off_edges, results.widened, results.scores["micro"]["strict"].f1) == (2, True, 1.0)
    assert off_edges_note(scored).endswith("in a: widened to whole words before scoring.")


def test_a_corpus_whose_spans_are_whole_words_has_no_note(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    write_jsonl(path, [Document("a", TEXT, (Span(7, 13, "LOCATION"),))])
    scored = scored_passages([path], "all", {}, widen=False)
    assert off_edges_note(scored) == ""
    evaluation = evaluate(scored, [Seed("model", scored.gold)], [], ("LOCATION",))
    assert len(closing(tmp_path, evaluation, ["scores.json", "report.md"])) == 1
