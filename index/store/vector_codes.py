"""Vectors of unit length as they are stored: a few bits a number.

- A passage's vector has a byte for each number.  Its length is not kept, as it is one.
- A sentence's vector has four bits for each number.  Each block of 64 has a scale of its own, so that a few
  large numbers, which some models have, do not make the others coarse.
- A token's vector has three bits for each number.  A random projection makes the numbers nearly normal, so
  the eight values that they may take are those of the best quantiser of a normal distribution (Lloyd 1982,
  Max 1960), as in TurboQuant (Zandieh et al. 2025): nothing is fitted, and any model can be used.

What is decoded and encoded again has the same codes.  What each number of bits costs is in docs/vectors.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import PassageVectors

Codes = NDArray[np.uint8]
Floats = NDArray[np.float32]

#: The numbers of a sentence's vector that share a scale, and the largest code: codes are -7 to 7.
BLOCK, MOST_CODE = 64, 7
#: The sizes of a number of a token's vector, where the numbers have a variance of one, and their borders.
LEVELS, BORDERS = (0.2451, 0.7560, 1.344, 2.152), (0.5006, 1.050, 1.748)
#: Decoded tokens are so much longer than the best estimate, whose similarities would all be lower.
TOKEN_LENGTH = 127 * 1.02
NO_TOKENS = np.empty((0, 0), np.int8)
#: A token's vector has a multiple of so many numbers.
EIGHT = 8

_SCALE_BYTES = np.dtype(np.float16).itemsize


class StoredVectors(NamedTuple):
    """The codes of a passage's vectors.

    Args:
        passage: int8, shape `(dimension,)`.
        sentences: `(sentences, sentence_bytes(dimension))`.
        tokens: `(tokens, token dimension * 3 / 8)`.
    """

    passage: NDArray[np.int8]
    sentences: Codes
    tokens: Codes


def stored_vectors(vectors: PassageVectors) -> StoredVectors:
    """What is stored of a passage's vectors."""
    return StoredVectors(
        passage_codes(vectors.passage), sentence_codes(vectors.sentences), token_codes(vectors.tokens)
    )


class DecodedVectors(NamedTuple):
    """A passage's vectors as its codes say.

    Args:
        passage: float32, shape `(dimension,)`, unit length.
        sentences: float32, `(sentences, dimension)`, of about unit length.
        tokens: int8, `(tokens, token dimension)`, of about length 127.
    """

    passage: Floats
    sentences: Floats
    tokens: NDArray[np.int8]


#: Where vectors were not read.
NO_VECTORS = DecodedVectors(np.empty(0, np.float32), np.empty((0, 0), np.float32), NO_TOKENS)


def decoded(stored: Sequence[StoredVectors]) -> list[DecodedVectors]:
    """The vectors of some passages, decoded together; at least one passage.

    Raises:
        ValueError: Their codes have different lengths, so they are not of one model.
    """
    with_tokens = [one.tokens for one in stored if len(one.tokens)]
    tokens = token_vectors(np.concatenate(with_tokens)) if with_tokens else NO_TOKENS
    passages = passage_vectors(np.stack([one.passage for one in stored]))
    sentences = sentence_vectors(np.concatenate([one.sentences for one in stored]), passages.shape[1])
    found, sentence, token = [], 0, 0
    for passage, one in zip(passages, stored, strict=True):
        next_sentence, next_token = sentence + len(one.sentences), token + len(one.tokens)
        own = tokens[token:next_token] if len(one.tokens) else NO_TOKENS
        found.append(DecodedVectors(passage, sentences[sentence:next_sentence], own))
        sentence, token = next_sentence, next_token
    return found


# Passages --------------------------------------------------------------------------------------------------


def passage_codes(vectors: NDArray[np.floating]) -> NDArray[np.int8]:
    """Vectors `(..., dimension)` as whole numbers of which the largest is 127."""
    most = np.abs(vectors).max(axis=-1, keepdims=True, initial=1e-9).astype(np.float32)
    codes: NDArray[np.int8] = np.rint(vectors.astype(np.float32) * (127 / most)).astype(np.int8)
    return codes


def passage_vectors(codes: NDArray[np.int8]) -> Floats:
    """Vectors of unit length, of the shape of their codes; zeros stay zeros."""
    values = codes.astype(np.float32)
    lengths = np.sqrt(np.einsum("...d,...d->...", values, values))
    values /= np.maximum(lengths, 1e-9)[..., None]
    return values


