"""Render a report as one HTML file, which needs no network, fonts or server."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eval.measures.summary import Metric
from eval.report.bars import Bar, group_bars, latency_histogram, milliseconds_text, strip
from eval.report.charts import reliability_diagram, risk_coverage_chart
from eval.report.data import ReportData
from eval.report.from_run import report_data
from eval.report.measure_groups import (
    BY_KIND,
    BY_TAG,
    KIND_COLUMNS,
    TAG_COLUMNS,
    between,
    columns_with_values,
    figure,
    groups,
    headlines,
)
from eval.report.page_data import payload
from eval.run_record import Run, write_whole
from qa.server.web.rendering import isolate_bidi

#: Characters that reorder text; removed where an isolating element is not possible, as in a title.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: Kinds or tags in a chart; the table has all of them.
MOST_GROUPS = 24


class Chart(NamedTuple):
    """A drawing with its title and an explanation of how to read it."""

    title: str
    reading: str
    svg: Markup


class GroupTable(NamedTuple):
    """The measures of each kind, or of each tag.

    Args:
        word: "kind" or "tag".
        columns: The measures listed.
        rows: By group, then by measure.
    """

    word: str
    charts: list[Chart]
    columns: list[str]
    rows: Mapping[str, Mapping[str, Metric]]


def write_report(run: Run, path: Path) -> None:
    """Write the file atomically.  Lone surrogates, which UTF-8 cannot encode, become question marks.

    Raises:
        InvalidInput: The file cannot be written.
    """
    write_whole(path, render_report(report_data(run)).encode("utf-8", "replace").decode())


def render_report(report: ReportData) -> str:
    """The page.  The same run gives the same bytes."""
    templates = _templates()
    style, script = (_source(templates, name) for name in ("report.css", "report.js"))
    return templates.get_template("report.html").render(
        report=report,
        verdicts=report.verdicts(),
        headlines=headlines(report.metrics),
        groups=groups(report.metrics),
        charts=list(_charts(report)),
        group_tables=list(_group_tables(report)),
        data=payload(report),
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("eval.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["isolate_bidi"] = isolate_bidi
    templates.filters["unordered"] = lambda text: _REORDERING.sub("", text)
    templates.filters["milliseconds"] = milliseconds_text
    templates.filters["value"] = lambda metric: figure(metric.measure, metric.value)
    templates.filters["between"] = between
    templates.filters["strip"] = _strip
    templates.filters["day"] = lambda moment: moment[:16].replace("T", " ")
    return templates


def _source(templates: Environment, name: str) -> str:
    """The text of one of our own files, which goes into the page without escaping."""
    assert templates.loader is not None
    return templates.loader.get_source(templates, name)[0]


def _hash(text: str) -> str:
    """The hash by which the page's content security policy allows this text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _strip(metric: Metric) -> Markup:
    ends = (metric.value, *(metric.interval or ()))
    return strip(metric.value, metric.interval) if all(0 <= end <= 1 for end in ends) else Markup("")


def _charts(report: ReportData) -> Iterator[Chart]:
    dashed = "On the dashed line probabilities are exact; whiskers are 95% intervals."
    if report.shown:
        title = "Probability shown with answers"
        svg = reliability_diagram("shown", title, report.shown)
        yield Chart(title, f"How often an answer was right, by the probability shown. {dashed}", svg)
    if report.answerability:
        title = "Answerability"
        svg = reliability_diagram("answerability", title, report.answerability)
        yield Chart(
            title,
            f"How often a question was answerable, by the probability that decides abstention. {dashed}",
            svg,
        )
    if report.curve is not None and "AURC" in report.metrics:
        title = "Risk and coverage"
        area = report.metrics["AURC"].value
        svg = risk_coverage_chart("risk", title, report.curve, area, report.point)
        reading = "The share of errors when only the surest questions are answered; lower is better."
        yield Chart(title, reading, svg)
    title = "Waiting time"
    svg = latency_histogram("latency", title, report.milliseconds)
    yield Chart(title, "How long the client waited for a response.", svg)


def _group_tables(report: ReportData) -> Iterator[GroupTable]:
    """By kind and by tag, as far as the set has them."""
    for word, found, drawn, listed in (
        ("kind", report.kinds, BY_KIND, KIND_COLUMNS),
        ("tag", report.tags, BY_TAG, TAG_COLUMNS),
    ):
        if found:
            columns = columns_with_values(listed, found)
            yield GroupTable(word, list(_group_charts(word, found, drawn)), columns, found)


def _group_charts(
    word: str, found: Mapping[str, Mapping[str, Metric]], drawn: Sequence[str]
) -> Iterator[Chart]:
    for number, name in enumerate(drawn):
        rows = [(group, metrics[name]) for group, metrics in found.items() if name in metrics]
        largest = sorted(rows, key=lambda row: -row[1].n)[:MOST_GROUPS]
        bars = [Bar(group, one.value, one.n, one.interval) for group, one in largest]
        if bars:
            more = f" The {MOST_GROUPS} largest of {len(rows)} {word}s." if len(rows) > MOST_GROUPS else ""
            svg = group_bars(f"{word}s-{number}", name, bars)
            yield Chart(name, f"With 95% intervals and the number of questions.{more}", svg)
