"""A temporary index of a set's own documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.corpus import open_corpus
from index.documents import Document
from index.errors import InvalidInput
from qa.schemas import Query
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader

DOCUMENTS = [Document(f"d{n}", f"Report {n} of rye.") for n in range(8)]


class Stop(Exception):
    """A build is stopped."""


def build(cache: Path, embedder: FakeEmbedder, documents: list[Document], stop_at: int = 10**9) -> Service:
    """Open the corpus, stopping once so many characters are done."""

    def progress(done: int, total: int) -> None:
        assert 0 <= done <= total
        if done >= stop_at:
            raise Stop

    return open_corpus(
        documents, Settings(), progress, cache, lambda settings: Service(settings, embedder, FakeReader())
    )


def test_a_stopped_build_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.corpus.BATCH", 1)
    embedder = FakeEmbedder()
    with pytest.raises(Stop):
        build(tmp_path, embedder, DOCUMENTS, stop_at=4 * len(DOCUMENTS[0].text))
    assert embedder.embedded == 4
    service = build(tmp_path, embedder, DOCUMENTS)
    # What was embedded but not yet published is done again.
    assert embedder.embedded <= len(DOCUMENTS) + 1
    found = service.search(Query(question="Report of rye", top_k=100)).passages
    assert {passage.citation.document_id for passage in found} == {document.id for document in DOCUMENTS}
    assert build(tmp_path, embedder, DOCUMENTS).settings.home == service.settings.home
    assert embedder.embedded <= len(DOCUMENTS) + 1


def test_other_documents_or_another_model_have_another_index(tmp_path: Path) -> None:
    changed = [
        [*DOCUMENTS[1:]],
        [replace(DOCUMENTS[0], title="A")],
        [replace(DOCUMENTS[0], metadata={"a": 1})],
    ]
    homes = {build(tmp_path, FakeEmbedder(), documents).settings.home for documents in [DOCUMENTS, *changed]}
    homes.add(build(tmp_path, FakeEmbedder("other"), DOCUMENTS).settings.home)
    assert len(homes) == 5


def test_a_cache_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput, match="XDG_CACHE_HOME"):
        build(tmp_path / "file", FakeEmbedder(), DOCUMENTS)
