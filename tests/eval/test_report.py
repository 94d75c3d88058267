"""Reports: all figures of the record, hostile text inert, nothing fetched, drawn where it should be."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from eval.question_outcome import Shown, ShownItem
from eval.report.data import Verdict
from eval.report.from_run import report_data
from eval.report.html import render_report, write_report
from eval.report.markdown import plain, render_markdown
from qa.answer_schemas import AnswerForm, Level
from tests.support.eval_sample import OUTCOMES, QUESTIONS, make_run

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> | `code` \u202egnp.exe"
VOID = {"meta", "link", "br", "hr", "img", "input", "path", "line", "rect", "circle", "polyline", "polygon"}


def hostile_page() -> str:
    question = replace(QUESTIONS[0], text=HOSTILE, tags=(HOSTILE,))
    outcome = replace(OUTCOMES[0], answer=Shown(HOSTILE), forced=Shown(HOSTILE))
    return render_report(report_data(make_run((question,), (outcome,), name=HOSTILE)))


class Balance(HTMLParser):
    """Counts scripts and keeps the open elements."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.scripts = 0
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def parsed(page: str) -> Balance:
    balance = Balance()
    balance.feed(page)
    return balance


def test_the_page_has_every_figure_and_every_question() -> None:
    run = make_run()
    page = render_report(report_data(run))
    for metric in run.metrics.values():
        assert metric.measure in page
    for question in QUESTIONS:
        assert question.text in page
    assert parsed(page).open == []


def test_nothing_is_fetched() -> None:
    page = render_report(report_data(make_run()))
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#|data:)""", page)
    assert "@import" not in page
    assert "url(" not in page.replace("url(#", "")
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_hostile_text_is_inert() -> None:
    ordinary, hostile = parsed(render_report(report_data(make_run()))), parsed(hostile_page())
    assert hostile.scripts == ordinary.scripts
    assert hostile.handlers == []
    assert hostile.open == []
    assert "\u202e" not in re.search(r"<title>.*?</title>", hostile_page(), re.DOTALL).group()  # type: ignore[union-attr]


def test_the_same_run_gives_the_same_page(tmp_path: Path) -> None:
    write_report(make_run(), tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == render_report(report_data(make_run()))


def test_markdown_has_the_figures_and_what_went_wrong() -> None:
    run = make_run()
    text = render_markdown(report_data(run))
    for name, metric in run.metrics.items():
        assert f"| {name} |" in text
        assert f" {metric.n} |" in text
    assert "Who said so?" in text
    assert "How many soldiers came?" not in text, "it went right"
    assert "Some Processor" in text


def test_kinds_have_a_table_and_charts() -> None:
    report = report_data(make_run())
    page, text = render_report(report), render_markdown(report)
    assert list(report.kinds) == ["number", "person"]
    assert 'aria-label="Measures by kind"' in page
    assert '<th scope="row"><bdi>person</bdi></th>' in page
    assert 'id="kinds-0-title"' in page
    assert "### By kind" in text
    assert re.search(r"^\| number \| 1\.000 \(0\.207 to 1\.000, n 1\) \|", text, re.MULTILINE)
    without = render_report(replace(report, kinds={}))
    assert "By kind" not in without


def test_the_quote_of_an_unsure_response_is_shown() -> None:
    unsure = replace(
        OUTCOMES[0], answer=None, probability=None, level=Level.UNSURE, closest=Shown("12,000 soldiers")
    )
    report = report_data(make_run(QUESTIONS[:1], (unsure,)))
    assert report.verdicts() == [(Verdict.QUOTED, 1)]
    assert "Closest quote" in render_report(report)
    assert "Closest quote" not in render_report(report_data(make_run()))


def test_items_and_verdicts_are_shown() -> None:
    asked = replace(QUESTIONS[0], verdict="no")
    listed = Shown("a; b", AnswerForm.LIST, verdict="yes", items=(ShownItem("a"), ShownItem("<b>")))
    page = render_report(report_data(make_run((asked,), (replace(OUTCOMES[0], answer=listed),))))
    assert "expected no, shown yes" in page
    assert "&lt;b&gt;</bdi>" in page


def test_markdown_lets_no_markup_through() -> None:
    assert plain(HOSTILE).startswith(r"\</script\>\<script\>alert(1)\</script\>")
    assert "|" not in plain(HOSTILE).replace(r"\|", "")
    assert plain("a\nb\u202ec") == "a b c"
