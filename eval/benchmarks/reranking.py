"""Benchmark of reranking: how often the right passage is first before and after reading.

    python -m eval.benchmarks.reranking --squad dev.json.gz --limit 1500

A passage is right if it contains the span of a gold answer.  The AUROC says how well the log odds of the
reader separate right passages from the highest ranked wrong passage of each question.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track

from eval.corpus import open_corpus
from eval.fitting.fusion import contains_gold
from eval.formats.squad import read_squad
from eval.measures.abstention import auroc
from eval.questions import Question
from qa.confidence.weights import load_weights
from qa.query_fields import LONGEST_QUESTION
from qa.read.rerank import rerank
from qa.retrieve.evidence import Evidence
from qa.schemas import Query
from qa.service import Service
from qa.settings import Settings

SHOWN = Console()


class Order(NamedTuple):
    """Whether the first passage is right before and after reading; log odds of right and wrong passages."""

    before: bool
    after: bool
    right: list[float]
    wrong: list[float]


def order(service: Service, question: Question) -> Order:
    """Rank, read and rerank the passages of one question."""
    ranking, read, _ = service.pipeline.read(Query(question=question.text[:LONGEST_QUESTION]))
    after = rerank(read, load_weights().reading)

    def is_right(evidence: Evidence) -> bool:
        return contains_gold(question, evidence, evidence.passage.span)

    odds = [(is_right(e), e.reading.odds) for e in read]
    return Order(
        is_right(ranking.evidence[0]),
        is_right(after[0]),
        [value for right, value in odds if right],
        [value for right, value in odds if not right][:1],
    )


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, required=True, help="a SQuAD v1.1 file")
    parser.add_argument("--limit", type=int, default=1500, help="size of a random sample of questions")
    arguments = parser.parse_args()
    evalset = read_squad(arguments.squad)
    service = open_corpus(evalset.documents, Settings(), lambda done, of: SHOWN.print(f"{done}/{of}"))
    asked = [question for question in evalset.questions if question.gold]
    chosen = random.Random(0).sample(asked, min(arguments.limit, len(asked)))
    found = [order(service, question) for question in track(chosen, description="reading", console=SHOWN)]
    right = [odds for one in found for odds in one.right]
    wrong = [odds for one in found for odds in one.wrong]
    area = auroc(np.array(right + wrong), np.array([1.0] * len(right) + [0.0] * len(wrong)))
    before, after = (np.mean([getattr(one, name) for one in found]) for name in ("before", "after"))
    SHOWN.print(
        f"{len(found)} questions: right passage first {before:.4f} before reading, {after:.4f} after; "
        f"AUROC of right against best wrong passages {area:.4f}"
    )


if __name__ == "__main__":
    main()
