"""BM25 over the passages of one generation in Milvus, as `index/store/lexical.py` has it over tantivy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from index.language.stemmers import LANGUAGES_WITH_RULES
from index.store.milvus.connection import Milvus
from index.store.milvus.statistics import COMMON_RULES, Statistics
from index.store.milvus.term_weights import Weights, rescaled
from index.store.other_words import OtherWords
from index.store.stemming import TermAnalyzer
from index.store.term_ids import term_id
from index.store.vectors import Hit

#: Where a question has other words, Milvus's order is rougher: so many times more candidates are scored.
DEEPER = 2


class Stored(NamedTuple):
    """A passage as BM25 needs it."""

    weights: Mapping[int, float]
    length: int
    rules: str


class _Group(NamedTuple):
    """A part of the question and what else may be written for it: of these the best counts.

    Args:
        own: Its terms; a passage has any.
        others: Other terms, of which a passage has all, and what one of them is worth.
    """

    own: Sequence[int]
    others: Sequence[tuple[Sequence[int], float]]


class _Wanted(NamedTuple):
    """A question as it is analysed by the rules of some languages.

    Args:
        rules: The languages, as passages have them; None for all.
        rest: Terms without other words.
        idf: Of all its terms.
    """

    rules: Sequence[str] | None
    rest: Sequence[int]
    groups: Sequence[_Group]
    idf: Mapping[int, float]

    def weights(self) -> Weights:
        """A sparse vector that finds at least what the question finds."""
        found = {id: self.idf[id] for id in self.rest}
        for group in self.groups:
            for ids, worth in [(group.own, 1.0), *group.others]:
                found |= {id: max(found.get(id, 0.0), worth * self.idf[id]) for id in ids}
        return found

    def score(self, stored: Stored, average: float) -> float:
        """The score of a passage; 0 where it is of another language."""
        if self.rules is not None and stored.rules not in self.rules:
            return 0.0
        parts = rescaled(stored.weights, stored.length, average, self.idf)
        total = sum(parts.get(id, 0.0) for id in self.rest)
        for group in self.groups:
            ways = [sum(parts.get(id, 0.0) for id in group.own)]
            for ids, worth in group.others:
                if all(id in parts for id in ids):
                    ways.append(worth * sum(parts[id] for id in ids))
            total += max(ways)
        return total


class MilvusLexical:
    """BM25 over the terms of one generation; safe to use from many threads.

    Args:
        milvus: Where the passages are.
        visible: The expression for the passages of the generation.
        statistics: Of the generation.
        stored: Gives what BM25 needs of passages, of those that are there.
        analyzer: Turns texts into terms.
    """

    def __init__(
        self,
        milvus: Milvus,
        visible: str,
        statistics: Statistics,
        stored: Callable[[Sequence[int]], Mapping[int, Stored]],
        analyzer: TermAnalyzer,
    ) -> None:
        self._milvus = milvus
        self._visible = visible
        self._statistics = statistics
        self._stored = stored
        self.analyzer = analyzer
        present = statistics.rules
        self._languages = [one for one in ("", *LANGUAGES_WITH_RULES) if present[one or COMMON_RULES] > 0]

    def search(
        self, question: str, k: int, versions: Any = None, also: Sequence[OtherWords] = ()
    ) -> list[Hit]:
        """The `k` best passages that share a word with the question, best first, ties by id.

        Args:
            versions: An expression that passages meet; None for all.
        """
        hits: dict[int, float] = {}
        for wanted in self._analysed(question, also):
            where = self._visible if versions is None else f"{self._visible} and {versions}"
            if wanted.rules is not None:
                where += f" and rules in {[*wanted.rules]}".replace("'", '"')
            depth = k * DEEPER if wanted.groups else k
            fields = ("terms", "length", "rules")
            for id, _, row in self._milvus.search(wanted.weights(), "terms", depth, where, fields):
                stored = Stored(row["terms"], row["length"], row["rules"])
                if (score := wanted.score(stored, self._statistics.average_length)) > 0:
                    hits[id] = score
        return sorted((Hit(*hit) for hit in hits.items()), key=lambda hit: (-hit.score, hit.passage))[:k]

    def scores(
        self, question: str, passages: Sequence[int], also: Sequence[OtherWords] = ()
    ) -> dict[int, float]:
        """The scores of `passages`, without those that share no word with the question."""
        wanted = self._analysed(question, also)
        if not wanted or not passages:
            return {}
        average = self._statistics.average_length
        found = {
            id: sum(one.score(stored, average) for one in wanted)
            for id, stored in self._stored(passages).items()
        }
        return {id: score for id, score in found.items() if score > 0}

    def idf(self, terms: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of each term."""
        return self._statistics.idf(terms)

    def _analysed(self, question: str, also: Sequence[OtherWords]) -> list[_Wanted]:
        """The question by the rules of each language that passages are in."""
        by_terms: dict[tuple[str, ...], list[str]] = {}
        for language in self._languages:
            by_terms.setdefault(tuple(self.analyzer.query_terms(question, language)), []).append(language)
        return [
            self._wanted(terms, languages, also, alone=len(by_terms) == 1)
            for terms, languages in by_terms.items()
            if terms
        ]

    def _wanted(
        self, terms: Sequence[str], languages: Sequence[str], also: Sequence[OtherWords], *, alone: bool
    ) -> _Wanted:
        language = languages[0] if not alone or len(self._languages) == 1 else ""
        rest, groups, all_terms = [*terms], [], {*terms}
        for one in also:
            own = [term for term in self.analyzer.content_terms(one.words, language) if term in rest]
            if not own:
                continue
            rest = [term for term in rest if term not in own]
            others = [self.analyzer.content_terms(other, language) for other in one.others]
            all_terms.update(term for other in others for term in other)
            # Other words of more terms would score more for that alone, so a term of theirs counts less.
            weighed = [
                ([*map(term_id, found)], one.weight * len(own) / len(found)) for found in others if found
            ]
            groups.append(_Group([*map(term_id, own)], weighed))
        idf = {term_id(term): rarity for term, rarity in self.idf(all_terms).items()}
        rules = None if alone else [one or COMMON_RULES for one in languages]
        return _Wanted(rules, [*map(term_id, rest)], groups, idf)
