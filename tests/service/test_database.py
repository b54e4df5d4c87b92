"""The desk's database: its tables, and what it refuses."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from samples.desk import HARBOUR, bring, decide, desk_client
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from hasila.errors import InputError
from hasila.service import database as module
from hasila.service.database import DOCUMENTS, HEADS, REVISIONS, open_database


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """Run a service with an empty desk."""
    with desk_client(tmp_path / "desk.db") as made:
        yield made


def test_the_tables_of_the_migrations_are_those_that_the_store_uses(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "desk.db"))
    with database.reading() as connection:
        seen = sa.inspect(connection)
        for table in (DOCUMENTS, REVISIONS, HEADS):
            assert [one["name"] for one in seen.get_columns(table.name)] == [column.name for column in table.columns]
    database.close()


def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "desk.db"))
    with database.reading() as connection:
        told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert told == ["wal", 2]
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revisions SET who = 'x'",
        "DELETE FROM revisions",
        "UPDATE documents SET text = 'x'",
        "DELETE FROM documents",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_decided(
    client: TestClient, tmp_path: Path, statement: str
) -> None:
    bring(client, HARBOUR)
    with sqlite3.connect(tmp_path / "desk.db") as connection, pytest.raises(sqlite3.IntegrityError, match="only added"):
        connection.execute(statement)
    connection.close()


def test_decisions_at_the_same_time_come_one_after_the_other_and_none_is_lost(client: TestClient) -> None:
    bring(client, HARBOUR)
    answers: list[int] = []

    def decide_often() -> None:
        answers.extend(decide(client, "1", "accept", base).status_code for base in range(1, 11))

    threads = [threading.Thread(target=decide_often) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    revisions = client.get("/v1/desk/documents/1/history").json()["revisions"]
    assert set(answers) <= {200, 409}
    assert [one["revision"] for one in revisions] == list(range(1, answers.count(200) + 2))
    assert [one["when"] for one in revisions] == sorted(one["when"] for one in revisions)


def test_a_store_of_a_newer_version_of_another_program_or_of_none_is_named(tmp_path: Path) -> None:
    open_database(str(tmp_path / "newer.db")).close()
    with sqlite3.connect(tmp_path / "newer.db") as newer:
        newer.execute("UPDATE alembic_version SET version_num = 'desk_9'")
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE bread (price)")
    newer.close()
    other.close()
    (tmp_path / "text.db").write_text("this is no database at all, but a text" * 50, encoding="utf-8")
    said = {
        "newer.db": "a newer hasila",
        "other.db": "another program",
        "text.db": "not a database",
        "no/a.db": "there is no folder .*no; make it first",
    }
    for name, words in said.items():
        with pytest.raises(InputError, match=words):
            open_database(str(tmp_path / name))


@pytest.mark.parametrize("store", ["mysql://a/b", "postgresql+nothing://a/b", "://", "oracle://x"])
def test_a_url_of_no_desk_is_refused(store: str) -> None:
    with pytest.raises(InputError):
        open_database(store)


def test_a_password_is_shown_in_no_message() -> None:
    with pytest.raises(InputError) as caught:
        open_database("postgresql+asyncpg://me:secret@127.0.0.1:1/desk")
    assert "secret" not in str(caught.value)


def test_a_store_that_fails_is_told_as_such_and_may_be_tried_again(client: TestClient, tmp_path: Path) -> None:
    bring(client, HARBOUR)
    with sqlite3.connect(tmp_path / "desk.db") as connection:
        connection.execute("ALTER TABLE heads RENAME TO tails")
    answer = decide(client, "1", "accept", 1)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    connection.close()


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "desk.db"))
    row = {"key": 1, "id": "a", "sha256": "b", "title": "", "meta": "{}", "text": "x"}
    with pytest.raises(SQLAlchemyError), database.writing() as connection:  # noqa: PT012 - the second one fails
        connection.execute(sa.insert(DOCUMENTS).values(row))
        connection.execute(sa.insert(DOCUMENTS).values(row))
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(DOCUMENTS)).scalar_one() == 0
    database.close()


@pytest.mark.parametrize("store", ["", ":memory:"])
def test_a_store_that_would_be_lost_is_refused(store: str) -> None:
    with pytest.raises(InputError, match="would be lost"):
        open_database(store)


def test_a_store_that_is_damaged_is_told_as_such_and_the_log_says_why(
    client: TestClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bring(client, *(f"{HARBOUR} {number}" for number in range(50)))
    path = tmp_path / "desk.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    path.write_bytes(path.read_bytes()[:8192] + b"\xff" * (path.stat().st_size - 8192))
    answer = client.get("/v1/desk/export?what=corpus&form=jsonl&state=all")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy")
    assert "The store cannot be used: database disk image is malformed" in caplog.text


def test_a_service_whose_tables_are_gone_is_not_ready(client: TestClient, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "desk.db") as connection:
        connection.execute("ALTER TABLE revisions RENAME TO others")
    connection.close()
    assert client.get("/readyz").status_code == 503


def test_a_write_waits_so_long_for_others_and_no_longer(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(client, HARBOUR)
    monkeypatch.setattr(module, "_BUSY_SECONDS", 0.01)
    database = open_database(str(tmp_path / "desk.db"))
    with database.writing(), pytest.raises(PoolTimeoutError), database.writing():
        pass
    database.close()
