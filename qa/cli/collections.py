"""`qa collections list|create|rename|describe|delete`; without a verb it lists."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput
from qa.cli import open_service as opening
from qa.cli.audit import note
from qa.cli.group import Group, make_app
from qa.cli.output import err, print_facts, print_json, print_rows, printable
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.server.routes.collection_bodies import CollectionView
    from qa.service import Service

Name = Annotated[str, typer.Argument(help="The collection's name.", show_default=False)]
Description = Annotated[str, typer.Option("--description", "-d", help="What is in it, for people.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

app = make_app("List, create, rename and delete collections.", cls=Group)
app.info.no_args_is_help = False


@app.callback(invoke_without_command=True)
def _without_verb(context: typer.Context, as_json: AsJson = False) -> None:
    """List, create, rename and delete collections; without a verb, list them."""
    if context.invoked_subcommand is None:
        list_collections(as_json)


@app.command("list")
def list_collections(as_json: AsJson = False) -> None:
    """List the collections and how much each holds."""
    from index.store.catalog.collections import all_collections
    from qa.server.routes.collection_bodies import Collections, CollectionView

    index = opening.open_service(Settings()).index
    found = [CollectionView.of(*one) for one in all_collections(index.catalog.connection)]
    if as_json:
        print_json(Collections(collections=found))
        return
    headings = ("collection", "documents", "passages", "generation", "created", "description")
    rows = ((c.name, c.documents, c.passages, c.generation, c.created[:19], c.description) for c in found)
    print_rows(headings, rows)


@app.command()
def create(name: Name, description: Description = "", as_json: AsJson = False) -> None:
    """Create an empty collection; `qa ingest` into a name creates it, too."""
    from index.store.catalog import collections as rows

    service = opening.open_service(Settings())
    service.index.change(name, lambda db, generation: rows.create(db, name, description, generation))
    _print(service, name, as_json=as_json)


@app.command()
def rename(
    name: Name,
    new_name: Annotated[str, typer.Argument(help="Its new name.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Rename a collection; its documents, jobs, feedback and the keys that name it follow."""
    _change(name, new_name, None, as_json=as_json)


@app.command()
def describe(
    name: Name,
    description: Annotated[str, typer.Argument(help="What is in it; '' empties it.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Say what is in a collection, for people."""
    _change(name, None, description, as_json=as_json)


@app.command()
def delete(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a collection with every document in it, at once, and print the receipt."""
    from qa.server.routes.collection_bodies import CollectionDeleted

    service = opening.open_service(Settings())
    view = _view(service, name)
    if not yes:
        _ask(view)
    receipt = CollectionDeleted.model_validate(service.delete_collection(name)._asdict())
    note("delete collection", collection=name)
    if as_json:
        print_json(receipt)
        return
    print_facts([("deleted", name), ("generation", receipt.generation), ("at", receipt.deleted_at)])
    print_facts(
        (store, ", ".join(f"{count} {what}" for what, count in counts.items()))
        for store, counts in receipt.erased.items()
    )


def _ask(view: CollectionView) -> None:
    """Have the name typed once more.  Raises `InvalidInput` if it is not, or nobody can be asked."""
    hint = "Add --yes to delete it without being asked."
    if not sys.stdin.isatty():
        raise InvalidInput(f"This deletes all {view.documents} documents of it.", field=view.name, hint=hint)
    asked = f"This deletes all {view.documents} documents of {view.name!r}. Type its name to go on: "
    err().print(printable(asked), end="")
    if sys.stdin.readline().strip() != view.name:
        raise InvalidInput("That is not its name; nothing was deleted.", field=view.name, hint=hint)


def _change(name: str, new_name: str | None, description: str | None, *, as_json: bool) -> None:
    from qa.server.collection_renames import change_collection

    settings = Settings()
    service = opening.open_service(settings)
    change_collection(service, opening.open_keys(settings), name, new_name, description)
    note("change collection", collection=name)
    _print(service, new_name or name, as_json=as_json)


def _view(service: Service, name: str) -> CollectionView:
    from qa.server.routes.collections import view_of

    return view_of(service, name)


def _print(service: Service, name: str, *, as_json: bool) -> None:
    view = _view(service, name)
    if as_json:
        print_json(view)
    else:
        print_facts(view.model_dump().items())
