"""Ask a server with many clients while documents are written, and say what they got.

    python -m tests.faults.load --minutes 10 --clients 32 --processes 2

The server has the real models.  Its documents are invented; `--home` takes a data folder of your own and
`--questions` a JSON list of questions about it.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.faults.server_under_load import ServerUnderLoad, served
from tests.faults.traffic import Counted, traffic

#: Before anything is counted.
WARM_SECONDS = 3.0


def measured(server: ServerUnderLoad, options: argparse.Namespace) -> Counted:
    """Warm a server, then load it."""
    asked: Iterator[str] | None = None
    if options.questions:
        asked = itertools.cycle(json.loads(options.questions.read_text(encoding="utf-8")))
    writing = not options.no_writes
    warm = traffic(
        server.port, options.clients, WARM_SECONDS, path=options.path, asked=asked, writing=writing
    )
    asyncio.run(warm)
    work = traffic(
        server.port,
        options.clients,
        60 * options.minutes,
        path=options.path,
        asked=asked,
        writing=writing,
        seed=1,
    )
    return asyncio.run(work)


def arguments(description: str, minutes: float, clients: int) -> argparse.ArgumentParser:
    """What the load and the soak are told."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=minutes)
    parser.add_argument("--clients", type=int, default=clients)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--path", default="/v1/ask", choices=["/v1/ask", "/v1/search"])
    parser.add_argument("--home", type=Path, help="a data folder; by default a new one")
    parser.add_argument("--questions", type=Path, help="a JSON list; by default invented ones")
    parser.add_argument("--no-writes", action="store_true", help="write no documents meanwhile")
    parser.add_argument("--cache", type=int, default=0, help="megabytes of kept answers; by default none")
    return parser


def main() -> int:
    """Load a server; 1 where a reply was neither an answer nor a refusal with 503."""
    options = arguments(__doc__ or "", minutes=10, clients=32).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        count = str(options.processes)
        with served(home, "--processes", count, answer_cache=str(options.cache)) as server:
            counted = measured(server, options)
            taken = server.taken()
        print(f"{counted}; {taken.megabytes:.0f} MB, {taken.files} descriptors, {taken.threads} threads")
    return 1 if counted.errors else 0


if __name__ == "__main__":
    sys.exit(main())
