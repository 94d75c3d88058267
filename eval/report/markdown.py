"""A run as Markdown, short enough for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eval.measures.summary import Metric
from eval.report.data import ReportData, Row, Verdict
from eval.report.measure_groups import (
    BY_KIND,
    KIND_COLUMNS,
    TAG_COLUMNS,
    between,
    columns_with_values,
    figure,
    groups,
)
from qa.markdown import escape_markdown

#: Questions listed, those first that went most wrong.
MOST_QUESTIONS = 10
LONGEST_TEXT = 160
_NOTABLE = (Verdict.FAILED, Verdict.WRONG, Verdict.MISSED)


def render_markdown(report: ReportData) -> str:
    """The summary, the kinds and tags, the most notable failures, machine and date."""
    by_group = [*_by("kind", KIND_COLUMNS, report.kinds), *_by("tag", TAG_COLUMNS, report.tags)]
    return "\n".join([*_summary(report), *by_group, *_failures(report), *_facts(report)]) + "\n"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table; the first column is text, the others are figures."""
    yield "| " + " | ".join(heads) + " |"
    yield "| --- |" + " ---: |" * (len(heads) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def plain(text: str) -> str:
    """One line of text with nothing in it that Markdown or HTML would read."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    line = line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1] + "…"
    return escape_markdown(line)


def _summary(report: ReportData) -> Iterator[str]:
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in report.verdicts())
    yield f"## {plain(report.set_name)}: {len(report.rows)} questions"
    yield ""
    yield f"{verdicts}."
    yield ""
    rows = [
        [measure.name, figure(measure.name, metric.value), between(metric) or "–", str(metric.n)]
        for group in groups(report.metrics)
        for measure, metric in group.rows
    ]
    yield from table(["measure", "value", "95% interval", "n"], rows)


def _by(word: str, names: Sequence[str], found: Mapping[str, Mapping[str, Metric]]) -> Iterator[str]:
    columns = columns_with_values(names, found)
    if not columns:
        return
    rows = [
        [plain(group), *(_cell(row[name]) if name in row else "" for name in columns)]
        for group, row in found.items()
    ]
    yield ""
    yield f"### By {word}"
    yield ""
    yield from table([word, *columns], rows)


def _cell(metric: Metric) -> str:
    """The value; with its interval and number of questions if it is one of those drawn by kind."""
    value = figure(metric.measure, metric.value)
    return f"{value} ({between(metric)}, n {metric.n})" if metric.measure in BY_KIND else value


def _failures(report: ReportData) -> Iterator[str]:
    failed = [row for row in report.rows if row.verdict in _NOTABLE]
    if not failed:
        return
    yield ""
    yield "### Questions that went wrong"
    yield ""
    for row in sorted(failed, key=_notability)[:MOST_QUESTIONS]:
        question, given = plain(row.question.text), plain(_given(row))
        yield f"- **{question}** {row.verdict}: {given}; accepted: {_accepted(row)}"
    if len(failed) > MOST_QUESTIONS:
        yield f"- and {len(failed) - MOST_QUESTIONS} more"


def _notability(row: Row) -> tuple[int, float]:
    """Those without a response first, then the surest wrong answers."""
    return _NOTABLE.index(row.verdict), -(row.outcome.answerability or 0.0)


def _given(row: Row) -> str:
    outcome = row.outcome
    if outcome.answer:
        return outcome.answer.text
    return outcome.error or (f"unsure, {outcome.closest.text}" if outcome.closest else "no answer")


def _accepted(row: Row) -> str:
    return " / ".join(plain(answer) for answer in row.question.answers[:3]) or "none"


def _facts(report: ReportData) -> Iterator[str]:
    yield ""
    yield "<details><summary>Machine, date, settings</summary>"
    yield ""
    yield f"- began: {plain(report.began)}, took {report.seconds:.0f} s"
    for name, text in report.facts:
        yield f"- {plain(name)}: {plain(text)}"
    yield ""
    yield "</details>"
