"""Answers from the metadata of documents, to questions on a document itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.store.catalog.passages import DocumentKey, StoredPassage
from index.store.stemming import TermAnalyzer
from index.store.term_ids import term_ids
from qa.claims.found_value import FoundValue
from qa.retrieve.evidence import Evidence
from qa.retrieve.searched import Searched
from qa.understand.asked_metadata import AskedMetadata, MetadataField
from qa.understand.parsed_question import ParsedQuestion

#: How often an answer is right: measured on questions made of documents with known metadata.
PROBABILITY = 0.9
#: Of the words that tell which document, a document has this share.
LEAST_TOPIC = 0.5
#: Documents shown side by side; where no word tells which is meant, more than these are none.
MOST_DOCUMENTS = 3
AUTHOR_KEYS = ("author", "authors", "creator", "byline", "writer")


class MetadataAnswer(NamedTuple):
    """What the metadata of a document say.

    Args:
        passage: A passage of the document.
    """

    passage: StoredPassage
    field: MetadataField
    value: str


def metadata_answers(
    question: ParsedQuestion, searched: Searched, ranked: Sequence[Evidence]
) -> list[MetadataAnswer]:
    """The answers of the documents that are meant, likeliest first; none for other questions."""
    asked = question.metadata
    if asked is None:
        return []
    documents = _meant(asked, searched.analyzer, ranked)
    answers = [
        MetadataAnswer(passage, asked.field, value)
        for passage in documents
        if (value := _value(asked.field, searched, passage))
    ]
    return answers[:MOST_DOCUMENTS]


def text_answers_better(
    question: ParsedQuestion, analyzer: TermAnalyzer, values: Sequence[FoundValue]
) -> bool:
    """Whether the text answers a question on a document: the sentence of an answer speaks of the document.

    Args:
        values: Those that would be shown, best first.
    """
    if question.metadata is None or not values:
        return False
    best = values[0]
    terms, language = analyzer.terms, best.passage.language
    spoken = terms(best.sentence.of(best.passage.text), language)
    return {*terms(question.metadata.noun, language)} <= {*spoken}


def _meant(asked: AskedMetadata, analyzer: TermAnalyzer, ranked: Sequence[Evidence]) -> list[StoredPassage]:
    """A passage of each document that may be meant: those that have most of the words for it."""
    terms = analyzer.content_terms
    best: dict[DocumentKey, tuple[float, StoredPassage]] = {}
    for passage in (one.passage for one in ranked):
        topic, noun = (term_ids(terms(words, passage.language)) for words in (asked.topic, asked.noun))
        whole = np.concatenate([passage.terms.context, passage.terms.text])
        share = float(np.isin(topic, whole).mean()) if len(topic) else 1.0
        named = float(len(noun) > 0 and np.isin(noun, passage.terms.context).all())
        if share >= LEAST_TOPIC and (share + named > best.get(passage.document_key, (0.0,))[0]):
            best[passage.document_key] = share + named, passage
    highest = max((score for score, _ in best.values()), default=0.0)
    found = [passage for score, passage in best.values() if score == highest]
    is_told = bool(terms(asked.topic)) or len(found) < len(best)
    return found if is_told or len(found) <= MOST_DOCUMENTS else []


def _value(field: MetadataField, searched: Searched, passage: StoredPassage) -> str:
    if field is MetadataField.TITLE:
        return passage.document_title
    if field is MetadataField.PUBLISHED:
        return passage.published
    if field is MetadataField.MODIFIED:
        return passage.modified
    metadata = searched.of(passage).version_metadata(passage.document_id, passage.version, passage.source)
    lowered = {key.lower(): value for key, value in metadata.items()}
    value = next((lowered[key] for key in AUTHOR_KEYS if lowered.get(key)), "")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
