"""Whether citations support answers, reach every source, and are what they say they are.

Precision and recall of citations after Gao et al. 2023 (ALCE), with gold spans in place of an entailment
model.  An answer shown without citations has a precision of 0.
"""

from __future__ import annotations

from eval.measures.answers import normalise_answer
from eval.measures.gold_match import matches_gold
from eval.measures.measure import Case, Family, Measure, Values, each
from eval.question_outcome import RetrievedSpan

MEASURES = (
    Measure("citation precision", "share of a shown answer's citations that hold gold or an accepted answer"),
    Measure("citation recall", "share of the gold source documents that a shown answer cites"),
    Measure(
        "citation integrity", "every quote is what its version holds at its span; must be 1", proportion=True
    ),
)


def supports(case: Case, citation: RetrievedSpan) -> bool:
    """Whether a citation holds a gold span, or its text has an accepted answer's words in a row.

    The text is known only where the set brings the very version that was cited; elsewhere spans decide alone.
    """
    if any(gold.grade > 0 and matches_gold(citation, gold) for gold in case.question.gold):
        return True
    quote = normalise_answer(case.texts.get(citation.version, "")[citation.start : citation.end])
    wanted = [normalise_answer(answer) for answer in case.question.answers]
    return any(answer and f" {answer} " in f" {quote} " for answer in wanted)


def _values(case: Case) -> Values:
    if case.failed:
        return {}
    values = {"citation integrity": float(case.outcome.citations_ok)}
    sources = {gold.document_id for gold in case.question.gold if gold.grade > 0}
    if case.question.unanswerable or case.outcome.answer is None or not sources:
        return values
    cited = case.outcome.citations
    values["citation recall"] = len(sources & {one.document_id for one in cited}) / len(sources)
    values["citation precision"] = sum(supports(case, one) for one in cited) / max(len(cited), 1)
    return values


CITATIONS = Family(MEASURES, each(_values))
