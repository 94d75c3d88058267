"""Read a BEIR corpus: one JSON object on each line, with `_id`, `title` and `text`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from eval.formats.files import json_lines
from eval.formats.rows import cast
from eval.formats.unique_ids import UniqueIds
from index.documents import Document


class Corpus(NamedTuple):
    """The documents that have text, and the ids of all documents."""

    documents: list[Document]
    ids: set[str]


class _Row(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str = Field(alias="_id", min_length=1)
    title: str | None = None
    text: str | None = None


def read_corpus(path: Path) -> Corpus:
    """Read a corpus.  A document without text gets its title as text; without both it is left out.

    Raises:
        BadSet: A line is malformed, or an id is repeated.
    """
    unique = UniqueIds("document")
    documents, ids = [], set()
    for number, line in json_lines(path):
        where = f"{path}:{number}"
        row = cast(_Row, line, where)
        ids.add(unique.add(row.id, where))
        title, text = row.title or "", row.text or ""
        text = text if text.strip() else title
        if text.strip():
            documents.append(Document(row.id, text, title))
    return Corpus(documents, ids)
