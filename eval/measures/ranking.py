"""Ranking measures, computed by ir-measures (trec_eval's own code) from documents or spans.

- Where a question's gold is whole documents, documents are ranked: each at its best passage, further passages
  of it are passed over.  This is how BEIR and TREC qrels are measured.
- Where gold is spans, gold *units* are ranked (see `holding`).  A passage takes the unit it holds; one that
  holds several takes them one after the other, the highest grade first; one that holds none, or only units
  found above, takes one rank and gains nothing.  What is to be found thus never depends on how passages were
  cut, and recall and nDCG stay within 0 and 1.

Ranks are those of the response: trec_eval orders by score and, in a tie, by name; scores n, n-1, ... 1 are
put in place of the response's own, so that its order, which is what a client sees, holds.  Gains of nDCG are
the grades, discounted by log2(rank + 1) (Jarvelin and Kekalainen 2002, as in trec_eval).  Grades of 0 or
less are not relevant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import ir_measures
from ir_measures import Qrel, ScoredDoc

from eval.measures.gold_match import units
from eval.measures.measure import Case, Family, Measure, Values
from eval.question_outcome import RetrievedSpan
from eval.questions import Question

MEASURES = (
    Measure("nDCG@10", "graded gain of the first 10, discounted by rank, as a share of the best possible"),
    Measure("R@5", "share of the gold found in the first 5"),
    Measure("R@10", "share of the gold found in the first 10"),
    Measure("RR", "1 / rank of the first that is relevant"),
    Measure("Success@1", "whether the first is relevant", proportion=True),
    Measure("Success@5", "whether one of the first 5 is relevant", proportion=True),
)


class TrecRanking(NamedTuple):
    """A ranking ready to be measured.

    Args:
        ranked: Names in rank order, none twice.
        grades: The relevance of names; also of those that were not ranked.
    """

    ranked: list[str]
    grades: Mapping[str, int]


def trec_ranking(question: Question, passages: Sequence[RetrievedSpan]) -> TrecRanking:
    """What a response's ranking looks like to trec_eval."""
    if all(gold.end is None for gold in question.gold):
        grades: dict[str, int] = {}
        for gold in question.gold:
            grades[gold.document_id] = max(gold.grade, grades.get(gold.document_id, gold.grade))
        return TrecRanking(list(dict.fromkeys(passage.document_id for passage in passages)), grades)
    places = sorted(units(question.gold), key=lambda unit: -unit.grade)
    waiting = {f"unit {number}": unit for number, unit in enumerate(places)}
    grades = {name: unit.grade for name, unit in waiting.items()}
    ranked: list[str] = []
    for number, passage in enumerate(passages):
        names = [name for name, unit in waiting.items() if unit.matched_by(passage)]
        ranked += names or [f"passage {number}"]
        for name in names:
            del waiting[name]
    return TrecRanking(ranked, grades)


def ranking_values(judged: Mapping[str, TrecRanking], names: Sequence[str]) -> dict[str, Values]:
    """Values of ir-measures' measures `names` for each query id; a query without a ranking has 0."""
    qrels = [Qrel(id, name, grade) for id, one in judged.items() for name, grade in one.grades.items()]
    run = [
        ScoredDoc(id, name, float(len(one.ranked) - rank))
        for id, one in judged.items()
        for rank, name in enumerate(one.ranked)
    ]
    values: dict[str, Values] = {id: dict.fromkeys(names, 0.0) for id in judged}
    for metric in ir_measures.iter_calc([ir_measures.parse_measure(name) for name in names], qrels, run):
        values[metric.query_id][str(metric.measure)] = float(metric.value)
    return values


def _values(cases: Sequence[Case]) -> list[Values]:
    judged = {
        case.question.id: trec_ranking(case.question, case.outcome.passages)
        for case in cases
        if not case.question.unanswerable and any(gold.grade > 0 for gold in case.question.gold)
    }
    values = ranking_values(judged, [measure.name for measure in MEASURES]) if judged else {}
    return [values.get(case.question.id, {}) for case in cases]


RANKING = Family(MEASURES, _values)
