"""Values as text for Milvus: a passage with its arrays, and records of any size in parts."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from index.documents import Span
from index.errors import StorageDamaged
from index.store.catalog.passages import StoredPassage
from index.store.milvus.connection import LONGEST_TEXT
from index.store.term_ids import PassageTerms
from index.store.vector_codes import StoredVectors, decoded

_TERMS = "terms."
#: The fields of a passage that are kept as codes, in the order of `StoredVectors`.
_VECTORS = ("vector", "sentence_vectors", "token_vectors")


def packed_passage(passage: StoredPassage, codes: StoredVectors) -> str:
    """A passage as text: a line of JSON with all that is no number array, then the arrays in base64.

    It asks only that a passage consists of texts, numbers, tuples of them, bytes and arrays, so it stays
    right when passages get other fields.

    Args:
        codes: Of its vectors; they stand in for them.
    """
    values = passage._asdict() | dict(zip(_VECTORS, codes, strict=True))
    del values["is_placed"]  # its version may get places later
    terms: PassageTerms = values.pop("terms")
    values |= {_TERMS + name: array for name, array in terms._asdict().items()}
    arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    plain = {
        name: {"bytes": value.hex()} if isinstance(value, bytes) else value
        for name, value in values.items()
        if name not in arrays
    }
    shapes = {name: (array.dtype.str, array.shape) for name, array in arrays.items()}
    raw = b"".join(np.ascontiguousarray(array).tobytes() for array in arrays.values())
    return json.dumps([plain, shapes], ensure_ascii=False) + "\n" + b64encode(raw).decode()


def unpacked_passages(texts: Sequence[str]) -> list[StoredPassage]:
    """The passages that `packed_passage` made texts of, decoded together.  Raises `StorageDamaged`."""
    if not texts:
        return []
    packed = [_unpacked(text) for text in texts]
    try:
        vectors = decoded([codes for _, codes in packed])
    except (ValueError, TypeError) as error:
        raise _damaged("A passage") from error
    return [
        passage._replace(vector=own.passage, sentence_vectors=own.sentences, token_vectors=own.tokens)
        for (passage, _), own in zip(packed, vectors, strict=True)
    ]


def _unpacked(text: str) -> tuple[StoredPassage, StoredVectors]:
    """A passage with codes in place of its vectors, and these."""
    try:
        head, _, body = text.partition("\n")
        plain, shapes = json.loads(head)
        raw = memoryview(b64decode(body))
        values: dict[str, Any] = {
            name: bytes.fromhex(value["bytes"]) if isinstance(value, Mapping) else value
            for name, value in plain.items()
        }
        for name, (kind, shape) in shapes.items():
            dtype = np.dtype(kind)
            size = dtype.itemsize * int(np.prod(shape))
            values[name] = np.frombuffer(raw[:size], dtype).reshape(shape)
            raw = raw[size:]
        terms = PassageTerms(**{name: values.pop(_TERMS + name) for name in PassageTerms._fields})
        values["span"] = Span(*values["span"])
        values["sentences"] = tuple(Span(*span) for span in values["sentences"])
        values |= {name: tuple(values[name]) for name in ("headings", "above")}
        codes = StoredVectors(*(values[name] for name in _VECTORS))
        return StoredPassage(**values, terms=terms), codes
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged("A passage") from error


def in_parts(text: str) -> list[str]:
    """A text cut into parts that Milvus holds; at least one."""
    raw = text.encode()
    parts, start = [], 0
    while start < len(raw):
        end = min(start + LONGEST_TEXT, len(raw))
        while end < len(raw) and raw[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        parts.append(raw[start:end].decode())
        start = end
    return parts or [""]


def packed(value: object) -> list[str]:
    """A value of JSON, compressed, in parts."""
    return in_parts(b64encode(zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 6)).decode())


def unpacked(text: str) -> Any:
    """The value whose parts, joined, are `text`.  Raises `StorageDamaged`."""
    try:
        return json.loads(zlib.decompress(b64decode(text)))
    except (ValueError, zlib.error) as error:
        raise _damaged("A record") from error


def _damaged(what: str) -> StorageDamaged:
    return StorageDamaged(
        f"{what} in Milvus is damaged.",
        field="SOURCELINE_MILVUS_URI",
        hint="Run `qa doctor` where the catalog is: Milvus is filled again from it.",
    )
