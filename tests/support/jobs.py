"""Jobs for tests: documents accepted for later, embedded only when a test lets them, and followed."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder
from tests.support.waiting import until


class Gate:
    """Lets an embedder embed only so many batches."""

    def __init__(self, embedder: FakeEmbedder) -> None:
        self._places, self._real = threading.Semaphore(0), embedder.embed_passages
        embedder.embed_passages = self._embed  # type: ignore[method-assign]

    def _embed(self, passages: Any) -> Any:
        assert self._places.acquire(timeout=60)
        return self._real(passages)

    def open(self, times: int = 1000) -> None:
        """Let it embed so many more batches."""
        self._places.release(times)


def accept(client: Any, *ids: str, collection: str = "default") -> str:
    """Post documents for later; where the job is."""
    body = {"documents": [{"id": id, "text": f"{id} melts."} for id in ids], "collection": collection}
    response = client.post("/v1/documents?wait=false", json=body)
    assert response.status_code == 202, response.text
    return str(response.headers["location"])


def finished(client: Any, where: str) -> Any:
    """The job, once it has ended."""
    ends = ("done", "failed", "cancelled")
    until(lambda: client.get(where).json()["state"] in ends)
    return client.get(where).json()


def stored(client: Any, collection: str = "default") -> list[str]:
    """The ids of the documents of a collection."""
    page = client.get("/v1/documents", params={"limit": 500, "collection": collection}).json()
    return [document["id"] for document in page["documents"]]


def events(client: Any, where: str, **headers: str) -> list[tuple[str, str, Any]]:
    """Name, id and data of each event of a job, until the stream ends."""
    found = []
    with client.stream("GET", f"{where}/events", headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        for block in "".join(response.iter_text()).strip().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            data = fields.get("data", "")
            found.append(
                (
                    fields.get("event", ""),
                    fields.get("id", ""),
                    data if data == "[DONE]" else json.loads(data),
                )
            )
    return found


def live_documents(home: Path) -> list[str]:
    """The ids of all documents; each must have one version, and each store the same passages."""
    index = PassageIndex(home)
    try:
        db = index.catalog.connection
        live = {row[0] for row in db.execute("SELECT id FROM passages WHERE removed IS NULL")}
        assert db.execute("SELECT count(*) FROM passages").fetchone() == (len(live),), "written twice"
        snapshot = index.snapshot("default")
        assert snapshot.vectors.ids() == snapshot.lexical.ids() == live
        (versions,) = db.execute("SELECT count(*) FROM versions").fetchone()
        found = [row[0] for row in db.execute("SELECT id FROM documents ORDER BY id")]
        assert len(found) == versions
        return found
    finally:
        index.catalog.close()
