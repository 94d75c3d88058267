"""Benchmark on questions whose answer takes sentences, all passages searched.

    python -m eval.benchmarks.sentences --clapnq FOLDER [--every 2 --first 1]

The folder is of ClapNQ (Rosenthal et al. 2024): `answerable.jsonl.gz`, with the sentences that people chose
of each passage, and `unanswerable.jsonl.gz`, whose passages do not answer.  A quote is usable if it and a
sentence that people chose share at least half of the shorter one.  Probabilities are fitted on every second
question, beginning with the first: `--every 2 --first 1` asks the others.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import numpy as np

from eval.benchmarks.open_questions import SHOWN, ask_all, opened
from eval.formats.clapnq import read_clapnq
from eval.measures.abstention import auroc
from eval.measures.kinds import sentence_overlap
from eval.measures.right_answers import quotes_gold
from eval.question_outcome import Shown, shown_answer
from eval.questions import Gold, Question
from eval.statistics import wilson
from index.documents import Document
from qa.answer_schemas import Level
from qa.schemas import AskResponse


class Chosen(NamedTuple):
    """A question and its passage's document; its gold is the sentences that people chose."""

    question: Question
    document: Document


class Outcomes(NamedTuple):
    """What became of the answerable questions: one truth value, or one figure, for each.

    Args:
        first: The right passage is first.
        marked: It is, and its marked sentence overlaps one that people chose.
        shown: An answer is shown.
        usable: The answer shown is usable.
        quoted: The answer shown, or the closest quote of an unsure response, is.
        overlap: Overlap of the answer or quote with the sentences chosen; 0 where there is none.
    """

    first: list[bool]
    marked: list[bool]
    shown: list[bool]
    usable: list[bool]
    quoted: list[bool]
    overlap: list[float]


def asked_of(path: Path, name: str) -> Iterator[Chosen]:
    """The questions of a file of ClapNQ, with the sentences chosen as gold."""
    for one in read_clapnq(path, name):
        gold = tuple(Gold(one.document.id, start, end) for start, end in one.sentences)
        yield Chosen(Question(one.document.id, one.question, gold=gold, kind="description"), one.document)


def outcomes(chosen: Sequence[Chosen], responses: Sequence[AskResponse]) -> Outcomes:
    """Judge the responses to answerable questions."""
    rows = [_judge(one, response) for one, response in zip(chosen, responses, strict=True)]
    return Outcomes(*map(list, zip(*rows, strict=True)))


def _judge(chosen: Chosen, response: AskResponse) -> tuple[bool, bool, bool, bool, bool, float]:
    answer, closest = (shown_answer(one) if one else None for one in (response.answer, response.closest))
    usable = _is_usable(chosen.question, answer)
    first = response.passages[0].citation.document_id == chosen.document.id if response.passages else False
    return (
        first,
        first and _is_marked(chosen.question, response),
        answer is not None,
        usable,
        usable or _is_usable(chosen.question, closest),
        sentence_overlap(answer or closest, chosen.question.gold),
    )


def _is_usable(question: Question, shown: Shown | None) -> bool:
    if shown is None:
        return False
    around = (shown.sentence,) if shown.sentence else shown.citations
    return quotes_gold(question, Shown(shown.text, citations=around))


def _is_marked(question: Question, response: AskResponse) -> bool:
    return any(
        mark.start < (gold.end or 0) and gold.start < mark.end
        for mark in response.passages[0].highlights
        for gold in question.gold
    )


def share(name: str, values: Sequence[bool]) -> str:
    """A share with its 95% interval."""
    interval = wilson(sum(values), len(values))
    return f"{name} {mean(values):.3f} ({interval.low:.2f} to {interval.high:.2f})"


def main() -> None:
    """Read the arguments, index, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clapnq", type=Path, required=True, help="the folder of ClapNQ's questions")
    parser.add_argument("--every", type=int, default=1, help="ask every n-th question only")
    parser.add_argument("--first", type=int, default=0, help="how many to pass over before the first")
    arguments = parser.parse_args()
    answerable = [*asked_of(arguments.clapnq / "answerable.jsonl.gz", "a")]
    unanswerable = [*asked_of(arguments.clapnq / "unanswerable.jsonl.gz", "u")]
    service = opened([chosen.document for chosen in (*answerable, *unanswerable)])
    chosen = slice(arguments.first, None, arguments.every)
    asked, misled = answerable[chosen], unanswerable[chosen]
    responses = ask_all(service, [chosen.question.text for chosen in asked], "answerable")
    refused = ask_all(service, [chosen.question.text for chosen in misled], "unanswerable")
    found = outcomes(asked, responses)
    right = [usable for shown, usable in zip(found.shown, found.usable, strict=True) if shown]
    answered = [response.level is Level.ANSWERED for response in refused]
    nothing = [response.level is Level.NOTHING for response in refused]
    area = auroc(
        np.array([response.answerability for response in (*responses, *refused)]),
        np.repeat([1.0, 0.0], [len(responses), len(refused)]),
    )
    for line in (
        f"{len(asked)} answerable questions: {share('right passage first', found.first)}",
        share("its marked sentence is one that people chose", found.marked),
        f"{share('shown', found.shown)}, of those {share('usable', right) if right else 'none'}",
        f"{share('usable', found.usable)}, {share('with the closest quotes', found.quoted)}",
        f"overlap with the sentences chosen {mean(found.overlap):.3f}",
        f"{len(misled)} unanswerable questions: {share('refused', [not one for one in answered])}, "
        f"{share('nothing shown', nothing)}; AUROC of answerability {area:.3f}",
    ):
        SHOWN.print(line, soft_wrap=True)


if __name__ == "__main__":
    main()
