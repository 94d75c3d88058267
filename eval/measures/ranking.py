"""Ranking measures, computed by ir-measures (the code of trec_eval) from documents or spans.

- If the gold of a question is whole documents, documents are ranked, each at its best passage.  BEIR and
  TREC qrels are measured this way.
- If gold is spans, gold *units* are ranked (see `gold_match`).  A passage stands for the unit that it
  matches; if it matches several, these follow one another, the highest grade first; if it matches none, or
  only units found above, it takes one rank without gain.  The units therefore do not depend on how passages
  are cut, and recall and nDCG stay within 0 and 1.

Ranks are those of the response.  Because trec_eval orders by score and breaks ties by name, the scores of the
response are replaced by n, n-1, ... 1.  Gains of nDCG are the grades, discounted by log2(rank + 1) (Jarvelin
and Kekalainen 2002, as in trec_eval).  Grades of 0 or less are not relevant.
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
    Measure("RR", "1 / rank of the first relevant passage"),
    Measure("Success@1", "whether the first passage is relevant", proportion=True),
    Measure("Success@5", "whether one of the first 5 passages is relevant", proportion=True),
)


class TrecRanking(NamedTuple):
    """A ranking as trec_eval takes it.

    Args:
        ranked: Names in rank order, without repetition.
        grades: Relevance by name, also of names that were not ranked.
    """

    ranked: list[str]
    grades: Mapping[str, int]


def trec_ranking(question: Question, passages: Sequence[RetrievedSpan]) -> TrecRanking:
    """Make the ranking of a response one that trec_eval takes."""
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
