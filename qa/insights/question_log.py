"""The question log: an SQLite file of its own in the data folder, which only its owner may read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.store.catalog import now
from index.store.sqlite_connections import SqliteConnections
from index.store.sqlite_file import SqliteFile
from qa.insights.log_tables import FILE, FORMAT, REMEDY, TABLES
from qa.insights.logged_question import CitedVersion, LoggedQuestion, same_words

#: Whether a version of a document still exists.
Exists = Callable[[CitedVersion], bool]

_ADD = """INSERT INTO questions (id, asked, expires, via, api_key, api_key_name, question, standalone, words,
    level, answer, probability, milliseconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_CHANGED = "UPDATE changes SET count = count + 1"
_ORPHANS = "DELETE FROM vectors WHERE words NOT IN (SELECT words FROM questions)"


class QuestionLog:
    """The question log of a data folder.  Safe to use from many threads and processes.

    The file is made when the first question is logged.  SQLite overwrites what is erased from it.

    Args:
        home: The data folder.

    Raises:
        StorageDamaged: The file is empty, damaged, or not what Sourceline wrote.
        StorageUnusable: It cannot be opened for writing.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / FILE
        self._file = SqliteFile(self.path, TABLES, FORMAT, REMEDY, mode=0o600)
        self._connections = SqliteConnections(self._file, {"secure_delete": "ON"})
        self._checked = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection within one read transaction; None if nothing was ever logged."""
        if not self.path.exists():
            yield None
            return
        self._check()
        with closing(self._connections):
            db = self._connections.connection
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.execute("ROLLBACK")

    def mark(self) -> tuple[int, int]:
        """What changes with every question that is added, changed or erased."""
        with self.reading() as db:
            query = "SELECT (SELECT max(key) FROM questions), count FROM changes"
            last, changes = db.execute(query).fetchone() if db else (0, 0)
            return last or 0, changes

    def add(self, questions: Sequence[LoggedQuestion], days: int, exists: Exists) -> None:
        """Log questions, to be kept for so many days; they are durable when this returns.

        Of an answer that quotes a version which is gone by now, only the question is kept.  Whoever deletes a
        document erases it here afterwards, so that one of the two finds the answer.

        Raises:
            StorageFull: The disk is full.
        """
        with self._transaction() as db:
            for one in questions:
                whole = all(exists(cited) for cited in one.cited)
                self._insert(db, one if whole else one._replace(answer=None, cited=()), days)

    def _insert(self, db: sqlite3.Connection, one: LoggedQuestion, days: int) -> None:
        expires = datetime.fromisoformat(one.asked) + timedelta(days=days)
        asked, via, key, key_name = one.asking
        moments = (one.id, one.asked, expires.isoformat(timespec="microseconds"))
        texts = (asked, one.standalone, same_words(one.standalone))
        found = (one.level, one.answer, one.probability, one.milliseconds)
        row = db.execute(_ADD, (*moments, via, key, key_name, *texts, *found)).lastrowid
        db.executemany("INSERT INTO searched VALUES (?, ?)", [(row, name) for name in one.collections])
        db.executemany("INSERT INTO cited VALUES (?, ?, ?, ?)", [(row, *cited) for cited in one.cited])

    def purge(self, days: int, at: str = "") -> int:
        """Erase what is too old: by the days it was logged for, and by `days` unless that is 0.

        Args:
            at: The present moment.
        """
        moment = at or now()
        oldest = datetime.fromisoformat(moment) - timedelta(days=days) if days else datetime.min
        return self._erase(
            "SELECT key FROM questions WHERE expires < ?1 OR asked < ?2",
            (moment, oldest.replace(tzinfo=UTC).isoformat(timespec="microseconds")),
        )

    def erase_words(self, words: str) -> int:
        """Erase every question with these words (`same_words`)."""
        return self._erase("SELECT key FROM questions WHERE words = ?", (words,))

    def forget_collection(self, collection: str) -> int:
        """Erase all questions that searched a collection."""
        return self._erase("SELECT question FROM searched WHERE collection = ?", (collection,))

    def forget(self, collection: str, document_id: str, versions: Sequence[str]) -> int:
        """Erase the answers that quote these versions of a document, not the questions; returns how many."""
        if not self.path.exists():
            return 0
        quoting = """SELECT question FROM cited WHERE collection = ?1 AND document = ?2
                     AND version IN (SELECT value FROM json_each(?3))"""
        return self._forget_answers(quoting, (collection, document_id, json.dumps([*versions])))

    def forget_answers(self, keys: Sequence[int]) -> int:
        """Erase the answers to questions by their keys; the questions stay."""
        return self._forget_answers("SELECT value FROM json_each(?)", (json.dumps([*keys]),)) if keys else 0

    def rename_collection(self, old: str, new: str) -> None:
        """Let the questions that searched a collection follow its new name."""
        if not self.path.exists():
            return
        with self._transaction() as db:
            for table in ("searched", "cited"):
                db.execute(f"UPDATE {table} SET collection = ? WHERE collection = ?", (new, old))
            db.execute(_CHANGED)

    def store_vectors(self, model: str, vectors: Sequence[tuple[str, bytes]]) -> None:
        """Keep the vectors of questions by their words; those of questions that are gone are left out."""
        with self._transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO vectors SELECT ?1, ?2, ?3 "
                "WHERE EXISTS (SELECT 1 FROM questions WHERE words = ?1)",
                [(words, model, vector) for words, vector in vectors],
            )

    def without_vectors(self, model: str, most: int) -> list[str]:
        """The words of questions that have no vector of a model, the latest first."""
        with self.reading() as db:
            rows = (
                db.execute(
                    """SELECT q.words FROM questions q
                   LEFT JOIN vectors v ON v.words = q.words AND v.model = ?
                   WHERE v.words IS NULL GROUP BY q.words ORDER BY max(q.key) DESC LIMIT ?""",
                    (model, most),
                )
                if db
                else []
            )
            return [words for (words,) in rows]

    def _erase(self, keys: str, values: tuple[str, ...]) -> int:
        if not self.path.exists():
            return 0
        with self._transaction() as db:
            erased: int = db.execute(f"DELETE FROM questions WHERE key IN ({keys})", values).rowcount
            if erased:
                db.execute(_ORPHANS)
                db.execute(_CHANGED)
        return erased

    def _forget_answers(self, keys: str, values: tuple[str, ...]) -> int:
        with self._transaction() as db:
            rows = json.dumps([key for (key,) in db.execute(keys, values)])
            within = "(SELECT value FROM json_each(?))"
            erased: int = db.execute(
                f"UPDATE questions SET answer = NULL WHERE key IN {within}", (rows,)
            ).rowcount
            db.execute(f"DELETE FROM cited WHERE question IN {within}", (rows,))
            db.execute(_CHANGED)
        return erased

    def _check(self) -> None:
        if not self._checked:
            self._file.create_or_check_locked(self.path.with_name("questions.lock"))
            if self.path.stat().st_mode & 0o077:  # restored by someone with other ideas
                self.path.chmod(0o600)
            self._checked = True

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        if not self.path.exists():
            self._checked = False
        self._check()
        with closing(self._connections), self._connections.transaction() as db:
            yield db
