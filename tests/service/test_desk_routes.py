"""The desk over HTTP: texts in, decisions on each, incidents and files out."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.desk import BRIDGE, HARBOUR, QUIET, bring, decide, desk_client

from hasila.corpus.check import check
from hasila.document import Document
from hasila.tolls.toll_rows import TOLL_COLUMNS

ACTIONS = ("edit", "accept", "reject", "reopen", "undo")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """Run a service with an empty desk."""
    with desk_client(tmp_path / "desk.db") as made:
        yield made


def shown(client: TestClient, key: str = "1") -> Any:
    """Return a document of the desk."""
    return client.get(f"/v1/desk/documents/{key}").json()


def history(client: TestClient, key: str = "1") -> Any:
    """Return what was decided of a document."""
    return client.get(f"/v1/desk/documents/{key}/history").json()["revisions"]


def test_a_text_that_comes_to_the_desk_is_read_and_kept_as_the_first_revision(client: TestClient) -> None:
    assert bring(client, {"text": HARBOUR, "id": "a", "date": "2024-05-14", "meta": {"outlet": "x"}}) == {
        "added": ["1"],
        "rejected": [],
    }
    found = shown(client)
    assert (found["key"], found["id"], found["date"], found["state"]) == ("1", "a", "2024-05-14", "unchecked")
    assert found["meta"] == {"date": "2024-05-14", "outlet": "x"}
    assert [HARBOUR[span["start"] : span["end"]] for span in found["spans"]] == [one["text"] for one in found["spans"]]
    assert found["proposal"] == {"spans": found["spans"], "tolls": found["tolls"], "model": "plain@1"}
    assert [row["words"] for row in found["rows"]] == ["مقتل ثلاثة نجارين"]
    assert set(found["rows"][0]) == set(TOLL_COLUMNS)
    assert [(one["revision"], one["who"], one["action"]) for one in history(client)] == [(1, "Rana", "proposal")]


def test_a_text_that_cannot_be_added_says_why_and_holds_up_no_other(client: TestClient) -> None:
    answer = bring(client, HARBOUR, " ", HARBOUR, {"text": BRIDGE, "id": "a"}, {"text": QUIET, "id": "a"}, "س\0")
    assert answer["added"] == ["1", "2"]
    assert [(one["where"], one["reason"]) for one in answer["rejected"]] == [
        ("documents[1]", "has no words"),
        ("documents[5]", "contains a zero character; save it as UTF-8"),
        ("documents[2]", "the same text is on the desk already, as document 1"),
        ("documents[4]", "another text has the id 'a' already, as document 2; give it another id"),
    ]


def test_texts_without_an_id_get_one_that_no_other_has(client: TestClient) -> None:
    bring(client, HARBOUR, BRIDGE, QUIET)
    assert [shown(client, key)["id"] for key in "123"] == ["pasted", "pasted (2)", "pasted (3)"]


def test_an_edit_is_a_new_revision_and_the_proposal_stays(client: TestClient) -> None:
    bring(client, HARBOUR)
    before = shown(client)
    tolls = [{**before["tolls"][0], "low": 4, "high": 4}]
    answer = decide(
        client, "1", "edit", 1, spans=before["spans"], tolls=tolls, what={"field": "low"}, note="four"
    ).json()
    assert answer == shown(client)
    assert (answer["revision"], answer["tolls"][0]["low"], answer["proposal"]) == (2, 4, before["proposal"])
    assert history(client)[1] | {"when": ""} == {
        "revision": 2, "when": "", "who": "Rana", "action": "edit", "note": "four", "what": {"field": "low"}
    }  # fmt: skip


@pytest.mark.parametrize(("action", "state"), [("accept", "checked"), ("reject", "rejected"), ("reopen", "unchecked")])
def test_a_decision_changes_the_state_and_nothing_else(client: TestClient, action: str, state: str) -> None:
    bring(client, HARBOUR)
    before = shown(client)
    after = decide(client, "1", action, 1).json()
    assert {name for name in after if after[name] != before[name]} <= {"state", "revision"}
    assert (after["state"], after["revision"]) == (state, 2)


def test_what_is_edited_after_it_was_accepted_is_unchecked_again(client: TestClient) -> None:
    bring(client, HARBOUR)
    decide(client, "1", "accept", 1)
    assert decide(client, "1", "edit", 2, spans=[], tolls=[]).json()["state"] == "unchecked"


def test_undo_goes_back_edit_by_edit_and_is_itself_a_revision(client: TestClient) -> None:
    bring(client, HARBOUR)
    first = shown(client)
    decide(client, "1", "edit", 1, spans=first["spans"], tolls=[])
    decide(client, "1", "edit", 2, spans=[], tolls=[])
    decide(client, "1", "accept", 3)
    once = decide(client, "1", "undo", 4).json()
    assert (len(once["spans"]), once["tolls"], once["state"]) == (len(first["spans"]), [], "unchecked")
    twice = decide(client, "1", "undo", 5).json()
    assert (twice["spans"], twice["tolls"]) == (first["spans"], first["tolls"])
    assert decide(client, "1", "undo", 6).status_code == 422
    assert [one["action"] for one in history(client)] == ["proposal", "edit", "edit", "accept", "undo", "undo"]


def test_a_decision_on_an_older_revision_is_refused_with_the_current_one(client: TestClient) -> None:
    bring(client, HARBOUR)
    decide(client, "1", "accept", 1)
    late = decide(client, "1", "reject", 1)
    assert (late.status_code, late.json()["error"]["code"], late.json()["error"]["revision"]) == (409, "stale", 2)
    assert shown(client)["state"] == "checked"


def test_an_edit_that_no_corpus_can_hold_is_refused_with_every_fault(client: TestClient) -> None:
    bring(client, HARBOUR)
    cut = [{"start": 7, "end": 11, "label": "ACTOR"}, {"start": 19, "end": 36, "label": "WHO"}]
    answer = decide(client, "1", "edit", 1, spans=cut, tolls=[])
    assert answer.status_code == 422
    assert len(answer.json()["error"]["faults"]) == 2
    wrong = decide(client, "1", "edit", 1, spans=[{"start": 0}, 3], tolls=[]).json()["error"]["faults"]
    assert len(wrong) == 2
    assert shown(client)["revision"] == 1


def test_spans_and_tolls_come_with_an_edit_alone(client: TestClient) -> None:
    bring(client, HARBOUR)
    assert decide(client, "1", "accept", 1, spans=[], tolls=[]).status_code == 422
    assert decide(client, "1", "edit", 1, spans=[]).status_code == 422


@given(wanted=st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3)), max_size=12))
@settings(max_examples=25)
def test_the_history_holds_every_decision_that_was_answered_and_no_other(
    wanted: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with desk_client(tmp_path_factory.mktemp("desk") / "desk.db") as client:
        bring(client, HARBOUR, who="Omar")
        current = 1
        kept: list[tuple[int, str, str, str | None]] = [(1, "Omar", "proposal", None)]
        for number, (action, behind) in enumerate(wanted):
            more: dict[str, Any] = {"spans": [], "tolls": []} if action == "edit" else {}
            answer = decide(client, "1", action, max(current - behind, 1), note=f"{number}", **more)
            if answer.status_code == 200:
                current = answer.json()["revision"]
                kept.append((current, "Rana", action, f"{number}"))
        told = [(one["revision"], one["who"], one["action"], one["note"]) for one in history(client)]
        assert told == kept
        moments = [datetime.fromisoformat(one["when"]) for one in history(client)]
        assert moments == sorted(moments)


@pytest.mark.parametrize("key", ["2", "0", "01", "-1", "x", "1e3", "99999999999999999999", "²"])
def test_a_key_that_no_document_has_is_not_found(client: TestClient, key: str) -> None:
    bring(client, HARBOUR)
    assert client.get(f"/v1/desk/documents/{key}").status_code == 404
    assert client.get(f"/v1/desk/documents/{key}/history").status_code == 404
    assert decide(client, key, "accept", 1).status_code == 404


def keys(client: TestClient, **wanted: str) -> list[str]:
    """Return the keys of a list, in order."""
    return [one["key"] for one in client.get("/v1/desk/documents", params=wanted).json()["documents"]]


def test_a_list_is_filtered_and_ordered(client: TestClient) -> None:
    bring(client, {"text": HARBOUR, "date": "2024-05-14"}, {"text": BRIDGE, "date": "2024-04-01"}, QUIET)
    decide(client, "3", "reject", 1)
    assert keys(client) == ["2", "1", "3"]
    assert keys(client, order="added", state="", place="") == ["1", "2", "3"]
    assert keys(client, order="date") == ["2", "1", "3"]
    assert keys(client, state="unchecked", order="added") == ["1", "2"]
    assert keys(client, harm="wounded") == ["2"]
    assert keys(client, date="2024-05") == ["1"]
    assert keys(client, place="التل", order="added") == ["1", "2"]
    assert keys(client, text="نجارين") == ["1"]
    assert keys(client, text="%") == []
    assert keys(client, limit="1") == ["2"]
    assert keys(client, after="2") == ["1", "3"]
    assert keys(client, after="1", order="date") == ["3"]
    assert client.get("/v1/desk/documents", params={"after": "9"}).status_code == 404
    assert client.get("/v1/desk/documents", params={"harm": "hurt"}).status_code == 422


def test_a_list_counts_what_it_shows_and_what_there_is(client: TestClient) -> None:
    bring(client, HARBOUR, BRIDGE, QUIET)
    decide(client, "1", "accept", 1)
    answer = client.get("/v1/desk/documents", params={"state": "unchecked", "limit": 1}).json()
    assert (answer["total"], answer["counts"]) == (2, {"unchecked": 2, "checked": 1, "rejected": 0})
    (first,) = answer["documents"]
    assert first == {
        "key": "2", "id": "pasted (2)", "date": None, "state": "unchecked", "title": BRIDGE, "tolls": 1,
        "harms": ["wounded"], "places": ["سوق التل"], "lowest": 0.6, "revision": 1, "beginning": BRIDGE,
    }  # fmt: skip


def test_incidents_rest_on_what_was_checked_and_say_on_which_words(client: TestClient) -> None:
    bring(client, {"text": HARBOUR, "date": "2024-05-14"}, BRIDGE)
    assert client.get("/v1/desk/incidents").json() == {"incidents": [], "days": []}
    found = shown(client)
    dated = [{**found["tolls"][0], "date": "2024-05-13"}]
    decide(client, "1", "edit", 1, spans=found["spans"], tolls=dated)
    decide(client, "1", "accept", 2)
    answer = client.get("/v1/desk/incidents").json()
    (row,) = answer["incidents"]
    assert (row["killed_best"], row["wounded_best"], row["left_out"]) == (3, None, [])
    assert row["evidence"] == [{"key": "1", "toll": 0, "words": "مقتل ثلاثة نجارين", "count": "3"}]
    assert answer["days"] == [{"date": "2024-05-13", "killed_low": 3, "killed_best": 3, "killed_high": 3}]
    assert client.get("/v1/desk/incidents").json() == answer
    assert len(client.get("/v1/desk/incidents", params={"state": "all"}).json()["incidents"]) == 2


def exported(client: TestClient, **wanted: str) -> Any:
    """Return the response of an export."""
    return client.get("/v1/desk/export", params=wanted)


def test_a_corpus_is_one_that_check_finds_clean(client: TestClient, tmp_path: Path) -> None:
    bring(
        client, HARBOUR, BRIDGE, QUIET, {"text": f"{HARBOUR} ثم", "id": "x", "meta": {"desk_state": "own", "spans": 3}}
    )
    for key in "124":
        decide(client, key, "accept", 1)
    answer = exported(client, what="corpus", form="jsonl")
    assert answer.headers["content-disposition"] == 'attachment; filename="hasila-corpus.jsonl"'
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(answer.content)
    assert [str(one) for one in check(path) if one.severity == "error"] == []
    rows = [Document.from_dict(line) for line in map(json.loads, answer.text.splitlines())]
    assert [row.meta.get("desk_state") for row in rows] == ["checked", "checked", "own"]
    assert "score" not in answer.text


def test_an_export_of_a_moment_holds_the_state_as_it_then_was(client: TestClient) -> None:
    bring(client, HARBOUR)
    decide(client, "1", "accept", 1)
    then = datetime.now(UTC).isoformat()
    before = exported(client, what="corpus", form="jsonl").text
    decide(client, "1", "edit", 2, spans=[], tolls=[])
    bring(client, BRIDGE)
    assert exported(client, what="corpus", form="jsonl", at=then).text == before
    assert exported(client, what="corpus", form="jsonl").text == ""
    assert exported(client, what="corpus", form="jsonl", at="2020-01-01").text == ""
    assert exported(client, what="corpus", form="jsonl", at="soon").status_code == 422


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "jsonl"])
@pytest.mark.parametrize("what", ["tolls", "incidents"])
@pytest.mark.parametrize("columns", ["hasila", "ucdp", "acled", "hapi"])
def test_tables_are_written_in_every_form(client: TestClient, what: str, form: str, columns: str) -> None:
    bring(client, HARBOUR)
    answer = exported(client, what=what, form=form, columns=columns, state="all")
    assert answer.status_code == 200, answer.text
    assert len(answer.content) > 100


def test_a_corpus_is_written_as_json_lines_alone(client: TestClient) -> None:
    assert exported(client, what="corpus", form="csv").status_code == 422


def test_no_cell_of_a_table_is_a_formula(client: TestClient) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    bring(client, {"text": HARBOUR, "id": "=HYPERLINK(1)"})
    (row,) = csv.DictReader(
        io.StringIO(exported(client, what="tolls", form="csv", state="all").content.decode("utf-8-sig"))
    )
    assert row["id"] == "'=HYPERLINK(1)"
    book = openpyxl.load_workbook(io.BytesIO(exported(client, what="tolls", form="xlsx", state="all").content))
    assert [book.active["A2"].value, book.active["A2"].data_type] == ["'=HYPERLINK(1)", "s"]


def test_a_desk_that_is_opened_again_is_as_it_was_left(tmp_path: Path) -> None:
    with desk_client(tmp_path / "desk.db") as client:
        bring(client, HARBOUR)
        left = decide(client, "1", "accept", 1).json()
    with desk_client(tmp_path / "desk.db") as client:
        assert shown(client) == left


def test_a_text_that_the_model_fails_at_is_named_and_holds_up_no_other(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = bring(client, HARBOUR, "عطل في المحطة", BRIDGE)
    assert answer["added"] == ["1", "2"]
    assert answer["rejected"] == [
        {"where": "documents[1]", "reason": "the model failed to read it; the log of the service says where"}
    ]
    assert "RuntimeError at" in caplog.text
    assert "المحطة" not in caplog.text


def test_of_texts_without_end_that_are_not_added_the_first_are_named_and_the_others_counted(client: TestClient) -> None:
    lines = b"no row\n" * 300
    files = [("files", (f"{number}.jsonl", lines)) for number in range(12)]
    answer = client.post("/v1/desk/files", files=files, data={"who": "Rana"}).json()
    assert len(answer["rejected"]) == 1001
    assert answer["rejected"][100] == {"where": "0.jsonl", "reason": "has 200 more rows that cannot be read"}
    assert answer["rejected"][-1]["where"] == "212 more"
