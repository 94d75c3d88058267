"""The lexical index: BM25 over terms.  Only this module and `stemming` import tantivy.

A question is analysed by the rules of each language that passages are in; each passage is compared with the
terms that the question has in the passage's own language.

The index follows the catalog: each generation is a new build, made from the previous one.  If the process is
killed between the catalog's commit and that of the index, the index catches up later.
"""

from __future__ import annotations

import errno
import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from index.language.stemmers import LANGUAGES_WITH_RULES, own_rules
from index.store.catalog.generations import GenerationId
from index.store.catalog.passages import Indexable
from index.store.derived_files import Build, DerivedFiles
from index.store.other_words import OtherWords
from index.store.stemming import TermAnalyzer
from index.store.vectors import Hit, hits_of

HEAP_BYTES = 64_000_000
#: With less free space than this, the disk may have been full a moment ago.
LOW_DISK_BYTES = 16 << 20
#: Up to so many passages are faster looked up one by one than as a set.
MOST_ONE_BY_ONE = 1000
#: Terms whose idf is remembered.
MOST_REMEMBERED = 20_000
_ANALYZER = "sourceline"
#: Terms are given to tantivy as they are, with spaces between them.
_BETWEEN_SPACES = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
#: What stands in the field of rules where a text is analysed by the rules of no language of its own.
_COMMON_RULES = "common"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage", indexed=True, fast=True)
    builder.add_integer_field("version", indexed=True)
    builder.add_integer_field("marker", indexed=True)
    builder.add_integer_field("generation", fast=True)
    builder.add_text_field("rules", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


class LexicalSnapshot:
    """One generation of the lexical index; immutable, safe to search from many threads.

    Its methods raise `DerivedStoreDamaged` if tantivy cannot read its files.
    """

    def __init__(
        self, files: DerivedFiles, build: Build, searcher: Any, schema: tantivy.Schema, analyzer: TermAnalyzer
    ) -> None:
        self._files = files
        self.build = build
        self._searcher = searcher
        self._schema = schema
        self.analyzer = analyzer
        self._last: tuple[tuple[str, tuple[OtherWords, ...]], Query | None] = (("", ()), None)
        self._languages = self._languages_present()
        self._idf: dict[str, float] = {}
        marker = searcher.search(Query.term_query(schema, "marker", 1), 1, count=False).hits
        values = searcher.fast_field_values("generation", [address for _, address in marker])
        if [*values] != [build.generation_id.number]:
            raise files.damaged(
                f"it has generations {[*values]}, its manifest has {build.generation_id.number}"
            )

    @property
    def generation_id(self) -> GenerationId:
        """The generation that it reflects."""
        return self.build.generation_id

    def search(
        self, question: str, k: int, versions: Query | None = None, also: Sequence[OtherWords] = ()
    ) -> list[Hit]:
        """The `k` best passages by BM25 that share a word with the question, best first, ties by id.

        Args:
            also: Other words for parts of the question; of a part and its other words the best counts.
        """
        query = self._question(question, also)
        return [] if query is None else self._run(query, k, versions)

    def scores(
        self, question: str, passages: Sequence[int], also: Sequence[OtherWords] = ()
    ) -> dict[int, float]:
        """The BM25 scores of `passages`, without those that share no word with the question."""
        query = self._question(question, also)
        if query is None or not passages:
            return {}
        return dict(self._run(query, len(passages), self._any_of(passages)))

    def _any_of(self, passages: Sequence[int]) -> Query:
        """A filter: these passages.  A set has a start of its own, many queries a steeper rise."""
        if len(passages) > MOST_ONE_BY_ONE:
            return Query.term_set_query(self._schema, "passage", [*passages])
        each = [Query.term_query(self._schema, "passage", id) for id in passages]
        return Query.boolean_query([(Occur.Should, one) for one in each])

    def version_filter(self, versions: Sequence[int]) -> Query:
        """A filter for `search`: the passages of these versions."""
        return Query.term_set_query(self._schema, "version", [*versions])

    def without_versions(self, versions: Sequence[int]) -> Query:
        """A filter for `search`: all passages but those of these versions."""
        return Query.boolean_query(
            [(Occur.Must, Query.all_query()), (Occur.MustNot, self.version_filter(versions))]
        )

    def idf(self, terms: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of each term as in BM25: ln(1 + (N - n + .5) / (n + .5))."""
        with _tantivy_errors(self._files):
            return {term: self._idf_of(term) for term in terms}

    def _idf_of(self, term: str) -> float:
        if (found := self._idf.get(term)) is None:
            total, seen = self._searcher.num_docs, self._searcher.doc_freq("text", term)
            found = math.log1p((total - min(seen, total) + 0.5) / (seen + 0.5))
            if len(self._idf) >= MOST_REMEMBERED:
                self._idf.clear()
            self._idf[term] = found
        return found

    def ids(self) -> set[int]:
        """The ids of its passages."""
        marker = Query.term_query(self._schema, "marker", 1)
        query = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, marker)])
        return {hit.passage for hit in self._run(query, self._searcher.num_docs, None)}

    def _languages_present(self) -> tuple[str, ...]:
        """The languages by whose rules passages were analysed; an empty text where by those of none."""
        with _tantivy_errors(self._files):
            return tuple(
                language
                for language in ("", *LANGUAGES_WITH_RULES)
                if self._searcher.doc_freq("rules", language or _COMMON_RULES)
            )

    def _question(self, question: str, also: Sequence[OtherWords] = ()) -> Query | None:
        """The passages that share a term with the question; the last question is remembered."""
        asked = question, tuple(also)
        last, query = self._last
        if asked != last:
            query = self._analysed(question, also)
            self._last = asked, query
        return query

    def _analysed(self, question: str, also: Sequence[OtherWords]) -> Query | None:
        """The passages that share a term with the question as it is analysed in their own language."""
        by_terms: dict[tuple[str, ...], list[str]] = {}
        for language in self._languages:
            by_terms.setdefault(tuple(self.analyzer.query_terms(question, language)), []).append(language)
        queries = [
            self._terms(terms, languages if len(by_terms) > 1 else None, also)
            for terms, languages in by_terms.items()
            if terms
        ]
        if len(queries) > 1:
            return Query.boolean_query([(Occur.Should, query) for query in queries])
        return queries[0] if queries else None

    def _terms(
        self, terms: Sequence[str], languages: Sequence[str] | None, also: Sequence[OtherWords]
    ) -> Query:
        """The passages with any of the terms, in these languages only or, with None, in all."""
        language = languages[0] if languages else self._languages[0] if len(self._languages) == 1 else ""
        rest, groups = [*terms], []
        for one in also:
            own = [term for term in self.analyzer.content_terms(one.words, language) if term in rest]
            if own:
                rest = [term for term in rest if term not in own]
                groups.append(self._either(own, one, language))
        found = Query.boolean_query([(Occur.Should, query) for query in (*map(self._term, rest), *groups)])
        if languages is None:
            return found
        rules = Query.term_set_query(self._schema, "rules", [one or _COMMON_RULES for one in languages])
        return Query.boolean_query([(Occur.Must, found), (Occur.Must, Query.const_score_query(rules, 0.0))])

    def _term(self, term: str) -> Query:
        return Query.term_query(self._schema, "text", term)

    def _boolean(self, terms: Sequence[str], occur: Occur) -> Query:
        return Query.boolean_query([(occur, self._term(term)) for term in terms])

    def _either(self, own: Sequence[str], one: OtherWords, language: str) -> Query:
        """Any term of a part of the question, or all those of its other words, whichever scores more.

        Other words of more terms would score more for that alone, so a term of theirs counts less.
        """
        others = [self.analyzer.content_terms(other, language) for other in one.others]
        weighted = [
            Query.boost_query(self._boolean(terms, Occur.Must), one.weight * len(own) / len(terms))
            for terms in others
            if terms
        ]
        return Query.disjunction_max_query([self._boolean(own, Occur.Should), *weighted])

    def _run(self, query: Query, k: int, only: Query | None) -> list[Hit]:
        if only is not None:
            unscored = Query.const_score_query(only, 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, unscored)])
        with _tantivy_errors(self._files):
            found = self._searcher.search(query, k, count=False).hits
            ids = self._searcher.fast_field_values("passage", [address for _, address in found])
        return hits_of(ids, [score for score, _ in found])


@contextmanager
def _tantivy_errors(files: DerivedFiles, writing: Path | None = None) -> Iterator[None]:
    """Turn errors of tantivy into `DerivedStoreDamaged`, or into `OSError` if the disk is full.

    tantivy reports every failure as `ValueError`, `OSError` or a panic.  It gives no reason when a writer
    thread ends; then the free space decides.

    Args:
        writing: The folder that is being written; None when reading.
    """
    try:
        yield
    except BaseException as error:
        if not isinstance(error, ValueError | OSError) and type(error).__name__ != "PanicException":
            raise
        said = str(error)
        full = "StorageFull" in said or "No space left" in said
        if writing and "writer was killed" in said:
            full = full or shutil.disk_usage(writing).free < LOW_DISK_BYTES
        if full:
            raise OSError(errno.ENOSPC, "tantivy found the disk full") from error
        raise files.damaged(f"tantivy says {said.splitlines()[0][:200] if said else type(error)}") from error


class LexicalIndex:
    """A collection's lexical index on disk.

    Args:
        home: The collection's folder; made at the first write.
    """

    def __init__(self, home: Path) -> None:
        self.files = DerivedFiles(home, "lexical")
        self._schema = _schema()
        self._analyzer = TermAnalyzer()
        self._newest: LexicalSnapshot | None = None

    def snapshot(self) -> LexicalSnapshot | None:
        """The newest published generation, verified; None if there is none.

        Raises:
            DerivedStoreDamaged: It cannot be used.
        """
        return self.files.open_current(self._opened)

    def _opened(self, build: Build) -> LexicalSnapshot:
        newest = self._newest
        if newest is None or newest.build.folder != build.folder:
            with _tantivy_errors(self.files):
                index = self._index(build.folder)
                index.reload()
                newest = LexicalSnapshot(self.files, build, index.searcher(), self._schema, self._analyzer)
            self._newest = newest
        return newest

    def in_memory(self, generation_id: GenerationId, passages: Iterable[Indexable]) -> LexicalSnapshot:
        """An index of these passages alone that no file holds: of an earlier state of the collection."""
        with _tantivy_errors(self.files):
            index = self._index(None)
            self._write(index, generation_id.number, passages, [])
            index.reload()
            build = Build(Path(), generation_id, {})
            return LexicalSnapshot(self.files, build, index.searcher(), self._schema, self._analyzer)

    def _index(self, folder: Path | None) -> tantivy.Index:
        index = tantivy.Index(self._schema, str(folder) if folder else None)
        index.register_tokenizer(_ANALYZER, _BETWEEN_SPACES)
        return index

    def advance(
        self,
        generation_id: GenerationId,
        added: Iterable[Indexable],
        removed: Iterable[int],
        *,
        from_scratch: bool,
    ) -> None:
        """Publish the build for `generation_id`.  Needs the writer lock.

        Args:
            added: Passages to index.
            removed: Ids of passages to delete.
            from_scratch: Start with an empty index, not with the current build.

        Raises:
            DerivedStoreDamaged: The current build cannot be used.
        """
        newest = None if from_scratch else self.snapshot()
        base = newest.build if newest else None
        with self.files.draft(base) as draft:
            with _tantivy_errors(self.files, draft):
                self._write(self._index(draft), generation_id.number, added, removed)
            self.files.publish(draft, generation_id, base)

    def _write(
        self, index: tantivy.Index, generation: int, added: Iterable[Indexable], removed: Iterable[int]
    ) -> None:
        writer = index.writer(HEAP_BYTES, 1)
        try:
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
            with suppress(Exception):
                writer.rollback()
                writer.wait_merging_threads()
            raise
        writer.wait_merging_threads()

    def _document(self, passage: Indexable) -> tantivy.Document:
        context = (part for part in passage.context if part not in passage.text)
        terms = self._analyzer.indexed_terms("\n".join([*context, passage.text]), passage.language)
        return tantivy.Document.from_dict(
            {
                "passage": passage.id,
                "version": passage.version,
                "rules": own_rules(passage.language) or _COMMON_RULES,
                "text": " ".join(terms),
            },
            self._schema,
        )
