"""A run as a record: one JSON file from which it can be judged, compared and shown, without set or index."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from eval.client import AskOptions, IndexSeen
from eval.compare import Side
from eval.measures.measure import Values
from eval.measures.summary import Metric, Scored
from eval.outcomes import Outcome
from eval.plain import plain
from eval.questions import Question
from eval.software import Environment
from eval.sources import Source
from index.errors import InvalidInput

RUN_FILE = "run.json"
#: Parts of a record that have a line for each of their items.
LISTED = frozenset({"questions", "outcomes", "values", "sources"})


class BadRun(InvalidInput):
    """A record of a run that cannot be used."""

    title = "The run is not valid"
    kind = "bad-run"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the figures were made of.

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
        ended: When the last outcome was there.
        seconds: Spent on asking, by clients that wait for nothing else.
        metrics: Figures of the whole, by measure.
        tags: The same for the questions of each tag.
        questions: Those that were asked, in the set's order.
        outcomes: One for each, in that order.
        values: Figures of each question, by id.
        sources: The passages and citations that a report shows.
    """

    set: str
    began: str
    ended: str
    seconds: float
    facts: Facts
    metrics: dict[str, Metric]
    tags: dict[str, dict[str, Metric]]
    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...]
    values: dict[str, Values]
    sources: tuple[Source, ...]
    format: Literal[1] = 1

    @property
    def scored(self) -> Scored:
        """As a gate takes it."""
        failed = tuple(outcome.question_id for outcome in self.outcomes if outcome.error)
        return Scored(self.values, self.metrics, self.tags, failed)

    @property
    def side(self) -> Side:
        """As a comparison takes it."""
        return Side(self.values, {outcome.question_id: outcome for outcome in self.outcomes})


def write_run(run: Run, folder: Path) -> Path:
    """Write `run.json` into `folder`: all of it or, if it fails, nothing.  Returns its path."""
    path = folder / RUN_FILE
    # One line for each question, outcome and source, so that any tool can show how two records differ.
    parts = []
    for name, value in plain(run).items():
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
    """Replace a file at once and for good.  Raises `InvalidInput` where that is not possible."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            try:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                os.chmod(file.name, 0o644)
                os.replace(file.name, path)
            except BaseException:
                os.unlink(file.name)
                raise
    except OSError as error:
        raise InvalidInput(
            f"It cannot be written: {error.strerror}.", field=str(path), hint="Name another place with --out."
        ) from error


def read_run(path: Path) -> Run:
    """Read a record: `run.json`, or the folder that holds it.

    Raises:
        BadRun: It cannot be read, or is not what a record is.
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
