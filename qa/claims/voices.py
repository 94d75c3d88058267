"""Voices: documents that are copies of each other, or share a sentence, speak with one voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from index.documents import Span
from index.language.words import runs
from index.store.catalog.passages import DocumentKey, StoredPassage
from index.store.signatures import near_duplicates

#: A sentence with so many words does not come about twice.
LEAST_WORDS = 10


def voices(support: Iterable[tuple[StoredPassage, Span]]) -> Mapping[DocumentKey, DocumentKey]:
    """For each document that supports a value, the first of those that speak with the same voice.

    Args:
        support: Passages, and spans of their versions.
    """
    found: dict[DocumentKey, DocumentKey] = {}
    heard: list[tuple[StoredPassage, tuple[str, ...]]] = []
    for passage, span in support:
        said = _said(passage, span)
        same = next((one for one, other in heard if _is_same(passage, said, one, other)), passage)
        first = found.get(same.document_key, same.document_key)
        found.setdefault(passage.document_key, first)
        heard.append((passage, said))
    return found


def _is_same(
    passage: StoredPassage, said: tuple[str, ...], other: StoredPassage, other_said: tuple[str, ...]
) -> bool:
    if passage.document_key == other.document_key or (said == other_said and len(said) >= LEAST_WORDS):
        return True
    return near_duplicates(passage.version_signature, other.version_signature)


def _said(passage: StoredPassage, span: Span) -> tuple[str, ...]:
    """The words of the sentence around `span`, in lower case."""
    return tuple(run.lower() for run in runs(passage.slice(passage.enclosing_sentences(span))))
