"""From examples to batches of tokens: what is asked of which passage in one pass over the data."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from eval.reader_training.examples import Asked, Examples
from eval.reader_training.misleading import mislead
from eval.reader_training.noise import noisy
from index.documents import Span
from index.ingest.sentences import sentences
from qa.read.reader.tokens import MOST_OF_CONTEXT, MOST_OF_QUESTION, MOST_TOKENS, ReaderTokenizer, Tokens

#: This share of the answerable questions is also asked of a passage that lacks the answer, asked with
#: something exchanged (where people wrote no misleading question beside it), and asked of its passage without
#: the sentence that answers it.
WRONG_PASSAGE, MISLEADING, WITHOUT_ANSWER = 0.3, 0.2, 0.1
#: This share of the questions is asked as people type.
NOISE = 0.1
#: Where there are retrieved passages, a wrong one is one of them this often, else one of the same document.
RETRIEVED = 0.75
#: The title is left out this often, so that nothing hangs on it.
UNTITLED = 0.2


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to read: does this passage answer this question, and with which of its words?"""

    question: str
    title: str
    text: str
    spans: tuple[tuple[int, int], ...]


class Batch(NamedTuple):
    """Tokens of some tasks, padded.

    Args:
        ids, kinds, mask, candidates: As `SpanNetwork.forward` takes them.
        gold: `(batch, tokens, most)`, true at each right span, laid out as `span_scores` does.
        answerable: `(batch,)`.
        rival: `(batch,)`: the row of the same question with its right passage, or -1.
    """

    ids: Tensor
    kinds: Tensor
    mask: Tensor
    candidates: Tensor
    gold: Tensor
    answerable: Tensor
    rival: Tensor

    def to(self, device: str | torch.device) -> Batch:
        """The same on another device."""
        return Batch(*(tensor.to(device) for tensor in self))


class Encoded(NamedTuple):
    """A task's tokens, and its right spans as `(first token, number of tokens)`."""

    tokens: Tokens
    spans: tuple[tuple[int, int], ...]


