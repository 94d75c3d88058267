"""The lexical index: BM25 over stemmed words.  Only here is tantivy known.

It follows the catalog: a marker inside the index tells which generation it reflects, and `follow` brings it
to the catalog's.  Killed between the catalog's commit and its own, it just follows later.
"""

from __future__ import annotations

import errno
import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from index.store.catalog.passages import Indexable
from index.store.stemming import Words, analyzer
from index.store.vectors import Hit

HEAP_BYTES = 64_000_000
#: A disk with less room than this may have been full a moment ago.
ALL_BUT_FULL = 16 << 20
_ANALYZER = "sourceline"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage", indexed=True, fast=True)
    builder.add_integer_field("version", indexed=True)
    builder.add_integer_field("marker", indexed=True)
    builder.add_integer_field("generation", fast=True)
    builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


class LexicalSnapshot:
    """One generation of the lexical index; immutable, safe to search from many threads."""

    def __init__(self, searcher: Any, schema: tantivy.Schema, words: Words) -> None:
        self._searcher = searcher
        self._schema = schema
        self.words = words
        marker = searcher.search(Query.term_query(schema, "marker", 1), 1, count=False).hits
        values = searcher.fast_field_values("generation", [address for _, address in marker])
        self.generation = int(values[0]) if values else 0

    def search(self, question: str, k: int, versions: Query | None = None) -> list[Hit]:
        """The `k` best passages by BM25, best first, ties by id; only those with a word of the question."""
        query = self._question(question)
        return [] if query is None else self._run(query, k, versions)

    def scores(self, question: str, passages: Sequence[int]) -> dict[int, float]:
        """The BM25 scores of `passages`, without those that share no word with the question."""
        query = self._question(question)
        if query is None or not passages:
            return {}
        only = Query.term_set_query(self._schema, "passage", [*passages])
        return dict(self._run(query, len(passages), only))

    def among(self, versions: Sequence[int]) -> Query:
        """A filter for `search`: the passages of these versions."""
        return Query.term_set_query(self._schema, "version", [*versions])

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of each term, BM25's own: ln(1 + (N - n + .5) / (n + .5))."""
        total = self._searcher.num_docs
        seen = {term: self._searcher.doc_freq("text", term) for term in terms}
        return {term: math.log1p((total - min(n, total) + 0.5) / (n + 0.5)) for term, n in seen.items()}

    def _question(self, question: str) -> Query | None:
        terms = self.words.question(question)
        clauses = [(Occur.Should, Query.term_query(self._schema, "text", term)) for term in terms]
        return Query.boolean_query(clauses) if clauses else None

    def _run(self, query: Query, k: int, only: Query | None) -> list[Hit]:
        if only is not None:
            silent = Query.const_score_query(only, 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, silent)])
        found = self._searcher.search(query, k, count=False).hits
        ids = self._searcher.fast_field_values("passage", [address for _, address in found])
        hits = [Hit(int(id), float(score)) for id, (score, _) in zip(ids, found, strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage))


@contextmanager
def _full_disk_as_os_error(folder: Path) -> Iterator[None]:
    """tantivy says everything by `ValueError`, and of a thread that ended so not even why."""
    try:
        yield
    except ValueError as error:
        said = str(error)
        full = "StorageFull" in said or "No space left" in said
        if full or ("writer was killed" in said and shutil.disk_usage(folder).free < ALL_BUT_FULL):
            raise OSError(errno.ENOSPC, "tantivy found the disk full") from error
        raise


class LexicalIndex:
    """A collection's lexical index on disk.

    Args:
        folder: Where it is; made if absent.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._schema = _schema()
        self._words = Words()
        self._index = tantivy.Index(self._schema, str(folder))
        self._index.register_tokenizer(_ANALYZER, analyzer(function_words=True))

    def snapshot(self) -> LexicalSnapshot:
        """The newest committed generation."""
        self._index.reload()
        return LexicalSnapshot(self._index.searcher(), self._schema, self._words)

    def advance(
        self, generation: int, added: Iterable[Indexable], removed: Iterable[int], *, anew: bool
    ) -> None:
        """Bring the index to `generation` in one commit.  Call it as the one writer.

        Args:
            added: Passages to index.
            removed: Ids of passages to forget.
            anew: Forget everything first.
        """
        with _full_disk_as_os_error(self.folder):
            self._advance(generation, added, removed, anew=anew)

    def _advance(
        self, generation: int, added: Iterable[Indexable], removed: Iterable[int], *, anew: bool
    ) -> None:
        writer = self._index.writer(HEAP_BYTES, 1)
        try:
            if anew:
                writer.delete_all_documents()
            for id in removed:
                writer.delete_documents_by_term("passage", id)
            writer.delete_documents_by_term("marker", 1)
            for passage in added:
                writer.add_document(self._document(passage))
            writer.add_document(
                tantivy.Document.from_dict({"marker": 1, "generation": generation}, self._schema)
            )
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()

    def _document(self, passage: Indexable) -> tantivy.Document:
        return tantivy.Document.from_dict(
            {
                "passage": passage.id,
                "version": passage.version,
                "text": "\n".join(
                    [*(part for part in passage.context if part not in passage.text), passage.text]
                ),
            },
            self._schema,
        )
