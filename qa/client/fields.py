"""The fields of requests as keyword arguments: those of the API, none of them required."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# Before Python 3.12 pydantic, and so LangChain, reads only these.
from typing_extensions import TypedDict

from qa.schemas import Mode


class QueryFields(TypedDict, total=False):
    """What `search` takes beside the question; see `qa.schemas.Query`."""

    collection: str
    collections: list[str]
    top_k: int
    candidates: int
    mode: Mode
    filters: Mapping[str, Any]
    spelling: bool
    as_of: str


class AskFields(QueryFields, total=False):
    """What `ask`, `chat` and `stream` take beside the question; see `qa.schemas.AskQuery`."""

    abstain: bool
    max_error_rate: float
    write: bool


class FileFields(TypedDict, total=False):
    """What is said of uploaded files; `id`, `title` and `url` of a single one only."""

    id: str
    title: str
    url: str
    published: str
    modified: str
    metadata: Mapping[str, Any]
    access: Sequence[str]
    collection: str
    source: str
