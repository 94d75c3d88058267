"""Benchmark of the other wordings of questions: what each kind does to the ranking of BM25 alone.

    python -m eval.benchmarks.wordings --squad train.json.gz --nq nq.jsonl.gz --scifact FOLDER

Of the questions that have other wordings of a kind it prints the mean reciprocal rank of the first right
passage among ten, without and with them, and how many questions rank higher and lower.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from eval.fitting.sets import natural_questions
from eval.formats.beir import read_beir
from eval.formats.squad import read_squad
from eval.questions import EvalSet, Question
from index.search.collection_words import words_of
from index.store.catalog.generations import GenerationId
from index.store.catalog.passages import Indexable
from index.store.lexical import LexicalIndex
from index.store.other_words import OtherWords
from qa.understand.question_words import question_words
from qa.understand.wordings.other_numbers import numbers_in
from qa.understand.wordings.other_wordings import Wordings

SHOWN = Console()
DEPTH = 10
#: Articles of SQuAD's training set, and questions on them.
ARTICLES, QUESTIONS = slice(100, 220), 6000


def report(evalset: EvalSet) -> None:
    """Print a line for each kind of wording."""
    passages = [
        (document.id, match, document.title, document.text[match : match + len(part)])
        for document in evalset.documents
        for match, part in _paragraphs(document.text)
    ]
    texts = [Indexable(n, 1, (title,), text) for n, (_, _, title, text) in enumerate(passages, 1)]
    explained, ours = Wordings(words_of(texts).abbreviations), Wordings({})
    lexical = LexicalIndex(Path()).in_memory(GenerationId(1, ""), texts)

    def rank(question: Question, also: Sequence[OtherWords]) -> float:
        for place, hit in enumerate(lexical.search(question.text, DEPTH, None, also), 1):
            id, start, _, text = passages[hit.passage - 1]
            if any(
                gold.document_id == id
                and (gold.end is None or (gold.start < start + len(text) and start < gold.end))
                for gold in question.gold
            ):
                return 1 / place
        return 0.0

    ranks: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for question in evalset.questions:
        for kind, also in _kinds(question.text, ours, explained).items():
            if also:
                ranks[kind].append((rank(question, ()), rank(question, also)))
    for kind, pairs in ranks.items():
        before, after = np.array(pairs).T
        higher, lower = (after > before).sum(), (after < before).sum()
        SHOWN.print(
            f"{evalset.name}, {kind}, {len(pairs)} of {len(evalset.questions)} questions: "
            f"{before.mean():.4f} and {after.mean():.4f}, {higher} higher, {lower} lower"
        )


def _kinds(question: str, ours: Wordings, explained: Wordings) -> dict[str, list[OtherWords]]:
    words = question_words(question)
    known, numbers = ours.of(question, words), {part for part, _ in numbers_in(question)}
    return {
        "numbers": [one for one in known if one.words in numbers],
        "our abbreviations": [one for one in known if one.is_same and one.words not in numbers],
        "synonyms": [one for one in known if not one.is_same],
        "explained abbreviations": [one for one in explained.of(question, words) if one not in known],
    }


def _paragraphs(text: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for part in text.split("\n\n"):
        if part.strip():
            found.append((at, part))
        at += len(part) + 2
    return found


def squad(path: Path) -> EvalSet:
    """A part of SQuAD's training set."""
    whole = read_squad(path)
    documents = whole.documents[ARTICLES]
    ids = {document.id for document in documents}
    asked = [q for q in whole.questions if q.gold and q.gold[0].document_id in ids]
    return EvalSet("squad", random.Random(3).sample(asked, QUESTIONS), documents)


def nq(path: Path) -> EvalSet:
    """All of nq_open_oracle outside QED."""
    halves = [natural_questions(path, half=half) for half in (0, 1)]
    return EvalSet(
        "nq", [q for half in halves for q in half.questions], [d for half in halves for d in half.documents]
    )


def scifact(path: Path) -> EvalSet:
    """SciFact's claims that have a right abstract."""
    whole = read_beir(path)
    return EvalSet("scifact", [q for q in whole.questions if q.gold], whole.documents)


READERS: dict[str, Callable[[Path], EvalSet]] = {"squad": squad, "nq": nq, "scifact": scifact}


def main() -> None:
    """Read the arguments, index, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in READERS:
        parser.add_argument(f"--{name}", type=Path)
    arguments = vars(parser.parse_args())
    for name, read in READERS.items():
        if arguments[name]:
            report(read(arguments[name]))


if __name__ == "__main__":
    main()
