"""Provenance of a run: the hash of the code that answered, the machine, the versions of libraries."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: The packages whose code and data files determine the answers.
ANSWERING = ("index", "qa")
KINDS = frozenset({".py", ".json", ".txt", ".safetensors", ".npz"})
#: Libraries whose version may change the values of measures.
LIBRARIES = (
    "faiss-cpu",
    "ir-measures",
    "numpy",
    "pytrec-eval-terrier",
    "sentence-transformers",
    "sentencex",
    "tantivy",
    "torch",
    "transformers",
)


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a run was made.

    Args:
        commit: Of the source tree, with "+" if it had uncommitted changes; empty without git.
        machine: Processor, cores and system of the client, which over HTTP is not the server.
    """

    commit: str
    python: str
    packages: Mapping[str, str]
    machine: Mapping[str, str]


@cache
def software_hash() -> str:
    """SHA-256 over the code and weights that determine the answers, first 16 hex digits."""
    digest = hashlib.sha256()
    for path in sorted(path for package in ANSWERING for path in (ROOT / package).rglob("*")):
        if path.suffix in KINDS and path.is_file():
            digest.update(f"{path.relative_to(ROOT)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def environment() -> Environment:
    """The environment of this process."""
    packages = {name: found for name in LIBRARIES if (found := _version(name))}
    machine = {
        "processor": _processor(),
        "cores": str(os.cpu_count() or 0),
        "system": f"{platform.system()} {platform.machine()}",
    }
    return Environment(_commit(), platform.python_version(), packages, machine)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def _commit() -> str:
    if not (ROOT / ".git").exists():
        return ""
    head = _git("rev-parse", "HEAD")
    return head + "+" if head and _git("status", "--porcelain", "--untracked-files=no") else head


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *arguments],
            capture_output=True,
            encoding="utf-8",
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
