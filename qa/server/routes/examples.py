"""Examples of bodies, shown at `/docs`; a test posts each one."""

from __future__ import annotations

from typing import Any

from fastapi.openapi.models import Example

_QUESTION = "How many North Korean troops were reported?"


def _examples(**bodies: tuple[str, dict[str, Any]]) -> dict[str, Example]:
    return {name: Example(summary=summary, value=value) for name, (summary, value) in bodies.items()}


ASK = _examples(
    question=("A question", {"question": _QUESTION}),
    filtered=(
        "A question to recent documents",
        {"question": _QUESTION, "filters": {"published": {"$gte": "2024-01-01"}}},
    ),
    always=(
        "An answer in any case",
        {"question": "What is the boiling point of tungsten?", "abstain": False, "top_k": 3},
    ),
)
SEARCH = _examples(
    search=("Passages", {"question": "Which region is partially occupied?", "top_k": 3}),
    dated=(
        "Passages of a time",
        {
            "query": "fighting in Kursk",
            "filters": {"published": {"$gte": "2024-11-01", "$lte": "2024-11-30"}},
        },
    ),
)
DOCUMENTS = _examples(
    one=(
        "A document",
        {
            "documents": [
                {"id": "tungsten", "text": "Tungsten boils at 5,930 °C, higher than any other element."}
            ]
        },
    ),
    full=(
        "Everything a document can have",
        {
            "documents": [
                {
                    "id": "release-notes-2.1",
                    "title": "Release notes 2.1",
                    "text": "# Changes\n\nThe export now keeps time zones.\n\n- Imports are twice as fast.",
                    "url": "https://example.org/releases/2.1",
                    "published": "2026-03-14",
                    "metadata": {"product": "export", "year": 2026, "final": True, "tags": ["time", "speed"]},
                    "format": "markdown",
                }
            ],
            "collection": "manuals",
        },
    ),
)
CHAT = _examples(
    follow_up=(
        "A follow-up question",
        {
            "question": "And who said that?",
            "history": [{"question": _QUESTION, "answer": "up to 12,000"}],
            "abstain": False,
        },
    ),
    first=("A first question", {"question": _QUESTION}),
    streamed=("By server-sent events", {"question": _QUESTION, "stream": True}),
)
COMPLETIONS = _examples(
    conversation=(
        "A conversation",
        {
            "model": "sourceline",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": _QUESTION},
                {"role": "assistant", "content": "up to 12,000[^1]"},
                {"role": "user", "content": "And who said that?"},
            ],
        },
    ),
)
FEEDBACK = _examples(
    up=(
        "A right answer",
        {
            "question": "And who said that?",
            "standalone": "Who said that 12,000 North Korean troops were reported?",
            "answer": "U.S. and South Korean intelligence",
            "verdict": "up",
            "generation": 1,
        },
    ),
    down=(
        "An abstention that should have been an answer",
        {
            "question": _QUESTION,
            "answer": None,
            "verdict": "down",
            "generation": 1,
            "comment": "It is there.",
        },
    ),
)
