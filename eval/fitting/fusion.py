"""Fit the few weights of qa/weights.json.

    python -m eval.fit_weights --squad train.json.gz --beir scifact --out qa/weights.json

Fusion: a listwise softmax (ListNet, Cao et al. 2007) over the candidates of each question, every data set
weighing the same.  Answerability: logistic regression of whether the best sentence holds a gold answer, each
question asked of its own article, of another one, of all, and of all but its own.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from eval.corpus import open_corpus
from eval.formats.beir import read_beir
from eval.formats.squad import read_squad
from eval.questions import EvalSet, Question
from index.documents import Span
from qa.answerability import features
from qa.ask import Ranking
from qa.evidence import Evidence
from qa.schemas import LONGEST_QUESTION, Query
from qa.service import Service
from qa.settings import Settings
from qa.weights import Answerability, Fusion, Weights

ARTICLES = 60
QUESTIONS = 2000
RIDGE = 1e-3
#: Of the answers shown at the threshold at most this share is wrong, on the training mix.
ERROR_RATE = 0.2
SHOWN = Console()


class Candidates(NamedTuple):
    """One question's candidates: scores `(n, weights)` and which are relevant `(n,)`."""

    scores: NDArray[np.float32]
    relevant: NDArray[np.bool_]


def holds(question: Question, evidence: Evidence, span: Span) -> bool:
    """Whether `span` of the passage's document holds a gold span, or the document is relevant as a whole."""
    return any(
        gold.document_id == evidence.passage.document_id
        and (gold.end is None or (span.start <= gold.start and gold.end <= span.end))
        for gold in question.gold
    )


def gather(service: Service, questions: Sequence[Question]) -> Iterator[Candidates]:
    """The candidates of each question of which at least one is relevant."""
    for question in track(questions, description="candidates", console=SHOWN):
        ranked = service.asker.rank(Query(question=question.text[:LONGEST_QUESTION])).evidence
        relevant = np.array([holds(question, e, e.passage.span) for e in ranked])
        if relevant.any():
            scores = np.array(
                [[getattr(e, name) for name in Fusion.model_fields] for e in ranked], np.float32
            )
            yield Candidates(scores, relevant)


def fit_fusion(sets: Sequence[Sequence[Candidates]]) -> Fusion:
    """Weights under which relevant candidates get the most of each question's softmax."""
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
    return Fusion(**{name: round(value, 3) for name, value in zip(Fusion.model_fields, fitted, strict=True)})


def regimes(
    question: Question, ids: Sequence[str], chance: random.Random
) -> Iterator[dict[str, object] | None]:
    """Filters under which a question is asked: its own article, another, all, all but its own."""
    own = question.gold[0].document_id
    others = [id for id in ids if id != own]
    yield {"document_id": own}
    yield {"document_id": chance.choice(others)}
    yield None
    yield {"document_id": {"$in": others}}


def answered(question: Question, ranking: Ranking) -> tuple[dict[str, float], bool]:
    """The features of the best evidence, and whether its sentence holds a gold answer."""
    best = ranking.evidence[0]
    return features(question.text, ranking.snapshot.words, best), holds(question, best, best.sentence)


def fit_answerability(service: Service, evalset: EvalSet, questions: Sequence[Question]) -> Answerability:
    """A logistic model over the regimes, and the lowest threshold that keeps the error rate."""
    chance, rows, right = random.Random(0), [], []
    ids = [document.id for document in evalset.documents]
    for question in track(questions, description="answers", console=SHOWN):
        for filters in regimes(question, ids, chance):
            ranking = service.asker.rank(Query(question=question.text[:LONGEST_QUESTION], filters=filters))
            if ranking.evidence:
                found, holds_gold = answered(question, ranking)
                rows.append(found)
                right.append(holds_gold)
    names = [*rows[0]]
    inputs = torch.tensor([[row[name] for name in names] for row in rows])
    wanted = torch.tensor(right, dtype=torch.float32)
    mean, deviation = inputs.mean(0), inputs.std(0)
    model = torch.nn.Linear(len(names), 1)
    optimiser = torch.optim.LBFGS(model.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        logits = model((inputs - mean) / deviation)[:, 0]
        total = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted)
        total = total + RIDGE * (model.weight**2).sum()
        total.backward()
        return total

    optimiser.step(loss)
    weights = (model.weight[0] / deviation).detach()
    bias = float(model.bias[0]) - float(weights @ mean)
    probabilities = torch.sigmoid(inputs @ weights + bias).numpy()
    return Answerability(
        bias=round(bias, 3),
        weights={name: round(float(value), 3) for name, value in zip(names, weights, strict=True)},
        threshold=lowest_threshold(probabilities, np.array(right)),
    )


def lowest_threshold(probabilities: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """The lowest threshold, in hundredths, at or above which at most `ERROR_RATE` of the answers is wrong."""
    for hundredth in range(1, 100):
        shown = probabilities >= hundredth / 100
        if shown.any() and 1 - right[shown].mean() <= ERROR_RATE:
            return hundredth / 100
    return 1.0


def sample(evalset: EvalSet) -> EvalSet:
    """Some articles of a SQuAD file, spread over it, and some of their questions."""
    documents = evalset.documents[:: max(1, len(evalset.documents) // ARTICLES)]
    ids = {document.id for document in documents}
    questions = [q for q in evalset.questions if q.gold and q.gold[0].document_id in ids]
    random.Random(0).shuffle(questions)
    return EvalSet(evalset.name, questions[:QUESTIONS], documents)


def main() -> None:
    """Read the arguments, fit, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, required=True, help="a SQuAD v1.1 training file")
    parser.add_argument("--beir", type=Path, action="append", default=[], help="folders in BEIR's layout")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()

    squad = sample(read_squad(arguments.squad))
    sets = [squad, *map(read_beir, arguments.beir)]
    services = [
        open_corpus(s.documents, Settings(), lambda done, of: SHOWN.print(f"{done}/{of}")) for s in sets
    ]
    gathered = [[*gather(service, s.questions)] for service, s in zip(services, sets, strict=True)]
    fusion = fit_fusion(gathered)
    SHOWN.print(fusion)
    answerability = fit_answerability(services[0], squad, squad.questions)
    SHOWN.print(answerability)
    fitted_on = ", ".join(path.name for path in [arguments.squad, *arguments.beir])
    weights = Weights(fitted_on=fitted_on, fusion=fusion, answerability=answerability)
    arguments.out.write_text(weights.model_dump_json(indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
