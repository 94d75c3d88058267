"""Files of a derived store that another process replaces while they are opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import DerivedStoreDamaged
from index.store.catalog.generations import GenerationId
from index.store.derived_files import Build, DerivedFiles


class _Overtaken(DerivedFiles):
    """Something happens once, when all files of a build have been compared with its manifest."""

    def __init__(self, home: Path, store: str, happens: Callable[[], object]) -> None:
        super().__init__(home, store)
        self._happens = [happens]

    def _verify_file(self, build: Build, name: str, *, whole: bool) -> None:
        super()._verify_file(build, name, whole=whole)
        if name == max(build.files) and self._happens:
            self._happens.pop()()


def publish(files: DerivedFiles, number: int) -> None:
    with files.draft() as draft:
        for name in ("a", "b"):
            (draft / name).write_text(f"{name} of {number}")
        files.publish(draft, GenerationId(number, "token"))


def opened(files: DerivedFiles) -> str | None:
    def read(build: Build) -> str:
        try:
            return (build.folder / "b").read_text()
        except FileNotFoundError as error:
            raise files.damaged("b is missing") from error

    return files.open_current(read)


def test_a_build_that_goes_while_it_is_opened_gives_way_to_the_next(tmp_path: Path) -> None:
    writer = DerivedFiles(tmp_path, "words")
    publish(writer, 1)
    assert opened(_Overtaken(tmp_path, "words", lambda: publish(writer, 2))) == "b of 2"


def test_files_of_earlier_builds_are_forgotten(tmp_path: Path) -> None:
    writer, reader = DerivedFiles(tmp_path, "words"), DerivedFiles(tmp_path, "words")
    publish(writer, 1)
    assert opened(reader) == "b of 1"
    publish(writer, 2)
    assert opened(reader) == "b of 2"
    build = reader.current()
    assert build
    (build.folder / "b").write_text("b of 1")  # as long as it was, and read before
    with pytest.raises(DerivedStoreDamaged):
        opened(reader)
