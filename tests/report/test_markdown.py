"""The report in Markdown, read by markdown-it, which rich brings."""

from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from samples.evaluation import evaluation_of
from samples.texts import PIECES

from eval.report.markdown import report
from hasila.document import Document
from hasila.scoring.markdown import plain
from hasila.spans import Span

MARKDOWN = MarkdownIt("commonmark", {"html": True})


@given(st.text(st.sampled_from(PIECES + "<>&*_`~[]()!\\|#+-=. "), max_size=40))
def test_a_text_in_markdown_is_read_as_it_is(text: str) -> None:
    line = f"x{' '.join(text.split())}x"
    assert unescape(MARKDOWN.render(plain(line)).strip()) == f"<p>{line}</p>"


def test_markup_in_a_corpus_stays_words_in_the_report() -> None:
    text = "<img src=x>[قال](الجيش) *أمس* `هنا`"
    start = text.index("قال")
    gold = [Document("<i>1</i>", text, (Span(start, start + 3, "<b>"),))]
    evaluation = evaluation_of(gold, [[Document("<i>1</i>", text)]])
    written = report("<u>title</u>", {"model": "<s>run</s>"}, evaluation)
    headings, _, listed = written.partition("### Missed")
    shown = MARKDOWN.render(listed)
    assert "<li>&lt;i&gt;1&lt;/i&gt;: &lt;b&gt;: &lt;img src=x&gt;[[قال]](الجيش) *أمس* `هنا`</li>" in shown
    assert not {"<u>", "<s>"} & {headings[at : at + 3] for at in range(len(headings))}


def test_a_gold_span_before_a_parenthesis_becomes_no_link() -> None:
    text = "قال الجيش(العام)"
    gold = [Document("1", text, (Span(4, 9, "ACTOR"),))]
    written = report("title", {}, evaluation_of(gold, [[Document("1", text)]]))
    assert "<li>1: ACTOR: قال [الجيش](العام)</li>" in MARKDOWN.render(written)


def test_the_report_says_whose_fault_a_kind_is_and_what_the_brackets_are() -> None:
    gold = [Document("1", "قال الجيش", (Span(4, 9, "ACTOR"),))]
    written = report("title", {}, evaluation_of(gold, [gold]))
    assert "A kind says what is wrong with the prediction. Gold in [brackets], predicted in {braces}." in written
