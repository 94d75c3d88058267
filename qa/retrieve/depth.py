"""How deep a question looks: how many passages each arm finds, and how many of those are scored in every way.

To score a passage in every way takes its sentences, tokens and terms, which is most of a search.  What both
arms found of it promises its fused score well enough to choose: of those that are left out, hardly one would
be among the first ten (docs/latency.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from qa.retrieve.weights import UNREAD
from qa.schemas import Mode, Query
from qa.understand.parsed_question import ParsedQuestion

#: So many of the passages that are found are scored in every way; more where more are to be shown.
SCORED, SCORED_FOR_EACH_SHOWN = 48, 2
#: What a unit of cosine and of BM25 adds to the fused score: least squares over the candidates of SQuAD's
#: development questions.
DENSE_SHARE, BM25_SHARE = 28.8, 0.39


@dataclass(frozen=True, slots=True)
class Depth:
    """How many passages are looked at.

    Args:
        each_arm: The best ones by vectors, and as many by BM25.
        scored: Of those that are found, the most promising ones are scored in every way.
        dense_share: What a unit of cosine promises.
        bm25_share: What a unit of BM25 promises.
    """

    each_arm: int
    scored: int
    dense_share: float = DENSE_SHARE
    bm25_share: float = BM25_SHARE

    def times(self, factor: int) -> Depth:
        """The same, so much deeper."""
        return replace(self, each_arm=factor * self.each_arm, scored=factor * self.scored)


def depth_of(query: Query, question: ParsedQuestion, *, is_read: bool) -> Depth:
    """How deep a question looks; all that is found is scored where a time or documents are asked for.

    Args:
        is_read: Whether the embedding model has learnt the question's script.
    """
    each_arm = max(query.candidates, query.top_k)
    every = question.date or question.latest or question.mentions or question.metadata
    scored = 2 * each_arm if every else max(SCORED, SCORED_FOR_EACH_SHOWN * query.top_k)
    if query.mode is not Mode.HYBRID:
        return Depth(each_arm, scored, float(query.mode is Mode.DENSE), float(query.mode is Mode.BM25))
    return Depth(each_arm, scored, DENSE_SHARE * (1 if is_read else UNREAD))


def promising(dense: Mapping[int, float], lexical: Mapping[int, float], depth: Depth) -> list[int]:
    """The ids of the passages with the best sums of both scores.

    What one arm did not find has at most the score of the last one that it found; it counts as that.
    """
    least_dense = depth.dense_share * min(dense.values(), default=0.0)
    least_bm25 = depth.bm25_share * min(lexical.values()) if len(lexical) >= depth.each_arm else 0.0
    sums = {id: depth.dense_share * score + least_bm25 for id, score in dense.items()}
    for id, score in lexical.items():
        sums[id] = sums.get(id, least_dense + least_bm25) + depth.bm25_share * score - least_bm25
    if len(sums) <= depth.scored:
        return [*sums]
    return sorted(sums, key=sums.__getitem__, reverse=True)[: depth.scored]
