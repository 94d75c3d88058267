"""The options that say which files of a folder are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from index.ingest.access_rules import AccessRules
    from index.ingest.folder_walk import Selection

Include = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="PATTERN", help="Only files like this, e.g. '*.md'; may be repeated."),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="PATTERN", help="No files like this, e.g. drafts/; may be repeated."),
]
NoGitignore = Annotated[bool, typer.Option("--no-gitignore", help="Do not honour .gitignore files.")]
Source = Annotated[
    str,
    typer.Option("--source", help="The name of the source; by default the folder's.", show_default=False),
]
Yes = Annotated[bool, typer.Option("--yes", help="Delete even more than half of the documents.")]

Access = Annotated[
    list[str] | None,
    typer.Option(
        "--access",
        metavar="[PATTERN=]LABEL",
        help="Who may see the files (like this): labels such as group:hr; may be repeated; none lifts them.",
    ),
]


def access_rules(given: list[str] | None) -> AccessRules | None:
    """The option as rules; None where it was not given.  Raises `InvalidInput`."""
    from index.ingest.access_rules import parse_rules

    return None if given is None else parse_rules([] if given == ["none"] else given)


def selection(include: list[str] | None, exclude: list[str] | None, *, no_gitignore: bool) -> Selection:
    """The options as the walk through a folder takes them."""
    from index.ingest.folder_walk import Selection

    return Selection(tuple(include or ()), tuple(exclude or ()), gitignore=not no_gitignore)
