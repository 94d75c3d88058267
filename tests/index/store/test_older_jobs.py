"""Jobs of a catalog of format 2, which kept all documents of a job in one row."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from index.documents import Document
from index.store.catalog import Catalog, jobs
from index.store.catalog.schema import FORMAT
from tests.support.older_catalog import make_format_2


def test_the_jobs_of_a_catalog_of_format_2_are_kept(tmp_path: Path) -> None:
    Catalog(tmp_path).close()
    waiting = [
        {"id": "ä", "text": "Iron.", "metadata": {"n": 1.0, "big": 2**60}},
        {"id": "b", "text": "Ice."},
    ]
    result = {"collection": "c", "generation": 7, "documents": [{"id": "x", "status": "new", "version": "v"}]}
    problem = {"status": 422, "title": "t"}
    make_format_2(tmp_path)
    with sqlite3.connect(tmp_path / "catalog.sqlite") as db:
        for id, state, payload, outcome in (
            ("w", "running", json.dumps(waiting).encode(), None),
            ("d", "done", None, json.dumps(result)),
            ("f", "failed", None, json.dumps(problem)),
        ):
            db.execute(
                """INSERT INTO jobs (id, collection, state, payload, result, created, updated)
                   VALUES (?, 'c', ?, ?, ?, '', '')""",
                (id, state, payload, outcome),
            )
    db.close()
    catalog = Catalog(tmp_path)
    db = catalog.connection
    assert db.execute("PRAGMA user_version").fetchone() == (FORMAT,)
    assert [one.document for one in jobs.pending(db, "w", 1000, 10)] == [
        Document("ä", "Iron.", metadata={"n": 1.0, "big": 2**60}),
        Document("b", "Ice."),
    ]
    assert jobs.show(db, "w").documents == 2
    done = jobs.show(db, "d")
    assert (done.generation, done.documents, done.with_outcome, done.problem) == (7, 1, 1, None)
    (found,) = jobs.outcomes(db, "d")
    assert (found.document_id, found.status, found.version) == ("x", "new", "v")
    assert jobs.show(db, "f").problem == problem
    catalog.close()
