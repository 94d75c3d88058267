"""A small set with its documents, and a service that has them."""

from __future__ import annotations

import json
from pathlib import Path

from eval.client import AskOptions, LocalClient
from eval.formats.native import read_native
from eval.questions import EvalSet
from eval.runner import Plan
from index.documents import Document
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader

TEXTS = {
    "war.txt": "Twelve soldiers came to the village.\n\nThe general was called Ostermann.",
    "farm.txt": "The harvest of rye was poor that year.\n\nNine cows were sold in the spring 😀.",
}
ASKED = (
    ("q1", "How many soldiers came to the village?", "Twelve", "war.txt", "Twelve soldiers"),
    ("q2", "What was the general called?", "Ostermann", "war.txt", "Ostermann"),
    ("q3", "How was the harvest of rye?", "poor", "farm.txt", "poor"),
    ("q4", "How many cows were sold in the spring?", "Nine", "farm.txt", "Nine cows"),
)
UNANSWERABLE = (("u1", "What does tungsten weigh?"), ("u2", "Who painted the ceiling?"))


def lines(*, documents: bool = True) -> list[str]:
    """The set's lines."""
    rows: list[dict[str, object]] = []
    if documents:
        rows += [{"document": {"id": id, "text": text}} for id, text in TEXTS.items()]
    for id, question, answer, document, quote in ASKED:
        start = TEXTS[document].index(quote)
        gold = {"document_id": document, "start": start, "end": start + len(quote), "quote": quote}
        rows.append({"id": id, "question": question, "answers": [answer], "gold": [gold], "tags": [document]})
    rows += [{"id": id, "question": question, "unanswerable": True} for id, question in UNANSWERABLE]
    return [json.dumps(row) for row in rows]


def write_set(path: Path, *, documents: bool = True) -> Path:
    """The set as a file."""
    path.write_text("\n".join(lines(documents=documents)) + "\n", encoding="utf-8")
    return path


def small_set(folder: Path) -> EvalSet:
    """The set, which does not bring its documents."""
    return read_native(write_set(folder / "small.jsonl", documents=False))


def small_service(home: Path) -> Service:
    """A service that has the documents, with a fake model."""
    service = Service(Settings(home=home), FakeEmbedder(), FakeReader())
    service.ingester.add("default", [Document(id, text) for id, text in TEXTS.items()])
    return service


def small_plan(folder: Path) -> Plan:
    """The set, to be asked of its documents."""
    return Plan(small_set(folder), LocalClient(small_service(folder / "home")), AskOptions())
