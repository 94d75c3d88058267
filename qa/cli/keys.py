"""`qa keys create|list|revoke`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from qa.cli import open_service as opening
from qa.cli.group import Group, make_app
from qa.cli.output import err, print_json, print_rows, printable
from qa.server.auth.scopes import Scope
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.server.auth.key import Key

app = make_app("Say who may do what over HTTP.", cls=Group)

HEADINGS = (
    "id",
    "name",
    "kind",
    "scopes",
    "collections",
    "origins",
    "a minute",
    "a day",
    "created",
    "last used",
    "revoked",
)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What it is for; names it to people.", show_default=False)],
    scope: Annotated[list[Scope] | None, typer.Option(help="What it allows; ask if left out.")] = None,
    collection: Annotated[
        list[str] | None, typer.Option("--collection", "-c", help="Only this collection; all if left out.")
    ] = None,
    publishable: Annotated[
        bool, typer.Option("--publishable", help="For a web page: may only ask, and only from --origin.")
    ] = False,
    origin: Annotated[
        list[str] | None, typer.Option(help="A site whose pages may use it, as https://www.example.org.")
    ] = None,
    per_minute: Annotated[
        int | None, typer.Option(min=1, help="Requests a minute; by default the setting.", show_default=False)
    ] = None,
    per_day: Annotated[
        int | None, typer.Option(min=1, help="Requests a day; by default the setting.", show_default=False)
    ] = None,
) -> None:
    """Make a key and print it, this once: only its hash is kept."""
    from qa.server.auth.key import Grant

    grant = Grant(
        name=name,
        scopes=tuple(scope or (Scope.ASK,)),
        collections=tuple(collection or ()),
        publishable=publishable,
        origins=tuple(origin or ()),
        per_minute=per_minute,
        per_day=per_day,
    )
    made = opening.open_keys(Settings()).create(grant)
    sys.stdout.write(made.secret + "\n")
    notes = [f"Key {made.key.id}, {printable(made.key.grant.name)}. It is not shown again."]
    if publishable and not origin:
        notes.append("It has no --origin, so it may be used nowhere.")
    err().print(Text(" ".join(notes), style="dim"))


@app.command("list")
def list_keys(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List all keys ever made, without their secrets."""
    keys = opening.open_keys(Settings()).list_all()
    if as_json:
        from qa.server.routes.keys import Keys, KeyView

        print_json(Keys(keys=[KeyView.of(key) for key in keys]))
        return
    print_rows(HEADINGS, (_row(key) for key in keys))


@app.command()
def revoke(id: Annotated[str, typer.Argument(help="The key's id.", show_default=False)]) -> None:
    """Have a key hold no more; a running service refuses it from the next request on."""
    from qa.cli.output import out

    key = opening.open_keys(Settings()).revoke(id)
    out().print(Text(f"Revoked {key.id}, {printable(key.grant.name)}."))


def _row(key: Key) -> tuple[object, ...]:
    grant = key.grant
    return (
        key.id,
        grant.name,
        "publishable" if grant.publishable else "secret",
        ", ".join(grant.scopes),
        ", ".join(grant.collections) or "all",
        ", ".join(grant.origins) or ("none" if grant.publishable else ""),
        grant.per_minute or "",
        grant.per_day or "",
        key.created[:19],
        (key.last_used or "never")[:16],
        (key.revoked or "")[:19],
    )
