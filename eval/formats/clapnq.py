"""ClapNQ (Rosenthal et al. 2025): questions with a passage, and the sentences that people chose of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from eval.formats.files import objects_of
from index.documents import Document


class Chosen(NamedTuple):
    """A question of ClapNQ, its passage's document, and the spans of the sentences that people chose."""

    question: str
    document: Document
    sentences: tuple[tuple[int, int], ...]


def read_clapnq(path: Path, name: str) -> Iterator[Chosen]:
    """The questions of a file, gzipped JSON lines."""
    for number, row in enumerate(objects_of(path)):
        passage = row["passages"][0]
        text = passage["text"]
        chosen = [s.strip() for output in row["output"] for s in output.get("selected_sentences") or []]
        spans = tuple((at, at + len(s)) for s in chosen if s and (at := text.find(s)) >= 0)
        yield Chosen(row["input"], Document(f"{name}-{number}", text, passage["title"]), spans)
