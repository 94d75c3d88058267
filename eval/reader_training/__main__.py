"""Train the reader.

    python -m eval.reader_training --squad train.jsonl.gz --qed qed.jsonl.gz --squad2 dev.json.gz --out DIR

`--squad` is what `python -m eval.reader_training.mine` wrote of the file `--mined-from`; one document in
fifteen is kept back.  `--misleading` is a folder of SQuAD 2.0's unanswerable questions for the same
paragraphs.  Of `--squad2` every second article is learnt from, the others are for development.  Questions
that stand in a file of `--held-out` are not learnt from.  `--start` goes on from other weights (`python -m
eval.reader_training.restore` makes them of the model that ships).  A training that was stopped goes on from
its last checkpoint.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from eval.reader_training.contrast import contrasted
from eval.reader_training.examples import Examples, joined, learnt_from, read_examples
from eval.reader_training.held_out import questions_of, without
from eval.reader_training.sources import read_qed, read_squad2
from eval.reader_training.thinning import Kept, thinned
from eval.reader_training.train import Plan, train


def main() -> None:
    """Read the arguments, train."""
    arguments = parsed()
    plan = Plan(
        arguments.steps,
        arguments.batch,
        arguments.rate,
        arguments.threads,
        arguments.device,
        arguments.start,
    )
    held_out = read_squad2(arguments.squad2, half=1) if arguments.squad2 else None
    train(examples_of(arguments), held_out, plan, arguments.out)


def examples_of(arguments: argparse.Namespace) -> Examples:
    """What is learnt from."""
    squad = read_examples(arguments.squad)
    if arguments.misleading:
        squad = contrasted(squad, arguments.mined_from, arguments.misleading)
    sets = [squad, read_qed(arguments.qed)] if arguments.qed else [squad]
    held_out = {question for path in arguments.held_out for question in questions_of(path)}
    sets = [without(learnt_from(each), held_out) for each in sets]
    kept = [Kept(arguments.plain, arguments.long), Kept(arguments.qed_share, arguments.long)]
    sets = [thinned(each, shares) for each, shares in zip(sets, kept, strict=False)]
    if arguments.squad2:
        sets.append(read_squad2(arguments.squad2, half=0))
    return joined(sets)


def parsed() -> argparse.Namespace:
    """The arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, required=True, help="mined from a SQuAD v1.1 training file")
    parser.add_argument("--mined-from", type=Path, help="that file; with --misleading")
    parser.add_argument("--misleading", type=Path, help="a folder of unanswerable questions")
    parser.add_argument("--held-out", type=Path, nargs="*", default=[], help="files of questions")
    parser.add_argument("--qed", type=Path, help="QED, gzipped JSON lines")
    parser.add_argument("--squad2", type=Path, help="a SQuAD 2.0 file, of which half is learnt from")
    shares = "share kept of "
    parser.add_argument("--plain", type=float, default=1.0, help=f"{shares}questions with no misleading one")
    parser.add_argument("--long", type=float, default=1.0, help=f"{shares}questions of long passages")
    parser.add_argument("--qed-share", type=float, default=1.0, help=f"{shares}QED's")
    parser.add_argument("--start", type=Path, help="weights to go on from")
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
    if arguments.misleading and not arguments.mined_from:
        parser.error(
            "--misleading needs --mined-from: the SQuAD file tells which paragraph a question is of."
        )
    return arguments


if __name__ == "__main__":
    main()
