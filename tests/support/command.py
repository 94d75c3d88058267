"""The `qa` command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.project import ROOT


def qa(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `qa` in a process of its own."""
    environment = {**os.environ, "SOURCELINE_HOME": str(home)}
    command = [sys.executable, "-m", "qa", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
