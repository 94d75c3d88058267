"""`qa keys create|list|edit|revoke`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from index.errors import InvalidInput
from qa.cli import open_service as opening
from qa.cli.audit import note
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
    "access",
    "expires",
    "written",
    "created",
    "last used",
    "revoked",
)

Access = Annotated[
    list[str] | None,
    typer.Option(help="A label that it holds, as group:hr; it sees what has one of them."),
]
Expires = Annotated[
    str | None, typer.Option(help="When it ends, in UTC: 2027-01-31, or with a time.", show_default=False)
]


class Written(StrEnum):
    """Whether a language model writes a key's answers."""

    YES = "yes"
    NO = "no"
    NONE = "none"

    @property
    def value_kept(self) -> bool | None:
        """As the key keeps it."""
        return None if self is Written.NONE else self is Written.YES


Write = Annotated[
    Written | None,
    typer.Option(
        help="Whether the language model writes its answers: yes unless a question says otherwise, no never, "
        "none as the collection's setting says.",
        show_default=False,
    ),
]
#: Empties a list, or a limit, of a key.
NONE = "none"


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
    access: Access = None,
    expires: Expires = None,
    write: Write = None,
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
        access=tuple(access or ()),
        expires=expires,
        write=write.value_kept if write else None,
    )
    made = opening.open_keys(Settings()).create(grant)
    note("create key", key=made.key.id, key_name=made.key.grant.name)
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
def edit(
    id: Annotated[str, typer.Argument(help="The key's id.", show_default=False)],
    name: Annotated[str | None, typer.Option(help="What it is for.", show_default=False)] = None,
    scope: Annotated[list[Scope] | None, typer.Option(help="What it allows.")] = None,
    collection: Annotated[
        list[str] | None, typer.Option("--collection", "-c", help="Only this collection; none lifts that.")
    ] = None,
    origin: Annotated[list[str] | None, typer.Option(help="A site whose pages may use it; or none.")] = None,
    per_minute: Annotated[str | None, typer.Option(help="Requests a minute; none for the setting.")] = None,
    per_day: Annotated[str | None, typer.Option(help="Requests a day; none for the setting.")] = None,
    access: Annotated[list[str] | None, typer.Option(help="A label that it holds; or none.")] = None,
    expires: Annotated[str | None, typer.Option(help="When it ends, in UTC; none for never.")] = None,
    write: Write = None,
) -> None:
    """Change a key; what is not named stays, and so does its secret."""
    from dataclasses import replace

    from qa.cli.output import out

    lists = {"collections": collection, "origins": origin, "access": access}
    given: dict[str, Any] = {
        name: () if values == [NONE] else tuple(values) for name, values in lists.items() if values
    }
    limits = {"per_minute": per_minute, "per_day": per_day}
    given |= {name: _limit(name, value) for name, value in limits.items() if value is not None}
    given |= {} if name is None else {"name": name}
    given |= {"scopes": tuple(scope)} if scope else {}
    given |= {} if expires is None else {"expires": None if expires == NONE else expires}
    given |= {} if write is None else {"write": write.value_kept}
    key = opening.open_keys(Settings()).edit(id, lambda grant: replace(grant, **given))
    note("change key", key=key.id, key_name=key.grant.name)
    out().print(Text(f"Changed {key.id}, {printable(key.grant.name)}."))


def _limit(name: str, value: str) -> int | None:
    if value == NONE:
        return None
    if not value.isascii() or not value.isdigit():
        option = f"--{name.replace('_', '-')}"
        raise InvalidInput(f"{value[:40]!r} is no number.", field=option, hint="Use a whole number, or none.")
    return int(value)


@app.command()
def revoke(id: Annotated[str, typer.Argument(help="The key's id.", show_default=False)]) -> None:
    """Have a key hold no more; a running service refuses it from the next request on."""
    from qa.cli.output import out

    key = opening.open_keys(Settings()).revoke(id)
    note("revoke key", key=key.id, key_name=key.grant.name)
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
        ", ".join(grant.access),
        (grant.expires or "")[:16],
        {None: "", True: "yes", False: "no"}[grant.write],
        key.created[:19],
        (key.last_used or "never")[:16],
        (key.revoked or "")[:19],
    )
