"""The codes of passages' vectors, as the catalog keeps them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.errors import StorageDamaged
from index.store.catalog import REMEDY
from index.store.vector_codes import DecodedVectors, StoredVectors, decoded, sentence_bytes


def codes_of(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, StoredVectors]:
    """The codes of these passages, without those deleted meanwhile.

    Raises:
        StorageDamaged: The codes of one do not fit each other.
    """
    rows = db.execute(
        """SELECT id, vector, sentence_vectors, token_vectors, sentences FROM passages
           WHERE id IN (SELECT value FROM json_each(?))""",
        (json.dumps([*ids]),),
    ).fetchall()
    try:
        return {
            id: codes_in(vector, matrix, tokens, np.frombuffer(spans, np.int32).reshape(-1, 4)[:, 2])
            for id, vector, matrix, tokens, spans in rows
        }
    except (ValueError, TypeError) as error:
        raise StorageDamaged(
            "The vectors of a passage of the catalog are damaged.", field="SOURCELINE_HOME", hint=REMEDY
        ) from error


def codes_in(vector: bytes, sentences: bytes, tokens: bytes, counts: NDArray[np.int32]) -> StoredVectors:
    """The codes in the columns of a row; `counts` has the number of tokens of each sentence."""
    return StoredVectors(
        np.frombuffer(vector, np.int8),
        np.frombuffer(sentences, np.uint8).reshape(len(counts), sentence_bytes(len(vector))),
        np.frombuffer(tokens, np.uint8).reshape(int(counts.sum()), -1)
        if tokens
        else np.empty((0, 0), np.uint8),
    )


def vectors_in(rows: Sequence[tuple[int, bytes, bytes, bytes, bytes]]) -> list[DecodedVectors]:
    """The vectors in rows of a passage's id, sentences and codes, decoded together.

    Raises:
        StorageDamaged: The codes of one do not fit its sentences.
    """
    codes = []
    for id, spans, vector, matrix, tokens in rows:
        try:
            counts = np.frombuffer(spans, np.int32).reshape(-1, 4)[:, 2]
            codes.append(codes_in(vector, matrix, tokens, counts))
        except (ValueError, TypeError) as error:
            raise StorageDamaged(
                f"Passage {id} of the catalog is damaged.", field="SOURCELINE_HOME", hint=REMEDY
            ) from error
    try:
        return decoded(codes) if codes else []
    except ValueError:  # one of them is damaged, which its checksum will tell
        return [decoded([one])[0] for one in codes]
