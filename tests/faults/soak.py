"""Run a server under a steady load and say what grows: memory, descriptors, threads, of all its processes.

    python -m tests.faults.soak --minutes 30 --clients 4

The slope is that of a straight line through the samples of the last two thirds.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tests.faults.load import arguments
from tests.faults.server_under_load import ServerUnderLoad, Taken, served
from tests.faults.traffic import Counted, traffic

#: Samples that a run gives.
SAMPLES = 60


class Sample(NamedTuple):
    """What the processes took at a time.

    Args:
        minute: Since the start.
    """

    minute: float
    taken: Taken


class Soaked(NamedTuple):
    """A run."""

    samples: Sequence[Sample]
    counted: Counted

    @property
    def megabytes_a_minute(self) -> float:
        """How fast its own memory grows in the last two thirds; mapped files grow with what is written."""
        late = self.samples[len(self.samples) // 3 :]
        return float(np.polyfit([one.minute for one in late], [one.taken.megabytes for one in late], 1)[0])

    def __str__(self) -> str:
        at = [self.samples[0], self.samples[len(self.samples) // 3], self.samples[-1]]
        megabytes, mapped, files, threads = (
            " -> ".join(f"{one.taken[column]:.0f}" for one in at) for column in range(len(Taken._fields))
        )
        return (
            f"{self.megabytes_a_minute:+.2f} MB/min in the last two thirds; at the start, a third, the end: "
            f"{megabytes} MB of its own, {mapped} MB of mapped files, {files} descriptors, "
            f"{threads} threads; {self.counted}"
        )


async def soak(
    server: ServerUnderLoad, clients: int, minutes: float, path: str, asked: Sequence[str], *, writing: bool
) -> Soaked:
    """Load a server and look at what it takes meanwhile."""
    samples: list[Sample] = []
    start = time.monotonic()

    async def look() -> None:
        for number in range(SAMPLES + 1):
            await asyncio.sleep(start + 60 * minutes * number / SAMPLES - time.monotonic())
            taken = await asyncio.to_thread(server.taken)
            samples.append(Sample((time.monotonic() - start) / 60, taken))
            print(f"{samples[-1].minute:.2f} {taken}", file=sys.stderr, flush=True)

    questions = itertools.cycle(asked) if asked else None
    load = traffic(server.port, clients, 60 * minutes, path=path, asked=questions, writing=writing)
    counted, _ = await asyncio.gather(load, look())
    return Soaked(samples, counted)


def main() -> int:
    """Soak a server and print what grew; 1 where a reply was neither an answer nor a refusal with 503."""
    options = arguments(__doc__ or "", minutes=30, clients=4).parse_args()
    asked = json.loads(options.questions.read_text(encoding="utf-8")) if options.questions else []
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        processes = str(options.processes)
        with served(home, "--processes", processes, answer_cache=str(options.cache)) as server:
            writing = not options.no_writes
            work = soak(server, options.clients, options.minutes, options.path, asked, writing=writing)
            soaked = asyncio.run(work)
    print(soaked)
    return 1 if soaked.counted.errors else 0


if __name__ == "__main__":
    sys.exit(main())
