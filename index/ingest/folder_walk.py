"""Walk through a folder: which of its files are read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import UnreadableFile
from index.ingest.ignore_patterns import IgnorePatterns, Scope, is_ignored

IGNORE_FILE = ".gitignore"
#: Folders with what programs put there.  Hidden folders are left out, too.
GENERATED = ("node_modules", "__pycache__")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which files of a folder are read, besides that hidden and generated ones are not.

    Args:
        include: Patterns as in `.gitignore`; only files that they match, if any are given.
        exclude: Patterns as in `.gitignore`; no files that they match.
        gitignore: Honour the `.gitignore` files of the folder, and of the Git repository that it is in.
    """

    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    gitignore: bool = True


#: All but hidden and generated files, and those that Git leaves out.
USUAL = Selection()


@dataclass(slots=True)
class FolderWalk:
    """One walk through a folder.

    Args:
        root: The folder.
        selection: Which files are wanted.
    """

    root: Path
    selection: Selection
    _seen: set[tuple[int, int]] = field(default_factory=set)
    _include: IgnorePatterns = field(init=False)
    _exclude: IgnorePatterns = field(init=False)

    def __post_init__(self) -> None:
        self._include = IgnorePatterns(self.selection.include)
        self._exclude = IgnorePatterns(self.selection.exclude)

    def files(self) -> Iterator[Path]:
        """The wanted files; links are followed."""
        above = _scopes_above(self.root.resolve()) if self.selection.gitignore else []
        yield from self._below(self.root, "", above)

    def _below(self, folder: Path, prefix: str, scopes: list[Scope]) -> Iterator[Path]:
        try:
            status = folder.stat()
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            raise UnreadableFile(
                f"The folder cannot be read: {error.strerror}.",
                field=str(folder),
                hint="Make it readable, or leave it out with --exclude.",
            ) from error
        # A link to a folder above would never end.
        if (status.st_dev, status.st_ino) in self._seen:
            return
        self._seen.add((status.st_dev, status.st_ino))
        if self.selection.gitignore and (patterns := _patterns(folder)):
            scopes = [*scopes, Scope(prefix, patterns)]
        for entry in entries:
            path, is_folder = prefix + entry.name, entry.is_dir()
            if entry.name.startswith(".") or is_ignored(scopes, path, is_folder=is_folder):
                continue
            if is_folder:
                if entry.name not in GENERATED and not self._excludes(path):
                    yield from self._below(folder / entry.name, path + "/", scopes)
            elif _is_file(entry) and not self._excludes(path) and self._includes(path):
                yield folder / entry.name

    def _excludes(self, path: str) -> bool:
        return bool(self.selection.exclude) and self._exclude.match_within(path)

    def _includes(self, path: str) -> bool:
        return not self.selection.include or self._include.match_within(path)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Also a link to nothing, so that it is reported; not a pipe or a device, which may never end."""
    return entry.is_file() or (entry.is_symlink() and not os.path.exists(entry.path))


def _patterns(folder: Path) -> IgnorePatterns | None:
    try:
        lines = (folder / IGNORE_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    return IgnorePatterns(lines)


def _scopes_above(root: Path) -> list[Scope]:
    """The patterns of the folders above, up to the top of the Git repository; none outside of one."""
    found: list[Scope] = []
    if (root / ".git").exists():
        return []
    for folder in root.parents:
        if patterns := _patterns(folder):
            found.insert(0, Scope("", patterns, f"{root.relative_to(folder).as_posix()}/"))
        if (folder / ".git").exists():
            return found
    return []
