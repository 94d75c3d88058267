"""`qa doctor`: check every store of a data folder."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from qa.cli.output import err, out, print_rows, printable
from qa.settings import Settings

#: Exit code where something is wrong and stays so.
WRONG = 1


def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help="Build again what is derived; delete what belongs to nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check every store against the catalog and the catalog against itself; exit code 1 if any is wrong."""
    from qa.examination import examine
    from qa.stores import open_index

    settings = Settings()
    checks = [*examine(settings.home, repair=repair, opened=lambda _: open_index(settings))]
    if as_json:
        sys.stdout.write(
            json.dumps([{**check._asdict(), "right": check.is_right} for check in checks], indent=2) + "\n"
        )
    else:
        rows = ((c.store, c.what, c.checked, _verdict(c.wrong, c.is_right)) for c in checks)
        print_rows(("store", "what", "checked", "result"), rows)
        for check in checks:
            for sentence in check.wrong:
                out().print(printable(f"{check.store}: {sentence.rstrip('.')}."))
            if not check.is_right:
                err().print(
                    printable(f"{check.store}: {check.remedy or '`qa doctor --repair` repairs this.'}")
                )
    if not all(check.is_right for check in checks):
        raise typer.Exit(WRONG)


def _verdict(wrong: tuple[str, ...], is_right: bool) -> str:
    if not wrong:
        return "ok"
    return "repaired" if is_right else f"{len(wrong)} wrong"
