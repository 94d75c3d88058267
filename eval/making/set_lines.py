"""Made questions as lines of an eval set."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from eval.making.made import Made


def set_lines(questions: Sequence[Made]) -> list[dict[str, Any]]:
    """One line for each question, as `eval/sets/schema.json` has them, each with an id of its own."""
    return [_line(one) for one in questions]


def _line(one: Made) -> dict[str, Any]:
    place = f"{one.source.document_id}\n{one.text}"
    line: dict[str, Any] = {
        "id": f"made-{hashlib.sha256(place.encode()).hexdigest()[:12]}",
        "question": one.text,
        "kind": one.kind,
        "made": True,
        "method": one.method,
        "tags": [f"made by {one.method}"],
    }
    if not one.spans:
        return {**line, "unanswerable": True}
    return {**line, "answers": list(one.answers), "gold": _gold(one)}


def _gold(one: Made) -> list[dict[str, Any]]:
    return [
        {
            "document_id": one.source.document_id,
            "version": one.source.version,
            "start": span.start,
            "end": span.end,
            "quote": span.of(one.source.text),
            **({"item": number} if one.items else {}),
        }
        for number, span in enumerate(one.spans, 1)
    ]
