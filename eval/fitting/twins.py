"""Twins: a short text that says what a paragraph says, with another value or also of another subject.

With another value alone, the twin contradicts the paragraph; of another subject, it is a sibling of it, and
what it says competes with nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from eval.questions import EvalSet, Question
from eval.reader_training.siblings import another, like, subjects
from index.documents import Document, Span
from index.ingest.sentences import sentences

#: Other answers that are looked at for one, and paragraphs from which another subject is taken.
TRIED, NEAR = 200, 8
#: At most so many sentences before the changed one, and behind it, are kept.
AROUND = 3


class Twin(NamedTuple):
    """A question with the twin of its paragraph.

    Args:
        values: What competes: the answer and the twin's value; the answer alone for a sibling.
    """

    question: Question
    document: Document
    values: tuple[str, ...]


def twins(whole: EvalSet, questions: Sequence[Question], most: int) -> Iterator[Twin]:
    """Twins for questions whose answers have a place; of three, one contradicts and two are siblings."""
    chance = random.Random(5)
    texts = {document.id: document for document in whole.documents}
    answers = [question.answers[0] for question in questions]
    made = 0
    for question in questions:
        if made < most and (twin := _twin(question, texts, answers, made, chance)):
            made += 1
            yield twin


def _twin(
    question: Question, texts: dict[str, Document], answers: Sequence[str], n: int, chance: random.Random
) -> Twin | None:
    gold = question.gold[0]
    document = texts[gold.document_id]
    text, span = document.text, Span(gold.start, gold.end or 0)
    answer = span.of(text)
    around = next((s for s in sentences(text, Span(0, len(text))) if s.start <= span.start < s.end), None)
    tried = chance.sample(answers, min(TRIED, len(answers)))
    others = [one for one in tried if like(one, answer) and one not in text and answer not in one]
    if around is None or not others:
        return None
    value = chance.choice(others)
    changed = f"{text[: span.start]}{value}{text[span.end :]}"
    contradicts = n % 3 == 0
    if not contradicts:
        found = subjects(question.text, around.of(text), [answer])
        near = [texts[id].text for id in chance.sample(sorted(texts), min(NEAR, len(texts)))]
        subject = chance.choice(found) if found else ""
        other = another(subject, near, chance) if subject else None
        if not other or other in text or other in question.text:
            return None
        changed = re.sub(rf"\b{re.escape(subject)}\b", lambda _: other, changed)
    kept = _window(changed, changed.index(value), chance)
    values = (answer, value) if contradicts else (answer,)
    return Twin(question, Document(f"twin-{n}", kept, document.title), values)


def _window(text: str, at: int, chance: random.Random) -> str:
    """The sentence at an offset with a few before and behind it: no copy of the whole."""
    cut = sentences(text, Span(0, len(text)))
    place = next((n for n, one in enumerate(cut) if one.start <= at < one.end), 0)
    first = max(place - chance.randint(0, AROUND), 0)
    last = min(place + chance.randint(0, AROUND), len(cut) - 1)
    return text[cut[first].start : cut[last].end]
