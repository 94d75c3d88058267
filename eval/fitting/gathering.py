"""Ask the questions of all sets, two sets at a time, and measure what could be shown for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from eval.corpus import open_corpus
from eval.fitting.cases import Case, cases, elsewhere
from eval.fitting.measured import Measured, measure
from eval.fitting.own_documents import own_and_kept_back
from eval.fitting.reader_weights import fit_reading, mean_f1, right_first
from eval.fitting.sets import (
    kept_back,
    kept_back_qed,
    kept_back_tables,
    long_answers,
    natural_questions,
    table_sentences,
    with_misleading,
)
from eval.formats.squad import read_squad
from eval.questions import EvalSet
from qa.confidence.weights import load_weights
from qa.read.reader.factory import open_reader
from qa.read.weights import ReadingWeights
from qa.service import Service
from qa.settings import Settings

#: Sets that are asked at the same time, each in a process of its own.
PROCESSES = 2
#: Questions on something else that are asked of the documents of each set.
ELSEWHERE = 60
SHOWN = Console()


class Sources(NamedTuple):
    """Where the data are; None for a set that is left out."""

    squad: Path
    qed: Path
    misleading: Path | None = None
    nq: Path | None = None
    tables: Path | None = None
    clapnq: Path | None = None
    fetaqa: Path | None = None


class MeasuredSet(NamedTuple):
    """The questions of a set, and those of another set asked of its documents."""

    name: str
    asked: list[Measured]
    elsewhere: list[Measured]


def sets_of(sources: Sources) -> list[EvalSet]:
    """What probabilities are fitted on, in an order in which neighbours are about different things."""
    squad = kept_back(read_squad(sources.squad))
    if sources.misleading:
        squad = with_misleading(squad, sources.misleading)
    sets = [squad, kept_back_qed(sources.qed)]
    if sources.tables:
        sets.append(kept_back_tables(sources.tables))
    if sources.nq:
        sets.append(natural_questions(sources.nq))
    if sources.fetaqa:
        sets.append(table_sentences(sources.fetaqa))
    if sources.clapnq:
        sets.append(long_answers(sources.clapnq))
    return [*sets, own_and_kept_back()]


def measure_all(sources: Sources, most: int, *, fit: bool) -> tuple[ReadingWeights, list[MeasuredSet]]:
    """Ask at most `most` questions of each set.

    Args:
        fit: Whether the weights of the reader are fitted first, which takes all cases in one process; else
            the present ones are kept.
    """
    if fit:
        return _measured_with_new_weights(sources, most)
    reading = load_weights().reading
    numbers = range(len(sets_of(sources)))
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as processes:
        asked = processes.map(partial(_measured_set, sources, most, reading), numbers)
        return reading, [*asked]


def _measured_set(sources: Sources, most: int, reading: ReadingWeights, number: int) -> MeasuredSet:
    sets = sets_of(sources)
    name, own, other = _asked(sets, number, most)
    return MeasuredSet(name, measure(own, reading), measure(other, reading))


def _measured_with_new_weights(sources: Sources, most: int) -> tuple[ReadingWeights, list[MeasuredSet]]:
    sets = sets_of(sources)
    asked = [_asked(sets, number, most) for number in range(len(sets))]
    short = [case for _, own, _ in asked for case in own if case.answers or not case.gold]
    reading = fit_reading(short)
    for line in _compared(asked, reading):
        SHOWN.print(line)
    return reading, [
        MeasuredSet(n, measure(own, reading), measure(other, reading)) for n, own, other in asked
    ]


def _asked(sets: Sequence[EvalSet], number: int, most: int) -> tuple[str, list[Case], list[Case]]:
    """The name of a set, its own questions, and those of the next one."""
    one, following = sets[number], sets[(number + 1) % len(sets)]
    service = opened(one)
    return one.name, cases(service, one, most), elsewhere(service, following, ELSEWHERE)


def _compared(asked: Sequence[tuple[str, list[Case], list[Case]]], reading: ReadingWeights) -> Iterator[str]:
    """How good the order of passages and the choice of spans are, without the reader's odds and with them."""
    for name, own, _ in asked:
        answerable = [case for case in own if case.answers]
        for counted in (reading.model_copy(update={"odds": 0.0}), reading) if answerable else ():
            first, overlap = right_first(answerable, counted), mean_f1(answerable, counted)
            yield f"{name}, {counted}: right passage first {first:.4f}, F1 {overlap:.4f}"


def opened(evalset: EvalSet) -> Service:
    """A service over the documents of a set."""
    settings = Settings()
    # A reader given as an argument need not be the one that the present weights were fitted for.
    reader = open_reader(settings.reader)
    return open_corpus(
        evalset.documents,
        settings,
        lambda done, of: SHOWN.print(f"{done}/{of}"),
        open_service=partial(Service, reader=reader),
    )
