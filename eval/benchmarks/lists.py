"""Benchmark of lists: questions with several answers in one passage.

    python -m eval.benchmarks.lists --questions valid.jsonl.gz --limit 300

The questions are those of MultiSpanQA (Li et al., NAACL 2022), gzipped JSON lines with `question`, `context`
and `answers`.  Each is asked of its own context alone, without abstention.  As in the paper, F1 is taken over
all answers together: of those that are exactly right, and of the share of words that an answer and the
nearest wanted one have in a row.  `--half` takes every second question: 0 to develop on, 1 to report.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import track

from eval.corpus import open_corpus
from eval.formats.files import objects_of
from index.documents import Document
from qa.schemas import Answer, AnswerForm, AskQuery
from qa.settings import Settings

SHOWN = Console()


class ListQuestion(NamedTuple):
    """A question, the passage that answers it, and all the answers in it."""

    id: str
    text: str
    context: str
    answers: tuple[str, ...]


class Scores(NamedTuple):
    """Sums over answers, for precision and recall.

    Args:
        given, wanted: How many answers there are.
        exact: How many are the same.
        precise, recalled: The shares of words in common, summed over the given and over the wanted ones.
    """

    given: int = 0
    wanted: int = 0
    exact: int = 0
    precise: float = 0.0
    recalled: float = 0.0

    def plus(self, other: Scores) -> Scores:
        """The sums of both."""
        return Scores(
            self.given + other.given,
            self.wanted + other.wanted,
            self.exact + other.exact,
            self.precise + other.precise,
            self.recalled + other.recalled,
        )

    @property
    def exact_f1(self) -> float:
        """F1 of answers that are exactly right."""
        return 2 * self.exact / max(self.given + self.wanted, 1)

    @property
    def partial_f1(self) -> float:
        """F1 of the words in common."""
        precision, recall = self.precise / max(self.given, 1), self.recalled / max(self.wanted, 1)
        return 2 * precision * recall / max(precision + recall, 1e-9)


def read_questions(path: Path) -> list[ListQuestion]:
    """The questions of a file."""
    return [
        ListQuestion(row["id"], row["question"], row["context"], tuple(row["answers"]))
        for row in objects_of(path)
    ]


def score(given: Sequence[str], wanted: Sequence[str]) -> Scores:
    """Compare the answers that were given with those that are wanted."""
    ours, theirs = [plain(one) for one in given], [plain(one) for one in wanted]
    exact = sum((Counter(map(tuple, ours)) & Counter(map(tuple, theirs))).values())
    precise = sum(max((in_common(a, b) / len(a) for b in theirs), default=0.0) for a in ours if a)
    recalled = sum(max((in_common(a, b) / len(b) for a in ours), default=0.0) for b in theirs if b)
    return Scores(len(ours), len(theirs), exact, precise, recalled)


def plain(answer: str) -> list[str]:
    """The words of an answer without case and outer marks."""
    words = (word.strip(".,;:!?\"'`()") for word in answer.lower().split())
    found = [word for word in words if word]
    return found[1:] if found[:1] in (["the"], ["a"], ["an"]) and len(found) > 1 else found


def in_common(one: Sequence[str], other: Sequence[str]) -> int:
    """The most words in a row that both have."""
    best = 0
    row = [0] * (len(other) + 1)
    for word in one:
        row = [0] + [row[n] + 1 if word == there else 0 for n, there in enumerate(other)]
        best = max(best, *row)
    return best


def entries(answer: Answer | None) -> list[str]:
    """The answers that a response gives: the entries of a list, else its short form or text."""
    if answer is None:
        return []
    if answer.kind in (AnswerForm.LIST, AnswerForm.STEPS):
        return [item.text for item in answer.items]
    return [answer.text]


def main() -> None:
    """Read the arguments, index, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=Path, required=True, help="gzipped JSON lines")
    parser.add_argument("--limit", type=int, default=300, help="size of a random sample")
    parser.add_argument("--half", type=int, choices=[0, 1], default=1, help="which every second question")
    parser.add_argument("--show", type=int, default=0, help="print so many answers")
    arguments = parser.parse_args()
    everything = read_questions(arguments.questions)
    half = everything[arguments.half :: 2]
    chosen = random.Random(0).sample(half, min(arguments.limit, len(half)))
    documents = [Document(one.id, one.context) for one in everything]
    service = open_corpus(documents, Settings(), lambda done, of: SHOWN.print(f"{done}/{of}"))
    total, forms = Scores(), Counter[str]()
    for number, one in enumerate(track(chosen, description="asked", console=SHOWN)):
        query = AskQuery(question=one.text, abstain=False, filters={"document_id": one.id})
        answer = service.ask(query).answer
        given = entries(answer)
        forms[answer.kind if answer else "none"] += 1
        total = total.plus(score(given, one.answers))
        if number < arguments.show:
            SHOWN.print(f"{one.text}\n  given  {given}\n  wanted {[*one.answers]}", markup=False)
    SHOWN.print(
        f"{len(chosen)} questions, {dict(forms)}: exact F1 {total.exact_f1:.3f}, partial F1 "
        f"{total.partial_f1:.3f}; {total.given} given, {total.wanted} wanted"
    )


if __name__ == "__main__":
    main()
