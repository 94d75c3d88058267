"""Patterns of file names as `.gitignore` has them.  Git's documentation of that file says what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wcmatch import glob

#: `**` stands for any number of folders; names may begin with a dot; no braces, no other extensions.
_FLAGS = glob.GLOBSTAR | glob.DOTGLOB | glob.CASE | glob.FORCEUNIX
_TRAILING_BLANKS = re.compile(r"(?<!\\)[ \t]+$")


class _Rule(NamedTuple):
    """One line.

    Args:
        pattern: Of the whole path.
        ignores: False for a line that begins with `!`.
        folders_only: For a line that ends in `/`.
    """

    pattern: str
    ignores: bool
    folders_only: bool


class IgnorePatterns:
    """The lines of one file.

    Args:
        lines: As they stand in the file.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._rules = [rule for line in lines if (rule := _rule(line)) is not None]

    def decide(self, path: str, *, is_folder: bool) -> bool | None:
        """Whether `path` is ignored; None if no line is about it.  The last line that is decides.

        Args:
            path: Relative to the folder of the file, with `/`.
        """
        for rule in reversed(self._rules):
            if (is_folder or not rule.folders_only) and glob.globmatch(path, rule.pattern, flags=_FLAGS):
                return rule.ignores
        return None

    def match_within(self, path: str) -> bool:
        """Whether the file `path`, or a folder that it is in, is matched."""
        parts = path.split("/")
        return any(
            self.decide("/".join(parts[:n]), is_folder=n < len(parts)) for n in range(1, len(parts) + 1)
        )


def _rule(line: str) -> _Rule | None:
    text = _TRAILING_BLANKS.sub("", line.rstrip("\r\n"))
    if not text or text.startswith("#"):
        return None
    ignores = not text.startswith("!")
    text = text.removeprefix("!")
    folders_only = text.endswith("/")
    text = text.rstrip("/")
    if not text:
        return None
    # A slash at the start or in the middle ties a pattern to the file's own folder.
    pattern = text.removeprefix("/") if "/" in text else f"**/{text}"
    # What is in a folder is not the folder itself.
    pattern = f"{pattern}/*" if pattern.endswith("/**") else pattern
    return _Rule(pattern, ignores, folders_only)


class Scope(NamedTuple):
    """The patterns of one folder, which hold for what is below it.

    Args:
        folder: Relative to where the search began, with `/` at its end; empty there; above it, negative.
        above: What stands before a path, where the folder is above that.
    """

    folder: str
    patterns: IgnorePatterns
    above: str = ""


def is_ignored(scopes: Sequence[Scope], path: str, *, is_folder: bool) -> bool:
    """Whether `path` is ignored; the nearest folder with a pattern about it decides.

    Args:
        scopes: From the outermost folder to the innermost.
    """
    for scope in reversed(scopes):
        decided = scope.patterns.decide(scope.above + path.removeprefix(scope.folder), is_folder=is_folder)
        if decided is not None:
            return decided
    return False
