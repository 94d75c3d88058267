"""A run as one HTML file that needs nothing else: no network, no fonts, no server."""

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
from eval.report.groups import BY_TAG, TAG_COLUMNS, between, figure, groups, headlines
from eval.report.payload import payload
from eval.report.read import report_data
from eval.runs import Run, write_whole
from qa.server.web.rendering import inert

#: Where elements cannot be, as in a title, characters that reorder text are left out.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: Tags drawn; the table has them all.
MOST_TAGS = 24


class Chart(NamedTuple):
    """A drawing with its caption: what it is, and how to read it."""

    title: str
    reading: str
    svg: Markup


def write_report(run: Run, path: Path) -> None:
    """Write the file: all of it or, if it fails, nothing.

    A lone surrogate, which UTF-8 cannot hold, becomes a question mark.

    Raises:
        InvalidInput: It cannot be written there.
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
    templates.filters["inert"] = inert
    templates.filters["unordered"] = lambda text: _REORDERING.sub("", text)
    templates.filters["milliseconds"] = milliseconds_text
    templates.filters["value"] = lambda metric: figure(metric.measure, metric.value)
    templates.filters["between"] = between
    templates.filters["strip"] = _strip
    templates.filters["day"] = lambda moment: moment[:16].replace("T", " ")
    return templates


def _source(templates: Environment, name: str) -> str:
    """A file that is put into the page as it is; ours, so it holds nothing to escape."""
    assert templates.loader is not None
    return templates.loader.get_source(templates, name)[0]


def _hash(text: str) -> str:
    """What the page's own policy lets run: this text and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _strip(metric: Metric) -> Markup:
    ends = (metric.value, *(metric.interval or ()))
    return strip(metric.value, metric.interval) if all(0 <= end <= 1 for end in ends) else Markup("")


def _charts(report: ReportData) -> Iterator[Chart]:
    dashed = "On the dashed line it means what it says; whiskers are 95% intervals."
    if report.shown:
        title = "Probability shown with answers"
        svg = reliability_diagram("shown", title, report.shown)
        yield Chart(title, f"How often an answer was right, by what was shown. {dashed}", svg)
    if report.answerability:
        title = "Answerability"
        svg = reliability_diagram("answerability", title, report.answerability)
        yield Chart(title, f"How often there was an answer, by what abstention is decided on. {dashed}", svg)
    if report.curve is not None and "AURC" in report.metrics:
        title = "Risk and coverage"
        area = report.metrics["AURC"].value
        svg = risk_coverage_chart("risk", title, report.curve, area, report.point)
        reading = "Errors among the surest answers, the further right the more are given; lower is better."
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
