"""docs/api.md, the page of the public names."""

import runpy

from samples.texts import ROOT

import hasila

MADE = runpy.run_path(str(ROOT / "docs" / "make_api.py"))
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_page_of_the_interface_says_what_the_code_says() -> None:
    assert MADE["api_page"]() == PAGE, "docs/api.md is out of date; write it again: python docs/make_api.py"


def test_the_page_of_the_interface_has_every_public_name() -> None:
    assert [name for name in hasila.__all__ if f"## {name}\n" not in PAGE] == []
