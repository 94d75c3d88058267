"""Measures of answers by their form: items of lists and steps, sentences, verdicts.

They judge the best answer, abstention off, as EM and F1 do; verdicts are judged where they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.measures.measure import Case, Family, Measure, Values, each
from eval.measures.right_answers import item_match
from eval.question_outcome import RetrievedSpan, Shown
from eval.questions import SENTENCE_KINDS, Gold
from qa.answer_schemas import AnswerForm

MEASURES = (
    Measure(
        "list precision", "share of the items of the best answer, abstention off, that belong to the answer"
    ),
    Measure("list recall", "share of the items of the answer that the best one, abstention off, has"),
    Measure("list F1", "harmonic mean of both, for each question"),
    Measure(
        "sentence overlap",
        "characters that the best answer, abstention off, shares with the sentences that people chose (F1)",
    ),
    Measure("verdict accuracy", "share of the verdicts (yes, no) shown that are right", proportion=True),
)


def sentence_overlap(shown: Shown | None, gold: Sequence[Gold]) -> float:
    """F1 of characters cited and characters chosen, at best: with one gold sentence, or with all together.

    Of a span the sentence around it counts, since it is what is shown.
    """
    if shown is None:
        return 0.0
    around = shown.sentence if shown.form is AnswerForm.SPAN else None
    cited = _characters((around,) if around else shown.citations)
    chosen = [_gold_characters([one]) for one in gold] + [_gold_characters(gold)]
    return max(
        (2 * len(cited & one) / (len(cited) + len(one)) for one in chosen if one and cited), default=0.0
    )


def _characters(spans: Iterable[RetrievedSpan]) -> set[tuple[str, int]]:
    return {(span.document_id, at) for span in spans for at in range(span.start, span.end)}


def _gold_characters(spans: Iterable[Gold]) -> set[tuple[str, int]]:
    return {(span.document_id, at) for span in spans for at in range(span.start, span.end or 0)}


def _values(case: Case) -> Values:
    question, outcome = case.question, case.outcome
    values = Values()
    if question.items:
        match = item_match(question, outcome.forced)
        values |= {"list precision": match.precision, "list recall": match.recall, "list F1": match.f1}
    spans = [gold for gold in question.gold if gold.end is not None and gold.grade > 0]
    if question.kind in SENTENCE_KINDS and spans:
        values["sentence overlap"] = sentence_overlap(outcome.forced, spans)
    if question.verdict and outcome.answer and outcome.answer.verdict:
        values["verdict accuracy"] = float(outcome.answer.verdict == question.verdict)
    return values


KINDS = Family(MEASURES, each(_values))
