"""How the command line behaves as a whole: errors, verbs of other packages, help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
import typer.core
import typer.main

from index.errors import InvalidInput, SourcelineError
from qa.cli.output import complain

#: Other packages add verbs under this entry point group: the verb's name to a `typer.Typer`.
COMMANDS = "sourceline.commands"
USAGE_ERROR = 2


class Verbs(typer.core.TyperGroup):
    """Turns an error that the user can fix into one line and exit code 2."""

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Parse what stands before the verb."""
        with _one_line():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Parse what stands behind the verb, and run it."""
        with _one_line():
            return super().invoke(ctx)


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


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except SourcelineError as error:
        complain(error)
        raise typer.Exit(USAGE_ERROR) from error
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            raise
        complain(_misuse(error))
        raise typer.Exit(USAGE_ERROR) from error


def _misuse(error: Any) -> InvalidInput:
    """What the parser says, as an error of ours."""
    parameter: Any = getattr(error, "param", None)
    # A message of its own does not name what it is about.
    named = "/".join(parameter.opts) if parameter and error.message else ""
    detail = (error.message if named else error.format_message()).removeprefix("Value error, ").rstrip(".")
    return InvalidInput(f"{detail}.", field=named, hint=f"`{_words(error.ctx)} --help` says what it takes.")


def _words(context: Any) -> str:
    """The verb as it is called, however the program was started."""
    if context is None or context.parent is None:
        return "qa"
    return f"{_words(context.parent)} {context.info_name}"


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
