"""Logged answers that quote what is gone: a deletion that was killed before it reached the log."""

from __future__ import annotations

import sqlite3

from index.store.catalog import Catalog, collections
from qa.insights.logged_question import CitedVersion
from qa.insights.question_log import QuestionLog

_EXISTS = """SELECT 1 FROM versions v JOIN documents d ON d.key = v.document
             JOIN collections c ON c.key = d.collection WHERE c.name = ? AND d.id = ? AND v.name = ?"""


def exists_in(db: sqlite3.Connection, cited: CitedVersion) -> bool:
    """Whether the catalog has a version of a document."""
    return db.execute(_EXISTS, cited).fetchone() is not None


def dangling(log: QuestionLog, db: sqlite3.Connection) -> list[int]:
    """The keys of the questions whose answers quote a version that the catalog does not have.

    None while a rename of a collection is pending: the log follows it first.
    """
    if collections.pending_renames(db):
        return []
    with log.reading() as logged:
        cited = logged.execute("SELECT DISTINCT collection, document, version FROM cited") if logged else []
        gone = [one for one in cited if not exists_in(db, CitedVersion(*one))]
        return [
            key
            for one in gone
            if logged
            for (key,) in logged.execute(
                "SELECT question FROM cited WHERE collection = ? AND document = ? AND version = ?", one
            )
        ]


def erase_dangling_answers(log: QuestionLog, catalog: Catalog) -> list[int]:
    """Erase them; nothing while another process writes, which may rename or delete.  Returns the keys."""
    with catalog.writer_lock(wait=False) as acquired:
        gone = dangling(log, catalog.connection) if acquired else []
        log.forget_answers(gone)
    return gone
