"""Pages on disk, opened in a browser."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

Open = Callable[..., Page]
"""Opens the page in a context of its own: with another `width` in pixels, and further settings of a context."""


@contextmanager
def opener(browser: Browser, path: Path, usual: int) -> Iterator[Open]:
    """Yield what opens the page at `path`, as wide as `usual` unless told; what it opened is closed at the end."""
    contexts = []

    def opening(width: int = usual, **settings: Any) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **settings))
        page = contexts[-1].new_page()
        page.goto(path.as_uri())
        return page

    yield opening
    for context in contexts:
        context.close()
