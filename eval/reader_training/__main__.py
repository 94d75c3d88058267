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
from eval.reader_training.network import SpanNetwork, TeacherNetwork
from eval.reader_training.teaching import Usual, add_arguments, named_file, student_plan, train_teacher
from eval.reader_training.train import train

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
        teacher: TeacherNetwork = TeacherNetwork(arguments.teacher, dropout=arguments.teacher_dropout)
        train_teacher(teacher, lessons, arguments)
        corpus.taught(teacher)
        SHOWN.print("the teacher has read all rows")
        del teacher
    student = SpanNetwork(encoder_folder(arguments), attention_on(device)).to(device)
    plan = student_plan(arguments, time.monotonic() - began)
    train(student, lessons, plan, arguments.out / "student")


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
    parser.add_argument("--threads", type=int, default=0)
    add_arguments(parser, Usual(readings=1_600_000, rate=4e-4, taught=0.7, teacher_rate=6e-5))
    return parser.parse_args()


if __name__ == "__main__":
    main()
