"""Tasks as arrays of tokens: small to keep and to carry to another machine, quick to make batches of.

Each passage is kept once; a task is a question's tokens, the number of its passage, and where in it the
answer stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.reader_training.tasks import Spans, Task
from qa.read.reader.spans import LONGEST_SPAN
from qa.read.reader.tokens import MOST_OF_CONTEXT, MOST_OF_QUESTION, MOST_TOKENS, ReaderTokenizer

Ints = NDArray[np.int64]
#: The most right spans, sentences that hold them, and supporting sentences of a task.
MOST_SPANS, MOST_WITHIN, MOST_SUPPORT = 8, 3, 4
#: Rows are padded to a multiple of this.
WIDTH = 32


class Rows(NamedTuple):
    """Tasks of like length, a row each, padded with zeros.

    Args:
        ids: `(rows, tokens)`, in BERT's vocabulary.
        segment, passage, length: `(rows,)`: the first token after the question, the first of the passage, and
            the number of all.
        spans, within, support: `(rows, most, 2)`: first token and number of tokens; none has the number 0.
        group: `(rows,)`: tasks made of one question have the same.
    """

    ids: Ints
    segment: Ints
    passage: Ints
    length: Ints
    spans: Ints
    within: Ints
    support: Ints
    group: Ints


class Encoded(NamedTuple):
    """One task; the spans as `(first token, number of tokens)`, counted from the row's beginning."""

    ids: list[int]
    segment: int
    passage: int
    spans: list[tuple[int, int]]
    within: list[tuple[int, int]]
    support: list[tuple[int, int]]
    offsets: list[tuple[int, int]]

    @property
    def is_answered(self) -> bool:
        """Whether a right span is left."""
        return bool(self.spans or self.within)


