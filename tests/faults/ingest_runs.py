"""Ingest long runs of words, marks and layouts in every format of text; tell what grows faster than they do.

    python -m tests.faults.ingest_runs [--mixed 100] [--every 20] [--seed 0]

Each is read, cut and indexed at one length and at four times that length, with a fake model, and the
processor times are compared: linear work takes four times as long, quadratic work sixteen times.  Exit code 1
where one takes more than eight times as long, or fails.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from index.documents import Document
from index.errors import SourcelineError
from index.ingest.formats import content_of
from index.ingest.formats.registry import for_media_type
from index.ingest.ingester import Ingester
from tests.faults.run_tokens import mixed, run_of, units
from tests.support.two_documents import open_index

SHORT = 20_000
TIMES, MOST_TIMES = 4, 8
#: Times below this are too short to be compared.
LEAST_SECONDS = 0.1
#: Other threads of the process and a busy machine disturb a measurement; what grows is bad each time.
TRIES = 5


def _nested(line: str) -> Callable[[int], str]:
    """Lines each deeper than the one before it."""

    def made(characters: int) -> str:
        lines: list[str] = []
        length = 0
        while length < characters:
            lines.append("  " * len(lines) + line)
            length += len(lines[-1]) + 1
        return "\n".join(lines)

    return made


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda characters: run_of(unit, characters)


#: What layouts are made of; each is repeated.
LAYOUTS = (
    *(
        "a",
        "a ",
        "a. ",
        "1. ",
        "1.\n",
        "Mr. ",
        "A. B. ",
        "a, ",
        "a\n",
        "a\n\n",
        "\n",
        "a: b\n",
        "Q: a\nA: b\n",
    ),
    *(
        "| | |",
        "| | |\n",
        "| a | b |\n",
        "|---|---|\n",
        "# # #",
        "# a\n",
        "## a\n\nb\n\n",
        "a\n=\n",
        "a\n-\n",
    ),
    *("- a\n", "- ", "* * *\n", "1. a\n   - b\n", "> ", "> a\n", "```\n", "~~~ ", "    a\n", "\ta\n"),
    *(
        "[",
        "[a](",
        "![",
        "[a]: b\n",
        "**",
        "*a ",
        "_",
        "`",
        "``",
        "\\",
        "<",
        "<b>",
        "</b>",
        "<!--",
        "&amp;",
        "&",
    ),
    *(
        "<div>",
        "<p>a",
        "<ul><li>a",
        "<table><tr><td>a",
        "<td>",
        "<tr>",
        "<br>",
        "<h1>a",
        "<h1>a</h1>",
        "<script>",
    ),
    *("<a href=x>a</a> ", "a,b\n", "a,", '"', '"a"', ";", "a\tb\n", "{", "[[", '{"a":1}\n', '{"a":[', "..\n"),
    *(
        ".. a::\n\n",
        "a::\n\n",
        ":a: b\n",
        "+-+-+\n",
        "=== ===\n",
        "From a\n\n",
        "Subject: a\n",
        "> > a\n",
        "-- \n",
    ),
    *("a 1\n", "1 2 3\n", "$1 ", "(a", "a) ", "“", "”", "http://a.b/ ", "\u3002", "中", "e\u0301", "\u200b"),
)
NESTED = {f"nested {line!r}": _nested(line) for line in ("- a", "1. a", "> a", "a", "* a\n")}
MEDIA_TYPES: dict[str, Callable[[str], str]] = {
    "text/plain": str,
    "text/markdown": str,
    "text/x-rst": str,
    "text/html": lambda text: f"<html><body>{text}</body></html>",
    "text/csv": lambda text: f"a,b\n{text}",
    "application/json": lambda text: json.dumps([{"a": text}]),
    "message/rfc822": lambda text: f"From: a@example.org\nSubject: a\n\n{text}",
}


class Grown(NamedTuple):
    """What a longer text takes, in seconds of the processor."""

    media_type: str
    name: str
    seconds: float
    longer: float
    error: str = ""

    @property
    def bad(self) -> bool:
        """Whether it grows with more than its length, or fails."""
        return bool(self.error) or self.longer > MOST_TIMES * max(self.seconds, LEAST_SECONDS / TIMES)


def shapes(tried: Iterable[str]) -> dict[str, Callable[[int], str]]:
    """Texts of any length, by their names."""
    return {repr(unit): _repeated(unit) for unit in tried}


def grown(ingester: Ingester, media_type: str, name: str, shape: Callable[[int], str]) -> Grown:
    """Ingest a short and a longer text of a shape; what looks bad is measured again."""
    for _ in range(TRIES):
        found = _grown(ingester, media_type, name, shape)
        if found.error or not found.bad:
            break
    return found


def _grown(ingester: Ingester, media_type: str, name: str, shape: Callable[[int], str]) -> Grown:
    taken: list[float] = []
    for characters in (SHORT, SHORT * TIMES):
        start = time.process_time()
        try:
            _ingest(ingester, media_type, MEDIA_TYPES[media_type](shape(characters)))
        except SourcelineError:
            pass  # it has no text that could be found
        except Exception as error:
            return Grown(media_type, name, 0, 0, repr(error)[:200])
        taken.append(time.process_time() - start)
    return Grown(media_type, name, taken[0], taken[1])


def _ingest(ingester: Ingester, media_type: str, text: str) -> None:
    content = content_of(for_media_type(media_type), text.encode("utf-8", "replace"))
    if content.text.strip():
        ingester.add("default", [Document("d", content.text, media_type=media_type)])


def all_grown(chosen: dict[str, Callable[[int], str]], ingester: Ingester) -> Iterator[Grown]:
    """Each shape in each format."""
    for name, shape in chosen.items():
        for media_type in MEDIA_TYPES:
            yield grown(ingester, media_type, name, shape)


def main() -> int:
    """Try them; 1 where one is bad."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--mixed", type=int, default=100, help="runs of two to four units after each other")
    parser.add_argument(
        "--every", type=int, default=20, help="of the words of the code only every so-manieth"
    )
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    known, chance = units(), random.Random(options.seed)
    tried = [*LAYOUTS, *known[options.seed :: options.every]]
    tried += [mixed(chance, [*known, *LAYOUTS * 5]) for _ in range(options.mixed)]
    bad, count = 0, 0
    with tempfile.TemporaryDirectory() as home:
        index, ingester = open_index(Path(home))
        for one in all_grown(NESTED | shapes(tried), ingester):
            count += 1
            if one.bad:
                bad += 1
                print(
                    f"{one.media_type} {one.name}: {one.seconds:.2f} s, {one.longer:.2f} s {one.error}",
                    flush=True,
                )
        index.catalog.close()
    print(f"{count} texts, {bad} bad")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
