"""Render a report as one HTML file, which needs no network, fonts or server."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eval.measures.summary import Metric
from eval.report.bars import Bar, latency_histogram, milliseconds_text, strip, tag_bars
from eval.report.charts import reliability_diagram, risk_coverage_chart
from eval.report.data import ReportData
from eval.report.from_run import report_data
from eval.report.measure_groups import BY_TAG, TAG_COLUMNS, between, figure, groups, headlines
from eval.report.page_data import payload
from eval.run_record import Run, write_whole
from qa.server.web.rendering import isolate_bidi

#: Characters that reorder text; removed where an isolating element is not possible, as in a title.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: Tags in a chart; the table has all of them.
MOST_TAGS = 24


class Chart(NamedTuple):
    """A drawing with its title and an explanation of how to read it."""

    title: str
    reading: str
    svg: Markup


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
        tag_charts=list(_tag_charts(report)),
        tag_columns=[name for name in TAG_COLUMNS if any(name in row for row in report.tags.values())],
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


def _tag_charts(report: ReportData) -> Iterator[Chart]:
    for number, name in enumerate(BY_TAG):
        rows = [(tag, metrics[name]) for tag, metrics in report.tags.items() if name in metrics]
        largest = sorted(rows, key=lambda row: -row[1].n)[:MOST_TAGS]
        bars = [Bar(tag, one.value, one.n, one.interval) for tag, one in largest]
        if bars:
            more = f" The {MOST_TAGS} largest of {len(rows)} tags." if len(rows) > MOST_TAGS else ""
            svg = tag_bars(f"tags-{number}", name, bars)
            yield Chart(name, f"With 95% intervals and the number of questions.{more}", svg)
