"""Pairs made of paragraphs with questions: SQuAD, with the misleading questions that people wrote."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from eval.reader_training.examples import Asked, Examples, Reading
from eval.support_training.alterations import (
    negated,
    opposite,
    other_name,
    other_number,
    shortened,
)
from eval.support_training.claims import claim_of
from eval.support_training.pair import CONTRADICTED, SUPPORTED, UNDECIDED, Pair, Target
from index.documents import Span
from index.ingest.sentences import sentences
from qa.claims.names import same_text

#: What a swap most likely makes of a claim that was supported.
SWAPPED_NUMBER: Target = (0.0, 0.85, 0.15)
SWAPPED_NAME: Target = (0.0, 0.5, 0.5)
OPPOSITE: Target = (0.0, 0.8, 0.2)
OTHER_ANSWER: Target = (0.0, 0.8, 0.2)
#: Of the reasons for which people's questions have no answer: E another entity, # another number, N negation,
#: A antonym, X exclusion, I not said.
MISLEADING: dict[str, Target] = {
    "E": (0.0, 0.25, 0.75),
    "#": (0.0, 0.6, 0.4),
    "N": (0.0, 0.85, 0.15),
    "A": (0.0, 0.75, 0.25),
    "X": (0.0, 0.5, 0.5),
    "I": UNDECIDED,
}
_NUMBER = re.compile(r"\d")
MOST_WORDS = 90


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its questions and answers."""

    reading: Reading
    asked: Sequence[tuple[str, Span]]

    @cached_property
    def sentences(self) -> list[str]:
        """Its sentences."""
        text = self.reading.text
        return [text[span.start : span.end] for span in self._spans]

    @cached_property
    def _spans(self) -> list[Span]:
        return sentences(self.reading.text, Span(0, len(self.reading.text)))

    def sentence_of(self, answer: Span) -> int | None:
        """The number of the sentence that an answer stands in."""
        return next((n for n, s in enumerate(self._spans) if s.start <= answer.start < s.end), None)

    def around(self, number: int, chance: random.Random) -> list[int]:
        """The numbers of a sentence and of some beside it."""
        first = max(0, number - chance.choice((0, 0, 1, 2)))
        last = min(len(self.sentences), number + 1 + chance.choice((0, 1, 1, 2)))
        found = [*range(first, last)]
        while len(found) > 1 and sum(len(self.sentences[n].split()) for n in found) > MOST_WORDS:
            found.pop(0 if found[0] != number else -1)
        return found

    def joined(self, numbers: Sequence[int]) -> str:
        """Some of its sentences."""
        return " ".join(self.sentences[n] for n in numbers)


def paragraphs(examples: Examples) -> list[Paragraph]:
    """The passages that have questions."""
    of: dict[int, list[Asked]] = defaultdict(list)
    for asked in examples.asked:
        if asked.spans:
            of[asked.passage].append(asked)
    return [
        Paragraph(examples.passages[number], [(a.question, Span(*a.spans[0])) for a in some])
        for number, some in sorted(of.items())
    ]


def pairs_of(paragraph: Paragraph, chance: random.Random) -> Iterator[Pair]:
    """Supported, contradicted and undecided claims of a paragraph's questions and of its own sentences."""
    for question, span in paragraph.asked:
        yield from _of_question(paragraph, question, span, chance)
    for number in range(len(paragraph.sentences)):
        if chance.random() < 0.35:
            yield from _of_sentence(paragraph, number, chance)


def misled_pair(
    paragraph: Paragraph, question: str, reason: str, answer: Span, chance: random.Random
) -> Pair | None:
    """A claim of a misleading question and the answer of the question that it is most like."""
    text = paragraph.reading.text
    claim = claim_of(question, text[answer.start : answer.end], chance)
    number = paragraph.sentence_of(answer)
    if claim is None or number is None:
        return None
    shown = paragraph.joined(paragraph.around(number, chance))
    return Pair(claim, paragraph.reading.title, shown, MISLEADING[reason], f"misleading {reason}")


