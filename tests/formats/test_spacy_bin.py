"""spaCy's DocBin."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import texts

from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.conll import write_conll
from hasila.formats.forms import form_of_content, losses
from hasila.formats.spacy_bin import read_spacy, write_spacy
from hasila.spans import Span

spacy = pytest.importorskip("spacy", reason="spaCy is not installed")

TEXT = "وصل الوفد،  إلى\nحلب"


def test_entities_stand_where_the_spans_do_and_one_blank_is_no_token(tmp_path: Path) -> None:
    spans = (Span(4, 9, "armed group"), Span(16, 19, "LOCATION"))
    write_spacy(tmp_path / "a.spacy", [Document("a", TEXT, spans)])
    (doc,) = spacy.tokens.DocBin().from_disk(tmp_path / "a.spacy").get_docs(spacy.blank("ar").vocab)
    assert [token.text for token in doc] == ["وصل", "الوفد", "،", " ", "إلى", "\n", "حلب"]
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("الوفد", "armed group"), ("حلب", "LOCATION")]


@given(text=texts(40) | st.text(" \nوa", max_size=9), data=st.data())
def test_every_text_and_span_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = [pair for pair in pairwise(places) if data.draw(st.booleans())]
    document = Document("خبر 1", text, tuple(Span(*pair, data.draw(st.sampled_from("AB"))) for pair in pairs))
    if list(losses([document], "spacy")):
        return
    path = tmp_path_factory.mktemp("spacy") / "a.spacy"
    write_spacy(path, [document, document])
    read = read_spacy(path)
    assert (list(read.documents), read.told()) == ([document, document], "2 passages, nothing to mend")


def test_groups_of_spans_and_passages_without_annotated_entities_are_counted(tmp_path: Path) -> None:
    doc = spacy.blank("ar")(TEXT)
    doc.spans["sc"] = [doc[0:1]]
    spacy.tokens.DocBin(docs=[doc]).to_disk(tmp_path / "a.spacy")
    assert form_of_content(tmp_path / "a.spacy") == "spacy"
    read = read_spacy(tmp_path / "a.spacy")
    assert [document.id for document in read.documents] == ["a:1"]
    assert read.told() == (
        "1 passages, 1 passages in which nobody annotated entities, 1 spans in groups left out, which are not entities"
    )


def test_what_is_no_docbin_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.spacy").write_bytes(b"x")
    with pytest.raises(CorpusError, match=r"a.spacy: is not a readable .spacy file"):
        read_spacy(tmp_path / "a.spacy")
    with pytest.raises(CorpusError, match=r"b.spacy: cannot be read"):
        read_spacy(tmp_path / "b.spacy")


def run_spacy(folder: Path, *words: str) -> str:
    """Run `spacy WORDS` in a folder, and return what it printed."""
    command = [sys.executable, "-m", "spacy", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ar", "xx"])
def test_spacy_trains_on_what_is_written(tmp_path: Path, language: str) -> None:
    spans = (Span(4, 9, "ACTOR"), Span(16, 19, "LOCATION"))
    for name in ("train", "dev"):
        write_spacy(tmp_path / f"{name}.spacy", [Document(f"{name} {index}", TEXT, spans) for index in range(8)])
    run_spacy(tmp_path, "init", "config", "a.cfg", "--lang", language, "--pipeline", "ner")
    paths = ("--paths.train", "train.spacy", "--paths.dev", "dev.spacy")
    steps = ("--training.max_steps", "4", "--training.eval_frequency", "2")
    run_spacy(tmp_path, "train", "a.cfg", *paths, *steps, "--output", "model")
    assert (tmp_path / "model/model-last/ner").is_dir()


@pytest.mark.slow
def test_spacy_converts_columns_without_their_ids(tmp_path: Path) -> None:
    write_conll(tmp_path / "a.conll", [Document("a", "وصل الوفد إلى حلب", (Span(4, 9, "ACTOR"),))])
    rows = (tmp_path / "a.conll").read_text(encoding="utf-8").splitlines()
    (tmp_path / "b.conll").write_text("\n".join(row for row in rows if not row.startswith("# id = ")), encoding="utf-8")
    run_spacy(tmp_path, "convert", "b.conll", ".", "--converter", "ner")
    (document,) = read_spacy(tmp_path / "b.spacy").documents
    assert [document.text_of(span) for span in document.spans] == ["الوفد"]
