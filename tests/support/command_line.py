"""The command line, run in this process."""

from __future__ import annotations

from typer.testing import CliRunner

from qa.cli import app

runner = CliRunner()


def qa(*arguments: str, code: int = 0) -> str:
    """Run `qa`; its standard output."""
    result = runner.invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    return result.stdout


def refused(*arguments: str) -> str:
    """Run `qa`, which must exit with 2 and one line on standard error; that line."""
    result = runner.invoke(app, list(arguments))
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    return line
