"""Train the reader.

    python -m eval.reader_training --squad train.jsonl.gz --qed qed.jsonl.gz --squad2 dev.json.gz --out DIR

`--squad` is what `python -m eval.reader_training.mine` wrote; one document in fifteen is kept back.  Of
`--squad2` every second article is learnt from, the others are for development.  A training that was stopped
goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from eval.reader_training.examples import joined, learnt_from, read_examples
from eval.reader_training.sources import read_qed, read_squad2
from eval.reader_training.train import Plan, train

#: Misleading questions of people's making are few: each is seen this often in a pass.
REPEAT_SQUAD2 = 2


def main() -> None:
    """Read the arguments, train."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, required=True, help="mined from a SQuAD v1.1 training file")
    parser.add_argument("--qed", type=Path, help="QED, gzipped JSON lines")
    parser.add_argument("--squad2", type=Path, help="a SQuAD 2.0 file, of which half is learnt from")
    parser.add_argument("--steps", type=int, default=4000, help="batches in all")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-4, help="learning rate at its highest")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--device",
        default="cuda" if torch.cuda.is_available() else "cpu",
        choices=("cpu", "cuda"),
        help="cuda where there is one",
    )
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    sets = [learnt_from(read_examples(arguments.squad))]
    if arguments.qed:
        sets.append(learnt_from(read_qed(arguments.qed)))
    held_out = None
    if arguments.squad2:
        sets += [read_squad2(arguments.squad2, half=0)] * REPEAT_SQUAD2
        held_out = read_squad2(arguments.squad2, half=1)
    plan = Plan(arguments.steps, arguments.batch, arguments.rate, arguments.threads, arguments.device)
    train(joined(sets), held_out, plan, arguments.out)


if __name__ == "__main__":
    main()
