"""Of what the arms find, the most promising passages are scored; where all could matter, all are."""

from __future__ import annotations

import numpy as np
import pytest

from qa.retrieve.depth import SCORED, Depth, depth_of, promising
from qa.schemas import Mode, Query
from qa.understand.parse import parse


def test_all_are_kept_where_there_are_few() -> None:
    assert {*promising({1: 0.5, 2: 0.4}, {2: 3.0, 3: 1.0}, Depth(2, 3))} == {1, 2, 3}


def test_those_that_both_arms_found_are_kept_first() -> None:
    dense = {1: 0.5, 2: 0.5, 4: 0.5, 5: 0.5, 6: 0.3}
    lexical = {4: 4.0, 5: 4.0, 7: 4.0, 8: 4.0, 9: 1.0}
    assert {*promising(dense, lexical, Depth(5, 2))} == {4, 5}


def test_what_an_arm_did_not_find_counts_as_the_last_that_it_found() -> None:
    dense, lexical = {1: 0.60, 2: 0.55}, {3: 20.0, 2: 19.0}
    assert promising(dense, lexical, Depth(2, 1)) == [1]  # with a BM25 score of 0 it would be the last


def test_an_arm_that_is_exhausted_says_zero_for_the_rest() -> None:
    """Fewer hits than were asked for: the others share no word with the question."""
    dense = {1: 0.50, 2: 0.49}
    assert promising(dense, {2: 8.0}, Depth(5, 1)) == [2]


@pytest.mark.parametrize("seed", range(5))
def test_they_are_those_with_the_best_sums(seed: int) -> None:
    random = np.random.default_rng(seed)
    dense = {int(id): float(random.random()) for id in random.choice(500, 100, replace=False)}
    lexical = {int(id): float(20 * random.random()) for id in random.choice(500, 100, replace=False)}
    depth = Depth(100, 48)
    worst = (
        {id: min(dense.values()) for id in lexical} | dense,
        {id: min(lexical.values()) for id in dense} | lexical,
    )
    sums = {id: depth.dense_share * worst[0][id] + depth.bm25_share * worst[1][id] for id in worst[0]}
    assert {*promising(dense, lexical, depth)} == {*sorted(sums, key=sums.__getitem__, reverse=True)[:48]}


def test_more_are_scored_where_more_are_shown() -> None:
    asked = parse("Who invented the telegraph?")
    assert depth_of(Query(question="q"), asked, is_read=True).scored == SCORED
    assert depth_of(Query(question="q", top_k=100), asked, is_read=True) == Depth(100, 200)


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest fee?",
        "What was decided on 4 March 2026?",
        "Which documents mention the boiler?",
    ],
)
def test_all_are_scored_where_times_or_documents_are_asked_for(question: str) -> None:
    assert depth_of(Query(question=question), parse(question), is_read=True).scored == 200


def test_one_arm_alone_ranks_by_its_score() -> None:
    asked = parse("Who invented the telegraph?")
    dense, lexical = {1: 0.9, 2: 0.1}, {2: 30.0, 3: 20.0}
    one = Depth(2, 1)
    for mode, best in ((Mode.DENSE, 1), (Mode.BM25, 2)):
        of_mode = depth_of(Query(question="q", mode=mode), asked, is_read=True)
        depth = Depth(one.each_arm, one.scored, of_mode.dense_share, of_mode.bm25_share)
        assert promising(dense, lexical, depth) == [best]


def test_vectors_of_a_script_that_the_model_does_not_know_promise_less() -> None:
    asked = parse("Who invented the telegraph?")
    known = depth_of(Query(question="q"), asked, is_read=True)
    unknown = depth_of(Query(question="q"), asked, is_read=False)
    assert unknown.dense_share < known.dense_share
    assert unknown.bm25_share == known.bm25_share
