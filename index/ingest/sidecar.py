"""Sidecars: `NAME.EXT.meta.json` describes the file `NAME.EXT` beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from index.access import Labels, given_labels
from index.dates import parse_published
from index.documents import MetadataValue
from index.errors import InvalidInput

SUFFIX = ".meta.json"
KEYS = ("title", "url", "published", "modified", "metadata", "access")


@dataclass(frozen=True, slots=True)
class DocumentAttributes:
    """The attributes of a document besides its text; empty, and None for its labels, where not given."""

    title: str = ""
    url: str = ""
    published: str = ""
    modified: str = ""
    metadata: dict[str, MetadataValue] = field(default_factory=dict)
    access: Labels | None = None


def is_sidecar(path: Path) -> bool:
    """Whether `path` has the name of a sidecar."""
    return path.name.lower().endswith(SUFFIX)


def read_sidecar(path: Path) -> DocumentAttributes:
    """Read the sidecar of the document at `path`; empty `DocumentAttributes` if there is none.

    Raises:
        InvalidInput: It is not a JSON object, or has an unknown key or a value of the wrong type.
    """
    sidecar = sidecar_of(path)
    if not sidecar.is_file():
        return DocumentAttributes()
    try:
        data = sidecar.read_bytes()
    except OSError as error:
        raise InvalidInput(
            f"The sidecar cannot be read: {error.strerror}.", field=str(sidecar), hint="Make it readable."
        ) from error
    return parse_sidecar(sidecar, data)


def sidecar_of(path: Path) -> Path:
    """Where the sidecar of the document at `path` is, if there is one."""
    return path.with_name(path.name + SUFFIX)


def parse_sidecar(sidecar: Path, data: bytes) -> DocumentAttributes:
    """What a sidecar says; its path is for messages.  Raises `InvalidInput`."""
    values = _object(sidecar, data)
    for key in values:
        if key not in KEYS:
            raise InvalidInput(
                f"The key {key!r} is not known.",
                field=str(sidecar),
                hint=f"Use {', '.join(KEYS)}; keys of your own go into metadata.",
            )
    published, modified = (_text(values, key, sidecar) for key in ("published", "modified"))
    return DocumentAttributes(
        title=_text(values, "title", sidecar),
        url=_text(values, "url", sidecar),
        published=parse_published(published, f"{sidecar}: published"),
        modified=parse_published(modified, f"{sidecar}: modified"),
        metadata=_metadata(values.get("metadata", {}), sidecar),
        access=given_labels(values.get("access"), f"{sidecar}: access"),
    )


def _object(sidecar: Path, data: bytes) -> dict[str, Any]:
    try:
        values = json.loads(data.decode("utf-8-sig"), parse_constant=_reject_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(
            f"The sidecar is not JSON: {error}.", field=str(sidecar), hint="Write one JSON object in UTF-8."
        ) from error
    if not isinstance(values, dict):
        raise InvalidInput(
            "The sidecar is not a JSON object.", field=str(sidecar), hint='Write {"title": ...}.'
        )
    return values


def _reject_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _text(values: dict[str, Any], key: str, sidecar: Path) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise InvalidInput(
            f"{key} must be a string.",
            field=f"{sidecar}: {key}",
            hint="Put it in double quotes, or leave it out.",
        )
    return value.strip()


def _metadata(value: object, sidecar: Path) -> dict[str, MetadataValue]:
    if not isinstance(value, dict):
        raise InvalidInput(
            "metadata must be an object.", field=f"{sidecar}: metadata", hint='Write {"author": "..."}.'
        )
    for key, entry in value.items():
        if not _is_metadata(entry):
            raise InvalidInput(
                f"metadata.{key} must be a string, number, true, false, null or a flat list of them.",
                field=f"{sidecar}: metadata.{key}",
                hint="Flatten it into several keys.",
            )
    return value


def _is_metadata(entry: object) -> TypeGuard[MetadataValue]:
    if isinstance(entry, list):
        return all(isinstance(item, str | int | float) for item in entry)
    return entry is None or isinstance(entry, str | int | float)
