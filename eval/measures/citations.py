"""Measures of citations: do they support the answer, cover all sources, and quote exactly?

Precision and recall of citations follow Gao et al. 2023 (ALCE), with gold spans instead of an entailment
model.  An answer without citations has precision 0.
"""

from __future__ import annotations

from eval.measures.answers import normalise_answer
from eval.measures.gold_match import matches_gold
from eval.measures.measure import Case, Family, Measure, Values, each
from eval.question_outcome import RetrievedSpan

MEASURES = (
    Measure(
        "citation precision", "share of a shown answer's citations that contain gold or an accepted answer"
    ),
    Measure("citation recall", "share of the gold source documents that a shown answer cites"),
    Measure("citation integrity", "every quote equals the text at its span; must be 1", proportion=True),
)


def supports(case: Case, citation: RetrievedSpan) -> bool:
    """Whether a citation matches a gold span, or its text contains an accepted answer's words in a row.

    The text is known only if the set contains the version that was cited; otherwise only spans are compared.
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
