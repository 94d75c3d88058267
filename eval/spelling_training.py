"""Fit the weights by which a misspelt word is told from one that is right (qa/retrieve/spelling/choice.py).

    python -m eval.spelling_training --squad train.json.gz --nq nq.jsonl.gz

Learnt from are words of questions with slips that a program makes (`eval.perturbations`), whose right
choice is the word before the slip, and words of the other set's questions that the other set's passages
have and these have not: these are right as they are.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from scipy.optimize import minimize

from eval.fitting.sets import natural_questions
from eval.formats.squad import read_squad
from eval.perturbations import joined, misspelt
from index.documents import Document
from index.search.collection_words import words_of
from index.store.catalog.generations import GenerationId
from index.store.catalog.passages import Indexable
from index.store.lexical import LexicalIndex, LexicalSnapshot
from qa.retrieve.spelling.choice import Features, Weighed, of_candidate, of_leaving
from qa.retrieve.spelling.corrected_question import MOST_CANDIDATES, Fits, unknown_words
from qa.retrieve.spelling.speller import Speller

SHOWN = Console()
#: Articles of SQuAD's training set that are learnt from, and so many of their questions get slips.
ARTICLES, QUESTIONS = 60, 3000
#: A right word that is changed does more harm than a slip that stays.
RIGHT_WEIGHT = 4.0
#: Added to the squared weights.
RIDGE = 0.5


class Corpus(NamedTuple):
    """Passages to ask, and questions that they answer."""

    questions: Sequence[str]
    words: frozenset[str]
    speller: Speller
    lexical: LexicalSnapshot

    def has(self, word: str) -> bool:
        """Whether a passage has a word."""
        return bool(self.lexical.search(word, 1))


class Case(NamedTuple):
    """The choices of one word, and which of them is right; the first is to leave it."""

    features: Sequence[Features]
    right: int

    @property
    def weight(self) -> float:
        """How much it counts."""
        return 1.0 if self.right else RIGHT_WEIGHT


def corpus(documents: Sequence[Document], questions: Sequence[str]) -> Corpus:
    """Index the paragraphs of documents by their words alone."""
    paragraphs = [(d.title, p) for d in documents for p in d.text.split("\n\n") if p.strip()]
    texts = [Indexable(n, 1, (title,), text) for n, (title, text) in enumerate(paragraphs, 1)]
    found = words_of(texts)
    lexical = LexicalIndex(Path()).in_memory(GenerationId(1, ""), texts)
    asked = [" ".join(question.split()) for question in questions]
    return Corpus(asked, frozenset(found.counts), Speller(found.counts), lexical)


def typed(asked: Corpus, questions: Sequence[str], random: random.Random) -> Iterator[Case]:
    """Words with slips: right is the word before."""
    for question in questions:
        changed = (joined if random.random() < 0.25 else misspelt)(question, random)
        if changed == question or unknown_words(question, asked.has):
            continue
        before = {word.casefold() for word in question.replace("?", " ").split()}
        for case, texts in _cases(asked, changed):
            right = [n for n, text in enumerate(texts, 1) if set(text.split()) <= before]
            yield Case(case, right[0] if right else 0)


def foreign(asked: Corpus, other: Corpus) -> Iterator[Case]:
    """Words that are right: the passages that are asked do not have them, the other ones do."""
    for question in other.questions:
        if not unknown_words(question, other.has):
            for case, _ in _cases(asked, question):
                yield Case(case, 0)


def _cases(asked: Corpus, question: str) -> Iterator[tuple[list[Features], list[str]]]:
    unknown = unknown_words(question, asked.has)
    fits = Fits(question, unknown, asked.lexical, asked.lexical.search)
    for word in unknown:
        low = word.text.casefold()
        found = asked.speller.candidates(low, MOST_CANDIDATES)
        if found:
            leaving = of_leaving(low, asked.speller.strangeness(low), named=word.names)
            features = [of_candidate(Weighed(one, fits.of(one.text)), low) for one in found]
            yield [leaving, *features], [one.text for one in found]


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """The weights of highest likelihood."""
    names = sorted({name for case in cases for features in case.features for name in features})
    arrays = [np.array([[f.get(n, 0.0) for n in names] for f in case.features]) for case in cases]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for array, case in zip(arrays, cases, strict=True):
            scores = array @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            total -= case.weight * float(np.log(shares[case.right] + 1e-12))
            slope = slope + case.weight * (shares @ array - array[case.right])
        return total, slope

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return {name: round(float(value), 3) for name, value in zip(names, best.x, strict=True)}


def report(name: str, cases: Sequence[Case], weights: dict[str, float], least: float) -> None:
    """Print how often the right choice is made."""
    kinds = {"restored": 0, "left": 0, "wrong": 0}
    for case in cases:
        scores = [sum(v * weights[n] for n, v in features.items()) for features in case.features]
        best = 1 + int(np.argmax(scores[1:]))
        made = best if scores[best] - scores[0] > least else 0
        kinds["restored" if made == case.right and made else "left" if not made else "wrong"] += 1
    shares = ", ".join(f"{kind} {count / len(cases):.3f}" for kind, count in kinds.items())
    SHOWN.print(f"{name}, {len(cases)} unknown words, at {least:+.1f}: {shares}")


def main() -> None:
    """Read the arguments, fit, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, required=True, help="SQuAD's training set")
    parser.add_argument("--nq", type=Path, required=True, help="questions with passages, gzipped JSON lines")
    arguments = parser.parse_args()
    chance = random.Random(0)
    squad = read_squad(arguments.squad)
    chosen = squad.documents[:ARTICLES]
    ids = {document.id for document in chosen}
    of_chosen = [q.text for q in squad.questions if q.gold and q.gold[0].document_id in ids]
    nq = natural_questions(arguments.nq)
    one = corpus(chosen, of_chosen)
    two = corpus(nq.documents, [q.text for q in nq.questions])
    slips = [
        case
        for each in (one, two)
        for case in typed(each, chance.sample(each.questions, min(QUESTIONS, len(each.questions))), chance)
    ]
    right = [*foreign(one, two), *foreign(two, one)]
    for cases in (slips, right):
        chance.shuffle(cases)
    learnt = [*slips[::2], *right[::2]]
    weights = fit(learnt)
    SHOWN.print(weights)
    for least in (0.0, 0.5, 1.0):
        report("slips", slips[1::2], weights, least)
        report("right", right[1::2], weights, least)


if __name__ == "__main__":
    main()
