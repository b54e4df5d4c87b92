"""Pictures as SVG: the same from the same numbers."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from hasila.files import whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def new_figure(width: float, height: float) -> "Figure":
    """Return an empty figure, measured in inches, that lays itself out."""
    import matplotlib as mpl  # noqa: PLC0415 - takes a second, and tables do not need it
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    mpl.rcParams["svg.hashsalt"] = "hasila"  # names within the picture would be drawn by chance
    return Figure(figsize=(width, height), layout="constrained")


def save(figure: "Figure", path: Path) -> None:
    """Write `figure` to `path`, whole or not at all, without the date."""
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    with whole_file(path) as file:
        file.write(drawn.getvalue())