def _of_question(paragraph: Paragraph, question: str, span: Span, chance: random.Random) -> Iterator[Pair]:
    text, title = paragraph.reading.text, paragraph.reading.title
    answer, number = text[span.start : span.end], paragraph.sentence_of(span)
    claim = claim_of(question, answer, chance)
    if claim is None or number is None:
        return
    near = paragraph.around(number, chance)
    shown = paragraph.joined(near)
    yield Pair(claim, title, shown, SUPPORTED, "answer")
    other = other_answer(paragraph, answer, chance)
    false = claim_of(question, other, chance) if other else None
    ways = chance.sample(range(5), 2)
    if 0 in ways and false:
        yield Pair(false, title, shown, OTHER_ANSWER, "other answer")
    if 1 in ways and claim.endswith(".") and (made := negated(claim, chance)):
        yield Pair(made, title, shown, CONTRADICTED, "negated")
    if 2 in ways and (changed := _unsaid(paragraph, number, near, chance)):
        yield Pair(claim, title, changed, CONTRADICTED, "text negated")
    rest = paragraph.joined([n for n in near if n != number] or _elsewhere(paragraph, number))
    if 3 in ways and rest and answer.casefold() not in rest.casefold():
        yield Pair(claim, title, rest, UNDECIDED, "sentence left out")
    if 4 in ways and false and false.endswith(".") and (made := negated(false, chance)):
        yield Pair(made, title, shown, (0.75, 0.0, 0.25), "other answer negated")


def _of_sentence(paragraph: Paragraph, number: int, chance: random.Random) -> Iterator[Pair]:
    sentence, title = paragraph.sentences[number], paragraph.reading.title
    if not 6 <= len(sentence.split()) <= 45:
        return
    near = paragraph.around(number, chance)
    shown, others = paragraph.joined(near), paragraph.sentences
    claim = shortened(sentence, chance)
    yield Pair(claim, title, shown, SUPPORTED, "sentence")
    ways: list[tuple[str | None, Target, str]] = [
        (negated(claim, chance), CONTRADICTED, "sentence negated"),
        (other_number(claim, shown, chance), SWAPPED_NUMBER, "sentence's number"),
        (other_name(claim, others, chance), SWAPPED_NAME, "sentence's name"),
        (opposite(claim, chance), OPPOSITE, "sentence's opposite"),
    ]
    made = [way for way in ways if way[0]]
    for altered, target, source in chance.sample(made, min(2, len(made))):
        yield Pair(altered or "", title, shown, target, source)
    rest = [n for n in near if n != number]
    if rest and chance.random() < 0.5:
        yield Pair(claim, title, paragraph.joined(rest), UNDECIDED, "sentence left out")


def _unsaid(paragraph: Paragraph, number: int, near: Sequence[int], chance: random.Random) -> str | None:
    """The text with the answering sentence negated."""
    made = negated(paragraph.sentences[number], chance)
    return made and " ".join(made if n == number else paragraph.sentences[n] for n in near)


def _elsewhere(paragraph: Paragraph, number: int) -> list[int]:
    return [n for n in range(len(paragraph.sentences)) if abs(n - number) > 1][:2]


def other_answer(paragraph: Paragraph, answer: str, chance: random.Random) -> str | None:
    """Another answer of the paragraph of the same kind; of a number another number."""
    text = paragraph.reading.text
    others = [text[span.start : span.end] for _, span in paragraph.asked]
    alike = [
        other
        for other in dict.fromkeys(others)
        if _form(other) == _form(answer)
        and not same_text(other, answer)
        and other.casefold() not in answer.casefold()
        and answer.casefold() not in other.casefold()
    ]
    if _NUMBER.search(answer) and (not alike or chance.random() < 0.6):
        return other_number(answer, text, chance)
    return chance.choice(alike) if alike else None


def _form(answer: str) -> tuple[bool, bool, bool]:
    """Whether it has a digit, begins with a capital, is of one or two words."""
    return bool(_NUMBER.search(answer)), answer[:1].isupper(), len(answer.split()) < 3