class Encoder:
    """Makes tokens of tasks.

    Args:
        folder: The encoder's, with its tokenizer.
    """

    def __init__(self, folder: Path) -> None:
        self._tokenizer = ReaderTokenizer(folder)

    def encode(self, task: Task) -> Encoded | None:
        """Tokens, cut around the answer where they are too many; None if no right span is left."""
        question = self._tokenizer.ids(task.question)[:MOST_OF_QUESTION]
        context = self._tokenizer.ids(task.title)[:MOST_OF_CONTEXT]
        ids, offsets = self._tokenizer.ids_and_offsets(task.text)
        spans = [found for span in task.spans if (found := _tokens(offsets, span))]
        room = MOST_TOKENS - len(question) - len(context) - 3
        skipped = 0
        if len(ids) > room and spans:
            first, last = min(s for s, _ in spans), max(s + n for s, n in spans)
            skipped = min(max(0, (first + last - room) // 2), len(ids) - room)
        tokens = self._tokenizer.around(question, context, ids, offsets, skipped)
        kept = [
            (tokens.passage + start - skipped, length)
            for start, length in spans
            if start >= skipped and start + length <= skipped + room
        ]
        return Encoded(tokens, tuple(kept)) if kept or not task.spans else None


def _tokens(offsets: Sequence[tuple[int, int]], span: tuple[int, int]) -> tuple[int, int] | None:
    """First token and number of tokens of a span of characters."""
    inside = [
        n for n, (start, end) in enumerate(offsets) if start < span[1] and end > span[0] and end > start
    ]
    return (inside[0], inside[-1] - inside[0] + 1) if inside else None


def groups(examples: Examples, chance: random.Random) -> Iterator[list[Task]]:
    """One pass over the questions in random order, each with what else is asked beside it."""
    of: dict[str, list[int]] = defaultdict(list)
    for number, passage in enumerate(examples.passages):
        of[passage.document].append(number)
    for asked in chance.sample(examples.asked, len(examples.asked)):
        yield [*_tasks(examples, asked, of, chance)]


def _tasks(
    examples: Examples, asked: Asked, of: dict[str, list[int]], chance: random.Random
) -> Iterator[Task]:
    own = examples.passages[asked.passage]
    title = own.title if chance.random() >= UNTITLED else ""
    question = _typed(asked.question, chance)
    yield Task(question, title, own.text, asked.spans)
    if not asked.spans:
        return
    yield from (Task(_typed(other, chance), title, own.text, ()) for other in asked.misleading)
    answer = own.text[slice(*asked.spans[0])]
    neighbours = [n for n in of[own.document] if n != asked.passage]
    if chance.random() < WRONG_PASSAGE:
        retrieved = asked.wrong and chance.random() < RETRIEVED
        if pool := asked.wrong if retrieved else neighbours:
            other = examples.passages[chance.choice(pool)]
            if answer.casefold() not in other.text.casefold():
                yield Task(question, other.title if title else "", other.text, ())
    if not asked.misleading and chance.random() < MISLEADING:
        texts = [examples.passages[n].text for n in chance.sample(neighbours, min(3, len(neighbours)))]
        if made := mislead(asked.question, own.text, texts, answer, chance):
            yield Task(_typed(made, chance), title, own.text, ())
    if chance.random() < WITHOUT_ANSWER:
        kept = [
            s
            for s in sentences(own.text, Span(0, len(own.text)))
            if answer.casefold() not in s.of(own.text).casefold()
        ]
        if kept:
            yield Task(question, title, " ".join(s.of(own.text) for s in kept), ())


def _typed(question: str, chance: random.Random) -> str:
    return noisy(question, chance) if chance.random() < NOISE else question


def batches(
    examples: Examples, encoder: Encoder, size: int, most_span: int, seed: int, pool: int = 64
) -> Iterator[Batch]:
    """Batches of one pass, of tasks of like length.

    Args:
        size: Tasks in a batch.
        pool: So many batches are sorted by length together.
    """
    chance = random.Random(seed)
    held: list[tuple[int, Encoded]] = []
    for number, tasks in enumerate(groups(examples, chance)):
        encoded = [encoder.encode(task) for task in tasks]
        if encoded and encoded[0] is not None:
            held += [(number, one) for one in encoded if one is not None]
        if len(held) >= size * pool:
            yield from _cut(held, size, most_span, chance)
            held = []
    yield from _cut(held, size, most_span, chance)


def _cut(
    held: list[tuple[int, Encoded]], size: int, most_span: int, chance: random.Random
) -> Iterator[Batch]:
    # Tasks of one question stay together where their lengths allow.
    held.sort(key=lambda pair: (len(pair[1].tokens.ids) // 16, pair[0]))
    cut = [held[at : at + size] for at in range(0, len(held), size)]
    chance.shuffle(cut)
    yield from (padded(chosen, most_span) for chosen in cut)


def padded(chosen: Sequence[tuple[int, Encoded]], most_span: int) -> Batch:
    """One batch of tasks, each with the number of its question."""
    longest = -(-max(len(encoded.tokens.ids) for _, encoded in chosen) // 16) * 16
    shape = (len(chosen), longest)
    ids, kinds, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    candidates = torch.zeros(shape, dtype=torch.bool)
    gold = torch.zeros((*shape, min(most_span, longest)), dtype=torch.bool)
    answerable = torch.zeros(len(chosen), dtype=torch.bool)
    rival = torch.full((len(chosen),), -1)
    right: dict[int, int] = {}
    for row, (number, encoded) in enumerate(chosen):
        tokens = encoded.tokens
        n = len(tokens.ids)
        ids[row, :n] = torch.tensor(tokens.ids)
        mask[row, :n] = 1
        kinds[row, tokens.segment : n] = 1
        candidates[row, tokens.passage : n - 1] = True
        for start, length in encoded.spans:
            if length <= gold.shape[2]:
                gold[row, start, length - 1] = answerable[row] = True
        if answerable[row]:
            right[number] = row
    for row, (number, _) in enumerate(chosen):
        if not answerable[row] and number in right:
            rival[row] = right[number]
    return Batch(ids, kinds, mask, candidates, gold, answerable, rival)
