"""Prepared documents: what ingest hands to the stores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.documents import Document, Passage
from index.embed.protocol import PassageVectors
from index.store.term_ids import PassageTerms


class PreparedPassage(NamedTuple):
    """A passage with its vectors and terms."""

    passage: Passage
    vectors: PassageVectors
    terms: PassageTerms


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A normalised document with its passages and vectors, ready to be published.

    Args:
        fingerprint: Identifies the document and the recipe, to recognise unchanged documents.
        recipe: How its passages were made.
    """

    document: Document
    fingerprint: str
    passages: Sequence[PreparedPassage]
    recipe: str = ""
