"""What is installed is locked: every dependency, in the range that pyproject.toml allows, with hashes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from locks.reading import LOCKS, read_lock
from tests.support.project import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
#: Not locked: PyTorch has a build for processors and one for graphics cards, from two places.
UNLOCKED = "torch"


def wanted(extra: str = "") -> Iterator[Requirement]:
    """The requirements of an extra of ours, those of the extras that it names too; of no extra by default."""
    for line in PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]:
        requirement = Requirement(line)
        if requirement.name == PROJECT["name"]:
            for other in requirement.extras:
                yield from wanted(other)
        else:
            yield requirement


def versions(lock: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in read_lock(LOCKS / lock):
        found.setdefault(one.name, []).append(one.version)
    return found


@pytest.mark.parametrize(("lock", "extras"), [("run.txt", [""]), ("dev.txt", ["", "dev"])])
def test_every_dependency_is_locked_in_its_range(lock: str, extras: list[str]) -> None:
    locked = versions(lock)
    for requirement in (one for extra in extras for one in wanted(extra)):
        name = canonicalize_name(requirement.name)
        if name != UNLOCKED:
            assert name in locked, f"{name}: run `make lock`"
            for version in locked[name]:
                assert version in requirement.specifier, f"{requirement}, locked {version}: run `make lock`"


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_the_lock_is_closed(lock: str) -> None:
    """What a locked package itself needs on this machine is locked too, since pip installs nothing else."""
    locked = {one.name for one in read_lock(LOCKS / lock)} | {UNLOCKED}
    for name in sorted(locked):
        try:
            needs = distribution(name).requires or ()
        except PackageNotFoundError:
            continue  # of another platform
        for need in map(Requirement, needs):
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                assert canonicalize_name(need.name) in locked, f"{name} needs {need}"


def test_both_locks_agree() -> None:
    """On versions and hashes; on fewer machines something may be needed without the tools."""
    run, dev = (
        {one._replace(marker="") for one in read_lock(LOCKS / name)} for name in ("run.txt", "dev.txt")
    )
    assert run <= dev


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_a_lock_names_no_index_and_no_pytorch(lock: str) -> None:
    """Where packages come from is for the user's own settings of pip to say."""
    text = (LOCKS / lock).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^--", text, re.MULTILINE)
    assert {one.name for one in read_lock(LOCKS / lock)}.isdisjoint({UNLOCKED, "triton"})
    assert not re.search(r"^(nvidia|cuda)-", text, re.MULTILINE)


@pytest.mark.parametrize(
    "line",
    [
        "numpy==2.0",
        "numpy>=2 --hash=sha256:" + "0" * 64,
        "numpy==2.0 --hash=md5:00",
        "numpy==2.0,<3 --hash=sha256:" + "0" * 64,
    ],
)
def test_a_line_without_an_exact_version_and_hashes_is_an_error(line: str, tmp_path: Path) -> None:
    path = tmp_path / "lock.txt"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(ValueError, match="exact version"):
        read_lock(path)


def test_the_image_and_make_install_what_is_locked() -> None:
    image = (ROOT / "Dockerfile").read_text("utf-8")
    make = (ROOT / "Makefile").read_text("utf-8")
    assert "--require-hashes --requirement locks/run.txt" in image
    assert "--require-hashes\n" in make
    assert "--requirement locks/dev.txt" in make
