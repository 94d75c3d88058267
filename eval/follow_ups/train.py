"""Train the weights that say what a pronoun of a follow-up question means.

    python -m eval.follow_ups.train --canard canard_dev.jsonl.gz --cast cast_2019.jsonl.gz \\
        --squad dev.json.gz --squad-train train.json.gz --out qa/conversation/follow_up/weights.json

Learns from the development half of CANARD's dialogues, with and without their titles, and from all of CAsT's
file; from SQuAD's questions that stand alone ("Is it possible to ...?"), of the development half of `--squad`
and a tenth of `--squad-train`; and from pairs of questions of the latter in which a name was made a pronoun.
For each pronoun the wanted choice is the one that brings the question nearest to a person's rewrite by word
F1.  Thresholds are set on choices that are cross-fitted: each conversation by weights learnt from others.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from torch import Tensor

from eval.follow_ups.cases import Case, of_half, read_alone, read_canard, read_cast, read_made
from eval.follow_ups.measures import word_f1
from qa.conversation.follow_up.features import Features
from qa.conversation.follow_up.model import Choice, Meaning, RewriterWeights, choices, likeliest
from qa.conversation.follow_up.pronouns import Kind

#: A feature that fewer choices have is not learnt.
LEAST_SEEN = 20
RIDGE = 2e-4
STEPS = 100
#: Choices whose F1 is this much below the best count for a third of it.
SOFTNESS = 0.03
FOLDS = 4
#: Of each source's questions, the share that replacing one kind of pronoun may make worse.
MOST_WORSE = 0.02
#: Of the questions of SQuAD's training set, one in so many is learnt from.
EVERY = 10
LEAST_THRESHOLD, STEP = 0.3, 0.01


class Judged(NamedTuple):
    """What weights take a pronoun for, and how much word F1 replacing it wins."""

    source: str
    meaning: Meaning
    gain: float


class Example(NamedTuple):
    """A pronoun to learn from.

    Args:
        source: The name of the set that it is from.
        group: Its conversation.
        gains: Of each choice, how much word F1 the question wins.
    """

    source: str
    group: str
    choice: Choice
    gains: NDArray[np.float64]


def examples(source: str, cases: Iterable[Case]) -> list[Example]:
    """One for each pronoun of the cases' questions."""
    found = []
    for case in cases:
        typed = word_f1(case.question, case.rewrite)
        for choice in choices(case.question, case.history):
            texts = [choice.pronoun.replaced(case.question, mention.text) for mention in choice.mentions]
            gains = [0.0, *(word_f1(text, case.rewrite) - typed for text in texts)]
            found.append(Example(source, case.group, choice, np.array(gains)))
    return found


