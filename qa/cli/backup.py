"""`qa backup` and `qa restore`: a data folder as one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.output import print_facts, print_json
from qa.cli.progress import shown_progress
from qa.settings import Settings

if TYPE_CHECKING:
    from index.store.backup.manifest import Manifest

#: Settings of a machine, not of its documents.
LOCAL = frozenset({"home", "host", "port", "workers", "queue"})
AsJson = Annotated[bool, typer.Option("--json", help="Print what is in the backup as JSON.")]


def backup(
    file: Annotated[
        Path, typer.Argument(help="Where to; an earlier backup is replaced.", show_default=False)
    ],
    with_indexes: Annotated[
        bool, typer.Option("--with-indexes", help="Take what can be built again, too: restores start faster.")
    ] = False,
    without_keys: Annotated[bool, typer.Option("--without-keys", help="Leave the API keys out.")] = False,
    without_feedback: Annotated[
        bool, typer.Option("--without-feedback", help="Leave the feedback out.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Back the data folder up into one file, of one moment, while it is being served and written to."""
    from index.store.backup.making import back_up
    from qa.feedback.store import FILE as FEEDBACK
    from qa.server.auth.database import NAME as KEYS
    from qa.shown_settings import shown_settings

    settings = Settings()
    beside = ([] if without_feedback else [FEEDBACK]) + ([] if without_keys else [KEYS])
    chosen = {
        shown.variable: str(shown.value)
        for shown in shown_settings(settings)
        if shown.origin != "default" and shown.name not in LOCAL and not shown.is_masked
    }
    with shown_progress("Backing up") as progress:
        made = back_up(
            settings.home,
            file.absolute(),
            beside=beside,
            indexes=with_indexes,
            settings=chosen,
            progress=progress,
        )
    _say("backed up", file, made, as_json=as_json)


def restore(
    file: Annotated[Path, typer.Argument(help="What `qa backup` made.", show_default=False)],
    home: Annotated[
        Path | None, typer.Option("--home", help="The new data folder; SOURCELINE_HOME if left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Restore a backup into a new data folder: all of it, checked, or nothing."""
    from index.store.backup.restoring import restore as restore_into

    with shown_progress("Restoring") as progress:
        made = restore_into(file, (home or Settings().home).absolute(), progress)
    _say("restored", file, made, as_json=as_json)


def _say(what: str, file: Path, made: Manifest, *, as_json: bool) -> None:
    if as_json:
        print_json(made)
        return
    documents = sum(collection.documents for collection in made.collections.values())
    names = sorted({name.partition("/")[0] for name in made.files})
    print_facts(
        [
            (what, file),
            ("made", made.made),
            ("format", made.catalog_format),
            ("collections", len(made.collections)),
            ("documents", documents),
            ("files", f"{', '.join(names)} ({made.size / 1e6:.1f} MB)"),
            *(("setting", f"{name}={value}") for name, value in made.settings.items()),
        ]
    )