class Encoder:
    """Makes tokens of tasks.

    Args:
        folder: The encoder's, with its tokenizer.
    """

    def __init__(self, folder: Path) -> None:
        self._tokenizer = ReaderTokenizer(folder)
        self._texts: dict[str, tuple[list[int], list[tuple[int, int]]]] = {}

    def encode(self, task: Task) -> Encoded | None:
        """Tokens, cut around the answer where they are too many; None if no right span is left."""
        question = self._tokenizer.ids(task.question)[:MOST_OF_QUESTION]
        context = self._tokenizer.ids(task.title)[:MOST_OF_CONTEXT]
        ids, offsets = self._of(task.text)
        right = [*_tokens(offsets, task.spans), *_tokens(offsets, task.within)]
        room = MOST_TOKENS - len(question) - len(context) - 3
        skipped = 0
        if len(ids) > room and right:
            first, last = min(s for s, _ in right), max(s + n for s, n in right)
            skipped = min(max(0, (first + last - room) // 2), len(ids) - room)
        tokens = self._tokenizer.around(question, context, ids, offsets, skipped)

        def kept(spans: Spans) -> list[tuple[int, int]]:
            return [
                (tokens.passage + start - skipped, length)
                for start, length in _tokens(offsets, spans)
                if start >= skipped and start + length <= skipped + room
            ]

        made = Encoded(
            tokens.ids,
            tokens.segment,
            tokens.passage,
            kept(task.spans),
            kept(task.within),
            kept(task.support),
            tokens.offsets,
        )
        return made if made.is_answered or not task.is_answered else None

    def _of(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        if text not in self._texts:
            if len(self._texts) > 50_000:
                self._texts.clear()
            self._texts[text] = self._tokenizer.ids_and_offsets(text)
        return self._texts[text]


def _tokens(offsets: Sequence[tuple[int, int]], spans: Spans) -> list[tuple[int, int]]:
    """First token and number of tokens of spans of characters."""
    found = []
    for from_, to in spans:
        inside = [n for n, (start, end) in enumerate(offsets) if start < to and end > from_ and end > start]
        if inside:
            found.append((inside[0], inside[-1] - inside[0] + 1))
    return found


@dataclass(frozen=True)
class Packed:
    """Encoded tasks of some passes over the data.

    Args:
        texts: What stands after the question in a row: title and passage, each once, one after another.
        text_ends: Where each of them ends in `texts`.
        questions, question_ends: The same of the questions, with their marks.
        numbers: `(tasks, 4)`: the task's pass, its group, its text, and its passage's first token.
        spans: `(tasks, MOST_SPANS + MOST_WITHIN + MOST_SUPPORT, 2)`.
    """

    texts: NDArray[np.uint16]
    text_ends: NDArray[np.int32]
    questions: NDArray[np.uint16]
    question_ends: NDArray[np.int32]
    numbers: NDArray[np.int32]
    spans: NDArray[np.uint16]


def packed(passes: Iterable[Iterable[tuple[int, Task]]], encoder: Encoder) -> Packed:
    """Encode the tasks of passes, each given with the number of its group.

    Those that lost their answer are left out.
    """
    texts: dict[bytes, int] = {}
    text_ids: list[NDArray[np.uint16]] = []
    questions: list[NDArray[np.uint16]] = []
    numbers: list[tuple[int, int, int, int]] = []
    spans: list[NDArray[np.uint16]] = []
    for number, tasks in enumerate(passes):
        for group, task in tasks:
            made = encoder.encode(task)
            if made is None:
                continue
            after = np.array(made.ids[made.segment :], np.uint16)
            text = texts.setdefault(after.tobytes(), len(text_ids))
            if text == len(text_ids):
                text_ids.append(after)
            questions.append(np.array(made.ids[: made.segment], np.uint16))
            numbers.append((number, group, text, made.passage))
            spans.append(_table(made))
    return Packed(
        np.concatenate(text_ids),
        np.cumsum([len(one) for one in text_ids], dtype=np.int32),
        np.concatenate(questions),
        np.cumsum([len(one) for one in questions], dtype=np.int32),
        np.array(numbers, np.int32),
        np.stack(spans),
    )


def _table(made: Encoded) -> NDArray[np.uint16]:
    long = [span for span in made.spans if span[1] > LONGEST_SPAN]
    short = [span for span in made.spans if span[1] <= LONGEST_SPAN]
    table = np.zeros((MOST_SPANS + MOST_WITHIN + MOST_SUPPORT, 2), np.uint16)
    at = 0
    for spans, most in (
        (short, MOST_SPANS),
        # Of a span that is too long to be read, any part is right.
        (made.within if short else [*made.within, *long], MOST_WITHIN),
        (made.support, MOST_SUPPORT),
    ):
        chosen = spans[:most]
        if chosen:
            table[at : at + len(chosen)] = chosen
        at += most
    return table


def write(path: Path, one: Packed) -> None:
    """Keep tasks in a compressed file."""
    np.savez_compressed(path, **vars(one))


def read(path: Path) -> Packed:
    """The tasks of a file."""
    with np.load(path) as file:
        return Packed(**{name: file[name] for name in Packed.__annotations__})


def rows(one: Packed, number: int = 0) -> Iterator[Rows]:
    """The tasks of a pass, by length."""
    text_at = np.concatenate([[0], one.text_ends])
    question_at = np.concatenate([[0], one.question_ends])
    text = one.numbers[:, 2]
    asked = np.diff(question_at)
    lengths = asked + np.diff(text_at)[text]
    widths = -(-lengths // WIDTH) * WIDTH
    for width in range(WIDTH, int(widths.max()) + 1, WIDTH):
        chosen = np.flatnonzero((widths == width) & (one.numbers[:, 0] == number))
        if not len(chosen):
            continue
        ids = np.zeros((len(chosen), width), np.int64)
        for row, task in enumerate(chosen.tolist()):
            n = asked[task]
            ids[row, :n] = one.questions[question_at[task] : question_at[task + 1]]
            ids[row, n : lengths[task]] = one.texts[text_at[text[task]] : text_at[text[task] + 1]]
        spans = one.spans[chosen].astype(np.int64)
        yield Rows(
            ids,
            asked[chosen].astype(np.int64),
            one.numbers[chosen, 3].astype(np.int64),
            lengths[chosen].astype(np.int64),
            spans[:, :MOST_SPANS],
            spans[:, MOST_SPANS : MOST_SPANS + MOST_WITHIN],
            spans[:, MOST_SPANS + MOST_WITHIN :],
            one.numbers[chosen, 1].astype(np.int64),
        )
