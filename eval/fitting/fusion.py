"""Fit the weights of a passage's scores with a listwise softmax over the candidates of each question.

ListNet (Cao et al. 2007); all data sets have equal weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from eval.questions import Question
from index.documents import Span
from qa.query_fields import LONGEST_QUESTION
from qa.retrieve.evidence import Evidence
from qa.retrieve.weights import FusionWeights
from qa.schemas import Query
from qa.service import Service

RIDGE = 1e-3
SHOWN = Console()


class Candidates(NamedTuple):
    """One question's candidates: scores `(n, weights)` and which are relevant `(n,)`."""

    scores: NDArray[np.float32]
    relevant: NDArray[np.bool_]


def contains_gold(question: Question, evidence: Evidence, span: Span) -> bool:
    """Whether `span` contains a gold span of its document, or the document as a whole is relevant."""
    return any(
        gold.document_id == evidence.passage.document_id
        and (gold.end is None or (span.start <= gold.start and gold.end <= span.end))
        for gold in question.gold
    )


def gather(service: Service, questions: Sequence[Question]) -> Iterator[Candidates]:
    """The candidates of each question that has at least one relevant candidate."""
    for question in track(questions, description="candidates", console=SHOWN):
        query = Query(question=question.text[:LONGEST_QUESTION], top_k=100)  # so that all are scored
        ranked = service.pipeline.rank(query).evidence
        relevant = np.array([contains_gold(question, e, e.passage.span) for e in ranked])
        if relevant.any():
            scores = np.array(
                [[getattr(e, name) for name in FusionWeights.model_fields] for e in ranked], np.float32
            )
            yield Candidates(scores, relevant)


def fit_fusion(sets: Sequence[Sequence[Candidates]]) -> FusionWeights:
    """The weights that maximise the softmax probability of relevant candidates."""
    lists = [(c, 1 / len(chosen) / len(sets)) for chosen in sets for c in chosen]
    scores = torch.tensor(np.concatenate([c.scores for c, _ in lists]))
    relevant = torch.tensor(np.concatenate([c.relevant for c, _ in lists]))
    owner = torch.repeat_interleave(
        torch.arange(len(lists)), torch.tensor([len(c.relevant) for c, _ in lists])
    )
    share = torch.tensor([weight for _, weight in lists], dtype=torch.float32)
    deviation = scores.std(0)
    weights = torch.zeros(scores.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def log_sum(values: torch.Tensor) -> torch.Tensor:
        most = torch.full((len(lists),), -1e9).scatter_reduce(0, owner, values.detach(), "amax")
        return most + torch.zeros(len(lists)).index_add(0, owner, torch.exp(values - most[owner])).log()

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        values = (scores / deviation) @ weights
        wrong = log_sum(values) - log_sum(torch.where(relevant, values, values - 1e4))
        total = (wrong * share).sum() + RIDGE * (weights**2).sum()
        total.backward()
        return total

    optimiser.step(loss)
    fitted = (weights.detach() / deviation).tolist()
    return FusionWeights(
        **{name: round(value, 3) for name, value in zip(FusionWeights.model_fields, fitted, strict=True)}
    )
