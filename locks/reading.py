"""Read a file of locked packages, as `make lock` writes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = Path(__file__).parent
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})$")


class Locked(NamedTuple):
    """A package.

    Args:
        name: In its canonical form.
        version: The one version that is installed.
        marker: On which machines, as an environment marker; empty for all.
        hashes: SHA-256 of each of its files, 64 hex digits.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def read_lock(path: Path) -> list[Locked]:
    """The packages of a lock.

    Raises:
        ValueError: A line is no package with one exact version and its hashes.
    """
    joined = path.read_text(encoding="utf-8").replace("\\\n", " ")
    return [_locked(line) for line in joined.splitlines() if line and not line.startswith("#")]


def _locked(line: str) -> Locked:
    wanted, *rest = re.split(r"\s+(?=--)", line.strip())
    requirement = Requirement(wanted)
    hashes = [found[1] for part in rest if (found := _HASH.match(part))]
    pins = [*requirement.specifier]
    if len(pins) != 1 or pins[0].operator != "==" or not hashes or len(hashes) != len(rest):
        raise ValueError(f"no exact version with hashes: {line[:100]}")
    return Locked(
        canonicalize_name(requirement.name), pins[0].version, str(requirement.marker or ""), tuple(hashes)
    )
