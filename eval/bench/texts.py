"""Real text for the benchmark: passages of 100 words, and questions, from files of known formats."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, islice
from pathlib import Path
from typing import NamedTuple

from eval.formats.corpus import read_corpus
from eval.formats.registry import Kind, kind_of, read_set
from eval.questions import EvalSet
from index.documents import Document

#: Words of a passage; a shorter rest of a document is left out.
WORDS = 100
SEED = 5


class Texts(NamedTuple):
    """What is indexed and asked.

    Args:
        passages: Each a document of its own.
        real: How many of them are as they were written; the others are put together of two halves.
        questions: In random order.
    """

    passages: list[Document]
    real: int
    questions: list[str]

    @property
    def note(self) -> str:
        """How they were made, for whoever reads the figures."""
        made = len(self.passages) - self.real
        more = f"; {made:,} more join the first half of one passage and the second half of another"
        return f"{self.real:,} passages of {WORDS} words as they were written{more if made else ''}"


def read_texts(paths: Sequence[Path], most: int) -> Texts:
    """Read passages and questions.

    Args:
        paths: Eval sets of any known format, or BEIR corpora, in the order in which they are used.
        most: How many passages.

    Raises:
        BadSet: A file is malformed or of an unknown format.
        ValueError: There is no passage or no question.
    """
    questions: list[str] = []
    documents: list[Document] = []
    for path in paths:
        if path.is_file() and kind_of(path) is Kind.BEIR_LINES:
            documents += read_corpus(path).documents
        else:
            found: EvalSet = read_set(path)
            documents += found.documents
            questions += dict.fromkeys(one.text for one in found.questions)
    real = list(islice(_passages(documents), most))
    if not real or not questions:
        raise ValueError("No file has passages, or none has questions.")
    random.Random(SEED).shuffle(questions)
    return Texts([*real, *islice(_joined(real), most - len(real))], len(real), questions)


def _passages(documents: Iterable[Document]) -> Iterator[Document]:
    for number, document in enumerate(documents):
        words = document.text.split()
        for at in range(0, len(words) - WORDS + 1, WORDS):
            text = " ".join(words[at : at + WORDS])
            yield Document(f"{number}-{at // WORDS}", text, document.title)


def _joined(passages: Sequence[Document]) -> Iterator[Document]:
    """Passages that no one has written, for sizes that real text does not reach."""
    chance = random.Random(SEED)
    for number in count():
        first, second = chance.choice(passages), chance.choice(passages)
        halves = chain(first.text.split()[: WORDS // 2], second.text.split()[WORDS // 2 :])
        yield Document(f"joined-{number}", " ".join(halves), first.title)


def write_lines(documents: Iterable[Document], path: Path) -> None:
    """Write JSON lines with `id`, `title` and `text`, which every engine reads."""
    lines = (json.dumps({"id": one.id, "title": one.title, "text": one.text}) + "\n" for one in documents)
    path.write_text("".join(lines), encoding="utf-8")


def read_lines(path: Path) -> list[Document]:
    """Read what `write_lines` wrote."""
    with path.open(encoding="utf-8") as lines:
        return [Document(one["id"], one["text"], one["title"]) for one in map(json.loads, lines)]
