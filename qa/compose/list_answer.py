"""A list that answers: the one that an author made, or the members of "A, B and C"."""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import Span
from qa.claims.found_value import FoundValue
from qa.claims.names import same_text
from qa.compose.composed import Composed, Findings, Part
from qa.compose.coordination import members
from qa.compose.list_blocks import AuthorList, lists_of
from qa.compose.scored_sentences import support_of
from qa.schemas import AnswerForm

#: Beside the best value others are entries if they are at most this far below it in log odds: less where the
#: best one is a row of several by itself.  Chosen on every second question of MultiSpanQA.
BELOW_ONE, BELOW_SEVERAL = 2.0, 0.5
#: In another document a value must be likely by itself.
LIKELY = 0.0
#: Entries of an author's list whose support is this far below the best entry's do not answer, unless most do.
SPREAD = 2.0
MOST_ENTRIES = 50


def list_answer(found: Findings) -> Composed | None:
    """The list that the best value is a part of; None for a single value."""
    if not found.values:
        return None
    best = found.values[0]
    if made := list_around(found, best, AnswerForm.LIST):
        return made
    if len(_members(best)) < 2:
        for value in found.values[1:]:
            near = value.margin >= best.margin - BELOW_ONE
            if near and (made := list_around(found, value, AnswerForm.LIST)):
                return made
    return _of_values(found)


def row_of_several(found: Findings) -> Composed | None:
    """The best value, if it is a row of names: "Anna Lie and Ben Ruud" answers "Who wrote it?"."""
    if not found.values:
        return None
    best = found.values[0]
    several = _members(best)
    if len(several) < 2 or not all(part.text[:1].isupper() for part in several):
        return None
    whole = Part(best.passage, best.found.span)
    return Composed(AnswerForm.LIST, tuple(several), value=whole, strength=best.margin)


def list_around(found: Findings, value: FoundValue, form: AnswerForm) -> Composed | None:
    """The author's list that a value, or the sentence before it, belongs to."""
    passage, span = value.passage, value.found.span
    touched = [one for one in lists_of(found.searched, passage) if _touches(one, span)]
    if not touched:
        return None
    made = min(touched, key=lambda one: one.span.end - one.span.start)
    entries = _answering(value, made) if form is AnswerForm.LIST else made.entries
    if len(entries) < 2:
        return None
    parts = tuple(Part(passage, entry) for entry in entries[:MOST_ENTRIES])
    lead = Part(passage, made.lead) if made.lead else None
    strength = max(value.margin, support_of(value.found.evidence, made.span))
    return Composed(form, parts, lead=lead, strength=strength)


def _touches(one: AuthorList, span: Span) -> bool:
    whole = [one.span, one.lead] if one.lead else [one.span]
    return any(part.start < span.end and span.start < part.end for part in whole)


def _answering(value: FoundValue, made: AuthorList) -> Sequence[Span]:
    """The entries that answer: all of them, unless the reader takes less than half for an answer."""
    evidence = value.found.evidence
    inside = [entry for entry in made.entries if entry.end <= evidence.passage.span.end]
    supports = [support_of(evidence, entry) for entry in inside]
    kept = [entry for entry, support in zip(inside, supports, strict=True) if support >= max(supports) - SPREAD]
    return made.entries if 2 * len(kept) >= len(inside) else kept


def _members(value: FoundValue) -> list[Part]:
    passage = value.passage
    spans = members(passage.text, value.found.span.moved(-passage.span.start))
    return [Part(passage, span.moved(passage.span.start)) for span in spans]


def _of_values(found: Findings) -> Composed | None:
    """The members of the best values: of one passage, and of other documents where they are likely."""
    best = found.values[0]
    below = BELOW_SEVERAL if len(_members(best)) > 1 else BELOW_ONE
    parts: list[Part] = []
    for value in found.values:
        if value.margin < best.margin - below:
            continue
        elsewhere = value.passage.id != best.passage.id
        if elsewhere and (value.passage.document_key == best.passage.document_key or value.margin < LIKELY):
            continue
        parts += [part for part in _members(value) if not any(same_text(part.text, one.text) for one in parts)]
    if len(parts) < 2:
        return None
    return Composed(AnswerForm.LIST, tuple(parts[:MOST_ENTRIES]), strength=best.margin)
