"""Check an eval set against its documents: gold spans, accepted answers and claims."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from eval.questions import BadSet, EvalSet, Gold, Question
from index.documents import normalise

#: The normalised text of a document, or None where it is not there.
TextOf = Callable[[str], str | None]

ARTICLES = frozenset({"a", "an", "the"})
#: Characters of a text that a message shows.
SHOWN = 80


class Problem(NamedTuple):
    """A statement of a set that its documents contradict.

    Args:
        where: File and line, if the format of the set has lines.
        question_id: The question with the problem.
        detail: What is wrong, in one sentence.
        hint: What to do about it.
    """

    where: str
    question_id: str
    detail: str
    hint: str


def check(evalset: EvalSet, text_of: TextOf) -> list[Problem]:
    """The problems of a set, in the order of its questions.  What must hold:

    - Every gold span lies in its document, and the text there is its quote.
    - Every gold span contains an accepted answer, or a part of one that no other gold span of its question
      contains; case, punctuation and articles do not count.  Items of an answer and sentences that decide a
      verdict may say it in other words.
    - The value of every claim occurs in a document of the question's gold.
    """
    problems = []
    for question in evalset.questions:
        texts = {gold.document_id: text_of(gold.document_id) for gold in question.gold}
        wrong = [*_spans(question, texts, bool(evalset.documents))]
        # If a span is in the wrong place, its answer would only be reported as well.
        wrong = wrong or [*_answers(question, texts), *_claims(question, texts)]
        problems += wrong
    return problems


def own_texts(evalset: EvalSet) -> TextOf:
    """The texts of the documents that the set itself contains."""
    return {document.id: normalise(document.text) for document in evalset.documents}.get


def refuse(problems: Sequence[Problem]) -> None:
    """Raise `BadSet` for the first problem, if there is one."""
    if problems:
        first, more = problems[0], len(problems) - 1
        count = f" (and {more} more)" if more else ""
        raise BadSet(
            f"Question {first.question_id!r}: {first.detail}{count}", field=first.where, hint=first.hint
        )


def _spans(question: Question, texts: dict[str, str | None], has_documents: bool) -> Iterator[Problem]:
    for gold in question.gold:
        text = texts[gold.document_id]
        if text is None:
            # Sets with documents had their ids checked when they were read; a document may lack text.
            if not (has_documents and gold.end is None):
                yield _problem(
                    question, f"There is no document {gold.document_id!r}.", "Add it, or correct the id."
                )
        elif gold.end is not None and not 0 <= gold.start < gold.end <= len(text):
            yield _problem(
                question,
                f"The span {gold.start} to {gold.end} is not in {gold.document_id!r}, "
                f"which has {len(text)} characters.",
                _correct(gold, text),
            )
        elif gold.quote and text[gold.start : gold.end] != gold.quote:
            yield _problem(
                question,
                f"From {gold.start} to {gold.end} {gold.document_id!r} reads "
                f"{_short(text[gold.start : gold.end])}, not {_short(gold.quote)}.",
                _correct(gold, text),
            )


def _answers(question: Question, texts: dict[str, str | None]) -> Iterator[Problem]:
    spans = [gold for gold in question.gold if gold.end is not None]
    if not question.answers or not spans:
        return
    held = [(texts[gold.document_id] or "")[gold.start : gold.end] for gold in spans]
    for number, (gold, text) in enumerate(zip(spans, held, strict=True)):
        if text in question.answers or gold.item or question.verdict:
            continue
        words = _words(text)
        others = set(_words(" ".join(held[:number] + held[number + 1 :])))
        answers = [_words(answer) for answer in question.answers]
        if not any(_within(answer, words) or _shares(answer, words, others) for answer in answers):
            yield _problem(
                question,
                f"There is no accepted answer from {gold.start} to {gold.end} of {gold.document_id!r}.",
                "Widen the span, or add its text to the answers.",
            )


def _claims(question: Question, texts: dict[str, str | None]) -> Iterator[Problem]:
    for claim in question.claims:
        value = _words(claim.value)
        if not any(_within(value, _words(text)) for text in texts.values() if text is not None):
            yield _problem(
                question,
                f"The claimed value {_short(claim.value)} is in none of the documents that its gold names.",
                "Write it as one of the documents does.",
            )


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = re.findall(r"\w+", plain)
    # An answer may consist of an article alone, or of a sign such as "$".
    return [word for word in found if word not in ARTICLES] or found or plain.split()


def _within(part: list[str], whole: list[str]) -> bool:
    return bool(part) and any(
        whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1) if whole[at] == part[0]
    )


def _shares(answer: list[str], words: list[str], others: set[str]) -> bool:
    """Whether `answer` is made of `words` and `others`, and not of `others` alone."""
    needed = set(answer) - others
    return bool(needed) and needed <= set(words)


def _correct(gold: Gold, text: str) -> str:
    at = text.find(gold.quote) if gold.quote else -1
    if at < 0:
        return "Correct the span; the document may have changed."
    if text.find(gold.quote, at + 1) >= 0:
        return "Correct the span; the quote occurs several times."
    return f"The quote is at {at} to {at + len(gold.quote)}."


def _problem(question: Question, detail: str, hint: str) -> Problem:
    return Problem(question.where, question.id, detail, hint)


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")
