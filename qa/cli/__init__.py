"""The command `qa`, put together: one file for each group of verbs, and those of other packages.

Nothing heavy is imported before a verb needs it, so that `qa --help` answers at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from qa.cli import (
    ask,
    audit,
    backup,
    collections,
    config,
    doctor,
    documents,
    feedback,
    ingest,
    insights,
    keys,
    serve,
    sources,
    sync,
)
from qa.cli.group import Group, make_app
from qa.cli.matrix_threads import one_matrix_thread
from qa.release import release

__all__ = ["Group", "app"]

app = make_app(
    "Ask questions over your own documents; every answer cites its source exact to the character.", cls=Group
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"sourceline {release()}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ask questions over your own documents; every answer cites its source exact to the character."""
    one_matrix_thread()


app.command("ingest")(ingest.ingest)
app.command("sync")(sync.sync)
app.command("ask")(ask.ask)
app.command("search")(ask.search)
app.command("serve")(serve.serve)
app.add_typer(documents.app, name="documents")
app.add_typer(sources.app, name="sources")
app.add_typer(collections.app, name="collections")
app.add_typer(feedback.app, name="feedback")
app.command("insights")(insights.insights)
app.add_typer(keys.app, name="keys")
app.command("config")(config.config)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("doctor")(doctor.doctor)
app.command("audit")(audit.audit)
