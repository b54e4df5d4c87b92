"""The page's style sheets that hold the palette of all pages that show spans."""

from hasila.formats.html import PALETTE

_DARK = "@media screen and (prefers-color-scheme: dark) {\n"


def palette_sheets() -> dict[str, str]:
    """Return, by name, the sheets of the page that hold PALETTE: the dark colours apart, so that a switch can choose.

    They are files in page/; a test holds that they are these.
    """
    light, rest = PALETTE.split(_DARK)
    dark, printed = rest.split("\n}\n", 1)
    return {"palette.css": light + printed, "palette-dark.css": f"{dark}\n"}
