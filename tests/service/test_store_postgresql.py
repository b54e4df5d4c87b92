"""The desk in PostgreSQL, in a server of the test's own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from samples.desk import BRIDGE, HARBOUR, bring, decide, desk_client
from samples.postgresql_server import postgresql_server
from sqlalchemy.exc import SQLAlchemyError

pytestmark = pytest.mark.slow


@pytest.fixture
def url() -> Iterator[str]:
    """Start a server and return the URL of its empty database."""
    with postgresql_server() as address:
        yield address


def corpus(client: Any, **wanted: str) -> str:
    """Return the corpus of checked documents."""
    text: str = client.get("/v1/desk/export", params={"what": "corpus", "form": "jsonl", **wanted}).text
    return text


def test_the_desk_keeps_its_promises_in_postgresql(url: str) -> None:
    with desk_client(url) as client:
        answer = bring(client, {"text": HARBOUR, "date": "2024-05-14"}, BRIDGE, HARBOUR, "س\0")
        assert (answer["added"], len(answer["rejected"])) == (["1", "2"], 2)
        found = client.get("/v1/desk/documents/1").json()
        assert decide(client, "1", "edit", 1, spans=found["spans"], tolls=[]).status_code == 200
        assert decide(client, "1", "undo", 2).json()["tolls"] == found["tolls"]
        decide(client, "1", "accept", 3)
        then, before = datetime.now(UTC).isoformat(), corpus(client)
        decide(client, "1", "reopen", 4)
        assert before
        assert (corpus(client), corpus(client, at=then)) == ("", before)
        for order in ("uncertain", "added", "date"):
            first, *others = client.get("/v1/desk/documents", params={"order": order}).json()["documents"]
            after = {"order": order, "after": first["key"]}
            assert client.get("/v1/desk/documents", params=after).json()["documents"] == others
        with ThreadPoolExecutor(4) as pool:
            tried = [pool.submit(decide, client, "2", "accept", base) for base in range(1, 11) for _ in range(4)]
        statuses = [one.result().status_code for one in tried]
        revisions = client.get("/v1/desk/documents/2/history").json()["revisions"]
        assert set(statuses) <= {200, 409}
        assert len(revisions) == statuses.count(200) + 1
    engine = sa.create_engine(url)
    for statement in ("UPDATE revisions SET who = 'x'", "DELETE FROM documents"):
        with pytest.raises(SQLAlchemyError, match="only added to"), engine.begin() as connection:
            connection.execute(sa.text(statement))
    engine.dispose()
