"""A list that an author made, if the question asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.compose.composed import Composed, Findings, Part
from qa.compose.list_blocks import AuthorList, lists_of
from qa.compose.scored_sentences import RETRIEVED, retrieved_of, support_of
from qa.read.read_evidence import ReadEvidence
from qa.schemas import AnswerForm
from qa.understand.answer_kind import AnswerKind

#: The best value in a list is at most this far below the best of all, in log odds.
BELOW_BEST = 2.0
#: Passages whose lists are looked at.
MOST_PASSAGES = 3
MOST_ENTRIES = 50
#: Kinds that one value answers.
NEVER_SEVERAL = (AnswerKind.NUMBER, AnswerKind.DATE, AnswerKind.YES_NO)
#: How much better the line that leads to a list fits a question that is about all of the list.
MUCH_MORE = 0.2


def list_below_its_lead(found: Findings) -> Composed | None:
    """The list around the best value, if the question is about what leads to it: "what gear is there".

    No word of such a question need be a plural.
    """
    if not found.values or found.question.asks(*NEVER_SEVERAL):
        return None
    best = found.values[0]
    evidence = best.found.evidence
    for one in lists_of(found.searched, best.passage):
        about_lead = one.lead and retrieved_of(evidence, one.lead) >= MUCH_MORE + max(
            retrieved_of(evidence, entry) for entry in one.entries
        )
        if about_lead and one.span.overlaps(best.found.span):
            return _composed(AnswerForm.LIST, best.passage, one, one.entries, best.margin)
    return None


def author_list(found: Findings, form: AnswerForm) -> Composed | None:
    """The author's list that fits best, if it is nearly as good as the best value.

    Args:
        form: `STEPS` has all entries; `LIST` those that answer.
    """
    if not found.values:
        return None
    best = found.values[0]
    made = [
        (odds + RETRIEVED * (_retrieved(evidence, one) - 1.0), evidence, one)
        for evidence in found.read[:MOST_PASSAGES]
        for one in lists_of(found.searched, evidence.passage)
        if (odds := _odds(found, evidence, one)) >= best.margin - BELOW_BEST
    ]
    if not made:
        return None
    strength, evidence, one = max(made, key=lambda each: each[0])
    entries = one.entries if form is AnswerForm.STEPS else _answering(found, evidence, one)
    if len(entries) < 2:
        return None
    return _composed(form, evidence.passage, one, entries, strength)


def _composed(
    form: AnswerForm, passage: StoredPassage, one: AuthorList, entries: Sequence[Span], strength: float
) -> Composed:
    parts = tuple(Part(passage, entry) for entry in entries[:MOST_ENTRIES])
    lead = Part(passage, one.lead) if one.lead else None
    return Composed(form, parts, lead=lead, strength=strength)


def _odds(found: Findings, evidence: ReadEvidence, one: AuthorList) -> float:
    """The log odds of the best value in a list or its lead; its mean support where it has none."""
    inside = [
        value.margin
        for value in found.values
        if value.passage.id == evidence.passage.id and _touches(one, value.found.span)
    ]
    return max([support_of(evidence, one.span), *inside])


def _touches(one: AuthorList, span: Span) -> bool:
    return one.span.overlaps(span) or (one.lead is not None and one.lead.overlaps(span))


def _retrieved(evidence: ReadEvidence, one: AuthorList) -> float:
    """What retrieval says of the line that leads to a list, or of its best entry."""
    return max(retrieved_of(evidence, span) for span in ([one.lead] if one.lead else []) + [*one.entries])


def _answering(found: Findings, evidence: ReadEvidence, one: AuthorList) -> Sequence[Span]:
    """The entries that answer: all, unless entries fit the question better than what leads to them.

    Then those that hold a value: "Which dishes are vegan?" is not answered by the whole menu.
    """
    lead = retrieved_of(evidence, one.lead) if one.lead else 0.0
    if lead >= max(retrieved_of(evidence, entry) for entry in one.entries):
        return one.entries
    least = found.values[0].margin - BELOW_BEST
    spans = [
        value.found.span
        for value in found.values
        if value.margin >= least and value.passage.id == evidence.passage.id
    ]
    held = [entry for entry in one.entries if any(entry.overlaps(span) for span in spans)]
    return held if len(held) > 1 else one.entries
