"""Is what is shown a right answer, whatever its form?

Words are compared by the rule of SQuAD (`answers`), places by the overlap of spans (`gold_match`).  An answer
to an answerable question is right if its verdict is not the wrong one, and

- where the answer has items: if the F1 of the items shown is at least `RIGHT_F1`, and of a comparison every
  side is shown, or if the words are exactly those of an accepted answer ("the 4 Ah one");
- else if the words are those of an accepted answer: with a token F1 of at least `RIGHT_F1`, and with a figure
  of it where it has figures ("7 days" is not "35 days"); or
- if it quotes the gold: as a sentence, row or block without a short form that holds it; or, where sentences
  are the gold, as a part of one.
"""

from __future__ import annotations

from typing import NamedTuple

from eval.measures.answers import RIGHT_F1, normalise_answer, shown_exact_match, token_f1
from eval.measures.gold_match import matches_gold
from eval.measures.measure import Case
from eval.question_outcome import Shown, ShownItem
from eval.questions import SENTENCE_KINDS, Gold, Question
from qa.answer_schemas import AnswerForm


def is_right(case: Case, shown: Shown | None) -> bool:
    """Whether what is shown answers the question; nothing is not right."""
    question = case.question
    if shown is None or question.unanswerable:
        return False
    if question.verdict and shown.verdict and shown.verdict != question.verdict:
        return False
    if question.items:
        match = item_match(question, shown)
        enough = match.f1 >= RIGHT_F1 and (question.kind != "comparison" or match.recall == 1)
        return enough or shown_exact_match(shown, question.answers) > 0
    if any(_same_words(text, answer) for text in shown.readings for answer in question.answers):
        return True
    quotes = question.kind in SENTENCE_KINDS or not (shown.form is AnswerForm.SPAN or shown.value)
    return quotes and quotes_gold(question, shown)


def _same_words(given: str, accepted: str) -> bool:
    wanted, found = (
        {word for word in normalise_answer(text).split() if any(map(str.isdigit, word))}
        for text in (accepted, given)
    )
    return (not wanted or bool(wanted & found)) and token_f1(given, accepted) >= RIGHT_F1


def quotes_gold(question: Question, shown: Shown) -> bool:
    """Whether any citation matches a gold span; whole documents are no gold of an answer."""
    return any(
        gold.end is not None and gold.grade > 0 and matches_gold(citation, gold)
        for citation in shown.citations
        for gold in question.gold
    )


class ItemMatch(NamedTuple):
    """The items shown, held against the items of the gold.

    Args:
        precision: Share of the items shown that are items of the gold.
        recall: Share of the items of the gold that are shown.
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 0 if both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def item_match(question: Question, shown: Shown | None) -> ItemMatch:
    """Match items by place or by words; what has no items is one item.  Nothing shown has 0 in both.

    A sentence that holds all items has a recall of 1: the reader sees them all.
    """
    if shown is None:
        return ItemMatch(0.0, 0.0)
    given = shown.items or (ShownItem(shown.text, shown.citations),)
    wanted = question.items
    found = [[_same_item(item, places) for places in wanted] for item in given]
    precision = sum(map(any, found)) / len(given)
    return ItemMatch(precision, sum(map(any, zip(*found, strict=True))) / len(wanted))


def _same_item(item: ShownItem, places: tuple[Gold, ...]) -> bool:
    return any(
        token_f1(item.text, gold.quote) >= RIGHT_F1
        or any(matches_gold(cited, gold) for cited in item.citations)
        for gold in places
    )
