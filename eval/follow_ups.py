"""Benchmark of follow-up questions: are they rewritten rightly, and are others left alone?

    python -m eval.follow_ups
    python -m eval.follow_ups --alone dev.json.gz

A rewriting is right when it holds all the words it must and none that it must not.  Of
`eval/sets/follow_ups.jsonl` the half `develop` was looked at while the rules were fixed, the half `report`
was not.  For the questions on the seed article it counts how often the right passage is first: for the
question as asked, and as rewritten.  With `--alone` every question of a set that has been written to stand
alone is asked after the one before it.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from eval.formats.registry import read_set
from qa.conversation.follow_up.rewrite import rewrite
from qa.conversation.follow_up.turns import Turn

HALVES = ("develop", "report")
SEED = "north-korean-troops-in-kursk.txt"


class FollowUp(NamedTuple):
    """A question within a conversation, and what is expected of it.

    Args:
        must: Words that stand in a right rewriting, others accepted in their place after a `|`.
        must_not: Words that do not.
        passage: What the right passage of the seed article holds; empty where it is on something else.
    """

    id: str
    kind: str
    half: str
    history: tuple[Turn, ...]
    question: str
    standalone: bool
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    passage: str = ""


def read(path: Path | None = None) -> list[FollowUp]:
    """The shipped set, or a file like it."""
    source = path or resources.files("eval").joinpath("sets/follow_ups.jsonl")
    return [_follow_up(json.loads(line)) for line in source.read_text(encoding="utf-8").splitlines() if line]


def _follow_up(row: dict[str, Any]) -> FollowUp:
    history = tuple(Turn(turn["question"], turn["answer"]) for turn in row["history"])
    lists = {name: tuple(row.get(name, ())) for name in ("must", "must_not")}
    return FollowUp(**{**row, "history": history, **lists})


def right(expected: FollowUp, rewritten: str) -> bool:
    """Whether a rewriting is what is expected."""
    if expected.standalone:
        return rewritten == expected.question
    return all(
        any(_holds(rewritten, word) for word in words.split("|")) for words in expected.must
    ) and not any(_holds(rewritten, word) for word in expected.must_not)


def _holds(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


def share(questions: Sequence[FollowUp], rewriting: Callable[[FollowUp], str]) -> str:
    """How many are right, of how many."""
    count = sum(right(question, rewriting(question)) for question in questions)
    return f"{count / len(questions):.3f} ({count}/{len(questions)})" if questions else "-"


def passages_first(questions: Iterable[FollowUp], rewriting: Callable[[FollowUp], str]) -> tuple[int, int]:
    """How often the right passage of the seed article is first: as asked, as rewritten."""
    from index.ingest.files import find
    from index.ingest.ingester import ingest_files
    from qa.schemas import Query
    from qa.service import Service
    from qa.settings import Settings

    raw = better = 0
    with tempfile.TemporaryDirectory() as folder:
        # Small passages, so that the article has many.
        service = Service(Settings(home=Path(folder), passage_tokens_least=20, passage_tokens_most=80))
        ingest_files(service.ingester, "default", find([Path("seeds")]), lambda _: None)
        for question in questions:
            for text, asked in ((question.question, True), (rewriting(question), False)):
                first = service.search(Query(question=text, top_k=1)).passages[0].text
                raw += asked and question.passage in first
                better += not asked and question.passage in first
    return raw, better


def _by_rules(question: FollowUp) -> str:
    return rewrite(question.question, question.history).question


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", type=Path, help="another file of the same shape")
    parser.add_argument("--show", choices=HALVES, help="print the questions of a half that are not right")
    parser.add_argument("--alone", type=Path, help="a set whose questions stand alone")
    parser.add_argument("--no-search", action="store_true", help="do not search the seed article")
    arguments = parser.parse_args()
    console = Console()
    if arguments.alone:
        questions = read_set(arguments.alone, "").questions
        turns = [Turn(question.text, next(iter(question.answers), None)) for question in questions]
        kept = sum(
            rewrite(turn.question, [before]).question == turn.question for before, turn in pairwise(turns)
        )
        console.print(f"Left alone: {kept / (len(turns) - 1):.4f} of {len(turns) - 1}")
        return
    everything = read(arguments.set)
    table = Table("half", "rewritten rightly", "left alone", "without rules")
    for half in HALVES:
        of_half = [question for question in everything if question.half == half]
        dependent = [question for question in of_half if not question.standalone]
        alone = [question for question in of_half if question.standalone]
        table.add_row(
            half, share(dependent, _by_rules), share(alone, _by_rules), share(dependent, _unchanged)
        )
    console.print(table)
    for question in everything:
        if question.half == arguments.show and not right(question, _by_rules(question)):
            console.print(
                f"{question.id} {question.kind}: {question.question} -> {_by_rules(question)}", markup=False
            )
            console.print(
                f"    after {question.history[-1].question} {question.history[-1].answer}", markup=False
            )
    seeded = [question for question in everything if question.passage]
    if seeded and not arguments.no_search:
        raw, better = passages_first(seeded, _by_rules)
        console.print(f"Right passage first, {len(seeded)} questions on the seed article: ", end="")
        console.print(f"{raw} as asked, {better} as rewritten")


def _unchanged(question: FollowUp) -> str:
    return question.question


if __name__ == "__main__":
    main()
