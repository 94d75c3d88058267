"""`qa audit`: read the audit log."""

from __future__ import annotations

import getpass
import json
import sys
from typing import Annotated, Any

import typer

from qa.cli.output import print_rows
from qa.settings import Settings

_OWN_COLUMNS = ("at", "event", "who", "name", "status", "collection", "collections", "documents")


def audit(
    since: Annotated[str, typer.Option(help="From this day or moment on (UTC), as 2026-01-31.")] = "",
    event: Annotated[str, typer.Option(help="Only what has this in its name, as delete.")] = "",
    who: Annotated[str, typer.Option(help="Only of this key or person.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the lines as they are kept.")] = False,
) -> None:
    """Print who asked, read, added, deleted, signed in and changed keys, oldest first."""
    from qa.audit_log import AuditLog

    found = (
        line
        for line in AuditLog(Settings()).read(since)
        if event in line["event"] and (not who or who in (line["who"], line.get("name")))
    )
    if as_json:
        for line in found:
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        return
    print_rows(("at", "event", "who", "name", "status", "about"), (_row(line) for line in found))


def _row(line: dict[str, Any]) -> tuple[object, ...]:
    about = [*line.get("collections", [line.get("collection", "")]), *line.get("documents", [])]
    about += [str(value) for name, value in line.items() if name not in _OWN_COLUMNS]
    return (
        line["at"][:19],
        line["event"],
        line["who"] or "no key",
        line.get("name", ""),
        line.get("status", ""),
        " ".join(filter(None, about)),
    )


def note(event: str, **about: Any) -> None:
    """Add to the audit log what the command line did."""
    from qa.audit_log import AuditLog

    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # a container's user has no name
        user = "unknown"
    AuditLog(Settings()).add(event, f"command line: {user}", about)
