"""Ranking measures beside trec_eval, beside figures worked by hand, and under another cutting."""

from __future__ import annotations

import itertools
import math

import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.gold_match import matches_gold, units
from eval.measures.measure import Case, Values
from eval.measures.ranking import RANKING, trec_ranking
from eval.questions import Gold, Question
from tests.support.eval_cases import outcome, question, span

GRADED = (Gold("a", grade=3), Gold("b", grade=2), Gold("c", grade=1))


def values(asked: Question, *passages: tuple[str, int, int]) -> Values:
    """The measures of one response."""
    return RANKING.values([Case(asked, outcome(passages=[span(*p) for p in passages]))])[0]


def by_document(asked: Question, names: str) -> Values:
    return values(asked, *((name, 0, 10) for name in names))


# Whole documents -------------------------------------------------------------------------------------------


def test_graded_documents_by_hand() -> None:
    # gain 3/log2(3) + 2/log2(4) = 2.892789 of 3 + 2/log2(3) + 1/log2(4) = 4.761860
    assert by_document(question(gold=GRADED), "xab") == pytest.approx(
        {"nDCG@10": 0.607492, "R@5": 2 / 3, "R@10": 2 / 3, "RR": 0.5, "Success@1": 0.0, "Success@5": 1.0},
        abs=1e-6,
    )


def test_cuts_are_where_they_say() -> None:
    found = by_document(question(gold=(Gold("a"), Gold("b"))), "uvwxya")
    assert (found["R@5"], found["R@10"], found["Success@5"]) == (0.0, 0.5, 0.0)
    assert found["RR"] == pytest.approx(1 / 6)
    beyond = by_document(question(gold=(Gold("a"),)), "0123456789a")
    assert (beyond["nDCG@10"], beyond["R@10"]) == (0.0, 0.0)
    assert beyond["RR"] == pytest.approx(1 / 11)


def test_a_document_counts_once_at_its_best_passage() -> None:
    assert by_document(question(gold=GRADED), "aaab") == by_document(question(gold=GRADED), "ab")


def test_tied_scores_keep_the_order_of_the_response() -> None:
    # trec_eval itself would put the name that sorts last first.
    relevant = pytrec_eval.RelevanceEvaluator({"q": {"a": 1}}, {"recip_rank"})
    assert relevant.evaluate({"q": {"a": 1.0, "b": 1.0}})["q"]["recip_rank"] == 0.5
    assert by_document(question(gold=(Gold("a"),)), "ab")["RR"] == 1.0
    assert by_document(question(gold=(Gold("a"),)), "ba")["RR"] == 0.5


def test_grades_of_nought_or_less_are_not_relevant() -> None:
    found = by_document(question(gold=(Gold("a", grade=0), Gold("b", grade=-1), Gold("c", grade=1))), "abc")
    assert (found["R@5"], found["Success@1"]) == (1.0, 0.0)
    assert found["RR"] == pytest.approx(1 / 3)


def test_nothing_came_back() -> None:
    assert set(by_document(question(gold=GRADED), "").values()) == {0.0}


@pytest.mark.parametrize(
    "asked",
    [question(), question(gold=(Gold("a", grade=0),)), question(gold=GRADED, unanswerable=True)],
    ids=["no gold", "none relevant", "unanswerable"],
)
def test_does_not_apply(asked: Question) -> None:
    assert by_document(asked, "a") == {}


def test_unlike_questions_are_measured_apart() -> None:
    rows = RANKING.values(
        [
            Case(question("1", gold=(Gold("a"),)), outcome("1", passages=[span("a")])),
            Case(question("2"), outcome("2", passages=[span("a")])),
            Case(question("3 \t", gold=(Gold("a"),)), outcome("3 \t", passages=[span("b"), span("a")])),
        ]
    )
    assert [row.get("RR") for row in rows] == [1.0, None, 0.5]


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-1, 4), min_size=1),
    st.lists(st.sampled_from("abcdefghijklmnop"), unique=True),
)
def test_agrees_with_trec_eval_and_the_formula(grades: dict[str, int], ranked: list[str]) -> None:
    if max(grades.values()) <= 0:
        grades["a"] = 1
    ours = by_document(question(gold=[Gold(name, grade=g) for name, g in grades.items()]), "".join(ranked))
    names = {"ndcg_cut.10", "recall.5,10", "recip_rank", "success.1,5"}
    run = {name: -float(rank) for rank, name in enumerate(ranked)}
    theirs = pytrec_eval.RelevanceEvaluator({"q": grades}, names).evaluate({"q": run}).get("q", {})
    names_of = {
        "nDCG@10": "ndcg_cut_10",
        "R@5": "recall_5",
        "R@10": "recall_10",
        "RR": "recip_rank",
        "Success@1": "success_1",
        "Success@5": "success_5",
    }
    assert ours == pytest.approx({our: theirs.get(name, 0.0) for our, name in names_of.items()}, abs=1e-6)
    gains = [max(grades.get(name, 0), 0) for name in ranked]
    best = sorted((max(g, 0) for g in grades.values()), reverse=True)
    share = discounted(gains) / discounted(best)
    assert ours["nDCG@10"] == pytest.approx(share, abs=1e-6)


