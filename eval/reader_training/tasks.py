"""From examples to tasks: what is asked of which passage in one pass over the data."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from eval.reader_training.examples import Asked, Examples, Reading
from eval.reader_training.misleading import mislead
from eval.reader_training.modifiers import NounModifiers
from eval.reader_training.noise import noisy
from eval.reader_training.siblings import Sibling, moved_subject, told_of_both
from eval.reader_training.synonyms import Synonyms, reworded
from index.documents import Span
from index.ingest.sentences import sentences

Spans = tuple[tuple[int, int], ...]

#: This share of the answerable questions is also asked of a passage that lacks the answer, asked with
#: something exchanged (where people wrote no misleading question beside it), and asked of its passage without
#: the sentence that answers it.
WRONG_PASSAGE, MISLEADING, WITHOUT_ANSWER = 0.3, 0.2, 0.1
#: This share is also asked of its passage told of another subject, and told of two.
MOVED, BOTH = 0.1, 0.12
#: This share of the questions is asked as people type, and this share in other words, where there are some.
NOISE, REWORDED = 0.15, 0.4
#: Where there are retrieved passages, a wrong one is one of them this often, else one of the same document.
RETRIEVED = 0.75
#: The title is left out this often, so that nothing hangs on it.
UNTITLED = 0.2


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to read: does this passage answer this question, and with which of its words?

    Args:
        spans: Half-open, the right answers.
        within: Sentences that answer where no shorter span is known: any span inside one is right.
    """

    question: str
    title: str
    text: str
    spans: Spans = ()
    within: Spans = ()

    @property
    def is_answered(self) -> bool:
        """Whether the passage answers."""
        return bool(self.spans or self.within)

    @property
    def support(self) -> Spans:
        """The sentences that answer."""
        return self.within or sentences_around(self.text, self.spans)


def sentences_around(text: str, spans: Spans) -> Spans:
    """The sentences that spans stand in."""
    return tuple(s for s in _sentences(text) if any(s[0] < end and start < s[1] for start, end in spans))


@lru_cache(4096)
def _sentences(text: str) -> Spans:
    return tuple((s.start, s.end) for s in sentences(text, Span(0, len(text))))


@dataclass(frozen=True)
class Source:
    """Examples, what lies near each passage (the others of its document, their answers), and words."""

    examples: Examples
    synonyms: Synonyms | None = None
    of: Mapping[str, list[int]] = field(init=False)
    answers: Mapping[str, list[str]] = field(init=False)
    modifiers: NounModifiers = field(init=False)

    def __post_init__(self) -> None:
        of: dict[str, list[int]] = defaultdict(list)
        answers: dict[str, list[str]] = defaultdict(list)
        passages = self.examples.passages
        for number, passage in enumerate(passages):
            of[passage.document].append(number)
        for asked in self.examples.asked:
            own = passages[asked.passage]
            if asked.spans:
                answers[own.document].append(own.text[slice(*asked.spans[0])])
        object.__setattr__(self, "of", of)
        object.__setattr__(self, "answers", answers)
        object.__setattr__(self, "modifiers", NounModifiers.learnt([passage.text for passage in passages]))

    def neighbours(self, number: int) -> list[int]:
        """The other passages of a passage's document."""
        return [n for n in self.of[self.examples.passages[number].document] if n != number]

    def asked_as(self, question: str, chance: random.Random) -> str:
        """The question, at times in other words, at times as people type it."""
        if self.synonyms and chance.random() < REWORDED:
            question = reworded(question, self.synonyms, chance)
        return typed(question, chance)


def groups(source: Source, chance: random.Random) -> Iterator[list[Task]]:
    """One pass over the questions in random order, each with what else is asked beside it."""
    examples = source.examples
    for asked in chance.sample(examples.asked, len(examples.asked)):
        yield [*_tasks(source, asked, chance)]


def _tasks(source: Source, asked: Asked, chance: random.Random) -> Iterator[Task]:
    examples = source.examples
    own = examples.passages[asked.passage]
    title = own.title if chance.random() >= UNTITLED else ""
    question = source.asked_as(asked.question, chance)
    yield Task(question, title, own.text, asked.spans, asked.within)
    if not asked.is_answered:
        return
    yield from (Task(source.asked_as(other, chance), title, own.text) for other in asked.misleading)
    neighbours = source.neighbours(asked.passage)
    answer = own.text[slice(*(asked.spans or asked.within)[0])]
    if chance.random() < WRONG_PASSAGE:
        retrieved = asked.wrong and chance.random() < RETRIEVED
        if pool := asked.wrong if retrieved else neighbours:
            other = examples.passages[chance.choice(pool)]
            if answer.casefold() not in other.text.casefold():
                yield Task(question, other.title if title else "", other.text)
    if not asked.spans:
        return
    near = [examples.passages[n].text for n in chance.sample(neighbours, min(3, len(neighbours)))]
    if (
        not asked.misleading
        and chance.random() < MISLEADING
        and (made := mislead(asked.question, own.text, near, answer, chance))
    ):
        yield Task(source.asked_as(made, chance), title, own.text)
    if chance.random() < WITHOUT_ANSWER and (rest := _without(own.text, answer)):
        yield Task(question, title, rest)
    if pair := _siblings(source, asked, own, near, chance):
        for one in pair:
            # The title often names the subject that was exchanged.
            yield Task(source.asked_as(one.question, chance), "", one.text, one.spans)


def _siblings(
    source: Source, asked: Asked, own: Reading, near: Sequence[str], chance: random.Random
) -> tuple[Sibling, Sibling] | None:
    drawn = chance.random()
    if drawn < MOVED:
        return moved_subject(asked.question, own.text, asked.spans, near, source.modifiers, chance)
    if drawn < MOVED + BOTH:
        values = source.answers[own.document]
        return told_of_both(asked.question, own.text, asked.spans, near, values, source.modifiers, chance)
    return None


def _without(text: str, answer: str) -> str:
    """A text without the sentences that hold the answer; empty where it has no other."""
    kept = [text[slice(*s)] for s in _sentences(text) if answer.casefold() not in text[slice(*s)].casefold()]
    return " ".join(kept)


def typed(question: str, chance: random.Random) -> str:
    """The question, at times as people type it."""
    return noisy(question, chance) if chance.random() < NOISE else question
