"""Make training examples of a SQuAD file: its paragraphs, and wrong ones that BM25 finds.

    python -m eval.reader_training.mine --squad train.json.gz --mined 60000 --out train.jsonl.gz

The wrong paragraphs are those that share rare words with the question; an index would also find those that
are alike in meaning, but embedding every passage takes an hour.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from eval.reader_training.examples import Asked, Examples, Reading, write_examples
from eval.reader_training.sources import read_squad2
from index.language.function_words import FUNCTION_WORDS

WORD = re.compile(r"\w+")
#: So many of the wrong passages are kept, of the first so many that were found.
KEPT, LOOKED_AT = 4, 12
#: Words that begin alike count as one: the poorest of stemmers is enough here.
LETTERS = 7
#: BM25's saturation and the share of its length normalisation (Robertson & Zaragoza 2009).
K1, B = 1.2, 0.75


def terms(text: str) -> list[str]:
    """The content words of a text, cut short."""
    return [word[:LETTERS] for word in WORD.findall(text.casefold()) if word not in FUNCTION_WORDS]


class Postings:
    """BM25 over some passages, all in memory."""

    def __init__(self, passages: Sequence[Reading]) -> None:
        counts = [Counter(terms(f"{passage.title} {passage.text}")) for passage in passages]
        lengths = np.array([count.total() for count in counts], np.float32)
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for term, times in count.items():
                found[term].append((number, times))
        self._passages = len(passages)
        self._of = {term: self._weighed(np.array(rows), lengths) for term, rows in found.items()}

    def _weighed(
        self, rows: NDArray[np.int64], lengths: NDArray[np.float32]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        numbers, times = rows.T
        rarity = np.log(1 + (self._passages - len(rows) + 0.5) / (len(rows) + 0.5))
        norm = K1 * (1 - B + B * lengths[numbers] / lengths.mean())
        return numbers, (rarity * times * (K1 + 1) / (times + norm)).astype(np.float32)

    def best(self, question: str, most: int) -> list[int]:
        """The numbers of the best passages, best first; fewer where fewer share a word."""
        scores = np.zeros(self._passages, np.float32)
        for term in {*terms(question)} & self._of.keys():
            numbers, weights = self._of[term]
            scores[numbers] += weights
        top = np.argpartition(-scores, min(most, len(scores)) - 1)[:most]
        return [int(number) for number in top[np.argsort(-scores[top], kind="stable")] if scores[number] > 0]


def with_wrong(examples: Examples, mined: int) -> Examples:
    """The same, `mined` of the questions, chosen at random, with passages that lack the answer's words."""
    postings = Postings(examples.passages)
    texts = [passage.text.casefold() for passage in examples.passages]
    chosen = {*random.Random(0).sample(range(len(examples.asked)), min(mined, len(examples.asked)))}

    def wrong(asked: Asked) -> tuple[int, ...]:
        own = examples.passages[asked.passage].text
        answers = [own[slice(*span)].casefold() for span in asked.spans]
        found = postings.best(asked.question, LOOKED_AT)
        return tuple(n for n in found if not any(answer in texts[n] for answer in answers))[:KEPT]

    asked = [replace(a, wrong=wrong(a)) if n in chosen else a for n, a in enumerate(examples.asked)]
    return Examples(examples.passages, asked)


def with_wrong_of(examples: Examples, others: Examples) -> Examples:
    """The same questions, with wrong passages from all passages of both."""
    passages = [*examples.passages, *others.passages]
    return with_wrong(Examples(passages, examples.asked), len(examples.asked))


def main() -> None:
    """Read the arguments, mine, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, required=True, help="a SQuAD v1.1 training file")
    parser.add_argument("--mined", type=int, default=40_000, help="questions that get wrong passages")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    examples = with_wrong(read_squad2(arguments.squad), arguments.mined)
    write_examples(arguments.out, examples)
    Console().print(f"{len(examples.asked)} questions, {len(examples.passages)} passages")


if __name__ == "__main__":
    main()
