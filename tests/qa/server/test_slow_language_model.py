"""A language model's server that misbehaves holds no conversation for long, and no plain question at all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from qa.conversation.follow_up.language_model import MOST_CALLS, LanguageModel, Unusable
from qa.conversation.follow_up.turns import Turn
from qa.server.http.connections import Limits
from tests.support.limited_server import Limited, limited
from tests.support.misbehaving_model import WAYS, misbehaving
from tests.support.waiting import until

SECONDS = 0.6
#: For conversations that are watched while they wait.
LONG = 60.0
#: Far less than those that misbehave would take.
SOON = 20.0
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
        assert time.monotonic() - started < SOON


def test_a_server_that_behaves_is_listened_to() -> None:
    with misbehaving("well") as address:
        assert rewrite(LanguageModel(address, "tiny", seconds=SECONDS)) == STANDALONE


def test_calls_beyond_those_under_way_are_refused_at_once_and_places_come_back() -> None:
    async def run(address: str) -> None:
        model = LanguageModel(address, "tiny", seconds=SECONDS, most_calls=3)
        turns = [Turn("Who?", "Rustem Umerov")]
        for leaves in (False, True, False):
            calls = [asyncio.create_task(model.rewrite("Where?", turns)) for _ in range(5)]
            while len(done := [call for call in calls if call.done()]) < 2:
                await asyncio.sleep(0)
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
    with httpx.Client(base_url=server.address, timeout=2 * LONG, trust_env=False) as client:
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
            assert seconds < SOON
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
    with ExitStack() as model:
        address = model.enter_context(misbehaving("drips its reply"))
        with (
            with_model(tmp_path, address, LONG) as server,
            filled(server) as client,
            ThreadPoolExecutor(20) as others,
        ):
            alone = sorted(timed(lambda: client.post("/v1/ask", json=PLAIN))[1] for _ in range(20))
            talks = [others.submit(client.post, path, json=body) for _ in range(20)]
            until(lambda: _done(talks) == len(talks) - MOST_CALLS, LONG / 2)
            meanwhile = sorted(timed(lambda: client.post("/v1/ask", json=PLAIN))[1] for _ in range(20))
            assert _done(talks) == len(talks) - MOST_CALLS, "those for whom the model has no place do without"
            model.close()
            assert all("Samarkand" in talk.result().text for talk in talks)
    assert meanwhile[len(meanwhile) // 2] < 5 * alone[len(alone) // 2] + 1


def _done(talks: list[Future[httpx.Response]]) -> int:
    return sum(talk.done() for talk in talks)
