"""Train the reader, alone or taught by a larger network that is trained first.

    python -m eval.reader_training --data DIR/train.npz --development squad2=DIR/squad2.npz \
        --teacher FOLDER --out DIR

`--data` is what `python -m eval.reader_training.pack` wrote, `--teacher` a folder with all-mpnet-base-v2.
`--encoder` is a folder with the weights to begin with, the bundled embedding model's if left out.  A training
that was stopped goes on from its last checkpoint.  The reader's weights end in `DIR/student`, ready for
`python -m eval.reader_training.export`.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch
from rich.console import Console

from eval.reader_training import packed
from eval.reader_training.batches import Corpus, DeviceRows
from eval.reader_training.lessons import ReaderLessons
from eval.reader_training.named_file import named_file
from eval.reader_training.network import SpanNetwork, TeacherNetwork
from eval.reader_training.train import Plan, train

SHOWN = Console()


def main() -> None:
    """Read the arguments, train."""
    arguments = parsed()
    began = time.monotonic()
    torch.manual_seed(0)
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    device = arguments.device
    corpus = Corpus(packed.read(arguments.data), device)
    SHOWN.print(f"{len(corpus):,} rows")
    held_out = {name: development(path, device) for name, path in arguments.development}
    lessons = ReaderLessons(corpus, held_out)
    if arguments.teacher:
        teacher = taught_first(arguments, lessons)
        corpus.taught(teacher)
        SHOWN.print("the teacher has read all rows")
        del teacher
    student = SpanNetwork(encoder_folder(arguments), attention_on(device)).to(device)
    plan = Plan(
        arguments.readings,
        arguments.batch,
        arguments.rate,
        arguments.within - (time.monotonic() - began),
        taught=arguments.taught if arguments.teacher else 0.0,
    )
    train(student, lessons, plan, arguments.out / "student")


def taught_first(arguments: argparse.Namespace, lessons: ReaderLessons) -> TeacherNetwork:
    """The teacher: trained before, or now."""
    out = arguments.out / "teacher"
    teacher: TeacherNetwork = TeacherNetwork(arguments.teacher, dropout=arguments.teacher_dropout)
    teacher.to(arguments.device)
    if not (out / "mean.pt").exists():
        plan = Plan(
            arguments.teacher_readings,
            arguments.teacher_batch,
            arguments.teacher_rate,
            arguments.teacher_seconds,
            measured=2,
        )
        train(teacher, lessons, plan, out)
    teacher.load_state_dict(torch.load(out / "mean.pt", map_location="cpu", weights_only=True))
    for name, values in lessons.develop(teacher).items():
        SHOWN.print(f"teacher {name}: {values}")
    return teacher


def development(path: Path, device: str) -> list[DeviceRows]:
    """The rows of a file."""
    return [DeviceRows.of(some, device) for some in packed.rows(packed.read(path))]


def encoder_folder(arguments: argparse.Namespace) -> Path:
    """Where the weights are that the student begins with."""
    if arguments.encoder:
        return Path(arguments.encoder)
    from index.embed.model_files import BUNDLED, locate

    return locate(BUNDLED)


def attention_on(device: str) -> str:
    """The quickest implementation."""
    return "sdpa" if device == "cuda" else "eager"


def parsed() -> argparse.Namespace:
    """The arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--development", type=named_file, nargs="*", default=[], help="NAME=FILE")
    parser.add_argument("--encoder", type=Path, help="a folder with the weights to begin with")
    parser.add_argument("--teacher", type=Path, help="a folder with all-mpnet-base-v2")
    parser.add_argument("--readings", type=int, default=1_600_000, help="rows the reader learns from")
    parser.add_argument("--within", type=float, default=float("inf"), help="end after so many seconds in all")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=4e-4, help="learning rate at its highest")
    parser.add_argument("--taught", type=float, default=0.7, help="the teacher's share of the loss")
    parser.add_argument("--teacher-readings", type=int, default=400_000)
    parser.add_argument("--teacher-seconds", type=float, default=float("inf"))
    parser.add_argument("--teacher-batch", type=int, default=64)
    parser.add_argument("--teacher-rate", type=float, default=6e-5)
    parser.add_argument("--teacher-dropout", type=float, default=0.1)
    parser.add_argument("--threads", type=int, default=0)
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
