"""Exports of the question log: all questions as CSV, and chosen ones as an eval set."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from index.errors import NotFound
from index.store.catalog import Catalog
from index.store.catalog.collections import find
from qa.feedback.current_texts import current_texts
from qa.feedback.export import eval_set_lines
from qa.feedback.store import FeedbackStore
from qa.insights.counts import Stretch
from qa.insights.logged_question import same_words
from qa.insights.question_log import QuestionLog

COLUMNS = (
    "id",
    "asked",
    "question",
    "searched_as",
    "level",
    "answer",
    "probability",
    "milliseconds",
    "collections",
    "via",
    "key",
    "key_name",
)
_ROWS = """SELECT id, asked, question, standalone, level, answer, probability, milliseconds,
    (SELECT group_concat(collection, ' ') FROM searched WHERE question = key), via, api_key, api_key_name
    FROM questions {where} ORDER BY key"""
#: A program for spreadsheets takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(log: QuestionLog, stretch: Stretch) -> Iterator[str]:
    """The questions of a stretch of time, oldest first, below a line of headings.

    A text that a program for spreadsheets would compute gets an apostrophe in front.
    """
    yield _line(COLUMNS)
    with log.reading() as db:
        for row in stretch.rows(db, _ROWS) if db else ():
            yield _line(row)


def _line(cells: Sequence[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_inert(cell) for cell in cells])
    return buffer.getvalue()


def _inert(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def eval_set(
    log: QuestionLog, feedback: FeedbackStore, catalog: Catalog, ids: Sequence[str]
) -> list[dict[str, Any]]:
    """Lines of an eval set (`eval/sets/schema.json`): one for each different question of these ids.

    What people called right is gold; a question that nobody judged is `unjudged`, for a person to judge.
    """
    found = _chosen(log, ids)
    lines = []
    for collection in dict.fromkeys(collection for _, _, _, collection in found):
        own = [one for one in found if one[3] == collection]
        judged = _judged(feedback, catalog, collection, {words for _, _, words, _ in own})
        for id, question, words, _ in own:
            line = judged.get(words, {"question": question, "unjudged": True, "tags": []})
            lines.append({**line, "id": f"log-{id}", "tags": ["question-log", *line["tags"]]})
    return lines


def _chosen(log: QuestionLog, ids: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Id, question, words and collection, each question once, in the order of the ids."""
    found: dict[tuple[str, str], tuple[str, str, str, str]] = {}
    with log.reading() as db:
        for id in ids if db else ():
            row = _row(db, id)
            if row:
                found.setdefault((row[2], row[3]), row)
    return list(found.values())


def _row(db: sqlite3.Connection | None, id: str) -> tuple[str, str, str, str] | None:
    query = """SELECT id, standalone, words, (SELECT min(collection) FROM searched WHERE question = key)
               FROM questions WHERE id = ?"""
    row: tuple[str, str, str, str] | None = db.execute(query, (id,)).fetchone() if db else None
    return row


def _judged(
    feedback: FeedbackStore, catalog: Catalog, collection: str, words: set[str]
) -> dict[str, dict[str, Any]]:
    """The lines that feedback makes, by the words of their questions."""
    told = [one for one in feedback.everything(collection) if same_words(one.searched) in words]
    if not told:
        return {}
    with catalog.reading() as db:
        try:
            texts = current_texts(db, find(db, collection))
        except NotFound:
            return {}
        return {same_words(line["question"]): line for line in eval_set_lines(told, texts)}
