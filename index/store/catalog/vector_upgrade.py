"""The vectors and the signatures of a catalog of format 3 become shorter, without embedding anything again.

They were float16 for passages and sentences, and a byte for each number of a token.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from functools import partial

import numpy as np

from index.store.signatures import shortened
from index.store.vector_codes import passage_codes, sentence_codes, token_codes

log = logging.getLogger(__name__)

#: Passages between two lines of progress.
TOLD_EVERY = 20_000


def add_encoding(db: sqlite3.Connection) -> None:
    """Let SQL call what encodes vectors; the first one counts, and says how far it is."""
    done = 0

    def passage(vector: bytes) -> bytes:
        nonlocal done
        done += 1
        if done % TOLD_EVERY == 0:
            log.warning("The vectors of %d passages have been stored in less space.", done)
        return passage_codes(np.frombuffer(vector, np.float16)).tobytes()

    for name, count, encode in (
        ("passage_codes", 1, passage),
        ("sentence_codes", 2, _sentences),
        ("token_codes", 2, _tokens),
    ):
        db.create_function(name, count, partial(_encoded, encode), deterministic=True)
    db.create_function("short_signature", 1, shortened, deterministic=True)


def _encoded(encode: Callable[..., bytes], *given: bytes | int) -> bytes:
    """The codes; nothing for a damaged row, which stays known as damaged."""
    try:
        return encode(*given)
    except (ValueError, TypeError):
        return b""


def _sentences(vectors: bytes, dimension: int) -> bytes:
    return sentence_codes(np.frombuffer(vectors, np.float16).reshape(-1, dimension)).tobytes()


def _tokens(vectors: bytes, sentences: bytes) -> bytes:
    """The number of tokens is in the rows of the sentences."""
    count = int(np.frombuffer(sentences, np.int32).reshape(-1, 4)[:, 2].sum())
    return token_codes(np.frombuffer(vectors, np.int8).reshape(count, -1)).tobytes() if vectors else b""
