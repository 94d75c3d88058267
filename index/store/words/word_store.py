"""The words of one collection, kept on disk so that they are not read from all texts after each start.

The file counts the passages of one generation.  What came since is read from the catalog and added, and what
was replaced since is taken away.  Before a document is deleted, its words are taken away in the file; if the
deletion is not committed, the catalog still has the texts, and they are counted again.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from index.errors import SourcelineError
from index.search.collection_words import CollectionWords, WordsAt, words_of
from index.store.catalog import Catalog, collections, earlier_passages, generations, passage_places, passages
from index.store.catalog.collections import Collection
from index.store.catalog.generations import GenerationId
from index.store.derived_files import Build, DerivedFiles
from index.store.words.word_file import FORMAT, Counted, Key, State, WordFile, keyed

log = logging.getLogger(__name__)

FILE = "words.column"
#: When so many words came or went since the file's generation, it is brought to the newest.
MANY = 200_000
#: The words of fewer passages are not kept: their texts are read in a second.
LEAST_KEPT = 20_000
#: How often in a row another process may bring the file forward while it is read.
MAX_ATTEMPTS = 5


class _Since(NamedTuple):
    """The file, and how it differs from the newest generation.

    Args:
        by: How much more often each word is written now.
    """

    file: WordFile
    kept: Counted
    by: Counter[Key]


class WordStore:
    """The words of one collection.  Safe to use from many threads.

    Args:
        catalog: Holds the texts.
        key: Of the collection.
        files: Where they are kept.
    """

    def __init__(self, catalog: Catalog, key: int, files: DerivedFiles) -> None:
        self._catalog = catalog
        self._key = key
        self.files = files

    # Reading -----------------------------------------------------------------------------------------------

    def newest(self, before: WordsAt | None = None) -> WordsAt:
        """The words of the newest generation; those of many passages are kept.

        Args:
            before: Those of an earlier one, to go on from.
        """
        if (found := self._carried_on(before) or self._kept()) is not None:
            return found
        with self._catalog.reading() as db:
            collection = collections.with_key(db, self._key)
            words = words_of(passages.texts_since(db, collection, 0))
            many = passages.count_live(db, collection) >= LEAST_KEPT
        if many:
            self._save(words, collection.generation_id)
        return WordsAt(words, collection.generation_id)

    def _carried_on(self, before: WordsAt | None) -> WordsAt | None:
        """Earlier words, of which no passage was removed since, and those of what was added."""
        if before is None:
            return None
        number = before.generation_id.number
        with self._catalog.reading() as db:
            collection = collections.with_key(db, self._key)
            known = generations.is_known(db, self._key, before.generation_id) and number >= collection.pruned
            if not known or passages.removed_since(db, collection, number):
                return None
            words = words_of(passages.texts_since(db, collection, number), before.words)
            return WordsAt(words, collection.generation_id)

    def _kept(self) -> WordsAt | None:
        """The words of the newest generation; None where none are kept that could be brought forward."""
        try:
            for _ in range(MAX_ATTEMPTS):
                with self._catalog.reading() as db:
                    collection = collections.with_key(db, self._key)
                    since = self.files.open_current(partial(self._read, db, collection))
                if since is None:
                    return None
                if since.kept.state.generation <= collection.generation:
                    self._bring_forward(since, collection.generation_id)
                    return WordsAt(_sum(since.kept, since.by), collection.generation_id)
        except (SourcelineError, OSError, ValueError) as error:
            log.warning("The words of a collection are read from its texts: %s", error)
        return None

    def _read(self, db: sqlite3.Connection, collection: Collection, build: Build) -> _Since | None:
        if build.files:
            return None
        file = WordFile(build.folder / FILE)
        try:
            kept = file.read()
        except (OSError, ValueError) as error:
            raise self.files.damaged(f"its words cannot be read ({error})") from error
        state = kept.state
        if state.generation > collection.generation:
            return _Since(file, kept, Counter())
        replaced = passages.removed_since(db, collection, state.generation)
        if not self._can_follow(db, collection, state, [*replaced, *state.announced]):
            return None
        by = keyed(
            words_of(earlier_passages.live_at(db, state.announced, state.generation))
        )  # their deletion is not committed
        by += keyed(words_of(passages.texts_since(db, collection, state.generation)))
        by.subtract(keyed(words_of(earlier_passages.live_at(db, replaced, state.generation))))
        return _Since(file, kept, by)

    def _can_follow(
        self, db: sqlite3.Connection, collection: Collection, state: State, ids: Sequence[int]
    ) -> bool:
        """Whether the catalog says what the words of these passages were when they were counted.

        It does not where titles were changed since: they belong to versions, which have new passages then.
        """
        known = generations.is_known(db, self._key, GenerationId(state.generation, state.token))
        if not known or state.generation < collection.pruned:
            return False
        changed = db.execute(
            """SELECT 1 FROM passages p JOIN passages q ON q.version = p.version AND q.added > ?1
               WHERE p.added <= ?1 AND p.id IN (SELECT value FROM json_each(?2)) LIMIT 1""",
            (state.generation, json.dumps(ids)),
        )
        return changed.fetchone() is None

    # Writing -----------------------------------------------------------------------------------------------

    def _bring_forward(self, since: _Since, now: GenerationId) -> None:
        """Write what differs to the file if it is much, unless something was erased meanwhile."""
        if sum(map(abs, since.by.values())) < MANY:
            return
        with self._catalog.writer_lock(wait=False) as acquired:
            if acquired and self._is_whole(now) and since.file.state() == since.kept.state:
                state = State(format=FORMAT, generation=now.number, token=now.token)
                since.file.change(since.by, state)

    def _save(self, words: CollectionWords, read_at: GenerationId) -> None:
        """Keep words that were read from all texts of a generation, unless something was erased since."""
        number, token = read_at
        try:
            with self.files.draft() as draft:
                state = State(format=FORMAT, generation=number, token=token)
                WordFile(draft / FILE).create(words, state)
                with self._catalog.writer_lock():
                    if self._is_whole(read_at):
                        self.files.publish(draft, read_at)
        except (SourcelineError, OSError, ValueError) as error:
            log.warning("The words of a collection were not saved: %s", error)

    def _is_whole(self, read_at: GenerationId) -> bool:
        """Whether the catalog still has every passage of a generation.  Needs the writer lock."""
        if self._catalog.connection.in_transaction:
            return False  # it shows an earlier state
        with self._catalog.reading() as db:
            collection = collections.with_key(db, self._key)
            if not generations.is_known(db, self._key, read_at) or read_at.number < collection.pruned:
                return False
            removed = passages.removed_since(db, collection, read_at.number)
            return len(passage_places.existing(db, removed)) == len(removed)

    def announce(self, db: sqlite3.Connection, collection: Collection, ids: Sequence[int]) -> None:
        """Take away the words of passages that are about to be deleted.  Needs the writer lock.

        A file in which that cannot be done is deleted.

        Args:
            db: Still has them.
        """
        try:
            build = self.files.current()
            if build is None:
                return
            file = WordFile(build.folder / FILE)
            state = file.state()
            if not self._can_follow(db, collection, state, [*state.announced, *ids]):
                raise ValueError("the catalog does not tell what it counts")
            by = keyed(words_of(earlier_passages.live_at(db, state.announced, state.generation)))
            gone = [*earlier_passages.live_at(db, ids, state.generation)]
            by.subtract(keyed(words_of(gone)))
            file.change(by, state.model_copy(update={"announced": [passage.id for passage in gone]}))
        except (SourcelineError, OSError, ValueError) as error:
            log.warning("The words of a collection are read anew: %s", error)
            self.files.discard()

    # Checking ----------------------------------------------------------------------------------------------

    def verify(self) -> None:
        """Read every word.  Raises `DerivedStoreDamaged`; the file is not used then."""
        build = self.files.current()
        if build is None or build.files:
            return
        file = WordFile(build.folder / FILE)
        self.files.verify_changing(build, file.read, self._catalog.writer_lock)


def _sum(kept: Counted, by: Counter[Key]) -> CollectionWords:
    """Words that were read, some of them counted more or less often; changes `kept`."""
    counts, abbreviations, _ = kept
    for (word, long), more in by.items():
        held, key = (abbreviations.setdefault(word, Counter()), long) if long else (counts, word)
        held[key] += more
        if not held[key]:
            del held[key]
    return CollectionWords(counts, {short: longs for short, longs in abbreviations.items() if longs})
