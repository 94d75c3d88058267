"""Read data files, compressed by gzip or not."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.questions import BadSet

GZIP = b"\x1f\x8b"
#: Bytes from which the format of a file is recognised.
HEAD = 65_536


def text_of(path: Path) -> str:
    """The text of a UTF-8 file, decompressed if it is a gzip file.  Raises `BadSet`."""
    data = _bytes_of(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadSet(
            "This line is not UTF-8 text.", field=f"{path}:{line}", hint="Save it as UTF-8."
        ) from error


def head_of(path: Path) -> str:
    """The beginning of a file, to recognise its format; undecodable bytes are replaced.  Raises `BadSet`."""
    return _bytes_of(path, HEAD).decode("utf-8-sig", "replace")


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line numbers, from 1, and lines that are not blank.  Raises `BadSet`."""
    # Not splitlines(): JSON strings and questions may contain U+2028 and the like.
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if line.strip():
            yield number, line.removesuffix("\r")


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line numbers, from 1, and objects of a JSON-lines file.  Raises `BadSet`."""
    for number, line in lines_of(path):
        where = f"{path}:{number}"
        try:
            value = json.loads(line, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise BadSet(
                f"This line is not JSON: {error}.", field=where, hint="Put one JSON object on each line."
            ) from error
        if not isinstance(value, dict):
            raise BadSet("This line is not an object.", field=where, hint="Put one JSON object on each line.")
        yield number, value


def objects_of(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file.  Raises `BadSet`."""
    yield from (value for _, value in json_lines(path))


def one_of(folder: Path, *names: str) -> Path:
    """The first of `names` that is in `folder`, with or without `.gz`.  Raises `BadSet`."""
    for name in names:
        for path in (folder / name, folder / f"{name}.gz"):
            if path.is_file():
                return path
    raise BadSet(
        f"The folder has no {' or '.join(names)}.",
        field=str(folder),
        hint="Add the file, or name another folder.",
    )


def plain_name(path: Path) -> str:
    """The file's name without its suffixes `.gz`, `.json`, `.jsonl`, `.tsv`, `.txt`."""
    while path.suffix in {".gz", ".json", ".jsonl", ".tsv", ".txt"}:
        path = path.with_suffix("")
    return path.name


def _bytes_of(path: Path, limit: int = -1) -> bytes:
    try:
        with path.open("rb") as file:
            packed = file.read(len(GZIP)) == GZIP
            file.seek(0)
            return gzip.GzipFile(fileobj=file).read(limit) if packed else file.read(limit)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadSet(
            f"The file cannot be read: {reason}.", field=str(path), hint="Name a readable file."
        ) from error


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")
