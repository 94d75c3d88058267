"""Make the data of a report from the record of a run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from eval.measures.abstention import abstention_rows, risk_coverage
from eval.measures.calibration import reliability, shown_rows
from eval.measures.gold_match import matches_gold
from eval.measures.latency import waits
from eval.measures.measure import Case, Floats, Values, make_cases
from eval.measures.right_answers import is_right
from eval.questions import EvalSet
from eval.report.charts import OperatingPoint
from eval.report.data import ReportData, Row, Verdict
from eval.run_record import Facts, Run


def report_data(run: Run) -> ReportData:
    """The data that a report of `run` shows."""
    cases = make_cases(EvalSet(run.set, run.questions), run.outcomes)
    shown, judged = shown_rows(cases), abstention_rows(cases)
    return ReportData(
        set_name=run.set,
        began=run.began,
        seconds=run.seconds,
        facts=tuple((name, text) for name, text in _facts(run.facts) if text),
        metrics=run.metrics,
        kinds=run.kinds,
        tags=run.tags,
        rows=tuple(_row(case, run.values.get(case.question.id, {})) for case in cases),
        sources={(one.version, one.start, one.end): one for one in run.sources},
        shown=reliability(shown[:, 0], shown[:, 1]),
        answerability=reliability(judged[:, 0], judged[:, 1]),
        curve=risk_coverage(judged[:, 0], judged[:, 2]) if len(judged) else None,
        point=_operating_point(judged),
        milliseconds=waits(cases)[:, 0],
    )


def verdict(case: Case) -> Verdict:
    """The result of a question."""
    if case.failed:
        return Verdict.FAILED
    if not case.judged:
        return Verdict.UNJUDGED
    answer = case.outcome.answer
    if answer is None:
        if case.question.unanswerable:
            return Verdict.REFUSED
        return Verdict.QUOTED if is_right(case, case.outcome.closest) else Verdict.MISSED
    return Verdict.RIGHT if is_right(case, answer) else Verdict.WRONG


def _row(case: Case, values: Values) -> Row:
    gold = [one for one in case.question.gold if one.grade > 0]
    rank = None
    if gold and not case.question.unanswerable and not case.failed:
        found = (any(matches_gold(passage, one) for one in gold) for passage in case.outcome.passages)
        rank = next((number for number, holding in enumerate(found, 1) if holding), 0)
    return Row(case.question, case.outcome, values, verdict(case), rank)


def _operating_point(judged: Floats) -> OperatingPoint | None:
    answered = judged[judged[:, 4] > 0]
    if not len(answered):
        return None
    return OperatingPoint(len(answered) / len(judged), float(np.mean(answered[:, 2])))


def _facts(facts: Facts) -> Iterator[tuple[str, str]]:
    index, options, environment = facts.index, facts.options, facts.environment
    yield "asked", facts.place
    yield "collection", f"{index.collection}, generation {index.generation}"
    if options.max_error_rate is not None:
        yield "error rate asked for", f"{options.max_error_rate}"
    yield "retrieval", f"{options.mode}, {options.top_k} passages of {options.candidates} candidates"
    yield "parallel", str(facts.parallel)
    yield "embedding model", index.embedding_model
    yield from ((f"model {name}", text) for name, text in index.identity.items() if name != "name")
    yield "software", index.software
    yield "set hash", facts.set_hash
    yield "commit", environment.commit
    yield from environment.machine.items()
    yield "Python", environment.python
    yield "packages", ", ".join(f"{name} {version}" for name, version in environment.packages.items())