# Sentences -------------------------------------------------------------------------------------------------


def sentence_bytes(dimension: int) -> int:
    """How long the codes of a sentence are."""
    blocks = -(-dimension // BLOCK)
    return blocks * (BLOCK // 2 + _SCALE_BYTES)


def sentence_codes(vectors: NDArray[np.floating]) -> Codes:
    """Vectors `(n, dimension)` as codes `(n, sentence_bytes(dimension))`: two a byte, then the scales."""
    count, dimension = vectors.shape
    blocks = np.zeros((count, -(-dimension // BLOCK), BLOCK), np.float32)
    blocks.reshape(count, blocks.shape[1] * BLOCK)[:, :dimension] = vectors
    scales = (np.abs(blocks).max(axis=2, initial=0.0) / MOST_CODE).astype(np.float16)
    divisors = np.maximum(scales.astype(np.float32), 1e-9)[:, :, None]
    codes = np.clip(np.rint(blocks / divisors), -MOST_CODE, MOST_CODE).astype(np.int8).view(np.uint8) & 15
    pairs = codes[:, :, 0::2] | codes[:, :, 1::2] << 4
    halves = pairs.reshape(count, blocks.shape[1] * BLOCK // 2)
    return np.concatenate([halves, scales.view(np.uint8)], axis=1)


#: The two codes of each byte, as one number of 64 bits that is read as two of type float32.
_PAIRS = np.array(
    [[(low ^ 8) - 8, (high ^ 8) - 8] for high in range(16) for low in range(16)], np.float32
).view(np.uint64)[:, 0]


def sentence_vectors(codes: Codes, dimension: int) -> Floats:
    """Vectors `(n, dimension)` of about unit length."""
    count, blocks = len(codes), -(-dimension // BLOCK)
    halves = blocks * BLOCK // 2
    values = np.take(_PAIRS, codes[:, :halves]).view(np.float32).reshape(count, blocks, BLOCK)
    scales = np.ascontiguousarray(codes[:, halves:]).view(np.float16).reshape(count, blocks, 1)
    values *= scales.astype(np.float32)
    return values.reshape(count, blocks * BLOCK)[:, :dimension]


# Tokens ----------------------------------------------------------------------------------------------------


def token_codes(vectors: NDArray[np.int8]) -> Codes:
    """Vectors `(n, dimension)` of length 127 as codes `(n, dimension * 3 / 8)`.

    Four codes are a number of 12 bits: first the low bytes of all, then their high halves, two a byte.
    """
    count, dimension = vectors.shape
    width = -(-dimension // EIGHT) * EIGHT
    padded = np.zeros((count, width), np.int16)
    padded[:, :dimension] = vectors
    borders = np.array(BORDERS) * (127 / np.sqrt(max(dimension, 1)))
    codes = np.searchsorted(borders, np.abs(padded)) | (padded < 0) << 2
    fours = (codes.reshape(count, width // 4, 4) << np.array([0, 3, 6, 9])).sum(axis=2)
    high = fours >> 8
    return np.concatenate([fours & 255, high[:, 0::2] | high[:, 1::2] << 4], axis=1).astype(np.uint8)


def token_vectors(codes: Codes) -> NDArray[np.int8]:
    """Vectors `(n, dimension)`, int8, of about length 127."""
    count, width = codes.shape
    dimension = width // 3 * EIGHT
    if not count:
        return np.empty((0, dimension), np.int8)
    fours = np.take(_HIGH_HALVES, codes[:, dimension // 4 :]).view(np.uint16)
    fours |= codes[:, : dimension // 4]
    return np.take(_fours(dimension), fours).view(np.int8).reshape(count, dimension)


#: The two high halves of each byte, as one number of 32 bits that is read as two of 16.
_HIGH_HALVES = np.array([[low << 8, high << 8] for high in range(16) for low in range(16)], np.uint16).view(
    np.uint32
)[:, 0]


@cache
def _fours(dimension: int) -> NDArray[np.uint32]:
    """The four numbers of each 12 bits, as one number of 32 bits."""
    sizes = np.rint(np.array(LEVELS) * (TOKEN_LENGTH / np.sqrt(dimension))).clip(0, 127).astype(np.int8)
    values = np.concatenate([sizes, -sizes])
    fours = np.stack([values[np.arange(4096) >> shift & 7] for shift in (0, 3, 6, 9)], axis=1)
    packed: NDArray[np.uint32] = np.ascontiguousarray(fours).view(np.uint32)[:, 0]
    return packed
