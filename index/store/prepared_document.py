"""Prepared documents: what ingest hands to the stores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.blocks import Block
from index.documents import Document, Passage
from index.embed.protocol import PassageVectors
from index.store.term_ids import PassageTerms


class PreparedPassage(NamedTuple):
    """A passage with its vectors and terms, and the signature by which copies of it are known."""

    passage: Passage
    vectors: PassageVectors
    terms: PassageTerms
    signature: bytes


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A normalised document with its passages and vectors, ready to be published.

    Args:
        fingerprint: Identifies the document and the recipe, to recognise unchanged documents.
        blocks: Of its text, in order, not overlapping.
        signature: By which copies of its text are known.
        recipe: How its passages were made.
    """

    document: Document
    fingerprint: str
    passages: Sequence[PreparedPassage]
    blocks: Sequence[Block] = ()
    signature: bytes = b""
    recipe: str = ""
