"""A document as JSON, for a job that has yet to write it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from index.documents import Document
from index.places import Place, PlaceStart


def packed(document: Document) -> dict[str, Any]:
    """All of a document as JSON."""
    values = asdict(document)
    if document.original is not None:
        values["original"] = base64.b64encode(document.original).decode("ascii")
    return values


def unpacked(values: Mapping[str, Any]) -> Document:
    """The document that was packed."""
    places = tuple(PlaceStart(start, Place(*place)) for start, place in values.get("places", ()))
    original = values.get("original")
    data = None if original is None else base64.b64decode(original)
    access = values.get("access")
    given = {**values, "places": places, "original": data}
    return Document(**{**given, "access": None if access is None else tuple(access)})