def wanted(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each choice should be: to leave the pronoun, unless a replacement wins something."""
    if gains.max() <= 0:
        return np.asarray(np.eye(1, len(gains))[0])
    weights = np.where(gains > 0, np.exp((gains - gains.max()) / SOFTNESS), 0.0)
    return np.asarray(weights / weights.sum())


def fit(learnt_from: Sequence[Example]) -> dict[str, float]:
    """The weights under which the wanted choices are likeliest, with a slight ridge."""
    seen = Counter(name for one in learnt_from for features in one.choice.features for name in features)
    names = sorted(name for name, count in seen.items() if count >= LEAST_SEEN)
    rows = [features for one in learnt_from for features in one.choice.features]
    inputs = torch.tensor(_matrix(rows, names))
    sizes = torch.tensor([len(one.gains) for one in learnt_from])
    owners = torch.repeat_interleave(torch.arange(len(learnt_from)), sizes)
    targets = torch.tensor(np.concatenate([wanted(one.gains) for one in learnt_from]), dtype=torch.float32)
    weights = torch.zeros(len(names), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        scores = inputs @ weights
        highest = torch.full((len(sizes),), -torch.inf).scatter_reduce(0, owners, scores.detach(), "amax")
        shifted = scores - highest[owners]
        totals = torch.zeros(len(sizes)).scatter_add(0, owners, shifted.exp())
        total = -(targets * (shifted - totals.log()[owners])).sum() / len(sizes)
        total = total + RIDGE * (weights**2).sum()
        total.backward()
        return total

    optimiser.step(loss)
    return {
        name: round(float(w), 3) for name, w in zip(names, weights.detach(), strict=True) if abs(w) >= 5e-4
    }


def _matrix(rows: Sequence[Features], names: Sequence[str]) -> NDArray[np.float32]:
    at = {name: column for column, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)), np.float32)
    for number, features in enumerate(rows):
        for name, value in features.items():
            if name in at:
                matrix[number, at[name]] = value
    return matrix


def judge(example: Example, weights: RewriterWeights) -> Judged:
    """What the weights take a pronoun for."""
    choice = example.choice
    found = likeliest(choice, [weights.score(features) for features in choice.features])
    at = next(at for at, mention in enumerate(choice.mentions, 1) if mention is found.mention)
    return Judged(example.source, found, float(example.gains[at]))


def cross_fitted(every: Sequence[Example]) -> list[Judged]:
    """Each example judged by weights that are learnt from other conversations."""
    folds = [hashlib.sha256(f"fold {one.group}".encode()).digest()[0] % FOLDS for one in every]
    found: dict[int, Judged] = {}
    for fold in range(FOLDS):
        fitted = fit([one for one, of in zip(every, folds, strict=True) if of != fold])
        weights = RewriterWeights(thresholds={}, weights=fitted)
        found |= {at: judge(every[at], weights) for at, of in enumerate(folds) if of == fold}
    return [found[at] for at in range(len(every))]


def threshold(judged: Sequence[Judged], kind: Kind, questions: Mapping[str, int]) -> float:
    """The lowest confidence from which on replacing a kind does little harm to each source.

    Args:
        questions: How many each source has, those without a pronoun counted.
    """
    worse = [one for one in judged if one.meaning.pronoun.kind == kind and one.gain < 0]
    for least in np.arange(LEAST_THRESHOLD, 1.0, STEP):
        count = Counter(one.source for one in worse if one.meaning.confidence >= least)
        if all(count[source] <= MOST_WORSE * total for source, total in questions.items()):
            return round(float(least), 2)
    return 1.0


def sources(canard: Path, cast: Path, squad: Path, squad_train: Path) -> dict[str, list[Case]]:
    """What is learnt from, by name.  Raises `BadSet`."""
    return {
        "CANARD": of_half(read_canard(canard), "develop"),
        "CANARD without titles": of_half(read_canard(canard, title=False), "develop"),
        "CAsT": read_cast(cast),
        "SQuAD, same article": of_half(read_alone(squad, related=True), "develop"),
        "SQuAD, another article": of_half(read_alone(squad, related=False), "develop"),
        "SQuAD, training set": read_alone(squad_train, related=True)[::EVERY],
        "SQuAD, made": read_made(squad_train),
    }


def main() -> None:
    """Train, and print what was learnt from and which thresholds came out."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--canard", type=Path, required=True)
    parser.add_argument("--cast", type=Path, required=True)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--squad-train", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    console = Console()
    given = sources(arguments.canard, arguments.cast, arguments.squad, arguments.squad_train)
    learnt_from = [example for name, cases in given.items() for example in examples(name, cases)]
    judged = cross_fitted(learnt_from)
    questions = {name: len(cases) for name, cases in given.items()}
    thresholds = {kind: threshold(judged, kind, questions) for kind in Kind}
    for kind, least in thresholds.items():
        of_kind = [one for one in judged if one.meaning.pronoun.kind == kind]
        gains = np.array([one.gain for one in of_kind if one.meaning.confidence >= least])
        console.print(
            f"{kind}: replaced from {least:.2f} on, {len(gains)} of {len(of_kind)}; "
            f"better {(gains > 0).sum()}, worse {(gains < 0).sum()}"
        )
    weights = RewriterWeights(thresholds=thresholds, weights=fit(learnt_from))
    arguments.out.write_text(weights.model_dump_json(indent=1) + "\n", encoding="utf-8")
    console.print(f"{len(weights.weights)} weights learnt from {len(learnt_from)} pronouns: {arguments.out}")


if __name__ == "__main__":
    main()
