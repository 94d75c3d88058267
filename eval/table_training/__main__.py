"""Train the network that ranks what a table may answer.

    python -m eval.table_training --tables DIR --reports tatqa_dev.jsonl.gz \
        --out qa/read/table_questions/weights.npz

DIR has `wtq_tables.jsonl.gz` and `wtq_train.jsonl.gz` (WikiTableQuestions).  Of the reports (TAT-QA) the half
is taken that the reader learns from too.  The tables that the reader has not learnt from, one in fifteen, are
kept back; the share of right answers on these is printed after each pass.  `--whole` learns from them too.
Invented tables (`invented.py`) are learnt from too.  The candidates are kept in `--cache`.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np
import torch

from eval.formats.table_questions import read_tables
from eval.reader_training.examples import is_kept_back
from eval.table_training.batches import Packed, packed, vocabulary
from eval.table_training.examples import read_examples, report_questions, wiki_questions
from eval.table_training.invented import invented_questions
from eval.table_training.network import Ranker
from eval.table_training.train import right, train
from index.store.stemming import TermAnalyzer

#: Invented tables, with six questions each.
INVENTED = 500


def main() -> None:
    """Read the arguments, train, write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=Path, required=True, help="the folder of WikiTableQuestions")
    parser.add_argument("--reports", type=Path, required=True, help="TAT-QA")
    parser.add_argument("--cache", type=Path, help="where candidates are kept; read again if it is there")
    parser.add_argument("--passes", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--whole", action="store_true", help="keep no table back")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    examples = _examples(arguments.tables, arguments.reports, arguments.cache)
    kept_back = [one for one in examples if is_kept_back(f"table {one.table}")]
    learnt = [one for one in examples if arguments.whole or not is_kept_back(f"table {one.table}")]
    known = vocabulary(learnt)
    torch.manual_seed(arguments.seed)
    network = Ranker(len(known) + 1, len(examples[0].vector), examples[0].dense.shape[1])

    def report(number: int, loss: float) -> None:
        found = right(network, kept_back, known)
        print(
            f"pass {number}: loss {loss:.3f}, right {found.all:.3f}, of one cell {found.one_cell:.3f}",
            flush=True,
        )

    train(network, learnt, known, arguments.passes, report)
    arrays = {name: value.numpy().astype(np.float16) for name, value in network.state_dict().items()}
    arrays["phrase.weight"] = arrays["phrase.weight"][1:]
    words = np.frombuffer("\n".join(known).encode(), np.uint8)
    np.savez_compressed(arguments.out, phrases=words, **arrays)


def _examples(tables: Path, reports: Path, cache: Path | None) -> list[Packed]:
    if cache and cache.exists():
        with cache.open("rb") as file:
            kept: list[Packed] = pickle.load(file)
        return kept
    questions = [
        *wiki_questions(tables / "wtq_train.jsonl.gz", read_tables(tables)),
        *report_questions(reports, half=0),
        *invented_questions(INVENTED),
    ]
    found = [packed(example) for example in read_examples(questions, TermAnalyzer())]
    if cache:
        with cache.open("wb") as file:
            pickle.dump(found, file)
    return found


if __name__ == "__main__":
    main()
