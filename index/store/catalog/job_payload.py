"""A document as JSON, for a job that has yet to write it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from index.documents import Document, Original


def packed(document: Document) -> dict[str, Any]:
    """All of a document as JSON."""
    values = asdict(document)
    if document.original is not None:
        name, data = document.original
        values["original"] = [name, base64.b64encode(data).decode("ascii")]
    return values


def unpacked(values: Mapping[str, Any]) -> Document:
    """The document that was packed."""
    values = dict(values)
    if original := values.get("original"):
        name, data = original
        values["original"] = Original(name, base64.b64decode(data))
    return Document(**values)
