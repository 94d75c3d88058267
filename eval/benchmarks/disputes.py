"""Benchmark of disputes where there is none: how often an answer has competing values beside it.

    python -m eval.benchmarks.disputes --squad dev.json.gz --nq nq.jsonl.gz \
        --set eval/sets --documents seeds eval/sets/documents [--questions 200] [--show 20]

SQuAD's questions have one answer, and so have those that people asked a search engine (`open_questions`, the
half that nothing is fitted on).  Of the set, the questions without claims are asked.  Every document of a
source is searched, a sample of its questions asked; `--show` prints so many of the disputes, to be judged by
a person, since some are real.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from eval.benchmarks.open_questions import SHOWN, ask_all, opened
from eval.fitting.sets import natural_questions
from eval.formats.registry import read_set
from eval.formats.squad import read_squad
from eval.measures.claims import distinct_values
from eval.questions import EvalSet
from eval.statistics import wilson
from index.ingest.files import find, read
from qa.schemas import AskResponse

#: Of the sample.
SEED = 0


class Dispute(NamedTuple):
    """An answer with competing values beside it."""

    question: str
    answer: str
    values: tuple[str, ...]


class Found(NamedTuple):
    """The disputes among the questions that got an answer."""

    asked: int
    answered: int
    disputes: list[Dispute]

    def __str__(self) -> str:
        if not self.answered:
            return f"{self.asked} asked, none answered"
        share, interval = len(self.disputes) / self.answered, wilson(len(self.disputes), self.answered)
        return (
            f"{self.asked} asked, {self.answered} answered, of those with competing values {share:.3f} "
            f"({interval.low:.2f} to {interval.high:.2f})"
        )


def disputes(responses: Sequence[AskResponse]) -> Found:
    """The responses whose answer has more than one distinct value beside it."""
    answered = [response for response in responses if response.answer]
    found = [
        Dispute(response.question, response.answer.shown, tuple(claim.value for claim in response.claims))
        for response in answered
        if response.answer and len(distinct_values(claim.value for claim in response.claims)) > 1
    ]
    return Found(len(responses), len(answered), found)


def sources(arguments: argparse.Namespace) -> Iterator[EvalSet]:
    """The sets named on the command line, with the documents to be searched."""
    if arguments.squad:
        yield read_squad(arguments.squad)
    if arguments.nq:
        asked, other = natural_questions(arguments.nq, half=1), natural_questions(arguments.nq)
        yield EvalSet("nq", asked.questions, [*asked.documents, *other.documents])
    if arguments.set:
        questions = [question for question in read_set(arguments.set).questions if not question.claims]
        yield EvalSet("set", questions, [read(source) for source in find(arguments.documents)])


def main() -> None:
    """Read the arguments, index, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, help="SQuAD 1.1, JSON")
    parser.add_argument("--nq", type=Path, help="questions with passages, gzipped JSON lines")
    parser.add_argument("--set", type=Path, help="a set, or a folder of sets, in our own format")
    parser.add_argument("--documents", type=Path, nargs="+", help="the folders of its documents")
    parser.add_argument("--questions", type=int, default=200, help="questions asked of each source")
    parser.add_argument("--show", type=int, default=0, help="disputes printed of each source")
    arguments = parser.parse_args()
    if arguments.set and not arguments.documents:
        parser.error("--set needs --documents")
    for evalset in sources(arguments):
        answerable = [question for question in evalset.questions if not question.unanswerable]
        chosen = random.Random(SEED).sample(answerable, min(arguments.questions, len(answerable)))
        service = opened(evalset.documents)
        responses = ask_all(service, [one.text for one in chosen], evalset.name)
        found = disputes(responses)
        SHOWN.print(f"{evalset.name}: {found}", soft_wrap=True)
        for one in found.disputes[: arguments.show]:
            SHOWN.print(
                f"  {one.question} -> {one.answer} | {' / '.join(one.values)}", markup=False, soft_wrap=True
            )


if __name__ == "__main__":
    main()
