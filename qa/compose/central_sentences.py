"""The sentences that stand for a text: near the centre of its sentence vectors, and unlike each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.compose.composed import Part
from qa.read.labelled_lines import is_labelled

#: How much a sentence loses for being like one that is taken already (Carbonell and Goldstein 1998).
DIVERSITY = 0.6
#: Shorter sentences say too little, longer ones too much.
LEAST_WORDS, MOST_WORDS = 6, 60


def central_sentences(
    passages: Sequence[StoredPassage], count: int, taken: Sequence[Span] = ()
) -> list[Part]:
    """At most `count` sentences of a document's passages, in the order of the text.

    Args:
        passages: At least one, of one version.
        taken: Sentences that are shown already; the others are to differ from them.
    """
    sentences = [
        (Part(passage, span), vector)
        for passage in passages
        for span, vector in zip(passage.sentences, passage.sentence_vectors, strict=True)
        if _is_prose(passage, span) or span in taken
    ]
    if not sentences:
        return []
    vectors = np.stack([vector for _, vector in sentences]).astype(np.float32)
    chosen = [n for n, (part, _) in enumerate(sentences) if part.span in taken]
    picked = _picked(vectors, count, chosen)
    return [sentences[n][0] for n in sorted(picked)]


def _picked(vectors: NDArray[np.float32], count: int, chosen: Sequence[int]) -> list[int]:
    """The rows nearest to the mean, less what they share with the rows chosen before."""
    centre = vectors.mean(axis=0)
    near = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    like = vectors @ vectors.T
    before, picked = [*chosen], list[int]()
    while len(picked) < min(count, len(vectors) - len(chosen)):
        shared = like[:, before].max(axis=1) if before else np.zeros(len(vectors), np.float32)
        gain = near - DIVERSITY * shared
        gain[before] = -np.inf
        best = int(gain.argmax())
        picked.append(best)
        before.append(best)
    return picked


def _is_prose(passage: StoredPassage, span: Span) -> bool:
    words = passage.slice(span)
    ends = words.rstrip().endswith((".", "!", "”", '"', ")"))
    return (
        ends
        and LEAST_WORDS <= len(words.split()) <= MOST_WORDS
        and "|" not in words
        and not is_labelled(words)
    )
