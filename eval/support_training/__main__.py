"""Train the support model, alone or taught by a larger network that is trained first.

    python -m eval.support_training --pairs pairs.npz --held-out made=kept-pairs.npz --encoder BEGIN \\
        --teacher FOLDER --out DIR

`--pairs` is what `python -m eval.support_training.pack` wrote, `--encoder` what
`python -m eval.support_training.restore` wrote, `--teacher` a folder with all-mpnet-base-v2.  The weights end
in `DIR/student/last.pt`, their running mean in `DIR/student/mean.pt`.  A training that was stopped goes on
from its last checkpoint.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch
from rich.console import Console

from eval.reader_training.teaching import Usual, add_arguments, named_file, student_plan, train_teacher
from eval.reader_training.train import train
from eval.support_training.batches import EncodedPairs, PairCorpus
from eval.support_training.lessons import SupportLessons
from eval.support_training.network import SupportNetwork, SupportTeacher


def main() -> None:
    """Read the arguments, train."""
    arguments = parsed()
    began = time.monotonic()
    torch.manual_seed(0)
    device = arguments.device
    corpus = PairCorpus(EncodedPairs.read(arguments.pairs), device)
    held_out = {name: PairCorpus(EncodedPairs.read(path), device) for name, path in arguments.held_out}
    lessons = SupportLessons(corpus, held_out)
    Console().print(f"{len(corpus):,} pairs")
    if arguments.teacher:
        teacher = SupportTeacher(arguments.teacher, dropout=arguments.teacher_dropout)
        train_teacher(teacher, lessons, arguments)
        corpus.taught(teacher)
        del teacher
    student = SupportNetwork(arguments.encoder, arguments.frozen_layers).to(device)
    plan = student_plan(arguments, time.monotonic() - began)
    train(student, lessons, plan, arguments.out / "student")


def parsed() -> argparse.Namespace:
    """The arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument(
        "--held-out", type=named_file, nargs="*", default=[], help="NAME=FILE, of packed pairs"
    )
    parser.add_argument("--encoder", type=Path, required=True, help="a folder with the weights to begin with")
    parser.add_argument("--frozen-layers", type=int, default=0)
    add_arguments(parser, Usual(readings=2_000_000, rate=3e-4, taught=0.6, teacher_rate=4e-5))
    return parser.parse_args()


if __name__ == "__main__":
    main()
