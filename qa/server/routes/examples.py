"""Example request bodies, shown at `/docs`.  A test sends each one."""

from __future__ import annotations

from typing import Any

from fastapi.openapi.models import Example

_QUESTION = "How many North Korean troops were reported?"


def _examples(**bodies: tuple[str, dict[str, Any]]) -> dict[str, Example]:
    return {name: Example(summary=summary, value=value) for name, (summary, value) in bodies.items()}


ASK = _examples(
    question=("A question", {"question": _QUESTION}),
    filtered=(
        "A question about recent documents",
        {"question": _QUESTION, "filters": {"published": {"$gte": "2024-01-01"}}},
    ),
    always=(
        "An answer even if it is improbable",
        {"question": "What is the boiling point of tungsten?", "abstain": False, "top_k": 3},
    ),
)
PAGES = _examples(pages=("The pages of a sitemap", {"urls": ["https://example.org/sitemap.xml"]}))
SEARCH = _examples(
    search=("Passages", {"question": "Which region is partially occupied?", "top_k": 3}),
    dated=(
        "Passages from a period",
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
    single=("A document that is not in a list", {"id": "tungsten", "text": "Tungsten boils at 5,930 °C."}),
    full=(
        "A document with all fields",
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
REPLACEMENT = _examples(
    text=(
        "A document",
        {"text": "Tungsten boils at 5,930 °C.", "title": "Tungsten", "metadata": {"year": 2024}},
    ),
)
DOCUMENT_PATCH = _examples(
    metadata=(
        "A key set, another removed, a new date",
        {"metadata": {"reviewed": True, "draft": None}, "published": "2024-11-05"},
    ),
    title=("Another title", {"title": "Tungsten, element 74"}),
)
COLLECTION = _examples(
    new=("A collection", {"name": "contracts", "description": "All contracts since 2019."}),
)
COLLECTION_CHANGE = _examples(
    name=("Another name", {"name": "old contracts"}),
    description=("Another description", {"description": "Contracts of 2019 to 2023."}),
)
KEY_CHANGE = _examples(
    labels=("Labels that it holds", {"access": ["group:hr"]}),
    end=("When it ends, and the usual limit", {"expires": "2030-12-31", "per_day": None}),
)
CHAT = _examples(
    follow_up=(
        "A follow-up question",
        {
            "question": "How many soldiers does he anticipate?",
            "history": [{"question": "Who is Ukraine's Defense Minister?", "answer": "Rustem Umerov"}],
            "abstain": False,
        },
    ),
    first=("A first question", {"question": _QUESTION}),
    streamed=("As server-sent events", {"question": _QUESTION, "stream": True}),
)
COMPLETIONS = _examples(
    conversation=(
        "A conversation",
        {
            "model": "sourceline",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "Who is Ukraine's Defense Minister?"},
                {"role": "assistant", "content": "Rustem Umerov[^1]"},
                {"role": "user", "content": "How many soldiers does he anticipate?"},
            ],
        },
    ),
)
FEEDBACK = _examples(
    up=(
        "A right answer",
        {
            "question": "How many soldiers does he anticipate?",
            "standalone": "How many soldiers does Rustem Umerov anticipate?",
            "answer": "approximately 15,000",
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
