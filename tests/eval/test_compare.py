"""Two runs beside each other; a run held against a baseline."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.baseline import BadBaseline, Baseline, dump_baseline, make_baseline, read_baseline
from eval.compare import Side, Verdict, compare, compare_values
from eval.comparison_text import as_markdown, as_text, pair
from eval.gate import gate
from eval.measures.measure import Values
from eval.measures.summary import Scored, summarise
from eval.question_outcome import Outcome, Shown
from eval.questions import EvalSet, Gold
from tests.support.eval_cases import outcome, question, span
from tests.support.eval_sample import make_run

N = 30


def column(name: str, figures: Sequence[float]) -> dict[str, Values]:
    """Values of one measure."""
    return {f"q{number}": {name: float(figure)} for number, figure in enumerate(figures)}


def side(values: dict[str, Values], answer: str = "x") -> Side:
    return Side(values, {id: outcome(id, answer) for id in values})


# Compare ---------------------------------------------------------------------------------------------------


def test_identical_runs_do_not_differ() -> None:
    values = column("F1", np.random.default_rng(0).random(N).tolist())
    found = compare(side(values), side(values))
    (row,) = found.differences
    assert (row.difference, row.interval, row.p, row.verdict) == (0.0, (0.0, 0.0), 1.0, Verdict.SAME)
    assert found.changed == ()


def test_better_and_worse_by_direction() -> None:
    zeros, ones = [0.0] * N, [1.0] * N
    assert compare_values(column("F1", zeros), column("F1", ones))[0].verdict is Verdict.BETTER
    assert compare_values(column("F1", ones), column("F1", zeros))[0].verdict is Verdict.WORSE
    assert compare_values(column("Brier", zeros), column("Brier", ones))[0].verdict is Verdict.WORSE
    assert compare_values(column("Brier", ones), column("Brier", zeros))[0].verdict is Verdict.BETTER


def test_figures_by_hand() -> None:
    (row,) = compare_values(column("RR", [1, 0.5, 0.25]), column("RR", [1, 1, 1]))
    assert (row.n, row.before, row.after) == pytest.approx((3, 1.75 / 3, 1.0))
    assert row.difference == pytest.approx(1.25 / 3)
    assert row.interval == pytest.approx((0, 0.75))
    # two differing pairs: two of four sign patterns are as far
    assert (row.p, row.adjusted_p, row.verdict) == (0.5, 0.5, Verdict.SAME)


def test_many_measures_are_corrected_for() -> None:
    # Six pairs one way: p = 2/64, significant alone, not among two.
    alone = compare_values(column("F1", [0] * 6), column("F1", [1] * 6))[0]
    assert (alone.p, alone.verdict) == (0.03125, Verdict.BETTER)
    two = compare_values(
        {id: row | {"RR": 0.5} for id, row in column("F1", [0] * 6).items()},
        {id: row | {"RR": 0.5} for id, row in column("F1", [1] * 6).items()},
    )
    by_name = {row.measure: row for row in two}
    assert (by_name["F1"].adjusted_p, by_name["F1"].verdict) == (0.0625, Verdict.SAME)


def test_a_sure_but_tiny_difference_is_no_verdict() -> None:
    before = column("nDCG@10", [0.5] * N)
    (row,) = compare_values(before, column("nDCG@10", [0.4995] * N))
    assert row.p < 1e-3
    assert row.verdict is Verdict.SAME
    assert compare_values(before, column("nDCG@10", [0.498] * N))[0].verdict is Verdict.WORSE
    # Rounding in a stored file is no difference at all.
    assert compare_values(column("RR", [1 / 3] * N), column("RR", [0.3333] * N))[0].p == 1.0


def test_only_questions_and_measures_of_both_are_compared() -> None:
    before = {"a": {"F1": 0.0, "RR": 1.0}, "b": {"F1": 0.5}, "gone": {"F1": 1.0}}
    after = {"a": {"F1": 1.0}, "b": {"RR": 0.2}, "new": {"F1": 1.0}}
    found = compare(side(before), side(after))
    assert [(row.measure, row.n, row.difference) for row in found.differences] == [("F1", 1, 1.0)]
    assert (found.only_before, found.only_after) == (("gone",), ("new",))


def test_the_most_changed_come_first_with_both_outcomes() -> None:
    before = {"a": {"F1": 0.5}, "b": {"F1": 1.0, "Brier": 0.0}, "c": {"F1": 0.5}, "d": {"F1": 0.0}}
    after = {"a": {"F1": 0.75}, "b": {"F1": 0.0, "Brier": 0.5}, "c": {"F1": 0.5}, "d": {"F1": 0.25}}
    found = compare(side(before, "old"), side(after, "new")).changed
    assert [(row.question_id, row.change, row.size) for row in found] == [
        ("b", -0.75, 0.75),
        ("a", 0.25, 0.25),
        ("d", 0.25, 0.25),
    ]
    assert (found[0].before.answer, found[0].after.answer) == (Shown("old"), Shown("new"))
    assert len(compare(side(before), side(after), most=1).changed) == 1


def test_kinds_are_compared_by_what_a_reader_gets() -> None:
    ids = [f"q{number}" for number in range(N)]
    kinds = {id: "list" if number % 2 else "date" for number, id in enumerate(ids)}
    before = {id: {"usable": 0.0, "F1": 0.0} for id in ids}
    after = {id: {"usable": float(kinds[id] == "list"), "F1": 0.0} for id in ids}
    found = compare(side(before)._replace(kinds=kinds), side(after)._replace(kinds=kinds)).kinds
    rows = {
        kind: [(row.measure, row.n, row.difference, row.verdict) for row in rows]
        for kind, rows in found.items()
    }
    assert rows == {
        "date": [("usable", N // 2, 0.0, Verdict.SAME)],
        "list": [("usable", N // 2, 1.0, Verdict.BETTER)],
    }
    assert compare(side(before), side(after)).kinds == {}


def test_a_comparison_names_the_kinds() -> None:
    pairing = pair(make_run(), make_run())
    assert "\nBy kind of question:\n" in as_markdown(pairing)
    assert "| person | usable | 1 |" in as_markdown(pairing)
    assert re.search(r"^person +usable +1 ", as_text(pairing), re.MULTILINE)


def test_comparing_the_other_way_round_is_the_mirror() -> None:
    random = np.random.default_rng(1)
    one, other = column("F1", random.random(N).tolist()), column("F1", random.random(N).tolist())
    (there,), (back,) = compare_values(one, other), compare_values(other, one)
    assert (there.p, there.difference) == (back.p, -back.difference)
    assert there.interval == pytest.approx((-back.interval.high, -back.interval.low), abs=0.02)


# Gate ------------------------------------------------------------------------------------------------------

SET = EvalSet("small", [question(f"q{i}", ("right",), (Gold("a", 10 * i, 10 * i + 5),)) for i in range(N)])


def answers(answer: Callable[[int], str | None], rank: int = 1) -> list[Outcome]:
    """A run whose gold is at `rank`."""
    others = [span("other")] * (rank - 1)
    return [outcome(f"q{i}", answer(i), passages=[*others, span("a", 10 * i, 10 * i + 9)]) for i in range(N)]


def scored(answer: Callable[[int], str | None] = lambda _: "right", rank: int = 1) -> Scored:
    return summarise(SET, answers(answer, rank))


def baseline(**floors: float) -> Baseline:
    return make_baseline("small", scored().values, floors)


def test_the_same_run_passes() -> None:
    assert gate(scored(), baseline(F1=1.0, AURC=0.0)) == []


def test_a_broken_ranking_fails() -> None:
    found = {failure.subject: failure.reason for failure in gate(scored(rank=3), baseline())}
    assert found.keys() == {"nDCG@10", "RR", "Success@1"}
    assert found["RR"].startswith("fell from 1.0000 to 0.3333 over 30 questions (p = 0.00")


def test_one_question_worse_is_not_significant_but_may_break_a_floor() -> None:
    run = scored(lambda i: "right" if i else "wrong")
    assert gate(run, baseline()) == []
    assert [str(failure) for failure in gate(run, baseline(F1=0.97))] == [
        "F1: 0.9667 is below its floor of 0.9700."
    ]
    assert gate(run, baseline(F1=0.96)) == []


def test_a_ceiling_where_lower_is_better() -> None:
    run = scored(lambda i: "right" if i else "wrong")
    (failure,) = gate(run, baseline(**{"error rate": 0.01}))
    assert failure.reason == "0.0333 is above its ceiling of 0.0100."
    assert gate(run, baseline(**{"error rate": 0.05})) == []


def test_errors_that_rose_fail() -> None:
    found = {failure.subject: failure.reason for failure in gate(scored(lambda _: "wrong"), baseline())}
    assert found["error rate"].startswith("rose from 0.0000 to 1.0000")


def test_missing_questions_fail() -> None:
    fewer = EvalSet("small", SET.questions[1:])
    run = summarise(fewer, answers(lambda _: "right")[1:])
    assert [str(f) for f in gate(run, baseline())] == ["questions: 1 of the baseline are not in the run: q0."]
    unanswered = summarise(SET, answers(lambda _: "right")[7:])
    assert gate(unanswered, make_baseline("small", unanswered.values, {}))[0] == (
        "questions",
        "7 got no response: q0, q1, q2, q3, q4 and 2 more.",
    )


def test_a_measure_that_is_gone_fails() -> None:
    # All abstain: no answer is shown, so there is no error rate to compare.
    found = {failure.subject: failure.reason for failure in gate(scored(lambda _: None), baseline(ECE=1.0))}
    assert found["error rate"] == "the run has no value of it for any question of the baseline."
    assert found["ECE"] == "it has a floor, but was not measured."


def test_a_better_run_passes() -> None:
    worse = make_baseline("small", scored(lambda _: "wrong", rank=2).values, {})
    assert gate(scored(), worse) == []


# The baseline's file ---------------------------------------------------------------------------------------


def test_a_baseline_survives_its_file(tmp_path: Path) -> None:
    values = {"é\n": {"F1": 1 / 3, "RR": 1.0}, "b": {"F1": 0.0}}
    written = make_baseline("small", values, {"F1": 0.25})
    path = tmp_path / "baseline.json"
    path.write_text(dump_baseline(written), encoding="utf-8")
    found = read_baseline(path)
    assert found == written
    assert found.by_question() == {"é\n": {"F1": 0.3333, "RR": 1.0}, "b": {"F1": 0.0}}
    assert json.loads(path.read_text(encoding="utf-8"))["values"] == {"RR": [1.0, None], "F1": [0.3333, 0.0]}
    assert '  "F1": [0.3333,0.0]' in path.read_text(encoding="utf-8").splitlines()


GOOD = {"format": 1, "set": "s", "questions": ["a", "b"], "values": {"F1": [1, None]}, "floors": {}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "format: Input should be 1"),
        ({"questions": ["a", "a"]}, "none twice"),
        ({"questions": []}, "at least one"),
        ({"values": {"F1": [1]}}, "'F1' has 1 figures for 2 questions"),
        ({"values": {"AUROC": [1, 1]}}, "no measure 'AUROC' of single questions"),
        ({"floors": {"F2": 1}}, "floors: there is no measure 'F2'"),
        ({"floors": {"F1": "high"}}, "floors.F1: Input should be a valid number"),
        ({"extra": 1}, "extra: Extra inputs are not permitted"),
    ],
)
def test_bad_baselines(tmp_path: Path, change: dict[str, object], message: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    read_baseline(path)
    path.write_text(json.dumps(GOOD | change), encoding="utf-8")
    with pytest.raises(BadBaseline) as raised:
        read_baseline(path)
    assert message in raised.value.detail
    assert raised.value.field == str(path)


def test_unreadable_baselines(tmp_path: Path) -> None:
    with pytest.raises(BadBaseline, match="No such file"):
        read_baseline(tmp_path / "none.json")
    (tmp_path / "cut.json").write_text('{"format": 1', encoding="utf-8")
    with pytest.raises(BadBaseline, match="Invalid JSON"):
        read_baseline(tmp_path / "cut.json")
