"""What the trainings of a student and its teacher share: arguments, and the teacher that comes first."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NamedTuple

import torch
from rich.console import Console

from eval.reader_training.train import Lessons, Plan, train

SHOWN = Console()


class Usual(NamedTuple):
    """The defaults in which trainings differ.

    Args:
        readings: Of the student.
        rate, teacher_rate: Learning rates at their highest.
        taught: The teacher's share of the loss.
    """

    readings: int
    rate: float
    taught: float
    teacher_rate: float


def add_arguments(parser: argparse.ArgumentParser, usual: Usual) -> None:
    """Add the arguments of both trainings."""
    parser.add_argument("--teacher", type=Path, help="a folder with all-mpnet-base-v2")
    parser.add_argument("--readings", type=int, default=usual.readings, help="rows that are learnt from")
    parser.add_argument("--within", type=float, default=float("inf"), help="end after so many seconds in all")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=usual.rate, help="learning rate at its highest")
    parser.add_argument("--taught", type=float, default=usual.taught, help="the teacher's share of the loss")
    parser.add_argument("--teacher-readings", type=int, default=400_000)
    parser.add_argument("--teacher-seconds", type=float, default=float("inf"))
    parser.add_argument("--teacher-batch", type=int, default=64)
    parser.add_argument("--teacher-rate", type=float, default=usual.teacher_rate)
    parser.add_argument("--teacher-dropout", type=float, default=0.1)
    parser.add_argument(
        "--device",
        default="cuda" if torch.cuda.is_available() else "cpu",
        choices=("cpu", "cuda"),
        help="cuda where there is one",
    )
    parser.add_argument("--out", type=Path, required=True)


def named_file(text: str) -> tuple[str, Path]:
    """The name and the file of an argument NAME=FILE.  Raises `argparse.ArgumentTypeError`."""
    name, mark, path = text.partition("=")
    if not mark:
        raise argparse.ArgumentTypeError(f"{text} is not NAME=FILE.")
    return name, Path(path)


def train_teacher(teacher: Any, lessons: Lessons, arguments: argparse.Namespace) -> None:
    """Train a teacher, or take the weights of the one that was trained before; print its values."""
    out = arguments.out / "teacher"
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


def student_plan(arguments: argparse.Namespace, elapsed: float) -> Plan:
    """The plan of a student, for what is left of the time after `elapsed` seconds."""
    return Plan(
        arguments.readings,
        arguments.batch,
        arguments.rate,
        arguments.within - elapsed,
        taught=arguments.taught if arguments.teacher else 0.0,
    )
