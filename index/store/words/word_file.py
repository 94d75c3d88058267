"""How often each word of a collection is written, in an SQLite file that is changed in place.

A change is one transaction.  Each row has a number made of all that is in it, and their sum is kept beside
them, so that reading all rows shows whether one is wrong.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from index.search.collection_words import CollectionWords

#: Raise this whenever words are found, or kept, in another way: files of another format are made anew.
FORMAT = 1
_MODULUS = 1 << 64
_TABLES = """
CREATE TABLE words (         -- and the long forms of an abbreviation, empty for words
    word TEXT NOT NULL, long TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (word, long)
) WITHOUT ROWID;
CREATE TABLE state (checksum TEXT NOT NULL, text TEXT NOT NULL);
"""

#: A word and an empty string, or an abbreviation and one of its long forms.
Key = tuple[str, str]


class State(BaseModel):
    """What is counted.

    Args:
        format: `FORMAT`.
        generation: Its passages are those of this generation, without those that were erased since.
        token: Of that generation.
        announced: Passages that are not counted any more; where the catalog still has them, their deletion
            was not committed.
        changes: How often it was changed.
        sum: Of the numbers of all rows.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: int
    generation: int
    token: str
    announced: list[int] = []
    changes: int = 0
    sum: int = 0


class Counted(NamedTuple):
    """The words of a file, as in `CollectionWords`, and what they are of."""

    counts: Counter[str]
    abbreviations: dict[str, Counter[str]]
    state: State


def keyed(words: CollectionWords) -> Counter[Key]:
    """Words and abbreviations by the keys of their rows."""
    return Counter({(word, long): count for word, long, count in _rows(words)})


def _rows(words: CollectionWords) -> Iterator[tuple[str, str, int]]:
    yield from ((word, "", count) for word, count in words.counts.items())
    for short, longs in words.abbreviations.items():
        yield from ((short, long, count) for long, count in longs.items())


class WordFile:
    """One file.  Its methods raise `OSError` or `ValueError` where it cannot be used.

    Args:
        path: Where it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, words: CollectionWords, state: State) -> None:
        """Make the file; there is none."""
        rows = sorted(_rows(words))
        state = state.model_copy(update={"sum": sum(map(_number, rows)) % _MODULUS})
        with self._open("rwc") as db, _transaction(db):
            for table in _TABLES.split(";"):
                db.execute(table)
            db.executemany("INSERT INTO words VALUES (?, ?, ?)", rows)
            _keep(db, state)

    def state(self) -> State:
        """What is counted."""
        with self._open() as db:
            return _state(db)

    def read(self) -> Counted:
        """All words."""
        with self._open() as db, _transaction(db):
            state, total = _state(db), 0
            counts, abbreviations = Counter[str](), dict[str, Counter[str]]()
            for row in db.execute("SELECT word, long, count FROM words"):
                word, long, count = row
                total += _number(row)
                if long:
                    abbreviations.setdefault(word, Counter())[long] = count
                else:
                    counts[word] = count
        if total % _MODULUS != state.sum:
            raise ValueError("the checksum of its words is wrong")
        return Counted(counts, abbreviations, state)

    def change(self, by: Mapping[Key, int], state: State) -> None:
        """Count words more or less often; those that are left nowhere leave no byte behind.

        Args:
            state: What is counted then; `changes` and `sum` are counted on from those of the file.
        """
        with self._open() as db, _transaction(db):
            before = _state(db)
            total = before.sum + sum(_changed(db, key, count) for key, count in by.items() if count)
            counted_on = {"changes": before.changes + 1, "sum": total % _MODULUS}
            _keep(db, state.model_copy(update=counted_on))

    @contextmanager
    def _open(self, mode: str = "rw") -> Iterator[sqlite3.Connection]:
        try:
            uri = f"{self.path.absolute().as_uri()}?mode={mode}"
            with closing(sqlite3.connect(uri, uri=True, timeout=30.0, isolation_level=None)) as db:
                db.execute("PRAGMA secure_delete = ON")
                yield db
        except sqlite3.Error as error:
            raise ValueError(f"SQLite cannot use it ({error})") from error


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _changed(db: sqlite3.Connection, key: Key, by: int) -> int:
    """Change the count of a row; returns by how much that changes the sum."""
    row = db.execute("SELECT count FROM words WHERE word = ? AND long = ?", key).fetchone()
    before = row[0] if row else 0
    after = before + by
    if after < 0:
        raise ValueError("it counts a word less often than it is written")
    if after:
        db.execute("INSERT OR REPLACE INTO words VALUES (?, ?, ?)", (*key, after))
    else:
        db.execute("DELETE FROM words WHERE word = ? AND long = ?", key)
    return (_number((*key, after)) if after else 0) - (_number((*key, before)) if before else 0)


def _number(row: Iterable[object]) -> int:
    """A number made of all that is in a row."""
    text = "\0".join(map(str, row)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def _state(db: sqlite3.Connection) -> State:
    row = db.execute("SELECT checksum, text FROM state").fetchone()
    if row is None or row[0] != hashlib.sha256(row[1].encode()).hexdigest():
        raise ValueError("the checksum of its state is wrong")
    state = State.model_validate_json(row[1])
    if state.format != FORMAT:
        raise ValueError("it has another format")
    return state


def _keep(db: sqlite3.Connection, state: State) -> None:
    text = state.model_dump_json()
    db.execute("DELETE FROM state")
    db.execute("INSERT INTO state VALUES (?, ?)", (hashlib.sha256(text.encode()).hexdigest(), text))
