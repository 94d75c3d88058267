"""Make the pairs that the support model learns from.

    python -m eval.support_training.make --squad train.json.gz --misleading FOLDER --qed qed.jsonl.gz \\
        --support FOLDER --wordnet FOLDER --out pairs.jsonl.gz

`--misleading` has SQuAD 2.0's unanswerable questions, `--support` FEVER symmetric, RTE and WiCE.  One
document in fifteen is kept back: its pairs go to a second file, beside the first, to measure on.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from eval.formats.files import objects_of
from eval.people_documents.questions import peoples_questions
from eval.reader_training.contrast import most_alike, paragraph_key
from eval.reader_training.examples import is_kept_back
from eval.reader_training.sources import read_qed, read_squad2
from eval.reader_training.synonyms import Synonyms, common_words, reworded
from eval.support_training.human_pairs import fever, rte, tidy, wice
from eval.support_training.pair import SUPPORTED, Pair, write_pairs
from eval.support_training.people_pairs import people_pairs
from eval.support_training.rules import rule_pairs
from eval.support_training.squad_pairs import Paragraph, misled_pair, pairs_of, paragraphs
from eval.support_training.written_pairs import written_pairs

SEED = 7
#: This share of the claims is said in other words, where WordNet is given.
REWORDED = 0.4


def main() -> None:
    """Read the arguments, make, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("--squad", "--misleading", "--qed", "--support", "--out"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--wordnet", type=Path, help="WordNet's folder: claims are made in other words, too")
    parser.add_argument("--paragraphs", type=int, default=4000, help="of SQuAD")
    parser.add_argument("--rules", type=int, default=5000)
    parser.add_argument("--without-people", action="store_true", help="without people's documents")
    parser.add_argument("--written", type=int, default=0, help="pairs of written sentences")
    arguments = parser.parse_args()
    chance = random.Random(SEED)
    squad = chance.sample(paragraphs(read_squad2(arguments.squad)), arguments.paragraphs)
    qed = chance.sample(paragraphs(read_qed(arguments.qed)), min(2000, arguments.paragraphs // 2))
    made: list[tuple[str, Pair]] = []
    for paragraph in squad:
        made += [(paragraph.reading.document, pair) for pair in pairs_of(paragraph, chance)]
    for paragraph in qed:
        made += [
            (paragraph.reading.document, replace(pair, claim=tidy(pair.claim), text=tidy(pair.text)))
            for pair in pairs_of(paragraph, chance)
        ]
    made += _misled(squad, arguments.misleading, chance)
    made += _written(squad, arguments.written, chance)
    if not arguments.without_people:
        made += people_pairs(peoples_questions(), chance)
    learnt = [pair for document, pair in made if not is_kept_back(document)]
    kept = [pair for document, pair in made if is_kept_back(document)]
    learnt += _by_people(arguments.support)
    learnt += rule_pairs(arguments.rules, chance)
    if arguments.wordnet:
        learnt = [*_reworded(learnt, arguments.wordnet, chance)]
    chance.shuffle(learnt)
    write_pairs(arguments.out, learnt)
    write_pairs(arguments.out.with_name(f"kept-{arguments.out.name}"), kept)
    for source, count in Counter(pair.source for pair in learnt).most_common():
        Console().print(f"{count:7d} {source}")


def _reworded(pairs: Sequence[Pair], folder: Path, chance: random.Random) -> Iterator[Pair]:
    synonyms = Synonyms(folder, common_words(pair.text for pair in pairs))
    for pair in pairs:
        other = chance.random() < REWORDED
        yield replace(pair, claim=reworded(pair.claim, synonyms, chance)) if other else pair


def _by_people(folder: Path) -> Iterator[Pair]:
    names = ("fever_symmetric_v01_full.jsonl.gz", "fever_symmetric_v01_generated.jsonl.gz")
    yield from fever([folder / name for name in names], folder / "fever_symmetric_dev.jsonl.gz")
    yield from rte(folder / "rte_train.jsonl.gz")
    yield from wice(folder / "wice_tokens_train.jsonl.gz")


def _misled(some: Sequence[Paragraph], folder: Path, chance: random.Random) -> Iterator[tuple[str, Pair]]:
    """Pairs of misleading questions, each with the answer of the question of its paragraph most like it."""
    asked = _misleading(folder)
    for paragraph in some:
        for question, reason in asked.get(paragraph_key(paragraph.reading.text), ()):
            questions = [one for one, _ in paragraph.asked]
            _, answer = paragraph.asked[most_alike(question, questions)]
            if pair := misled_pair(paragraph, question, reason, answer, chance):
                yield paragraph.reading.document, pair


def _written(some: Sequence[Paragraph], count: int, chance: random.Random) -> list[tuple[str, Pair]]:
    """Pairs of written sentences; as many supported ones as others."""
    articles: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in some:
        articles[paragraph.reading.document].append(paragraph)
    found = [(name, pair) for name, article in articles.items() for pair in written_pairs(article, chance)]
    yes = [one for one in found if one[1].target == SUPPORTED]
    no = [one for one in found if one[1].target != SUPPORTED]
    return [pair for kind in (yes, no) for pair in chance.sample(kind, min(count // 2, len(kind)))]


def _misleading(folder: Path) -> Mapping[str, list[tuple[str, str]]]:
    """Questions with the reason why nothing answers them, by the key of their paragraph."""
    keys = {row["pid"]: paragraph_key(row["context"]) for row in objects_of(folder / "contexts.jsonl.gz")}
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in objects_of(folder / "questions.jsonl.gz"):
        if row["align"] == "high" and row["reason"]:
            found[keys[row["pid"]]].append((row["question"].strip(), row["reason"]))
    return found


if __name__ == "__main__":
    main()
