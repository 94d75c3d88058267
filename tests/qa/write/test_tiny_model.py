"""A real small language model: whatever it writes, what is shown is cited exactly.

It runs where `SOURCELINE_TEST_LLM_URL` names a server of OpenAI's shape, see docs/written.md.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings
from tests.support.project import ROOT
from tests.support.waiting import until

URL = os.environ.get("SOURCELINE_TEST_LLM_URL")
QUESTIONS = (
    "How many North Korean troops were reported?",
    "Who is Ukraine's Defense Minister?",
    "Where were the troops sent?",
)


@pytest.mark.slow
@pytest.mark.real_model
@pytest.mark.skipif(URL is None, reason="SOURCELINE_TEST_LLM_URL names no language model")
def test_what_a_small_model_writes_is_shown_only_where_a_passage_says_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, llm_url=URL, llm_model="tiny", llm_write_seconds=120)
    service = Service(settings)
    text = (ROOT / "seeds" / "north-korean-troops-in-kursk.txt").read_text(encoding="utf-8")
    service.ingester.add("default", [Document("kursk", text, "North Korean troops in Kursk")])
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        until(lambda: client.get("/ready").status_code == 200)
        for question in QUESTIONS:
            got = client.post("/v1/ask", json={"question": question, "write": True, "top_k": 2})
            assert got.status_code == 200
            shown = got.json()["answer"] or got.json()["closest"]
            assert shown["text"]
            for sentence in shown["sentences"]:
                for cited in sentence["citations"]:
                    where = slice(cited["start_char_index"], cited["end_char_index"])
                    assert text[where] == cited["cited_text"]
