"""hasila serve: what it refuses before it listens."""

from pathlib import Path

import pytest
from samples.program import Program

from hasila.cli import serve as module
from hasila.service import server


def test_a_host_that_others_reach_needs_a_token(hasila: Program, tmp_path: Path) -> None:
    for host in ("0.0.0.0", "192.0.2.1", "desk.example", "::"):  # noqa: S104 - it is refused
        result = hasila("serve", "--host", host, "--store", tmp_path / "desk.db")
        assert (result.code, "--token-file" in result.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "token", ["", "short", "a" * 31, "a" * 20 + " " + "a" * 20, "ا" * 40, "a" * 40 + "\n" + "a" * 40]
)
def test_a_token_that_could_be_guessed_or_not_be_sent_is_refused(hasila: Program, tmp_path: Path, token: str) -> None:
    path = tmp_path / "token"
    path.write_text(token, encoding="utf-8")
    result = hasila("serve", "--token-file", path, "--store", tmp_path / "desk.db")
    assert (result.code, "32 or more letters" in result.err) == (2, True)
    if token:
        assert token not in result.err


def test_a_token_file_that_is_not_there_is_named(hasila: Program, tmp_path: Path) -> None:
    result = hasila("serve", "--token-file", tmp_path / "absent", "--store", tmp_path / "desk.db")
    assert (result.code, "absent: cannot be read" in result.err) == (2, True)


def test_a_package_that_is_missing_is_named_with_the_extra_that_brings_it(
    hasila: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_NEEDED", ("no_such_web",))
    result = hasila("serve")
    assert (result.code, "hasila serve needs the package no_such_web" in result.err) == (2, True)


def test_the_service_answers_by_the_names_that_were_given(
    hasila: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = []
    monkeypatch.setattr(server, "serve", lambda *told: served.append(told))
    path = tmp_path / "token"
    path.write_text("a" * 32 + "\n", encoding="utf-8")
    named = ("--allow-host", "Desk.example:8443", "--host", "0.0.0.0", "--token-file", path)  # noqa: S104 - with a token
    result = hasila("serve", *named, "--store", tmp_path / "desk.db", "--port", 0)
    assert (result.code, result.err) == (0, "")
    ((parts, host, port),) = served
    assert (host, port, parts.door.token) == ("0.0.0.0", 0, "a" * 32)  # noqa: S104 - as above
    assert parts.door.hosts >= {"desk.example"}
    assert parts.model.name.startswith("arabic-conflict@")
    parts.store.close()


@pytest.mark.parametrize("name", ["https://desk.example", "desk.example/desk", "me@desk.example", ""])
def test_a_name_that_no_browser_calls_the_service_by_is_refused(hasila: Program, tmp_path: Path, name: str) -> None:
    result = hasila("serve", "--allow-host", name, "--store", tmp_path / "desk.db")
    assert (result.code, "give it alone, such as desk.example.org" in result.err) == (2, True)
