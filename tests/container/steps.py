"""What is done in the image, step by step; each prints a line when it is done."""

from __future__ import annotations

import errno
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

QA = [sys.executable, "-m", "qa"]
DATA = Path("/srv/data")
DOCUMENT = "The tide gauge at Ostermouth was moved in 1987. It stands on the north pier."
QUESTION = "When was the tide gauge moved?"


def main(healthcheck: str) -> None:
    """Do all of it.

    Args:
        healthcheck: The command of the image's HEALTHCHECK, as JSON.
    """
    done("as user 10001 without rights", rights())
    for folder in ("/", "/srv/site/qa", "/srv/venv", "/usr", "/tmp", "/srv/home"):
        done(f"{folder} cannot be written", cannot_write(folder))
    import qa

    done("the wheel is what runs", qa.__file__.startswith("/srv/site/"))
    key = re.search(r"sk_\w[\w-]+", run("keys", "create", "test", "--scope", "admin"))
    assert key
    done("a key", True)
    source = Path("/srv/tmp/notes.txt")
    source.write_text(DOCUMENT)
    done("ingests", "1" in run("ingest", str(source)))
    for processes in ("1", "2"):
        with serving(processes) as (url, check):
            done(f"{processes}: the image's health check", check(json.loads(healthcheck)))
            found = call(url, "/v1/ask", key[0], {"question": QUESTION})
            done(f"{processes}: answers", "1987" in json.dumps(found["answer"]))
            body = {"documents": [{"id": processes, "text": "The gauge was painted in 1991."}]}
            call(url, "/v1/documents", key[0], body)
            done(f"{processes}: writes", True)
            done(f"{processes}: metrics", "sourceline_answers_total" in call(url, "/metrics", key[0]))
            run("backup", f"/srv/tmp/backup-{processes}.tar")
            done(f"{processes}: backs up", True)
        done(f"{processes}: stops", True)
    run("doctor")
    done("examines", True)
    modes = {path.name: oct(path.stat().st_mode & 0o077) for path in DATA.rglob("*") if path.is_file()}
    done("nobody else reads the keys", modes["keys.db"] == "0o0")


def done(step: str, right: bool) -> None:
    """Say that a step is done."""
    assert right, step
    print("done:", step, flush=True)


def rights() -> bool:
    """Whether this is user 10001 and may do nothing that it could not."""
    status = dict(re.findall(r"(\w+):\s+(.*)", Path("/proc/self/status").read_text()))
    none = all(int(status[name], 16) == 0 for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"))
    return os.getuid() == os.geteuid() == os.getgid() == 10001 and none and status["NoNewPrivs"] == "1"


def cannot_write(folder: str) -> bool:
    """Whether nothing can be written there, because all is read-only."""
    try:
        Path(folder, "written").touch()
    except OSError as error:
        return error.errno in (errno.EROFS, errno.EACCES)
    return False


def run(*arguments: str) -> str:
    """What `qa` prints."""
    ended = subprocess.run([*QA, *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, shlex.join(arguments) + ended.stdout + ended.stderr
    return ended.stdout


@contextmanager
def serving(processes: str) -> Iterator[tuple[str, Any]]:
    """A server as the image starts it; yields its address and what runs a health check."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    variables = {**os.environ, "SOURCELINE_PORT": str(port), "SOURCELINE_PROCESSES": processes}
    with Path(f"/srv/tmp/log-{processes}").open("wb+") as log:
        server = subprocess.Popen([*QA, "serve", "--host", "0.0.0.0"], env=variables, stdout=log, stderr=log)

        def check(command: list[str]) -> bool:
            command = [sys.executable if part == "python" else part for part in command]
            return subprocess.run(command, env=variables, timeout=30, check=False).returncode == 0

        try:
            url = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + 90
            while not is_ready(url):
                assert server.poll() is None, Path(log.name).read_text()
                assert time.monotonic() < deadline, Path(log.name).read_text()
                time.sleep(0.2)
            yield url, check
            server.send_signal(signal.SIGTERM)
            assert server.wait(15) in (0, -signal.SIGTERM), Path(log.name).read_text()
            assert not re.search("Traceback|WARNING|ERROR", Path(log.name).read_text()), Path(
                log.name
            ).read_text()
        finally:
            server.kill()


def is_ready(url: str) -> bool:
    """Whether it answers questions."""
    try:
        with urllib.request.urlopen(f"{url}/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def call(url: str, path: str, key: str, body: object = None) -> Any:
    """What it answers; an exception unless that is 200."""
    request = urllib.request.Request(
        url + path,
        None if body is None else json.dumps(body).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read().decode()
        return json.loads(text) if "json" in answer.headers["Content-Type"] else text


if __name__ == "__main__":
    main(sys.argv[1])
