"""Long runs of words, marks and layouts take time that grows with their length alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import ingest_runs
from tests.faults.ingest_runs import MEDIA_TYPES, NESTED, Grown, all_grown, shapes
from tests.support.two_documents import open_index

#: Of each kind: sentences, abbreviations, numbering, tables, headings, lists.
SOME = ("a. ", "Mr. ", "1. 1.", "| | |\n", "# # #", "- a\n  - b\n")


def test_some_runs_grow_with_their_length(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    nested = {name: NESTED[name] for name in list(NESTED)[:1]}
    for name, shape in (shapes(SOME) | nested).items():
        assert not ingest_runs.grown(ingester, "text/markdown", name, shape).bad
    index.catalog.close()


def test_every_format_takes_a_run(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    assert [one for one in all_grown(shapes(["a. "]), ingester) if one.error] == []
    with index.catalog.reading() as db:
        (kept,) = db.execute("SELECT count(DISTINCT media_type) FROM versions").fetchone()
    assert kept >= len(MEDIA_TYPES) - 2, "plain text, Markdown and HTML may have the same text"
    index.catalog.close()


def test_what_grows_faster_is_told() -> None:
    assert Grown("text/plain", "x", 0.5, 8.0).bad
    assert Grown("text/plain", "x", 0.001, 1.0).bad
    assert not Grown("text/plain", "x", 0.5, 2.1).bad
    assert not Grown("text/plain", "x", 0.001, 0.1).bad


@pytest.mark.slow
def test_all_runs_grow_with_their_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["ingest_runs"])
    assert ingest_runs.main() == 0
