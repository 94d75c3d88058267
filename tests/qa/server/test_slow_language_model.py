"""A language model's server that misbehaves holds no conversation for long, and no plain question at all."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest

from qa.conversation.follow_up.language_model import MOST_CALLS, LanguageModel, Unusable
from qa.conversation.follow_up.turns import Turn
from qa.server.http.connections import Limits
from tests.support.limited_server import Limited, limited
from tests.support.misbehaving_model import WAYS, misbehaving

SECONDS = 0.6
#: For conversations that are watched while they wait.
LONG = 3.0
SLACK = 0.5
HISTORY = [{"question": "Who is Ukraine's Defense Minister?", "answer": "Rustem Umerov"}]
FOLLOW_UP = {"question": "Where was he born?", "history": HISTORY}
STANDALONE = "Where was Rustem Umerov born?"
TEXT = "Rustem Umerov was born in Samarkand. The Kursk region was shelled by artillery in August."
PLAIN = {"question": "Which region was shelled by artillery?"}


def rewrite(model: LanguageModel) -> str:
    async def run() -> str:
        try:
            return await model.rewrite("Where was he born?", [Turn("Who?", "Rustem Umerov")])
        finally:
            await model.close()

    return asyncio.run(run())


@pytest.mark.parametrize("way", WAYS)
def test_every_call_ends_by_its_deadline(way: str) -> None:
    with misbehaving(way) as address:
        model = LanguageModel(address, "tiny", seconds=SECONDS)
        started = time.monotonic()
        with pytest.raises(Unusable):
            rewrite(model)
        assert time.monotonic() - started < SECONDS + SLACK


def test_a_server_that_behaves_is_listened_to() -> None:
    with misbehaving("well") as address:
        assert rewrite(LanguageModel(address, "tiny", seconds=SECONDS)) == STANDALONE


def test_calls_beyond_those_under_way_are_refused_at_once_and_places_come_back() -> None:
    async def run(address: str) -> None:
        model = LanguageModel(address, "tiny", seconds=SECONDS, most_calls=3)
        turns = [Turn("Who?", "Rustem Umerov")]
        for leaves in (False, True, False):
            calls = [asyncio.create_task(model.rewrite("Where?", turns)) for _ in range(5)]
            await asyncio.sleep(0.1)
            done = [call for call in calls if call.done()]
            assert [str(call.exception()) for call in done] == ["too many conversations wait for it"] * 2
            for call in calls if leaves else []:
                call.cancel()
            results = await asyncio.gather(*calls, return_exceptions=True)
            kinds = sorted(type(result).__name__ for result in results)
            assert kinds == (["CancelledError"] * 3 if leaves else ["Unusable"] * 3) + ["Unusable"] * 2
        await model.close()

    with misbehaving("never answers") as address:
        asyncio.run(run(address))


# A real server process ------------------------------------------------------------------------------------


def with_model(folder: Path, address: str, seconds: float) -> AbstractContextManager[Limited]:
    model = {"SOURCELINE_LLM_URL": address, "SOURCELINE_LLM_MODEL": "tiny"}
    return limited(folder, Limits(), **model, SOURCELINE_LLM_SECONDS=str(seconds))


@contextmanager
def filled(server: Limited) -> Iterator[httpx.Client]:
    """A client, once there is a document."""
    documents = [{"id": "a", "title": "Umerov", "text": TEXT}]
    with httpx.Client(base_url=server.address, timeout=30, trust_env=False) as client:
        client.post(
            "/v1/documents", params={"wait": "true"}, json={"documents": documents}
        ).raise_for_status()
        yield client


def timed(call: Callable[[], httpx.Response]) -> tuple[httpx.Response, float]:
    started = time.monotonic()
    answer = call()
    return answer, time.monotonic() - started


@pytest.mark.parametrize("way", ["drips its reply", "replies without end", "closes early"])
def test_a_conversation_is_answered_by_rules_in_time(tmp_path: Path, way: str) -> None:
    with (
        misbehaving(way) as address,
        with_model(tmp_path, address, SECONDS) as server,
        filled(server) as client,
    ):
        for _ in range(2):
            answer, seconds = timed(lambda: client.post("/v1/chat", json=FOLLOW_UP))
            assert answer.json()["standalone"] == STANDALONE
            assert seconds < SECONDS + SLACK
        messages = [{"role": "user", "content": "Where was Rustem Umerov born?"}]
        answer = client.post("/v1/chat/completions", json={"model": "sourceline", "messages": messages})
        assert "Samarkand" in answer.text


@pytest.mark.parametrize("path", ["/v1/chat", "/v1/chat/completions"])
def test_plain_questions_do_not_wait_for_conversations(tmp_path: Path, path: str) -> None:
    """Twenty conversations, more than there are threads for questions, wait for a model that drips."""
    said = [
        {"role": "user", "content": HISTORY[0]["question"]},
        {"role": "assistant", "content": HISTORY[0]["answer"]},
        {"role": "user", "content": FOLLOW_UP["question"]},
    ]
    body = FOLLOW_UP if path == "/v1/chat" else {"model": "sourceline", "messages": said}
    answers: list[tuple[httpx.Response, float]] = []
    with (
        misbehaving("drips its reply") as address,
        with_model(tmp_path, address, LONG) as server,
        filled(server) as client,
    ):
        alone = sorted(timed(lambda: client.post("/v1/ask", json=PLAIN))[1] for _ in range(20))
        threads = [
            threading.Thread(target=lambda: answers.append(timed(lambda: client.post(path, json=body))))
            for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        meanwhile = []
        while any(thread.is_alive() for thread in threads):
            meanwhile.append(timed(lambda: client.post("/v1/ask", json=PLAIN))[1])
        for thread in threads:
            thread.join()
    assert len(answers) == len(threads)
    assert all("Samarkand" in answer.text for answer, _ in answers)
    took = sorted(seconds for _, seconds in answers)
    assert took[-1] < LONG + 2 * SLACK
    assert took[len(took) - MOST_CALLS - 1] < LONG / 2, "those for whom the model has no place do without"
    assert len(meanwhile) >= 10
    assert sorted(meanwhile)[len(meanwhile) // 2] < 5 * alone[len(alone) // 2] + 0.05
    assert max(meanwhile) < LONG / 2
