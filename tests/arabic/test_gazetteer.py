"""Gazetteers as files."""

from pathlib import Path

import pytest

from hasila.arabic.gazetteer import read_gazetteer
from hasila.errors import ConfigError


@pytest.mark.parametrize("text", ["[" * 100_000, "city: [" + "1" * 5_000 + "]", "city: &a [*a]", "- مدينة"])
def test_a_file_that_nests_too_deep_or_is_no_gazetteer_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "gazetteer.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"gazetteer\.yaml: is not a gazetteer \(lists of names by kind\)"):
        read_gazetteer(tmp_path / "gazetteer.yaml")