def discounted(gains: list[int]) -> float:
    """DCG at 10, from its definition."""
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains[:10]))


# Spans -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "held"),
    [
        (40, 60, True),  # the same
        (0, 100, True),  # contains it
        (45, 48, True),  # within it
        (0, 50, True),  # half of it
        (50, 90, True),  # the other half
        (0, 49, False),  # less than half
        (0, 40, False),  # next to it
        (60, 90, False),
        (59, 61, True),  # half of the passage is gold
        (59, 62, False),
    ],
)
def test_holding(start: int, end: int, held: bool) -> None:
    assert matches_gold(span("a", start, end), Gold("a", 40, 60)) is held
    assert not matches_gold(span("b", start, end), Gold("a", 40, 60))


@given(st.integers(0, 50), st.integers(1, 50), st.lists(st.integers(1, 99), unique=True).map(sorted))
def test_gold_survives_every_cutting(start: int, length: int, cuts: list[int]) -> None:
    """However a document is cut, some passage holds the gold."""
    edges = [0, *cuts, 100]
    passages = [span("a", low, high) for low, high in itertools.pairwise(edges)]
    gold = Gold("a", start, start + length)
    assert any(matches_gold(passage, gold) for passage in passages)


def test_overlapping_annotations_are_one() -> None:
    gold = [Gold("a", 4, 10), Gold("a", 0, 5), Gold("a", 9, 12), Gold("a", 12, 20, grade=2), Gold("b", 0, 9)]
    assert [(len(unit.spans), unit.grade) for unit in units(gold)] == [(3, 1), (1, 2), (1, 1)]
    asked = question(gold=(Gold("a", 10, 30), Gold("a", 14, 30)))
    assert values(asked, ("a", 0, 50))["R@5"] == 1.0


def test_the_whole_document_joins_its_spans() -> None:
    assert len(units([Gold("a", 90, 95), Gold("a"), Gold("b", 0, 5)])) == 2


def test_spans_by_hand() -> None:
    asked = question(gold=(Gold("a", 10, 20), Gold("b", 10, 20)))
    # Only the fourth gains; the best is 1 + 1/log2(3) = 1.630930.
    found = values(asked, ("a", 50, 99), ("c", 0, 99), ("b", 20, 99), ("a", 0, 30))
    assert found["nDCG@10"] == pytest.approx((1 / math.log2(5)) / 1.6309297536, abs=1e-6)
    assert (found["R@5"], found["RR"]) == (0.5, 0.25)


def test_a_second_passage_with_the_same_gold_gains_nothing_and_takes_a_rank() -> None:
    asked = question(gold=(Gold("a", 10, 20), Gold("b", 10, 20)))
    assert values(asked, ("a", 0, 30), ("a", 5, 25), ("b", 0, 30))["nDCG@10"] == pytest.approx(
        1.5 / 1.6309297536, abs=1e-6
    )


def test_a_passage_that_holds_two_is_as_good_as_two() -> None:
    asked = question(gold=(Gold("a", 10, 20), Gold("a", 40, 50, grade=2)))
    assert trec_ranking(asked, [span("a", 0, 100)]).ranked == ["unit 0", "unit 1"]
    whole = values(asked, ("a", 0, 100), ("a", 100, 200))
    cut = values(asked, ("a", 30, 100), ("a", 0, 30), ("a", 100, 200))
    assert whole == cut
    assert whole["nDCG@10"] == pytest.approx(1.0)


SPANS = st.tuples(st.sampled_from("ab"), st.integers(0, 60), st.integers(1, 40)).map(
    lambda s: (s[0], s[1], s[1] + s[2])
)


@given(st.lists(SPANS, min_size=1, max_size=6), st.lists(SPANS, max_size=15), SPANS)
def test_spans_stay_in_bounds_and_more_never_finds_less(
    gold: list[tuple[str, int, int]], passages: list[tuple[str, int, int]], one_more: tuple[str, int, int]
) -> None:
    asked = question(gold=[Gold(*g) for g in gold])
    before, after = values(asked, *passages), values(asked, *passages, one_more)
    assert all(0 <= value <= 1 for value in before.values())
    assert all(after[name] >= before[name] - 1e-9 for name in before)
    reversed_gold = values(question(gold=[Gold(*g) for g in reversed(gold)]), *passages)
    assert reversed_gold == before


@given(st.lists(SPANS, min_size=1, max_size=6), st.lists(SPANS, max_size=15))
def test_the_whole_document_first_is_perfect(
    gold: list[tuple[str, int, int]], passages: list[tuple[str, int, int]]
) -> None:
    found = values(question(gold=[Gold(*g) for g in gold]), ("a", 0, 100), ("b", 0, 100), *passages)
    assert found["R@10"] == 1.0
    documents = {name for name, _, _ in gold}
    if "a" in documents:
        assert found["nDCG@10"] == pytest.approx(1.0)
