"""The JSON data in the report's page, from which its script shows the passages of a question."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from eval.measures.gold_match import matches_gold, units
from eval.question_outcome import RetrievedSpan
from eval.questions import Gold
from eval.report.data import ReportData, Row
from eval.span_texts import KEPT_PASSAGES, SpanText

#: Characters that could end the script element or begin a comment; escaped within JSON strings.
_ESCAPED = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def payload(report: ReportData) -> Markup:
    """The data of all questions.  Every text occurs once, even if several questions share it."""
    sources: dict[SpanText, int] = {}
    rows = [_row(report, row, sources) for row in report.rows]
    data = {"sources": [[source.title, source.text] for source in sources], "rows": rows}
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPED))


def _row(report: ReportData, row: Row, sources: dict[SpanText, int]) -> dict[str, Any]:
    gold = [one for one in row.question.gold if one.grade > 0]
    cited, shown = row.outcome.citations, row.outcome.passages[:KEPT_PASSAGES]
    passages = []
    for passage in shown:
        number = sources.setdefault(report.source(passage), len(sources))
        held = any(matches_gold(passage, one) for one in gold)
        marks = [_within(passage, one.document_id, one.start, one.end) for one in gold if one.end is not None]
        lines = [_within(passage, one.document_id, one.start, one.end) for one in cited]
        place = (passage.document_id, passage.start, passage.end, f"{passage.score:.3f}")
        passages.append([number, *place, held, *([one for one in spans if one] for spans in (marks, lines))])
    outcome = row.outcome
    return {
        "verdict": row.verdict,
        "gold": row.gold_rank,
        "kind": row.question.kind,
        "tags": row.question.tags,
        "passages": passages,
        "missed": [
            _gold(one)
            for unit in units(gold)
            if not any(map(unit.matched_by, shown))
            for one in unit.spans[:1]
        ],
        "worst": badness(row),
        "sure": outcome.probability or 0.0,
        "slow": outcome.milliseconds,
    }


def badness(row: Row) -> float:
    """The rank of a question in the order "worst first".

    Wrong answers come first, the surest at the top, then questions without a response; right abstentions are
    last.
    """
    rank = {
        "WRONG": 2 + (row.outcome.probability or 0.0),
        "FAILED": 2.0,
        "MISSED": 1 + row.outcome.answerability,
        "QUOTED": 0.5 + row.outcome.answerability / 2,
        "UNJUDGED": 1 - row.values.get("nDCG@10", 1.0),
        "RIGHT": -1 + (1 - row.values.get("F1 shown", 1.0)),
        "REFUSED": -2 + row.outcome.answerability,
    }
    return round(rank[row.verdict.name], 4)


def _within(passage: RetrievedSpan, document_id: str, start: int, end: int) -> tuple[int, int] | None:
    """The part of a span that lies in a passage, in offsets of the passage."""
    start, end = max(start, passage.start) - passage.start, min(end, passage.end) - passage.start
    return (start, end) if document_id == passage.document_id and start < end else None


def _gold(gold: Gold) -> tuple[str, int, int | None, str]:
    return (gold.document_id, gold.start, gold.end, gold.quote)
