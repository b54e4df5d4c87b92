"""The files of the desk's page: what a browser asks for, and the policy under which it runs them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hasila.formats.html import PALETTE

PAGE_FOLDER = Path(__file__).with_name("page")
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every answer: the page's own files alone, nothing inline and nothing foreign."""
_MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_DARK = "@media screen and (prefers-color-scheme: dark) {\n"


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file of the page: its bytes and their media type."""

    content: bytes
    media: str


def page_file(name: str) -> PageFile | None:
    """Return the file of this name, which `/page/NAME` serves; None if the page has no such file.

    A name is looked up among the page's own files and never becomes a path.
    """
    return page_files().get(name)


@cache
def page_files() -> dict[str, PageFile]:
    """Return every file of the page by its name; `index.html` is also what `/` serves."""
    return {
        path.name: PageFile(path.read_bytes(), _MEDIA[path.suffix])
        for path in sorted(PAGE_FOLDER.iterdir())
        if path.suffix in _MEDIA
    }


def palette_sheets() -> dict[str, str]:
    """Return the style sheets that hold the palette of all pages, light and dark apart, so that a switch can choose.

    They are files of the page; a test holds that they are these.
    """
    light, rest = PALETTE.split(_DARK)
    dark, printed = rest.split("\n}\n", 1)
    return {"palette.css": light + printed, "palette-dark.css": f"{dark}\n"}
