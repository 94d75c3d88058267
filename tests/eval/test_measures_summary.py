"""All measures of a run together: applicable ones only, per tag, missing questions, latency."""

from __future__ import annotations

import pytest

from eval.measures.latency import throughput
from eval.measures.measure import make_cases
from eval.measures.registry import FAMILIES, MEASURES, OVERALL, PER_QUESTION
from eval.measures.summary import summarise
from eval.question_outcome import Outcome
from eval.questions import EvalSet, Gold
from eval.statistics import wilson
from tests.support.eval_cases import judged, outcome, question, span

SET = EvalSet(
    "small",
    [
        question("1", ("Denver",), (Gold("a", 0, 10),), tags=("people",)),
        question("2", ("Paris",), (Gold("a", 20, 30),), tags=("people", "places")),
        question("3", unanswerable=True, tags=("places",)),
    ],
)


def run() -> list[Outcome]:
    return [
        outcome("3", answerability=0.2, milliseconds=30),
        outcome("1", "Denver", None, 0.9, 0.8, [span("a", 0, 50)], [span("a", 0, 50)], milliseconds=10),
        outcome(
            "2",
            "Paris in France",
            None,
            0.6,
            0.7,
            [span("b"), span("a", 20, 25)],
            [span("b")],
            milliseconds=20,
        ),
    ]


def test_values_of_each_question_in_the_set_s_order() -> None:
    found = summarise(SET, run())
    assert list(found.values) == ["1", "2", "3"]
    assert found.values["3"] == {
        "EM shown": 1.0,
        "F1 shown": 1.0,
        "citation integrity": 1.0,
        "refused": 1.0,
        "Brier answerability": pytest.approx(0.04),
    }
    two = found.values["2"]
    assert (two["RR"], two["F1"], two["EM"], two["citation precision"]) == (0.5, 0.5, 0.0, 0.0)
    assert found.failed == ()


def test_metrics_of_the_whole() -> None:
    found = summarise(SET, run(), seconds=1.5).metrics
    assert (found["RR"].value, found["RR"].n) == (0.75, 2)
    assert (found["EM shown"].value, found["EM shown"].n) == (2 / 3, 3)
    assert found["error rate"].value == 0.0
    assert (found["AUROC"].value, found["AUROC"].n) == (1.0, 3)
    assert found["AURC"].value == pytest.approx((0 + 0 + 1 / 3) / 3)
    assert (found["p50 ms"].value, found["p95 ms"].value) == pytest.approx((20.0, 29.0))
    assert (found["questions/s"].value, found["questions/s"].interval) == (2.0, None)
    assert "claims recall" not in found
    assert found.keys() <= MEASURES.keys()


def test_intervals() -> None:
    found = summarise(SET, run()).metrics
    assert found["EM shown"].interval == wilson(2, 3)
    assert found["F1 shown"].interval is not None
    assert found["F1 shown"].interval.low < found["F1 shown"].value < found["F1 shown"].interval.high
    assert found["RR"].interval == (0.5, 1.0)


def test_tags() -> None:
    tags = summarise(SET, run()).tags
    assert list(tags) == ["people", "places"]
    assert tags["people"]["RR"].value == 0.75
    assert (tags["places"]["RR"].value, tags["places"]["RR"].n) == (0.5, 1)
    assert "AUROC" not in tags["people"]
    assert tags["places"]["AUROC"].value == 1.0


def test_the_order_of_outcomes_and_a_second_time_change_nothing() -> None:
    assert summarise(SET, run()) == summarise(SET, run()[::-1])


def test_missing_questions_score_nought_and_are_named() -> None:
    found = summarise(SET, [one for one in run() if one.question_id == "1"])
    assert found.failed == ("2", "3")
    assert found.values["2"]["RR"] == found.values["2"]["F1"] == found.values["2"]["answered"] == 0.0
    # No response is no right abstention.
    assert found.values["3"] == {"EM shown": 0.0, "F1 shown": 0.0, "refused": 0.0}
    assert (found.metrics["RR"].value, found.metrics["RR"].n) == (0.5, 2)
    assert found.metrics["p99 ms"].value == 10.0


def test_outcomes_that_do_not_belong() -> None:
    with pytest.raises(ValueError, match="two outcomes for question '1'"):
        summarise(SET, [*run(), outcome("1")])
    with pytest.raises(ValueError, match=r"small does not have: \['9'\]"):
        make_cases(SET, [outcome("9")])


def test_nothing_at_all_came_back() -> None:
    found = summarise(SET, [], seconds=2.0)
    assert "p50 ms" not in found.metrics
    assert found.metrics["questions/s"].value == 0.0
    assert found.metrics["F1"].value == 0.0


def test_throughput_counts_responses_only() -> None:
    assert throughput([judged("1", True, 0.5), *make_cases(SET, run()[:1])], 0.5) == 4.0


def test_every_measure_is_named_once_and_explained() -> None:
    names = [m.name for m in PER_QUESTION] + [o.measure.name for o in OVERALL]
    assert len(set(names)) == len(names) == len(MEASURES) - 1
    assert all(measure.meaning for measure in MEASURES.values())


def test_families_give_only_what_they_declare_within_bounds() -> None:
    cases = make_cases(SET, run())
    for family in FAMILIES:
        declared = {measure.name: measure for measure in family.measures}
        for row in family.values(cases):
            assert row.keys() <= declared.keys()
            assert all(0 <= value <= 1 for value in row.values())
            assert all(row[name] in (0, 1) for name in row if declared[name].proportion)
