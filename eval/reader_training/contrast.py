"""Misleading questions that people wrote, each beside the answerable question that it is most like."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from eval.formats.files import objects_of, text_of
from eval.reader_training.examples import Examples

WORD = re.compile(r"\w+")


def contrasted(examples: Examples, squad: Path, folder: Path) -> Examples:
    """The same examples, with the misleading questions of their paragraphs.

    Args:
        examples: Mined from `squad`.
        squad: The SQuAD v1.1 file that they were mined from: it tells a question's paragraph.
        folder: Holds `contexts.jsonl.gz` and `questions.jsonl.gz`: SQuAD 2.0's unanswerable questions, with
            the paragraphs they were written for.  Those whose paragraph is uncertain are left out.
    """
    paragraph = _paragraphs(squad)
    of: dict[str, list[int]] = defaultdict(list)
    for number, asked in enumerate(examples.asked):
        key = (examples.passages[asked.passage].document, asked.question)
        if key in paragraph:
            of[paragraph[key]].append(number)
    misleading: dict[int, list[str]] = defaultdict(list)
    for context, question in _misleading(folder):
        if numbers := of.get(context):
            alike = most_alike(question, [examples.asked[number].question for number in numbers])
            misleading[numbers[alike]].append(question)
    found = [replace(a, misleading=tuple(misleading.get(n, ()))) for n, a in enumerate(examples.asked)]
    return Examples(examples.passages, found)


def _paragraphs(squad: Path) -> Mapping[tuple[str, str], str]:
    """Of an article's title and a question, the key of its paragraph."""
    return {
        (article["title"], row["question"].strip()): paragraph_key(paragraph["context"])
        for article in json.loads(text_of(squad))["data"]
        for paragraph in article["paragraphs"]
        for row in paragraph["qas"]
    }


def _misleading(folder: Path) -> Iterator[tuple[str, str]]:
    """The key of a paragraph, and a question that it does not answer."""
    keys = {row["pid"]: paragraph_key(row["context"]) for row in objects_of(folder / "contexts.jsonl.gz")}
    for row in objects_of(folder / "questions.jsonl.gz"):
        if row["align"] == "high":
            yield keys[row["pid"]], row["question"].strip()


def most_alike(question: str, others: Sequence[str]) -> int:
    """Which of some questions, by its number, shares most of its words with this one."""
    words = set(WORD.findall(question.casefold()))

    def likeness(number: int) -> float:
        its = set(WORD.findall(others[number].casefold()))
        return len(words & its) / max(1, len(words | its))

    return max(range(len(others)), key=likeness)


def paragraph_key(context: str) -> str:
    """What tells a paragraph from others, however it is spaced and marked."""
    return "".join(WORD.findall(context.casefold()))
