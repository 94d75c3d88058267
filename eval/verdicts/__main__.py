"""Fit and measure verdicts: yes or no, as the served path shows them.

    python -m eval.verdicts --articles S08 --squad dev.json.gz [--out qa/support/verdict.json]

`--articles` is a semester of CMU's question-answer data, `--squad` a SQuAD 1.1 file that the support model
has not learnt from.  Every second document is fitted on, the others are measured on.  Without `--out` the
head that ships is measured.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.verdicts.cases import VerdictCase, cases
from eval.verdicts.fitting import fit
from eval.verdicts.questions import FRESH_RULES, TIMES_AND_RANGES, house_rules, people, squad, students
from qa.schemas import Verdict
from qa.support.bundled import BundledSupport
from qa.support.verdict_head import VerdictHead, load_head

SHOWN = Console()


def main() -> None:
    """Read the arguments, fit, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="another support model's folder")
    parser.add_argument("--out", type=Path, help="write the fitted numbers here")
    parser.add_argument("--show", action="store_true", help="print the wrong verdicts of what is held out")
    arguments = parser.parse_args()
    model = BundledSupport(arguments.model)
    sets = [house_rules(), people(), students(arguments.articles), squad(arguments.squad)]
    sets += map(house_rules, (FRESH_RULES, *TIMES_AND_RANGES))
    found = [(one.name, case) for one in sets for case in cases(one, model, lambda told: None)]
    if arguments.out:
        revision = str(model.identity["revision"])
        names = ", ".join(one.name for one in sets[:4])
        head = fit(
            [(n, c) for n, c in found if not c.held_out], revision, f"every second document of {names}"
        )
        arguments.out.write_text(head.model_dump_json(indent=1) + "\n", "utf-8")
    else:
        head = load_head()
    table = Table(
        "set", "questions", "decided", "shown", "of those right", "yes: shown, right", "no: shown, right"
    )
    for one in sets:
        for held_out in (False, True):
            some = [case for name, case in found if name == one.name and case.held_out is held_out]
            table.add_row(f"{one.name}, {'held out' if held_out else 'fitted on'}", *_row(head, some))
    SHOWN.print(table)
    if arguments.show:
        for name, case in found:
            said = _verdict(head, case)
            if case.held_out and said not in (None, case.verdict):
                SHOWN.print(f"{name}: {case.question} | {case.sentence} | {said}, not {case.verdict}")


def _row(head: VerdictHead, some: Sequence[VerdictCase]) -> list[str]:
    said = [(_verdict(head, case), case) for case in some]
    decided = [case for case in some if case.verdict]
    shown = [(verdict, case) for verdict, case in said if verdict]
    return [
        str(len(some)),
        str(len(decided)),
        f"{len(shown)}",
        _right(shown),
        *(f"{sum(v is w for v, _ in shown)}, {_right([s for s in shown if s[0] is w])}" for w in Verdict),
    ]


def _verdict(head: VerdictHead, case: VerdictCase) -> Verdict | None:
    said = head.said(case.features) if case.features else None
    return said.verdict if said else None


def _right(shown: Sequence[tuple[Verdict | None, VerdictCase]]) -> str:
    return f"{sum(v is case.verdict for v, case in shown) / len(shown):.3f}" if shown else "-"


if __name__ == "__main__":
    main()
