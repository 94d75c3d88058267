"""A baseline: the values of an earlier run, and floors, with which later runs are compared.

The file is JSON: `format` 1, the set's name, `questions` (ids), `values` (for each measure one figure for
each question in that order, null where it does not apply) and `floors`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, FiniteFloat, ValidationError, model_validator

from eval.compare import PLACES
from eval.measures.measure import Values
from eval.measures.registry import MEASURES, PER_QUESTION
from index.errors import InvalidInput


class BadBaseline(InvalidInput):
    """A baseline file that cannot be used."""

    title = "The baseline is not valid"
    kind = "bad-baseline"


class Baseline(BaseModel):
    """The values of a run that is good enough to be compared with.

    Args:
        set: The eval set's name.
        questions: Ids of the questions; every list of `values` has this order.
        values: Figures of per-question measures.
        floors: The lowest value that a measure of the whole run may have; where lower is better, the highest.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    set: str
    questions: list[str]
    values: dict[str, list[FiniteFloat | None]]
    floors: dict[str, FiniteFloat] = {}

    @model_validator(mode="after")
    def _fits(self) -> Baseline:
        if not self.questions or len(set(self.questions)) != len(self.questions):
            raise ValueError("questions must be ids, at least one, none twice")
        for name, figures in self.values.items():
            if name not in {measure.name for measure in PER_QUESTION}:
                raise ValueError(f"values: there is no measure {name!r} of single questions")
            if len(figures) != len(self.questions):
                raise ValueError(
                    f"values: {name!r} has {len(figures)} figures for {len(self.questions)} questions"
                )
        if strange := self.floors.keys() - MEASURES.keys():
            raise ValueError(f"floors: there is no measure {min(strange)!r}")
        return self

    def by_question(self) -> dict[str, Values]:
        """The values of each question."""
        return {
            id: {name: figure for name, row in self.values.items() if (figure := row[number]) is not None}
            for number, id in enumerate(self.questions)
        }


def make_baseline(set_name: str, values: Mapping[str, Values], floors: Mapping[str, float]) -> Baseline:
    """Make a baseline of a run's values, rounded to the decimals that a comparison uses."""
    columns = {
        measure.name: [
            None if (figure := row.get(measure.name)) is None else round(figure, PLACES)
            for row in values.values()
        ]
        for measure in PER_QUESTION
        if any(measure.name in row for row in values.values())
    }
    return Baseline(set=set_name, questions=list(values), values=columns, floors=dict(floors))


def dump_baseline(baseline: Baseline) -> str:
    """The file's text: one line for each measure, so that changes can be read."""
    fields = baseline.model_dump()
    rows = [
        f"  {json.dumps(name)}: {json.dumps(row, separators=(',', ':'))}"
        for name, row in fields.pop("values").items()
    ]
    parts = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    parts.append('"values": {\n' + ",\n".join(rows) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def read_baseline(path: Path) -> Baseline:
    """Read a baseline file.

    Raises:
        BadBaseline: The file cannot be read, or does not hold a baseline.
    """
    hint = "Write it again with `qa eval baseline`, from a run that is good enough."
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadBaseline(
            f"The file cannot be read: {error.strerror}.", field=str(path), hint=hint
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        detail = f"{place}: {first['msg']}" if place else str(first["msg"])
        raise BadBaseline(f"{detail}.", field=str(path), hint=hint) from error
