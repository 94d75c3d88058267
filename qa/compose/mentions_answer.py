"""The documents that mention something, each with the sentence that does."""

from __future__ import annotations

from index.documents import Span
from qa.compose.composed import Composed, Findings, Part
from qa.retrieve.evidence import Evidence
from qa.schemas import AnswerForm

#: Passages that are looked at, and documents that are listed.
MOST_PASSAGES, MOST_DOCUMENTS = 50, 12
#: A sentence with all the words mentions what is asked for, whatever it says of it.
PROBABILITY = 0.9


def mentions_answer(found: Findings) -> Composed | None:
    """An entry for each document with a sentence that has all words of what is mentioned; None without one.

    Of a document it is the sentence that fits the question best by retrieval.
    """
    best: dict[object, tuple[float, Part]] = {}
    for evidence in found.mentioning[:MOST_PASSAGES]:
        passage = evidence.passage
        for support, span in _mentioning(found, evidence):
            if passage.document_key not in best or support > best[passage.document_key][0]:
                label = passage.document_title or passage.document_id
                best[passage.document_key] = support, Part(passage, span, label)
    parts = tuple(part for _, part in [*best.values()][:MOST_DOCUMENTS])
    return Composed(AnswerForm.LIST, parts, probability=PROBABILITY) if parts else None


def _mentioning(found: Findings, evidence: Evidence) -> list[tuple[float, Span]]:
    """The sentences of a passage that have all the words, with how well each fits the question."""
    passage, terms = evidence.passage, found.searched.analyzer.content_terms
    wanted = {*terms(found.question.mentions, passage.language)}
    supports = evidence.supports or [0.0] * len(passage.sentences)
    return [
        (support, span)
        for support, span in zip(supports, passage.sentences, strict=True)
        if wanted and wanted <= {*terms(passage.slice(span), passage.language)}
    ]
