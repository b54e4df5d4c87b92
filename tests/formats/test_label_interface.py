"""The labelling interface of Label Studio."""

from pathlib import Path
from xml.etree import ElementTree as ET

from hasila.document import Document
from hasila.formats.label_interface import write_interface
from hasila.formats.label_studio import write_label_studio
from hasila.spans import LABELS, Span


def names(path: Path) -> list[str | None]:
    """Return the labels of an interface."""
    return [label.get("value") for label in ET.parse(path).iter("Label")]  # noqa: S314 - written by the test


def test_it_has_the_labels_of_the_guidelines_unless_there_are_others(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    for labels, wanted in ((set(), [*LABELS]), ({"ACTOR"}, [*LABELS]), ({"PERS", 'a "b" <'}, ["PERS", 'a "b" <'])):
        write_interface(path, labels)
        assert names(path) == wanted


def test_it_stands_beside_the_tasks_and_one_that_is_there_is_left_alone(tmp_path: Path) -> None:
    documents = [Document("a", "وصل وفد", (Span(4, 7, "PERS"),))]
    write_label_studio(tmp_path / "tasks.json", documents)
    assert names(tmp_path / "tasks.xml") == ["PERS"]
    (tmp_path / "tasks.xml").write_text("<View/>", encoding="utf-8")
    write_label_studio(tmp_path / "tasks.json", documents)
    assert (tmp_path / "tasks.xml").read_text(encoding="utf-8") == "<View/>"
    write_label_studio(tmp_path / "tasks", documents)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tasks", "tasks.json", "tasks.xml"]
