"""Send long runs of words and marks to every place of the API that takes text; tell what is slow or fails.

    python -m tests.faults.http_runs [--units 20] [--seed 0]

A run is one unit over and over: as long as a question may be, and as long as a body or an address may be.
The models are fake, so what is measured is the work of our own code, in the process's processor time.  Text
of documents is measured by `ingest_runs.py`.  Exit code 1 where one takes longer than a second or is answered
with an error of the server.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from fastapi.testclient import TestClient

from qa.server.app import create_app
from qa.server.auth.scopes import Scope
from tests.faults.run_tokens import mixed, run_of, units
from tests.faults.runs import CHARACTERS, MOST_SECONDS, service_in
from tests.faults.text_places import TextPlace, text_places
from tests.support.access_cases import bearer, make
from tests.support.waiting import until

#: Of a text in a body of at most one megabyte.
LONG = 1_000_000
#: Any run, and what has been slow elsewhere.
ALWAYS = ("a", "a. ")


class SentRun(NamedTuple):
    """What became of a run in a place.

    Args:
        seconds: Of the processor.
        status: Of the answer.
    """

    place: str
    unit: str
    characters: int
    seconds: float
    status: int

    @property
    def bad(self) -> bool:
        """Whether it took too long, or was answered with an error of the server."""
        return self.seconds > MOST_SECONDS or self.status >= 500


@contextmanager
def running(home: Path) -> Iterator[TestClient]:
    """A client of a ready application with two documents and fake models; its key may do everything."""
    app = create_app(service_in(home))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        until(lambda: client.get("/ready").status_code == 200)
        limits = {"per_minute": 10**9, "per_day": 10**9}
        client.headers.update(bearer(make(client, *Scope, **limits)))
        yield client


def is_content(place: TextPlace) -> bool:
    """Whether it is the text of a document, which is cut and embedded."""
    return (
        "/v1/documents" in place.address
        and place.name[-1] in ("text", "file", -1)
        and not ({"metadata", "access"} & {*place.name})
    )


def sent_runs(client: TestClient, place: TextPlace, tried: Sequence[str]) -> Iterator[SentRun]:
    """Send runs of each unit to a place."""
    short = place.where in ("query", "path") or is_content(place)
    for unit in tried:
        for characters in (CHARACTERS,) if short else (CHARACTERS, LONG):
            run = run_of(unit, characters)
            start = time.process_time()
            status = place.send(client, run).status_code
            yield SentRun(str(place), unit, characters, time.process_time() - start, status)


def main() -> int:
    """Try them; 1 where one is slow or fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--units", type=int, default=20, help="how many units, single and mixed, at each place"
    )
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    known, chance = units(), random.Random(options.seed)
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as client:
        sent: list[SentRun] = []
        for place in text_places(client):
            drawn = [
                chance.choice((chance.choice(known), mixed(chance, known))) for _ in range(options.units)
            ]
            sent += sent_runs(client, place, [*ALWAYS, *drawn])
    bad = [one for one in sent if one.bad]
    for one in bad:
        print(f"{one.status} {one.seconds:5.1f} s {one.place}: {one.characters} characters of {one.unit!r}")
    places, done = len({one.place for one in sent}), sum(one.status < 400 for one in sent)
    print(f"{places} places, {len(sent)} runs, {done} accepted, {len(bad)} slow or failed")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
