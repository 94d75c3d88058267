"""Ask long runs of words and marks at every address that takes a question; tell the slowest.

    python -m tests.faults.runs [--mixed 1000] [--seed 0] [--every 1]

A run is one unit over and over, as long as a question may be: each word and mark that the code looks for, and
some of them after each other.  The models are fake, so what is measured is the work of our own code, in
seconds of the processor in the thread that answers.  Exit code 1 where one takes longer than a second or
fails.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from qa.conversation.answering import answer_query, rewrite_query
from qa.query_fields import LONGEST_QUESTION
from qa.schemas import AskQuery, ChatQuery, ChatTurn, Query
from qa.service import Service
from qa.settings import Settings
from tests.faults.run_tokens import mixed, run_of, units
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.two_documents import METAL, TROOPS

CHARACTERS = LONGEST_QUESTION - 100
MOST_SECONDS = 1.0
SHORT = "And when did she start there?"


class Slow(NamedTuple):
    """A run that took too long, or failed."""

    step: str
    unit: str
    seconds: float
    error: str = ""


def service_in(home: Path) -> Service:
    """A service over two documents, with fake models."""
    service = Service(Settings(home=home), FakeEmbedder(), FakeReader())
    service.ingester.add("default", [TROOPS, METAL])
    return service


def steps(service: Service) -> dict[str, Callable[[str], object]]:
    """What is done with a run: a question alone, after another one, and before another one."""

    def chat(question: str, *history: ChatTurn) -> object:
        query = ChatQuery(question=question, history=[*history])
        return answer_query(service, rewrite_query(service, query))

    return {
        "ask": lambda run: service.ask(AskQuery(question=run)),
        "search": lambda run: service.search(Query(question=run)),
        "chat": lambda run: chat(run, ChatTurn(question="Who leads it?", answer="Ann Berg")),
        "history": lambda run: chat(SHORT, *[ChatTurn(question=run, answer=run * 5, sentence=run * 5)] * 10),
    }


def slow_runs(service: Service, tried: Iterable[str], most: float = MOST_SECONDS) -> list[Slow]:
    """The runs of these units that take more seconds of the processor twice, or fail."""
    found: list[Slow] = []
    service.ask(AskQuery(question="What is maed of wax?"))  # loads what the first question waits for
    for unit in tried:
        run = run_of(unit, CHARACTERS)
        if not run.strip():
            continue
        for name, step in steps(service).items():
            seconds, error = _taken(step, run)
            if seconds > most and not error:  # perhaps garbage was collected, or something loaded
                seconds, error = _taken(step, run)
            if error or seconds > most:
                found.append(Slow(name, unit, seconds, error))
    return found


def _taken(step: Callable[[str], object], run: str) -> tuple[float, str]:
    """The seconds of the processor that a step takes, and its error."""
    start = time.thread_time()
    try:
        step(run)
    except Exception as raised:
        return time.thread_time() - start, repr(raised)[:200]
    return time.thread_time() - start, ""


def main() -> int:
    """Try them; 1 where one is slow or fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--mixed", type=int, default=1000, help="runs of two to four units after each other")
    parser.add_argument("--every", type=int, default=1, help="of the single units only every so-manieth")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    known, chance = units(), random.Random(options.seed)
    tried = [*known[options.seed :: options.every], *(mixed(chance, known) for _ in range(options.mixed))]
    with tempfile.TemporaryDirectory() as home:
        found = slow_runs(service_in(Path(home)), tried)
    for one in found:
        print(f"{one.step:8} {one.seconds:5.1f} s {one.unit!r} {one.error}")
    print(f"{len(tried)} runs, {len(found)} slow or failed")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
