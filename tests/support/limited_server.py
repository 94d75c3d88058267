"""A server process with the connections of `qa serve`, a fake model, and limits that a test can wait for."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import uvicorn

from qa.server.app import create_app
from qa.server.http.connections import Limits
from qa.server.http.uvicorn_config import uvicorn_config
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.project import ROOT
from tests.support.waiting import until


class Answer(NamedTuple):
    """What came over a socket until the server closed it, or the time was up."""

    raw: bytes
    closed: bool
    seconds: float

    @property
    def statuses(self) -> list[int]:
        """Of all answers."""
        return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", self.raw)]

    @property
    def problem(self) -> dict[str, object]:
        """The last answer's problem details."""
        head, _, body = self.raw.rpartition(b"\r\n\r\n")
        assert b"content-type: application/problem+json" in head.lower(), self.raw[:500]
        problem: dict[str, object] = json.loads(body)
        return problem


class Limited(NamedTuple):
    """A running server."""

    port: int
    pid: int

    @property
    def address(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        """A new connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def send(self, *pieces: bytes, pause: float = 0.0, wait: float = 10.0) -> Answer:
        """Send, as long as the server takes it, a piece each `pause` seconds, and read until it closes."""
        with self.connect() as client:
            started = time.monotonic()
            try:
                for number, piece in enumerate(pieces, 1):
                    client.sendall(piece)
                    time.sleep(max(0.0, started + number * pause - time.monotonic()))
            except OSError:  # it has closed
                pass
            return read(client, wait)._replace(seconds=time.monotonic() - started)

    def healthy(self) -> bool:
        """Whether it answers another client."""
        return self.send(b"GET /health HTTP/1.0\r\n\r\n").statuses == [200]

    @property
    def memory(self) -> int:
        """Megabytes that the process holds."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) // 1024

    @property
    def descriptors(self) -> int:
        """How many files and sockets the process has open."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))


def read(client: socket.socket, wait: float) -> Answer:
    """All that comes within `wait` seconds."""
    raw, end, started = b"", time.monotonic() + wait, time.monotonic()
    while (left := end - time.monotonic()) > 0:
        client.settimeout(left)
        try:
            piece = client.recv(65_536)
        except TimeoutError:
            break
        except OSError:
            return Answer(raw, True, time.monotonic() - started)
        if not piece:
            return Answer(raw, True, time.monotonic() - started)
        raw += piece
    return Answer(raw, False, time.monotonic() - started)


@contextmanager
def limited(folder: Path, limits: Limits, **variables: str) -> Iterator[Limited]:
    """A server on a free port."""
    given: Mapping[str, str] = {
        **os.environ,
        "SOURCELINE_HOME": str(folder / "home"),
        "LIMITS": json.dumps(limits),
        **variables,
    }
    log = folder / "limited.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.limited_server"],
            cwd=ROOT,
            env=given,
            stdout=out,
            stderr=out,
        )
    try:
        until(lambda: process.poll() is not None or b"port " in log.read_bytes(), 60)
        found = re.search(rb"port (\d+)", log.read_bytes())
        assert found, log.read_text()
        server = Limited(int(found[1]), process.pid)
        until(lambda: server.send(b"GET /ready HTTP/1.0\r\n\r\n").statuses == [200])
        yield server
    finally:
        process.kill()
        process.wait()


def main() -> None:
    """Serve."""
    service = Service(Settings(), FakeEmbedder(), FakeReader())
    config = uvicorn_config(create_app(service), Limits(*json.loads(os.environ["LIMITS"])))
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    print("port", listener.getsockname()[1], flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
