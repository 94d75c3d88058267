"""Damage files of every format at random, and see that each is read or refused in good time.

    python -m tests.faults.fuzz --each 1000 [--files DIR] [--only .pdf] [--seed 0]

The files are small ones made here, and those of a folder.  A crash is a file that ends its worker process, or
whose parser raises what no parser may; the command to see it again is printed.  They go through the worker
as they do when they are ingested.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from index.errors import UnreadableFile
from index.ingest.formats.limits import MEGABYTE, Limits
from index.ingest.parsing.parser import parse
from tests.support.small_files import small_files

LIMITS = Limits(seconds=20, memory_bytes=800 * MEGABYTE)
CRASHED = re.compile(r"crashed its parser|parser failed")
EXCEEDED = re.compile(r"took more than|of memory to read")
#: Larger files are slow to damage a thousand times.
MOST_BYTES = 400_000
#: Numbers that programs do not expect.
NUMBERS = (b"0", b"-1", b"65536", b"2147483647", b"4294967296", b"99999999999999999999", b"1e309")


class Result(NamedTuple):
    """What became of the files of one format, and the seconds and the number of the slowest."""

    outcomes: Counter[str]
    crashes: list[str]
    slowest: tuple[float, int]


def damaged(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Damage a file in one to three ways.

    Args:
        data: The file.
        other: Another one of its format, parts of which are put in.
        chance: Chooses.
    """
    # An archive of which a byte is wrong is mostly refused before it is parsed.
    inside = data.startswith(b"PK") and chance.random() < INSIDE
    for _ in range(1 if inside else chance.randint(1, 3)):
        data = (change_members if inside else chance.choice(WAYS))(data, other, chance) or data
    return data


def flip_bits(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Up to twenty single bits."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        if made:
            made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def truncate(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """The end is lost."""
    return data[: chance.randint(1, max(len(data) - 1, 1))]


def splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """The end of another file."""
    return data[: chance.randint(0, len(data))] + other[chance.randrange(max(len(other), 1)) :]


def cut_out(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A part is lost."""
    at = chance.randrange(max(len(data), 1))
    return data[:at] + data[at + chance.randint(1, 200) :]


def repeat(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A part is there several times."""
    at = chance.randrange(max(len(data), 1))
    part = data[at : at + chance.randint(1, 500)]
    return data[:at] + part * chance.choice((2, 3, 10, 100)) + data[at:]


def put_noise(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Bytes of no meaning."""
    at = chance.randrange(max(len(data), 1))
    return data[:at] + chance.randbytes(chance.randint(1, 50)) + data[at:]


def change_number(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A number that no program expects."""
    found = list(re.finditer(rb"\d+", data[:MOST_BYTES]))
    if not found:
        return data
    number = chance.choice(found)
    return data[: number.start()] + chance.choice(NUMBERS) + data[number.end() :]


def change_members(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """The parts of an archive are swapped, damaged inside, or taken from another one; it stays an archive."""
    parts: dict[str, bytes] = {}
    with suppress(
        zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError, NotImplementedError
    ):
        for source in (other, data):
            with zipfile.ZipFile(io.BytesIO(source)) as archive:
                parts |= {name: archive.read(name) for name in archive.namelist()[:100]}
    if not parts:
        return data
    names = sorted(parts)
    for _ in range(chance.randint(1, 3)):
        one, two = chance.choice(names), chance.choice(names)
        if chance.random() < 0.3:
            parts[one], parts[two] = parts[two], parts[one]
        else:
            parts[one] = chance.choice(PLAIN_WAYS)(parts[one], parts[two], chance)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


PLAIN_WAYS: tuple[Callable[[bytes, bytes, random.Random], bytes], ...] = (
    flip_bits,
    truncate,
    splice,
    cut_out,
    repeat,
    put_noise,
    change_number,
)
WAYS = (*PLAIN_WAYS, change_members)
#: Share of archives that are damaged only inside their members.
INSIDE = 0.8


def fuzz(suffix: str, files: Sequence[bytes], each: int, seed: int = 0) -> Result:
    """Read `each` damaged files of a format."""
    outcomes: Counter[str] = Counter()
    crashes: list[str] = []
    slowest = (0.0, seed)
    for number in range(seed, seed + each):
        chance = random.Random(f"{suffix} {number}")
        data = damaged(chance.choice(files), chance.choice(files), chance)
        start = time.perf_counter()
        outcome = "read"
        try:
            parse(data, f"file{suffix}", limits=LIMITS)
        except UnreadableFile as error:
            outcome = "refused"
            if CRASHED.search(error.detail) or EXCEEDED.search(error.detail):
                outcome = "crashed" if CRASHED.search(error.detail) else "over a limit"
                crashes.append(f"--only {suffix} --seed {number} --each 1: {error.detail}")
        slowest = max(slowest, (time.perf_counter() - start, number))
        outcomes[outcome] += 1
    return Result(outcomes, crashes, slowest)


def with_files(folder: Path | None) -> dict[str, list[bytes]]:
    """The files of each format: those made here, and those of a folder."""
    found = {suffix: [data] for suffix, data in small_files().items()}
    for path in sorted(folder.rglob("*")) if folder else []:
        if path.is_file() and path.suffix.lower() in found and path.stat().st_size <= MOST_BYTES:
            found[path.suffix.lower()].append(path.read_bytes())
    return found


def main() -> int:
    """Read the arguments, run, print; 1 after a crash."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--each", type=int, default=1000, help="damaged files of each format")
    parser.add_argument("--files", type=Path, help="a folder with more files to damage")
    parser.add_argument("--only", action="append", help="a suffix; may be repeated")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first damaged file")
    arguments = parser.parse_args()
    crashed = 0
    for suffix, files in with_files(arguments.files).items():
        if arguments.only and suffix not in arguments.only:
            continue
        result = fuzz(suffix, files, arguments.each, arguments.seed)
        counts = ", ".join(f"{count} {outcome}" for outcome, count in result.outcomes.most_common())
        print(
            f"{suffix:6} {len(files)} files, {counts}, slowest {result.slowest[0]:.2f} s "
            f"(--seed {result.slowest[1]})",
            flush=True,
        )
        for crash in result.crashes:
            print(f"       {crash}", flush=True)
        crashed += result.outcomes["crashed"]
    return int(crashed > 0)


if __name__ == "__main__":
    sys.exit(main())
