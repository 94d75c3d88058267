"""The command `qa eval` and its verbs.  Heavy modules are imported only by the verb that needs them."""

from __future__ import annotations

from eval.cli import check, compare, gate, make, report, review, run, sweep
from qa.cli.group import Verbs, make_app

__all__ = ["app"]

app = make_app("Measure answers against questions whose answers are known.", cls=Verbs)
app.command("make")(make.make)
app.command("review")(review.review)
app.command("run")(run.run)
app.command("check")(check.check)
app.command("compare")(compare.compare)
app.command("baseline")(gate.baseline)
app.command("gate")(gate.gate)
app.command("sweep")(sweep.sweep)
app.command("report")(report.report)
