"""The command `qa`, put together: one file for each group of verbs, and those of other packages.

Nothing heavy is imported before a verb needs it, so that `qa --help` answers at once.
"""

from __future__ import annotations

from qa.cli import (
    ask,
    config,
    documents,
    feedback,
    ingest,
    keys,
    serve,
)
from qa.cli.group import Group, make_app

__all__ = ["Group", "app"]

app = make_app(
    "Ask questions over your own documents; every answer cites its source exact to the character.", cls=Group
)
app.command("ingest")(ingest.ingest)
app.command("ask")(ask.ask)
app.command("search")(ask.search)
app.command("serve")(serve.serve)
app.add_typer(documents.app, name="documents")
app.command("collections")(documents.collections)
app.add_typer(feedback.app, name="feedback")
app.add_typer(keys.app, name="keys")
app.command("config")(config.config)
