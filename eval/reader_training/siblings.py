"""Passages in which a sibling stands beside what is asked for: the same statement of another subject.

Documents at work are full of them: part numbers that differ by a digit, two products, two years, two
conditions.  A passage is changed so that the subject of the question is another one, or so that the same is
said of another one with another value.  What is exchanged is a name, a number, a code, or the word before a
noun that question and passage share.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import NamedTuple

from eval.reader_training.modifiers import NounModifiers
from index.documents import Span
from index.ingest.sentences import sentences

#: A name of one or more words, a code, or a number: what tells one sibling from another.
SUBJECT = re.compile(
    r"\b(?=[\w./-]*\d)[\w]+(?:[./-][\w]+)*\b"
    r"|[A-Z][\w'’-]+(?:\s(?:of\s|de\s|von\s)?[A-Z][\w'’-]+)*"
)
_NUMBER = re.compile(r"\d[\d,.]*")
#: Where a noun with a word before it could be exchanged, it is this often, else a name, a number or a code.
MODIFIED = 0.6


class Sibling(NamedTuple):
    """A question, a changed passage, and the spans in it that answer, if any."""

    question: str
    text: str
    spans: tuple[tuple[int, int], ...]


def subjects(question: str, text: str, answers: Sequence[str]) -> list[str]:
    """What question and passage share by which a sibling could differ, and no answer contains."""
    # The first word of a question is written with a capital whatever it is.
    begins = question.find(" ")
    found = {m.group() for m in SUBJECT.finditer(question, max(begins, 0)) if len(m.group()) > 1}
    kept = (one for one in found if re.search(rf"\b{re.escape(one)}\b", text))
    return sorted(one for one in kept if not any(one in answer or answer in one for answer in answers))


def another(subject: str, near: Sequence[str], chance: random.Random) -> str | None:
    """A sibling of a subject: a code or number with other digits, a name of as many words from `near`."""
    if any(character.isdigit() for character in subject):
        return _other_digits(subject, chance)
    words = subject.count(" ")
    found = {
        m.group()
        for text in near
        for m in SUBJECT.finditer(text)
        if m.start() > 1 and text[m.start() - 2] not in ".!?\n" and m.group().count(" ") == words
    }
    others = sorted(one for one in found if one not in subject and subject not in one and one[0].isalpha())
    return chance.choice(others) if others else None


def exchange(
    question: str,
    text: str,
    answers: Sequence[str],
    near: Sequence[str],
    modifiers: NounModifiers,
    chance: random.Random,
) -> tuple[str, str] | None:
    """What question and text share, and a sibling of it that neither has."""
    phrases = modifiers.shared(question, text, answers)
    if phrases and chance.random() < MODIFIED:
        subject = chance.choice(phrases)
        other = modifiers.another(subject, chance)
    elif found := subjects(question, text, answers):
        subject = chance.choice(found)
        other = another(subject, near, chance)
    else:
        return None
    return (subject, other) if other and other not in text and other not in question else None


def moved_subject(
    question: str,
    text: str,
    spans: Sequence[tuple[int, int]],
    near: Sequence[str],
    modifiers: NounModifiers,
    chance: random.Random,
) -> tuple[Sibling, Sibling] | None:
    """The passage told of another subject: it does not answer the question, but the other one's question."""
    answers = [text[slice(*span)] for span in spans]
    made = exchange(question, text, answers, near, modifiers, chance)
    if made is None:
        return None
    subject, other = made
    changed, kept = exchanged(text, spans, subject, other)
    asked = re.sub(rf"\b{re.escape(subject)}\b", lambda _: other, question)
    return Sibling(question, changed, ()), Sibling(asked, changed, kept)


def told_of_both(
    question: str,
    text: str,
    spans: Sequence[tuple[int, int]],
    near: Sequence[str],
    values: Sequence[str],
    modifiers: NounModifiers,
    chance: random.Random,
) -> tuple[Sibling, Sibling] | None:
    """The answering sentence said again of another subject with another value, before it or after it.

    Args:
        values: Other answers, one of which is put in place of this one.
    """
    start, end = spans[0]
    around = next((s for s in sentences(text, Span(0, len(text))) if s.start <= start and end <= s.end), None)
    if around is None or len(spans) > 1:
        return None
    sentence, answer = around.of(text), text[start:end]
    alike = [value for value in values if like(value, answer) and value not in text]
    exchanged_for = exchange(question, sentence, [answer], near, modifiers, chance)
    if not alike or exchanged_for is None or exchanged_for[1] in text:
        return None
    subject, other = exchanged_for
    value = chance.choice(alike)
    begins = start - around.start
    copy = sentence[:begins] + "\0" + sentence[begins + len(answer) :]
    copy = re.sub(rf"\b{re.escape(subject)}\b", lambda _: other, copy)
    at = copy.index("\0")
    copy = copy.replace("\0", value)
    asked = re.sub(rf"\b{re.escape(subject)}\b", lambda _: other, question)
    if chance.random() < 0.5:
        changed = f"{text[: around.start]}{copy} {text[around.start :]}"
        by, put = len(copy) + 1, around.start + at
    else:
        changed = f"{text[: around.end]} {copy}{text[around.end :]}"
        by, put = 0, around.end + 1 + at
    return (
        Sibling(question, changed, ((start + by, end + by),)),
        Sibling(asked, changed, ((put, put + len(value)),)),
    )


def like(value: str, answer: str) -> bool:
    """Whether two answers are of one kind: both numbers, both names, or both neither; of like length."""
    numbers = bool(_NUMBER.search(value)), bool(_NUMBER.search(answer))
    names = value[:1].isupper(), answer[:1].isupper()
    return numbers[0] == numbers[1] and names[0] == names[1] and abs(value.count(" ") - answer.count(" ")) < 3


def exchanged(
    text: str, spans: Sequence[tuple[int, int]], subject: str, other: str
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text with one phrase in place of another, and where its spans are then."""
    found = [m.span() for m in re.finditer(rf"\b{re.escape(subject)}\b", text)]
    by = len(other) - len(subject)

    def moved(at: int) -> int:
        return at + by * sum(end <= at for _, end in found)

    changed = re.sub(rf"\b{re.escape(subject)}\b", lambda _: other, text)
    return changed, tuple((moved(start), moved(end)) for start, end in spans)


def _other_digits(subject: str, chance: random.Random) -> str:
    at = chance.choice([n for n, character in enumerate(subject) if character.isdigit()])
    digits = "0123456789" if at and subject[at - 1].isdigit() else "123456789"
    return subject[:at] + chance.choice(digits.replace(subject[at], "")) + subject[at + 1 :]
