"""Benchmark of competing claims on RAMDocs (Wang et al. 2025): documents that contradict each other.

    python -m eval.benchmarks.ramdocs --ramdocs dev.jsonl.gz

Each question is asked of its own documents alone, including those with misinformation, without abstention.
A claim equals an answer if the words of one occur in a row in the other.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track

from eval.corpus import open_corpus
from eval.formats.files import objects_of
from eval.measures.claims import claim_words, same_source
from index.documents import Document
from qa.schemas import AskQuery
from qa.service import Service
from qa.settings import Settings

SHOWN = Console()


class Disputed(NamedTuple):
    """A question, its documents, and the right answers among theirs."""

    number: int
    question: str
    documents: tuple[Document, ...]
    answers: tuple[str, ...]


class Shares(NamedTuple):
    """For one question: the share of right answers that are claimed, and of claims that are right."""

    recall: float
    precision: float


def read_ramdocs(path: Path) -> list[Disputed]:
    """Read gzipped JSON lines."""
    found = []
    for number, row in enumerate(objects_of(path)):
        documents = tuple(
            Document(f"{number}-{place}", document["text"], metadata={"question": number})
            for place, document in enumerate(row["documents"])
            if document["text"].strip()
        )
        found.append(Disputed(number, row["question"], documents, tuple(row["gold_answers"])))
    return found


def shares(answers: Sequence[str], claims: Sequence[str]) -> Shares:
    """Compare the claims of a response with the right answers."""
    right = [*map(claim_words, answers)]
    said = [*map(claim_words, claims)]
    recall = np.mean([float(any(same_source(answer, claim) for claim in said)) for answer in right])
    precision = np.mean(
        [float(any(same_source(answer, claim) for answer in right)) for claim in said] or [0.0]
    )
    return Shares(float(recall), float(precision))


def ask(service: Service, disputed: Disputed) -> Shares:
    """Ask one question of its own documents."""
    response = service.ask(
        AskQuery(question=disputed.question, abstain=False, filters={"question": disputed.number})
    )
    return shares(disputed.answers, [claim.value for claim in response.claims])


def main() -> None:
    """Read the arguments, index, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ramdocs", type=Path, required=True)
    arguments = parser.parse_args()
    asked = read_ramdocs(arguments.ramdocs)
    documents = [document for disputed in asked for document in disputed.documents]
    service = open_corpus(documents, Settings(), lambda done, of: SHOWN.print(f"{done}/{of}"))
    found = [ask(service, disputed) for disputed in track(asked, description="asking", console=SHOWN)]
    recall, precision = (float(np.mean(column)) for column in zip(*found, strict=True))
    SHOWN.print(f"{len(found)} questions: recall {recall:.3f}, precision {precision:.3f}")


if __name__ == "__main__":
    main()
