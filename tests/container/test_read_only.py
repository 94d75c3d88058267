"""The image, imitated without Docker: the wheel on a read-only machine, as a user without rights."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.machine import LACKS
from tests.support.project import ROOT

HERE = Path(__file__).parent
#: In a mount namespace of its own, what is mounted is seen by nobody else and ends with it.
APART = ["unshare", "--mount", "--propagation", "private"]


def can_mount() -> bool:
    """Whether this user may mount things where nobody else sees it."""
    found = os.getuid() == 0 and shutil.which("unshare") and shutil.which("setpriv")
    return bool(found) and not subprocess.run([*APART, "true"], capture_output=True, check=False).returncode


@pytest.mark.slow
@pytest.mark.real_model
@pytest.mark.skipif(not can_mount(), reason=f"{LACKS}root that may mount, and setpriv")
def test_all_steps_work_with_only_the_data_folder_writable(tmp_path: Path) -> None:
    tree, site, data = tmp_path / "tree", tmp_path / "site", tmp_path / "data"
    data.mkdir()
    for name in ("index", "qa", "eval"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    install = [
        *pip,
        "install",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--target",
        str(site),
        str(tree),
    ]
    subprocess.run(install, check=True, timeout=300)
    healthcheck = re.search(
        r"^HEALTHCHECK .*\n\s+CMD (\[.*\])$", (ROOT / "Dockerfile").read_text("utf-8"), re.M
    )
    assert healthcheck
    folders = [sys.prefix, sys.base_prefix, str(site), str(data), str(HERE)]
    command = ["/srv/venv/bin/python", "/srv/steps/steps.py", healthcheck[1]]
    ended = subprocess.run(
        [*APART, "sh", str(HERE / "read_only.sh"), *folders, *command],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert len(ended.stdout.splitlines()) == 24
