"""What the support model learns from: a claim, a text, and how far the text decides the claim."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.formats.files import objects_of

#: Shares of "supported", "contradicted", "not decided"; they add up to 1.
Target = tuple[float, float, float]
SUPPORTED: Target = (1.0, 0.0, 0.0)
CONTRADICTED: Target = (0.0, 1.0, 0.0)
UNDECIDED: Target = (0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and a text.

    Args:
        claim: A statement, or a question that wants yes or no: "supported" is yes.
        title: Of the text's document.
        text: A sentence or a few.
        source: The data set and the way it was made, for counts.
    """

    claim: str
    title: str
    text: str
    target: Target
    source: str


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    """Write gzipped JSON lines."""
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for pair in pairs:
            lines.write(json.dumps(asdict(pair), ensure_ascii=False) + "\n")


def read_pairs(path: Path) -> Iterator[Pair]:
    """Read what `write_pairs` wrote."""
    for row in objects_of(path):
        yield Pair(row["claim"], row["title"], row["text"], tuple(row["target"]), row["source"])
