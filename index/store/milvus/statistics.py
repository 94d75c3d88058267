"""What BM25 and spelling know of a whole collection: how many passages have a term, and its words.

Each write adds one record with what it changed; a head names the records that are its own.  When they are
many, or when something was erased, they become one, so that no word of an erased document stays.
"""

from __future__ import annotations

import json
import math
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from index.language.stemmers import own_rules
from index.search.collection_words import CollectionWords, words_of
from index.store.catalog.passages import Indexable
from index.store.milvus import records
from index.store.milvus.connection import Milvus
from index.store.milvus.records import STATISTICS
from index.store.stemming import TermAnalyzer
from index.store.term_ids import term_id

#: What stands for the rules of no language of its own.
COMMON_RULES = "common"


def terms_of(analyzer: TermAnalyzer, passage: Indexable) -> list[str]:
    """The terms that a passage is found by, as the embedded store has them."""
    context = (part for part in passage.context if part not in passage.text)
    return analyzer.indexed_terms("\n".join([*context, passage.text]), passage.language)


def rules_of(passage: Indexable) -> str:
    """By whose rules its words are stemmed."""
    return own_rules(passage.language) or COMMON_RULES


@dataclass
class Statistics:
    """Counts over passages; what was removed counts below zero until records are joined.

    Args:
        passages: How many.
        length: Terms of all of them.
        having: How many have a term, by its id.
        rules: How many are stemmed by the rules of each language.
        words: How often each word is written, case-folded.
        abbreviations: Long forms of each abbreviation, with how often.
    """

    passages: int = 0
    length: int = 0
    having: Counter[int] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    abbreviations: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def average_length(self) -> float:
        """Terms of a passage on average; 1 where there is none."""
        return max(self.length / self._counted, 1.0)

    @property
    def _counted(self) -> int:
        """The passages and one more, for the embedded index counts its marker: so scores are the same."""
        return max(self.passages, 0) + 1

    def idf(self, terms: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of each term as in BM25: ln(1 + (N - n + .5) / (n + .5))."""
        total = self._counted
        seen = {term: min(self.having[term_id(term)], total) for term in terms}
        return {term: math.log1p((total - n + 0.5) / (n + 0.5)) for term, n in seen.items()}

    def as_words(self) -> CollectionWords:
        """What its passages are written with."""
        return CollectionWords(self.words, self.abbreviations)

    def count(self, analyzer: TermAnalyzer, passages: Iterable[Indexable], sign: int = 1) -> None:
        """Count passages in, or out with a `sign` of -1."""
        for passage in passages:
            terms = terms_of(analyzer, passage)
            self.passages += sign
            self.length += sign * len(terms)
            _add(self.having, dict.fromkeys(map(term_id, terms), 1), sign)
            _add(self.rules, {rules_of(passage): 1}, sign)
            words = words_of([passage])
            self._add_words(words.counts, words.abbreviations, sign)

    def add(self, other: Statistics) -> None:
        """Count in what another record has; what is at zero then is forgotten."""
        self.passages += other.passages
        self.length += other.length
        _add(self.having, other.having, 1)
        _add(self.rules, other.rules, 1)
        self._add_words(other.words, other.abbreviations, 1)

    def _add_words(self, words: Mapping[str, int], longs: Mapping[str, Mapping[str, int]], sign: int) -> None:
        _add(self.words, words, sign)
        for short, found in longs.items():
            _add(self.abbreviations.setdefault(short, Counter()), found, sign)
            if not self.abbreviations[short]:
                del self.abbreviations[short]

    def record(self) -> dict[str, Any]:
        """As a value of JSON."""
        ids = np.fromiter(self.having.keys(), np.uint32, len(self.having))
        counts = np.fromiter(self.having.values(), np.int64, len(self.having))
        return {
            "passages": self.passages,
            "length": self.length,
            "terms": b64encode(ids.tobytes()).decode(),
            "having": b64encode(counts.tobytes()).decode(),
            "rules": self.rules,
            "words": self.words,
            "abbreviations": self.abbreviations,
        }

    @classmethod
    def of_record(cls, value: Mapping[str, Any]) -> Statistics:
        """The counts that a record has."""
        ids = np.frombuffer(b64decode(value["terms"]), np.uint32).tolist()
        counts = np.frombuffer(b64decode(value["having"]), np.int64).tolist()
        return cls(
            value["passages"],
            value["length"],
            Counter(dict(zip(ids, counts, strict=True))),
            Counter(value["rules"]),
            Counter(value["words"]),
            {short: Counter(longs) for short, longs in value["abbreviations"].items()},
        )


def statistics_of(milvus: Milvus, collection: int, tokens: Sequence[str]) -> dict[str, Statistics]:
    """The statistics that the generations with these tokens added, of those that are there."""
    if not tokens:
        return {}
    where = f'kind == "{STATISTICS}" and collection == {collection} and name in {json.dumps([*tokens])}'
    return {one.name: Statistics.of_record(one.value) for one in records.find(milvus, where)}


def _add(counts: Counter[Any], more: Mapping[Any, int], sign: int) -> None:
    for key, count in more.items():
        counts[key] += sign * count
        if not counts[key]:
            del counts[key]
