"""The command line as a process of its own: what it imports, ports, signals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.project import ROOT


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "home"))


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


IMPORTED = """
import sys
from qa.cli import app

try:
    app(sys.argv[1:])
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["config"], ["collections"], ["documents", "list"]])
def test_nothing_heavy_is_imported_without_need(arguments: list[str]) -> None:
    done = run("-c", IMPORTED, *arguments)
    imported = set(done.stderr.split())
    assert "qa.settings" in imported
    assert not {"torch", "transformers", "sentence_transformers", "uvicorn"} & imported


def test_help_fits_sixty_columns() -> None:
    done = run("-m", "qa", "--help", COLUMNS="60", TERMINAL_WIDTH="60")
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 60


def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("-m", "qa", "serve", "--port", str(port))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: --host, --port: ")
    assert str(port) in line


WAITING = """
import signal, sys, time
from qa.cli import app, ingest

# Background jobs of some shells begin without it.
signal.signal(signal.SIGINT, signal.default_int_handler)

def wait(*_):
    print("waiting", flush=True)
    time.sleep(60)

ingest.add = wait
app(["ingest", sys.argv[1]])
"""


def test_ctrl_c_exits_with_130_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "war.txt").write_text("Twelve soldiers came.", encoding="utf-8")
    command = [sys.executable, "-c", WAITING, str(tmp_path / "war.txt")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "waiting\n"
        child.send_signal(signal.SIGINT)
        _, stderr = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "Traceback" not in stderr
