"""Questions that are kept for development: nothing that asks the same is learnt from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from eval.formats.files import objects_of, text_of
from eval.reader_training.examples import Examples

WORD = re.compile(r"\w+")


def normalised(question: str) -> str:
    """A question's words, without case and marks."""
    return " ".join(WORD.findall(question.casefold()))


def questions_of(path: Path) -> Iterator[str]:
    """The questions of a SQuAD file (`.json`, `.json.gz`) or of gzipped JSON lines.

    A line's question is its `question` or its `input`; lines that say `in_qed` may be learnt from as QED's.

    Raises:
        ValueError: A line has neither.
    """
    if ".jsonl" not in path.name:
        for article in json.loads(text_of(path))["data"]:
            for paragraph in article["paragraphs"]:
                yield from (row["question"] for row in paragraph["qas"])
        return
    for number, row in enumerate(objects_of(path), 1):
        question = row.get("question") or row.get("input")
        if not question:
            raise ValueError(f"{path}:{number} has neither question nor input.")
        if not row.get("in_qed"):
            yield question


def without(examples: Examples, held_out: Iterable[str]) -> Examples:
    """Without the questions that are kept for development."""
    left_out = {normalised(question) for question in held_out}
    asked = [
        replace(one, misleading=tuple(m for m in one.misleading if normalised(m) not in left_out))
        for one in examples.asked
        if normalised(one.question) not in left_out
    ]
    return Examples(examples.passages, asked)
