"""The verbs below `qa eval`, put together.  Nothing heavy is imported before one needs it."""

from __future__ import annotations

from eval.cli import check, judge, report, run
from qa.cli.group import Verbs, make_app

__all__ = ["app"]

app = make_app("Measure answers against questions whose answers are known.", cls=Verbs)
app.command("run")(run.run)
app.command("check")(check.check)
app.command("compare")(judge.compare)
app.command("baseline")(judge.baseline)
app.command("gate")(judge.gate)
app.command("report")(report.report)
