"""The lines of an answer in a terminal, by its kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from qa.cli.answer_lines import answer_lines
from qa.schemas import Answer, Citation, MetadataCitation

ITEMS: list[dict[str, Any]] = [
    {"text": "Taxi", "citations": []},
    {"text": "€60", "label": "limit", "citations": []},
]


def numbers(citations: Sequence[Citation | MetadataCitation]) -> str:
    return "[1]"


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({"kind": "span", "value": "up to 9 km", "text": "9 km"}, ["up to 9 km [1]"]),
        ({"kind": "sentence", "text": "Do not row.", "verdict": "no"}, ["No. Do not row. [1]"]),
        ({"kind": "list", "lead": "Costs:", "items": ITEMS}, ["Costs:", "- Taxi [1]", "- limit: €60 [1]"]),
        ({"kind": "steps", "items": ITEMS}, ["1. Taxi [1]", "2. limit: €60 [1]"]),
        ({"kind": "row", "value": "€60", "items": ITEMS}, ["€60 [1]", "- Taxi [1]", "- limit: €60 [1]"]),
    ],
)
def test_an_answer_is_printed_by_its_kind(fields: dict[str, Any], lines: list[str]) -> None:
    given = {"text": "all of it", "probability": 0.9, "citations": [], "sentence": None, **fields}
    assert [line.plain for line in answer_lines(Answer.model_validate(given), numbers)] == lines
