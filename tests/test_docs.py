"""What people read first."""

import re
from pathlib import Path

import pytest
from samples.texts import ROOT

PAGES = sorted(path for path in ROOT.rglob("*.md") if not {".venv", "runs"} & set(path.relative_to(ROOT).parts))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_links_to_is_there_and_no_place_is_left_to_fill(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.findall(r"@@|TODO|FIXME", text)
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
