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

from eval.reader_training.named_file import named_file
from eval.reader_training.train import Plan, train
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
        teach(arguments, lessons)
    student = SupportNetwork(arguments.encoder, arguments.frozen_layers).to(device)
    within = arguments.within - (time.monotonic() - began)
    taught = arguments.taught if arguments.teacher else 0.0
    plan = Plan(arguments.readings, arguments.batch, arguments.rate, within, taught=taught)
    train(student, lessons, plan, arguments.out / "student")


def teach(arguments: argparse.Namespace, lessons: SupportLessons) -> None:
    """Train a teacher, or take the one that was, and have it read all pairs."""
    out = arguments.out / "teacher"
    teacher = SupportTeacher(arguments.teacher, dropout=arguments.teacher_dropout).to(arguments.device)
    if not (out / "mean.pt").exists():
        plan = Plan(arguments.teacher_readings, arguments.teacher_batch, arguments.teacher_rate, measured=2)
        train(teacher, lessons, plan, out)
    teacher.load_state_dict(torch.load(out / "mean.pt", map_location="cpu", weights_only=True))
    for name, values in lessons.develop(teacher).items():
        Console().print(f"teacher {name}: {values}")
    lessons.corpus.taught(teacher)


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
    parser.add_argument("--teacher", type=Path, help="a folder with all-mpnet-base-v2")
    parser.add_argument("--readings", type=int, default=2_000_000, help="pairs that are learnt from")
    parser.add_argument("--within", type=float, default=float("inf"), help="end after so many seconds in all")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=3e-4, help="learning rate at its highest")
    parser.add_argument("--taught", type=float, default=0.6, help="the teacher's share of the loss")
    parser.add_argument("--frozen-layers", type=int, default=0)
    parser.add_argument("--teacher-readings", type=int, default=400_000)
    parser.add_argument("--teacher-batch", type=int, default=64)
    parser.add_argument("--teacher-rate", type=float, default=4e-5)
    parser.add_argument("--teacher-dropout", type=float, default=0.1)
    parser.add_argument(
        "--device",
        default="cuda" if torch.cuda.is_available() else "cpu",
        choices=("cpu", "cuda"),
        help="cuda where there is one",
    )
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
