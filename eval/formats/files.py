"""Open a data file, compressed or not."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.questions import BadSet


def text_of(path: Path) -> str:
    """The whole of a UTF-8 file, unpacked if it ends in `.gz`.  Raises `BadSet`."""
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadSet(f"It cannot be read: {error}.", field=str(path), mend="Name a readable UTF-8 file.") from error


def json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    """Line numbers, from 1, and values of a JSON-lines file; blank lines are passed over.  Raises `BadSet`."""
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise BadSet(
                    f"This line is not JSON: {error}.", field=f"{path}:{number}", mend="Put one JSON object on each line."
                ) from error


def one_of(folder: Path, *names: str) -> Path:
    """The first of `names` that `folder` holds, plain or with `.gz`.  Raises `BadSet`."""
    for name in names:
        for path in (folder / name, folder / f"{name}.gz"):
            if path.is_file():
                return path
    raise BadSet(f"It holds no {' or '.join(names)}.", field=str(folder), mend="Name a folder in BEIR's layout.")
