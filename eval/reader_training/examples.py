"""What the reader learns from: passages, and questions with the spans that answer them."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.formats.files import objects_of


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage as the reader sees it.

    Args:
        title: Its document's.
        document: Passages of one document are each other's nearest distractors.
    """

    title: str
    text: str
    document: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the passage that answers it, and passages that were retrieved for it and do not.

    Args:
        passage: Which of the passages it was asked of.
        spans: Half-open, in that passage's text; none where it misleads and nothing answers it.
        wrong: Which passages a retriever finds that lack the answer, best first.
        misleading: Questions like this one that the passage does not answer.
        within: Half-open, sentences that answer where no shorter span is known.
    """

    question: str
    passage: int
    spans: tuple[tuple[int, int], ...]
    wrong: tuple[int, ...] = ()
    misleading: tuple[str, ...] = ()
    within: tuple[tuple[int, int], ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether its passage answers it."""
        return bool(self.spans or self.within)


@dataclass(frozen=True, slots=True)
class Examples:
    """All of one data set."""

    passages: list[Reading]
    asked: list[Asked]


def is_kept_back(document: str) -> bool:
    """Whether a document is not learnt from but kept to calibrate probabilities on: one in fifteen."""
    return zlib.crc32(document.encode()) % 15 == 0


def learnt_from(examples: Examples) -> Examples:
    """Without the questions on documents that are kept back."""
    passages = examples.passages
    return Examples(passages, [a for a in examples.asked if not is_kept_back(passages[a.passage].document)])


def kept_back(examples: Examples) -> Examples:
    """The questions on documents that are kept back, each once."""
    passages = examples.passages
    kept = [one for one in examples.asked if is_kept_back(passages[one.passage].document)]
    return Examples(passages, [*dict.fromkeys(kept)])


def write_examples(path: Path, examples: Examples) -> None:
    """Write gzipped JSON lines: passages, then questions."""
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for row in (*map(asdict, examples.passages), *map(asdict, examples.asked)):
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_examples(path: Path) -> Examples:
    """Read what `write_examples` wrote."""
    passages, asked = [], []
    for row in objects_of(path):
        if "text" in row:
            passages.append(Reading(**row))
        else:
            spans = tuple((start, end) for start, end in row["spans"])
            misleading = tuple(row.get("misleading", ()))
            asked.append(Asked(row["question"], row["passage"], spans, tuple(row["wrong"]), misleading))
    return Examples(passages, asked)
