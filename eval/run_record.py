"""The record of a run: one JSON file, enough to compare and show the run without its set or index."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from eval.client import AskOptions, IndexSeen
from eval.compare import Side
from eval.jsonable import jsonable
from eval.measures.measure import Values
from eval.measures.summary import Metric, Scored
from eval.provenance import Environment
from eval.question_outcome import Outcome
from eval.questions import Question
from eval.span_texts import SpanText
from index.atomic_file import atomic_file
from index.errors import InvalidInput

RUN_FILE = "run.json"
#: Parts of a record that are written with one line for each item.
LISTED = frozenset({"questions", "outcomes", "values", "sources"})


class BadRun(InvalidInput):
    """A record of a run that cannot be used."""

    title = "The run is not valid"
    kind = "bad-run"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured, with which settings, and where.

    Args:
        place: What was asked: "local", "corpus" (an index of the set's own documents) or a server's address.
        set_hash: SHA-256 over the set's questions and documents.
        parallel: Questions asked at the same time.
    """

    place: str
    set_hash: str
    options: AskOptions
    parallel: int
    index: IndexSeen
    environment: Environment


@dataclass(frozen=True, slots=True)
class Run:
    """One run.

    Args:
        set: The eval set's name.
        began: When, in ISO 8601.
        ended: When the last outcome came.
        seconds: Time spent on asking: all waiting times, divided by the number of parallel clients.
        metrics: Values of the whole run, by measure.
        kinds: The same for the questions of each kind.
        tags: The same for the questions of each tag.
        questions: The questions asked, in the order of the set.
        outcomes: One for each question, in the same order.
        values: Values of each question, by id.
        sources: Texts of the passages and citations that a report shows.
    """

    set: str
    began: str
    ended: str
    seconds: float
    facts: Facts
    metrics: dict[str, Metric]
    kinds: dict[str, dict[str, Metric]]
    tags: dict[str, dict[str, Metric]]
    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...]
    values: dict[str, Values]
    sources: tuple[SpanText, ...]
    format: Literal[2] = 2

    @property
    def scored(self) -> Scored:
        """The values, as `eval.gate` takes them."""
        failed = tuple(outcome.question_id for outcome in self.outcomes if outcome.error)
        return Scored(self.values, self.metrics, self.kinds, self.tags, failed)

    @property
    def side(self) -> Side:
        """The run, as `eval.compare` takes it."""
        return Side(
            self.values,
            {outcome.question_id: outcome for outcome in self.outcomes},
            {question.id: question.kind for question in self.questions},
        )


def write_run(run: Run, folder: Path) -> Path:
    """Write `run.json` into `folder`, atomically.  Returns its path."""
    path = folder / RUN_FILE
    # One line for each item, so that a text diff of two records is useful.
    parts = []
    for name, value in jsonable(run).items():
        if name in LISTED:
            items = value.items() if isinstance(value, dict) else enumerate(value)
            rows = [
                f"{_dumped(key)}: {_dumped(item)}" if name == "values" else _dumped(item)
                for key, item in items
            ]
            left, right = "{}" if name == "values" else "[]"
            parts.append(f'"{name}": {left}\n ' + ",\n ".join(rows) + f"\n{right}")
        else:
            parts.append(f'"{name}": {_dumped(value)}')
    write_whole(path, "{\n" + ",\n".join(parts) + "\n}\n")
    return path


def write_whole(path: Path, text: str) -> None:
    """Write a file atomically.  Raises `InvalidInput` if that is not possible."""
    try:
        with atomic_file(path, 0o644) as file:
            file.write(text.encode())
    except OSError as error:
        raise InvalidInput(
            f"The file cannot be written: {error.strerror}.",
            field=str(path),
            hint="Name another place with --out.",
        ) from error


def read_run(path: Path) -> Run:
    """Read a record: `run.json`, or the folder that holds it.

    Raises:
        BadRun: The file cannot be read, or does not hold a record.
    """
    path = path / RUN_FILE if path.is_dir() else path
    hint = "Name a run.json that `qa eval run` wrote, or its folder."
    try:
        return _adapter().validate_json(path.read_bytes())
    except OSError as error:
        raise BadRun(f"It cannot be read: {error.strerror}.", field=str(path), hint=hint) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "The file"
        raise BadRun(f"{place}: {first['msg']}.", field=str(path), hint=hint) from error


@cache
def _adapter() -> TypeAdapter[Run]:
    return TypeAdapter(Run)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
