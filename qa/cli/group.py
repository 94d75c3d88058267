"""How the command line behaves as a whole: errors, verbs of other packages, help."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
import typer.core
import typer.main

from index.errors import SourcelineError
from qa.cli.output import complain

#: Other packages add verbs under this entry point group: the verb's name to a `typer.Typer`.
COMMANDS = "sourceline.commands"
USAGE_ERROR = 2


class Verbs(typer.core.TyperGroup):
    """Turns an error that can be mended into one line and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except SourcelineError as error:
            complain(error)
            raise typer.Exit(USAGE_ERROR) from error


class Group(Verbs):
    """Finds verbs of other packages, too."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The verbs in the order they were added, then others' by name."""
        own = super().list_commands(ctx)
        return own + sorted(set(_added()) - set(own))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The verb called `cmd_name`; another package is imported only when its verb is asked for."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or cmd_name not in _added():
            return own
        added = typer.main.get_command(_added()[cmd_name].load())
        added.name = cmd_name
        return added


def _added() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=COMMANDS)}


def make_app(description: str, **options: Any) -> typer.Typer:
    """An app that shows its help when it is given nothing to do."""
    return typer.Typer(
        help=description,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **options,
    )
