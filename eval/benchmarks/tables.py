"""Benchmark of tables: is the right row marked, and is its cell the answer?

    python -m eval.benchmarks.tables --tables DIR --part dev --limit 300

DIR has WikiTableQuestions (Pasupat and Liang 2015): `wtq_tables.jsonl.gz`, and the questions of a part in
`wtq_PART.jsonl.gz`.  Only questions count whose answer stands in exactly one cell below the header.  Each is
asked of its own table alone, since it does not name it, without abstention.  The table is read as a CSV file
and as a page of HTML.
"""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track

from eval.corpus import open_corpus
from eval.formats.table_questions import TableQuestion, documents, folded, read_questions, read_tables
from index.documents import normalise
from qa.schemas import AskQuery, MetadataCitation
from qa.service import Service
from qa.settings import Settings

SHOWN = Console()
_BAR = re.compile(r"(?<!\\)\|")


class Found(NamedTuple):
    """For one question, whether these are right.

    Args:
        passage: The first passage has the cell.
        row: The first line that the answer cites has the cell.
        cell: The answer is in the cell.
        whole: The answer is the whole cell.
    """

    passage: bool
    row: bool
    cell: bool
    whole: bool


def ask(service: Service, question: TableQuestion, text: str) -> Found:
    """Ask one question of its table.

    Args:
        text: The document of the table.
    """
    response = service.ask(
        AskQuery(question=question.text, abstain=False, filters={"document_id": question.table})
    )
    answer = response.closest or response.answer
    if not response.passages or not answer:
        return Found(False, False, False, False)
    cited = answer.citations[0]
    if isinstance(cited, MetadataCitation):
        return Found(False, False, False, False)
    shown = folded(answer.shown)
    start, end = cited.start_char_index, cited.start_char_index + len(cited.cited_text)
    left, right = text.rfind("\n", 0, start) + 1, (text + "\n").index("\n", end)
    return Found(
        question.cell in _cells(response.passages[0].text),
        question.cell in _cells(text[left:right]),
        question.cell in (shown, _cell_at(text[left:right], start - left, end - left)),
        shown == question.cell,
    )


def _cells(text: str) -> list[str]:
    return [folded(cell) for line in text.split("\n") for cell in _BAR.split(line)]


def _cell_at(text: str, start: int, end: int) -> str:
    """The cell that holds a span; empty for a span across cells."""
    bars = [match.start() for match in re.finditer(r"(?<!\\)\||\n", text)]
    left = max((bar for bar in bars if bar < start), default=-1)
    right = min((bar for bar in bars if bar >= start), default=len(text))
    return folded(text[left + 1 : right]) if end <= right else ""


def main() -> None:
    """Read the arguments, index, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=Path, required=True, help="the folder of the tables")
    parser.add_argument("--part", default="dev", help="wtq_PART.jsonl.gz has the questions")
    parser.add_argument("--limit", type=int, default=300, help="size of a random sample of questions")
    parser.add_argument("--formats", nargs="+", default=["csv", "html"], choices=["csv", "html"])
    arguments = parser.parse_args()
    tables = read_tables(arguments.tables)
    questions = read_questions(arguments.tables / f"wtq_{arguments.part}.jsonl.gz", tables)
    chosen = random.Random(0).sample(questions, min(arguments.limit, len(questions)))
    names = [*dict.fromkeys(question.table for question in chosen)]
    for suffix in arguments.formats:
        read = documents(names, tables, suffix)
        texts = {one.id: normalise(one.text) for one in read}
        service = open_corpus(read, Settings(), lambda done, of: SHOWN.print(f"{done}/{of}"))
        asked = track(chosen, description=suffix, console=SHOWN)
        found = [ask(service, question, texts[question.table]) for question in asked]
        passage, row, cell, whole = (float(np.mean(column)) for column in zip(*found, strict=True))
        SHOWN.print(
            f"{suffix}: {len(found)} of {len(questions)} questions, {len(names)} tables: row in the first "
            f"passage {passage:.3f}, row cited first {row:.3f}; "
            f"answer in the cell {cell:.3f}, the whole cell {whole:.3f}"
        )


if __name__ == "__main__":
    main()
