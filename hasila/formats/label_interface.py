"""The labelling interface of a project of Label Studio, in which right-to-left text is marked by whole words."""

from collections.abc import Set as AbstractSet
from pathlib import Path
from xml.sax.saxutils import quoteattr

from hasila.files import whole_file
from hasila.formats.encoding import encodable
from hasila.spans import LABELS

_INTERFACE = """<View>
  <Labels name="label" toName="text">
{labels}
  </Labels>
  <View style="direction: rtl">
    <Text name="text" value="$text" granularity="word"/>
  </View>
</View>
"""


def interface_of(tasks: Path) -> Path | None:
    """Return the file for the labelling interface of a file of tasks; None if that does not end in .json.

    >>> interface_of(Path("runs/tasks.json")).name, interface_of(Path("/dev/stdout"))
    ('tasks.xml', None)
    """
    return tasks.with_suffix(".xml") if tasks.suffix == ".json" else None


def write_interface(path: Path, labels: AbstractSet[str]) -> None:
    """Write the labelling interface with `labels`, or with those of the guidelines if there are no others."""
    names = LABELS if labels <= set(LABELS) else sorted(labels)
    rows = "\n".join(f"    <Label value={quoteattr(encodable(name))}/>" for name in names)
    with whole_file(path) as file:
        file.write(_INTERFACE.format(labels=rows))
