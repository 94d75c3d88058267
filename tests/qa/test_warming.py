"""What only some questions need is loaded ahead, so that the first of them does not wait for it."""

from __future__ import annotations

from pathlib import Path

from index.documents import Document
from qa.language import dictionaries
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.fixed_support import FixedSupport


def test_words_dictionaries_and_verdicts_are_loaded(tmp_path: Path) -> None:
    support = FixedSupport(0.5, 0.2, 0.3)
    service = Service(Settings(home=tmp_path), FakeEmbedder(), FakeReader(), support)
    service.ingester.add("default", [Document(id="a", text="The pier opens at nine.")])
    dictionaries._words.cache_clear()
    service.warm_rest()
    assert support.asked
    assert dictionaries._words.cache_info().currsize == 1
    retriever = service.pipeline._retriever
    assert len(retriever._spellers._spellers) == 1


def test_a_folder_without_documents_is_no_error(tmp_path: Path) -> None:
    support = FixedSupport(0.5, 0.2, 0.3)
    Service(Settings(home=tmp_path), FakeEmbedder(), FakeReader(), support).warm_rest()
    assert support.asked
