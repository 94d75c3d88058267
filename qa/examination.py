"""The examination of a data folder: its catalog, what is derived from it, and the files beside."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from index.errors import SourcelineError
from index.store.catalog import REMEDY
from index.store.doctor.catalog import STORE, catalog_checks
from index.store.doctor.check import Check, named
from index.store.doctor.derived import derived_checks
from index.store.passage_index import PassageIndex
from qa.feedback import store as feedback
from qa.feedback.dangling import dangling, erase_dangling
from qa.feedback.records import StoredFeedback
from qa.insights import log_tables
from qa.insights.dangling import dangling as logged_dangling
from qa.insights.dangling import erase_dangling_answers
from qa.insights.question_log import QuestionLog
from qa.server.auth import database
from qa.server.auth.key import validated
from qa.server.auth.key_store import KeyStore


def examine(
    home: Path, *, repair: bool, opened: Callable[[Path], PassageIndex] = PassageIndex
) -> Iterator[Check]:
    """Every check of a data folder.

    Args:
        opened: Opens the index of the folder.
        repair: Build again what is derived and wrong, and delete what belongs to nothing.
    """
    try:
        index = opened(home)
    except SourcelineError as error:
        yield Check(STORE, "opening", 1, (error.detail,), remedy=error.hint or REMEDY)
    else:
        yield from catalog_checks(index.catalog, repair=repair)
        yield from derived_checks(index, repair=repair)
        quoted = partial(_quoted, home, index, repair=repair)
        yield from _of(home, feedback.FILE, feedback.REMEDY, [partial(_feedback, home), quoted])
        answers = partial(_logged_answers, home, index, repair=repair)
        yield from _of(home, log_tables.FILE, log_tables.REMEDY, [answers])
        index.catalog.close()
    yield from _of(home, database.NAME, database.REMEDY, [partial(_keys, home)])


def _of(home: Path, file: str, remedy: str, checks: Sequence[Callable[[], Check]]) -> Iterator[Check]:
    """The checks of a file beside the catalog, if it is there."""
    if not (home / file).exists():
        return
    try:
        with closing(sqlite3.connect(f"{(home / file).as_uri()}?mode=rw", uri=True)) as db:
            lines = [str(line) for (line,) in db.execute("PRAGMA integrity_check(100)") if line != "ok"]
            lines += [
                f"row {row[1]} of {row[0]} names no row" for row in db.execute("PRAGMA foreign_key_check")
            ]
        yield Check(
            file, "pages and their indexes", 1, named(" ".join(line.split()) for line in lines), remedy=remedy
        )
        for check in checks:
            yield check()
    except (SourcelineError, sqlite3.DatabaseError, ValueError) as error:
        detail = error.detail if isinstance(error, SourcelineError) else str(error)
        yield Check(file, "opening", 1, (detail,), remedy=remedy)


def _feedback(home: Path) -> Check:
    found, count = [], 0
    for id, record, _ in feedback.FeedbackStore(home).raw_records():
        count += 1
        try:
            StoredFeedback.model_validate({**json.loads(record), "id": id, "created": ""})
        except ValueError:
            found.append(f"record {id} is not what was written")
    return Check(feedback.FILE, "records", count, named(found), remedy=feedback.REMEDY)


def _quoted(home: Path, index: PassageIndex, *, repair: bool) -> Check:
    """Feedback must not keep what was deleted."""
    store = feedback.FeedbackStore(home)
    gone = dangling(store, index.catalog.connection)
    repaired = repair and bool(gone) and {*gone} <= {*erase_dangling(store, index.catalog)}
    wrong = named(f"record {id} quotes a document that is gone" for id in gone)
    count = len(store.raw_records())
    return Check(feedback.FILE, "quotes of documents", count, wrong, repaired)


def _logged_answers(home: Path, index: PassageIndex, *, repair: bool) -> Check:
    """Nor must the question log."""
    log = QuestionLog(home)
    gone = logged_dangling(log, index.catalog.connection)
    repaired = repair and bool(gone) and {*gone} <= {*erase_dangling_answers(log, index.catalog)}
    wrong = named(f"the answer to question {key} quotes a document that is gone" for key in gone)
    with log.reading() as db:
        (count,) = db.execute("SELECT count(*) FROM questions").fetchone() if db else (0,)
    return Check(log_tables.FILE, "quotes of documents", count, wrong, repaired)


def _keys(home: Path) -> Check:
    keys_database = database.Database(home)
    found = []
    count = 0
    try:
        for key in KeyStore(keys_database).list_all():
            count += 1
            validated(key.grant)
    except (SourcelineError, ValueError, TypeError) as error:
        found.append(f"key {count} of {database.NAME} is not what was written: {error}")
    finally:
        keys_database.close()
    return Check(database.NAME, "keys", count, named(found), remedy=database.REMEDY)
