"""What a sweep can vary: how questions are asked, settings of the service, weights of retrieval."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from eval.client import AskOptions
from index.errors import InvalidInput
from qa.confidence.weights import Weights, load_weights
from qa.retrieve.weights import FusionWeights
from qa.schemas import Mode
from qa.settings import Settings

#: Of these, other values take another index of the documents.
INGESTING = ("passage_tokens_least", "passage_tokens_most", "passage_overlap", "embedding_model")
SERVING = (*INGESTING, "read_passages", "reader", "threshold", "question_prompt", "passage_prompt")
ASKING: Mapping[str, TypeAdapter[Any]] = {
    "candidates": TypeAdapter(int),
    "top_k": TypeAdapter(int),
    "mode": TypeAdapter(Mode),
    "max_error_rate": TypeAdapter(float),
}
#: The weight of an arm is "weight." with its name, such as "weight.bm25".
WEIGHT = "weight."
KNOBS = (*ASKING, *SERVING, *(f"{WEIGHT}{name}" for name in FusionWeights.model_fields))


class Row(NamedTuple):
    """One combination: what differs from what is set, by the names of `KNOBS`; empty is the first row."""

    changes: Mapping[str, str]

    @property
    def name(self) -> str:
        """Such as "candidates=50 read_passages=4"; "as set" for the first."""
        return " ".join(f"{name}={value}" for name, value in self.changes.items()) or "as set"

    def options(self, base: AskOptions) -> AskOptions:
        """How questions are asked in this row.  Raises `InvalidInput`."""
        asked = {name: _parsed(name, value) for name, value in self.changes.items() if name in ASKING}
        return replace(base, **asked)

    def settings(self) -> Settings:
        """The settings of this row.  Raises `InvalidInput`."""
        changed: dict[str, Any] = {n: value for n, value in self.changes.items() if n in SERVING}
        return Settings(**changed)

    @property
    def weights(self) -> Weights | None:
        """The weights of this row; None where they are those that are fitted.  Raises `InvalidInput`."""
        changed = {n.removeprefix(WEIGHT): v for n, v in self.changes.items() if n.startswith(WEIGHT)}
        if not changed:
            return None
        fitted = load_weights()
        try:
            fusion = FusionWeights.model_validate({**fitted.fusion.model_dump(), **changed})
        except ValidationError as error:
            name = f"{WEIGHT}{error.errors()[0]['loc'][0]}"
            raise _unfit(name, changed[name.removeprefix(WEIGHT)]) from error
        return fitted.model_copy(update={"fusion": fusion})

    @property
    def ingests(self) -> bool:
        """Whether it takes an index of its own."""
        return any(name in INGESTING for name in self.changes)


def check_name(name: str) -> None:
    """Raise `InvalidInput` unless a sweep can vary `name`."""
    if name not in KNOBS:
        near = difflib.get_close_matches(name, KNOBS, 1)
        hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(KNOBS)}."
        raise InvalidInput(f"{name!r} cannot be varied.", field="--vary", hint=hint)


def _parsed(name: str, value: str) -> Any:
    try:
        return ASKING[name].validate_python(value)
    except ValidationError as error:
        raise _unfit(name, value) from error


def _unfit(name: str, value: str) -> InvalidInput:
    return InvalidInput(f"{value!r} is no value for {name}.", field="--vary", hint="Write name=value,value.")
