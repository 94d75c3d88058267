"""Benchmark of the reader alone: each question with its own paragraph.

    python -m eval.benchmarks.reader --squad1 dev.json.gz --squad2 dev.json.gz

EM and F1 are measured on answerable questions without abstention; AUROC and the best F1 on the articles of
SQuAD 2.0 that the reader was not trained on.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track

from eval.measures.abstention import auroc, best_threshold
from eval.measures.answers import best_exact_match, best_f1
from eval.reader_training.batches import DeviceRows, inputs
from eval.reader_training.examples import Examples
from eval.reader_training.network import SpanNetwork
from eval.reader_training.packed import Encoder, packed, rows
from eval.reader_training.sources import read_squad2
from eval.reader_training.tasks import Task
from index.embed.model_files import BUNDLED, locate
from qa.read.reader.bundled import BundledReader, model_folder
from qa.read.reader.factory import open_reader
from qa.read.reader.protocol import Reader, Reading, ReadPassage
from qa.read.span_boundaries import snap_to_words

SHOWN = Console()
#: Sizes of the speed measurement; a passage has about 160 tokens.
PASSAGES, WORDS, REPEATS = 10, 118, 20


class Read(NamedTuple):
    """How the reader did on one question."""

    exact: float
    f1: float
    odds: float
    answerable: bool


def read_all(reader: Reader, examples: Examples) -> list[Read]:
    """Read every question with its own paragraph."""
    found = []
    for asked in track(examples.asked, description="reading", console=SHOWN):
        passage = examples.passages[asked.passage]
        (reading,) = reader.read(asked.question, [ReadPassage(passage.title, passage.text)])
        answers = [passage.text[slice(*span)] for span in asked.spans]
        text = answer_of(passage.text, reading)
        odds = reading.spans[0].margin if reading.spans else -99.0
        found.append(Read(best_exact_match(text, answers), best_f1(text, answers), odds, bool(answers)))
    return found


def answer_of(text: str, reading: Reading) -> str:
    """The text of the best span, cut at word boundaries."""
    span = snap_to_words(text, reading.spans[0].span) if reading.spans else None
    return span.of(text) if span else ""


def answerable(examples: Examples, most: int | None) -> Examples:
    """The questions that have an answer, or a sample of them."""
    asked = [a for a in examples.asked if a.spans]
    return Examples(examples.passages, random.Random(0).sample(asked, min(most or len(asked), len(asked))))


def report_squad1(reader: Reader, examples: Examples) -> None:
    """Print EM and F1."""
    read = read_all(reader, examples)
    exact, overlap = (100 * float(np.mean([getattr(r, name) for r in read])) for name in ("exact", "f1"))
    SHOWN.print(f"gold paragraph: EM {exact:.1f}, F1 {overlap:.1f}, {len(read)} questions")


def report_squad2(reader: Reader, examples: Examples) -> None:
    """Print AUROC and the best F1 with abstention."""
    read = read_all(reader, examples)
    odds = np.array([r.odds for r in read])
    wanted = np.array([float(r.answerable) for r in read])
    area = auroc(odds, wanted)
    best = best_threshold(odds, np.array([r.f1 for r in read]), 1 - wanted)
    SHOWN.print(f"misleading: AUROC {area:.3f}, best F1 {100 * best.score:.1f}, {len(read)} questions")


def report_speed(reader: Reader) -> None:
    """Print the time to read ten passages, and the time that PyTorch needs for the same tokens."""
    import torch

    words = "bridge council four heavy Monday on rain river road rose the town".split()  # noqa: SIM905
    chance = random.Random(0)
    question = "Which bridges did the town council close?"
    passages = [ReadPassage("", " ".join(chance.choices(words, k=WORDS))) for _ in range(PASSAGES)]
    taken = p50(lambda: reader.read(question, passages))
    network = SpanNetwork(locate(BUNDLED)).eval()
    tasks = ((n, Task(question, "", passage.text)) for n, passage in enumerate(passages))
    batches = [inputs(DeviceRows.of(some, "cpu")) for some in rows(packed([tasks], Encoder(locate(BUNDLED))))]
    with torch.inference_mode():
        plain = p50(lambda: [network(*batch) for batch in batches])
    SHOWN.print(
        f"{PASSAGES} passages, {batches[-1][0].shape[1]} tokens with the question: p50 {taken:.0f} ms, "
        f"PyTorch's float32 {plain:.0f} ms, ratio {taken / plain:.2f}"
    )


def p50(run: Callable[[], object]) -> float:
    """The median time of `REPEATS` runs after a warm-up run, in milliseconds."""
    run()
    taken = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        run()
        taken.append(1e3 * (time.perf_counter() - began))
    return float(np.median(taken))


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad1", type=Path, help="a SQuAD v1.1 file")
    parser.add_argument("--squad2", type=Path, help="a SQuAD 2.0 file; the reader was trained on half of it")
    parser.add_argument("--model", type=Path, help="a bundled reader in another folder")
    parser.add_argument("--reader", help="a Hugging Face model instead")
    parser.add_argument("--limit", type=int, help="size of a random sample of answerable questions")
    arguments = parser.parse_args()
    reader: Reader = (
        open_reader(arguments.reader)
        if arguments.reader
        else BundledReader(arguments.model or model_folder())
    )
    report_speed(reader)
    if arguments.squad1:
        report_squad1(reader, answerable(read_squad2(arguments.squad1), arguments.limit))
    if arguments.squad2:
        report_squad2(reader, read_squad2(arguments.squad2, half=1))


if __name__ == "__main__":
    main()
