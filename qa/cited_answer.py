"""A composed answer with checked citations, as the response has it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qa.cite import Citers
from qa.claims.metadata_answer import MetadataAnswer
from qa.compose.composed import Composed, Part
from qa.schemas import Answer, AnswerForm, AnswerItem, Citation

#: Forms whose parts are told one by one.
ITEMISED = (AnswerForm.LIST, AnswerForm.STEPS, AnswerForm.ROW)
#: Forms of which the sentence is told.
IN_SENTENCE = (AnswerForm.SPAN, AnswerForm.SENTENCE, AnswerForm.SENTENCES)
#: Between parts that are not neighbours.
GAP = " … "


def cited_answer(composed: Composed, probability: float, citers: Citers) -> Answer:
    """Cite a composed answer.  Raises `CitationBroken`."""
    first = composed.parts[0]
    cited = [citers.cite(part.passage, part.span) for part in (*composed.parts, *composed.also)]
    items = _items(composed, cited, citers)
    sentence: Citation | None = None
    if composed.form in IN_SENTENCE or (composed.form is AnswerForm.LIST and composed.value):
        sentence = citers.cite(first.passage, first.passage.enclosing_sentences(first.span))
    return Answer(
        kind=composed.form,
        text=_text(composed, items, citers),
        value=_readable(composed.value, citers) if isinstance(composed.value, Part) else composed.value,
        verdict=composed.verdict,
        lead=_readable(composed.lead, citers) if composed.lead else None,
        items=items,
        probability=probability,
        citations=[*cited],
        sentence=sentence,
    )


def metadata_answer(about: Sequence[MetadataAnswer], probability: float, citers: Citers) -> Answer:
    """The value of the first document, cited wherever a document has the same."""
    value = about[0].value
    cited = [citers.of(one.passage).cite_metadata(*one) for one in about if one.value == value]
    return Answer(
        kind=AnswerForm.METADATA,
        text=value,
        value=value,
        probability=probability,
        citations=[*cited],
        sentence=None,
    )


def _items(composed: Composed, cited: Sequence[Citation], citers: Citers) -> list[AnswerItem]:
    """The parts one by one, where the form has such or they have labels."""
    if composed.form not in ITEMISED and not any(part.label for part in composed.parts):
        return []
    return [
        AnswerItem(text=_readable(part, citers), label=part.label, citations=[citation])
        for part, citation in zip(composed.parts, cited, strict=False)
    ]


def _text(composed: Composed, items: Sequence[AnswerItem], citers: Citers) -> str:
    if composed.form is AnswerForm.SPAN:
        return composed.parts[0].text
    lead = _readable(composed.lead, citers) if composed.lead else ""
    labelled = [f"{item.label}: {item.text}" if item.label else item.text for item in items]
    if composed.form is AnswerForm.LIST and isinstance(composed.value, Part):
        return _readable(composed.value, citers)
    if composed.form is AnswerForm.LIST:
        lead = f"{lead}:" if lead[-1:].isalnum() else lead
        return " ".join(filter(None, [lead, "; ".join(labelled)]))
    if composed.form is AnswerForm.STEPS:
        return "\n".join(filter(None, [lead, *(f"{n}. {text}" for n, text in enumerate(labelled, 1))]))
    if composed.form is AnswerForm.ROW:
        name = labelled[0] if items[0].label is None and len(items) > 1 else ""
        return ": ".join(filter(None, [name, ", ".join(labelled[1:] if name else labelled)]))
    if labelled:
        return "\n".join(labelled)
    return "\n".join(filter(None, [lead, _joined(composed.parts, citers)]))


def _joined(parts: Sequence[Part], citers: Citers) -> str:
    """Parts as one text; between those that are not neighbours in their document stands an ellipsis."""
    told = _readable(parts[0], citers)
    for before, part in pairwise(parts):
        told += (" " if _are_neighbours(before, part) else GAP) + _readable(part, citers)
    return told


def _are_neighbours(before: Part, part: Part) -> bool:
    passage = before.passage
    if passage.id != part.passage.id or not before.span.end <= part.span.start <= passage.span.end:
        return False
    return not passage.text[
        before.span.end - passage.span.start : part.span.start - passage.span.start
    ].strip()


def _readable(part: Part, citers: Citers) -> str:
    return citers.of(part.passage).readable(part.passage, part.span).text
