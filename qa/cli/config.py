"""`qa config`: every setting, its value, and where that came from."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer
from rich.text import Text

from qa.cli.output import out, printable
from qa.settings_file import CONFIG_VARIABLE, file_path
from qa.shown_settings import ShownSetting, shown_settings


def config(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every setting: its value, where that came from, what it means."""
    from qa.settings import Settings

    rows = shown_settings(Settings())
    if as_json:
        sys.stdout.write(json.dumps({row.name: _described(row) for row in rows}, indent=2) + "\n")
        return
    console = out()
    path = file_path()
    there = "" if path.exists() else " (not there)"
    console.print(f"Settings come from SOURCELINE_* variables, then the file {path}{there}, then defaults.")
    console.print(f"{CONFIG_VARIABLE} names another file.\n")
    for row in rows:
        value = "unset" if row.value is None else printable(str(row.value))
        style = "dim" if row.origin == "default" else "green"
        console.print(Text.assemble((row.name, "bold"), " = ", value, (f"  ({row.origin})", style)))
        console.print(Text(f"    {row.description}"))
        console.print(Text(f"    {row.variable}", style="dim"))


def _described(row: ShownSetting) -> dict[str, object]:
    return {key: value for key, value in row._asdict().items() if key != "name"}
