"""The application: what it says of itself, the page, and errors that no route makes."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from samples.desk import HARBOUR, bring, decide, desk_client

from hasila.service import app as module
from hasila.service.guard import Door


def test_the_service_says_whether_it_lives_and_whether_it_is_ready(tmp_path: Path) -> None:
    client = desk_client(tmp_path / "desk.db")
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").status_code == 503
    with client:
        assert client.get("/readyz").json() == {"status": "ready"}


def test_what_is_counted_holds_no_words_of_texts_and_no_names(tmp_path: Path) -> None:
    with desk_client(tmp_path / "desk.db") as client:
        bring(client, HARBOUR, who="Rana")
        decide(client, "1", "accept", 1)
        client.get("/v1/desk/documents", params={"text": "نجارين"})
        client.get("/no/such/نجارين")
        told = client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain")
    assert 'hasila_decisions_total{action="accept"} 1.0' in told.text
    assert 'route="/v1/desk/documents/{key}/decisions"' in told.text
    assert "hasila_waiting_characters 0.0" in told.text
    assert "نجارين" not in told.text
    assert "Rana" not in told.text


def test_the_description_of_the_api_names_every_route_of_the_contract(tmp_path: Path) -> None:
    with desk_client(tmp_path / "desk.db") as client:
        paths = client.get("/openapi.json").json()["paths"]
        assert client.get("/docs").status_code == 404  # it would load scripts from another site
    assert {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods} == {
        "POST /v1/read",
        "POST /v1/incidents",
        "GET /v1/model",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
        "POST /v1/desk/documents",
        "GET /v1/desk/documents",
        "POST /v1/desk/files",
        "GET /v1/desk/documents/{key}",
        "POST /v1/desk/documents/{key}/decisions",
        "GET /v1/desk/documents/{key}/history",
        "GET /v1/desk/incidents",
        "GET /v1/desk/export",
    }


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the service show a page of this test."""
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text("<!DOCTYPE html><title>Desk</title>", encoding="utf-8")
    (folder / "desk.js").write_text("export {};", encoding="utf-8")
    monkeypatch.setattr(module, "PAGE", folder)
    return folder


def test_the_page_and_what_it_loads_are_shown_without_a_token_under_a_strict_policy(page: Path, tmp_path: Path) -> None:
    door = Door(token="a" * 40)
    with desk_client(tmp_path / "desk.db", door=door) as client:
        found = client.get("/")
        assert "<title>Desk</title>" in found.text
        assert "default-src 'self'" in found.headers["content-security-policy"]
        assert "unsafe" not in found.headers["content-security-policy"]
        script = client.get("/page/desk.js")
        assert script.headers["content-type"].startswith("text/javascript")
        assert client.get("/page/absent.js").json()["error"]["code"] == "not_found"
        assert client.get("/page/../../store.py").status_code in {401, 404}
        assert client.get("/page/%2e%2e/store.py").status_code in {401, 404}


def test_an_address_that_is_no_route_is_answered_as_other_errors_are(tmp_path: Path) -> None:
    with desk_client(tmp_path / "desk.db") as client:
        answer = client.get("/v2/read")
    assert isinstance(client, TestClient)
    assert answer.json() == {"error": {"code": "not_found", "message": "Not Found", "faults": []}}
