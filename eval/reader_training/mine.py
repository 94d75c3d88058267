"""Make training examples of a SQuAD file: our own passages, and the wrong ones that our retriever finds.

    python -m eval.reader_training.mine --squad train.json.gz --mined 20000 --out train.jsonl.gz

The index that is built for it is kept in the cache of `qa eval --corpus`.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.progress import track

from eval.corpus import open_corpus
from eval.formats.squad import read_squad
from eval.questions import EvalSet, Question
from eval.reader_training.examples import Asked, Examples, Reading, write_examples
from index.store.catalog.passages import StoredPassage
from qa.schemas import LONGEST_QUESTION, Query
from qa.service import Service
from qa.settings import Settings

#: So many of the wrong passages are kept, of the first so many that were found.
KEPT, LOOKED_AT = 4, 12
SHOWN = Console()


class Shelf:
    """The passages of an index, each with a number of its own."""

    def __init__(self, service: Service) -> None:
        index = service.index
        with index.catalog.reading() as db:
            ids = [row[0] for row in db.execute("SELECT id FROM passages WHERE removed IS NULL ORDER BY id")]
            stored = index.snapshot("default").fetch(ids)
        self.stored: list[StoredPassage] = [stored[id] for id in ids]
        self.number = {id: number for number, id in enumerate(ids)}
        self.of: dict[str, list[StoredPassage]] = defaultdict(list)
        for passage in self.stored:
            self.of[passage.document_id].append(passage)

    def readings(self) -> list[Reading]:
        """As the reader sees them."""
        return [Reading(p.document_title, p.text, p.document_id) for p in self.stored]

    def place(self, question: Question) -> tuple[int, tuple[tuple[int, int], ...]] | None:
        """The passage that holds the gold spans, and where they are in it."""
        for gold in question.gold:
            for passage in self.of[gold.document_id]:
                inside = {
                    (g.start - passage.span.start, (g.end or 0) - passage.span.start)
                    for g in question.gold
                    if passage.span.start <= g.start and (g.end or 0) <= passage.span.end
                }
                if inside:
                    return self.number[passage.id], tuple(sorted(inside))
        return None


def wrong(service: Service, shelf: Shelf, question: Question) -> tuple[int, ...]:
    """The best passages that do not hold an answer's words."""
    ranking = service.pipeline.rank(Query(question=question.text[:LONGEST_QUESTION], candidates=50))
    answers = [answer.casefold() for answer in question.answers]
    found = [
        shelf.number[evidence.passage.id]
        for evidence in ranking.evidence[:LOOKED_AT]
        if not any(answer in evidence.passage.text.casefold() for answer in answers)
    ]
    return tuple(found[:KEPT])


def mine(service: Service, questions: Sequence[Question], mined: int) -> Examples:
    """Examples of answerable questions; `mined` of them, chosen at random, with wrong passages."""
    shelf = Shelf(service)
    placed = [(question, at) for question in questions if (at := shelf.place(question))]
    random.Random(0).shuffle(placed)
    with ThreadPoolExecutor(2) as threads:
        found = threads.map(lambda pair: wrong(service, shelf, pair[0]), placed[:mined])
        wrongs = [*track(found, total=min(mined, len(placed)), description="mining", console=SHOWN)]
    wrongs += [()] * (len(placed) - len(wrongs))
    asked = [
        Asked(question.text, at[0], at[1], bad) for (question, at), bad in zip(placed, wrongs, strict=True)
    ]
    return Examples(shelf.readings(), asked)


def main() -> None:
    """Read the arguments, index, mine, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, required=True, help="a SQuAD v1.1 training file")
    parser.add_argument("--mined", type=int, default=20_000, help="questions that get wrong passages")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    evalset: EvalSet = read_squad(arguments.squad)
    service = open_corpus(evalset.documents, Settings(), lambda done, of: SHOWN.print(f"{done}/{of}"))
    examples = mine(service, evalset.questions, arguments.mined)
    write_examples(arguments.out, examples)
    SHOWN.print(f"{len(examples.asked)} questions, {len(examples.passages)} passages")


if __name__ == "__main__":
    main()
