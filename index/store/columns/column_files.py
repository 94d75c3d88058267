"""Columns on disk: a file of plain numbers for each column, mapped into memory to be read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.store.columns.passage_columns import OFFSETS, RULES, PassageColumns

#: Raise this whenever columns, or what they say of a text, change: files of another format are made anew.
FORMAT = 2
SHAPES = "columns.json"


def write(folder: Path, parts: Iterable[PassageColumns]) -> int:
    """Write passages in ascending order of their ids, part by part; returns how many."""
    shapes: dict[str, list[int]] = {}
    kinds: dict[str, str] = {}
    with ExitStack() as opened:
        files = {name: opened.enter_context((folder / name).open("wb")) for name in PassageColumns._fields}
        for part in parts:
            for name, array in part._asdict().items():
                _append(files[name], array, name, shapes)
                kinds.setdefault(name, array.dtype.str)
        for file in files.values():
            file.flush()
            os.fsync(file.fileno())
    about = {"format": FORMAT, "rules": RULES, "shapes": shapes, "kinds": kinds}
    with (folder / SHAPES).open("w", encoding="utf-8") as text:
        json.dump(about, text)
        text.flush()
        os.fsync(text.fileno())
    return shapes["ids"][0] if shapes else 0


def _append(file: BinaryIO, array: NDArray[np.generic], name: str, shapes: dict[str, list[int]]) -> None:
    """Add an array to its file; offsets go on from the last one."""
    known = shapes.get(name)
    if name in OFFSETS and known:
        before = shapes[f"last {name}"][0]
        array = array[1:].astype(np.int64) + before
    if name in OFFSETS:
        shapes[f"last {name}"] = [int(array[-1])] if len(array) else shapes[f"last {name}"]
    file.write(np.ascontiguousarray(array).tobytes())
    width = [*array.shape[1:]] if len(array) or not known else known[1:]
    if known and not known[0]:
        known = [0, *width]  # what was empty has no width of its own
    shapes[name] = [len(array) + (known[0] if known else 0), *width]


def mapped(folder: Path) -> PassageColumns | None:
    """The passages in a folder; None where they were written in another format.

    Raises:
        OSError, ValueError, KeyError: The files cannot be read, or do not fit each other.
    """
    about = json.loads((folder / SHAPES).read_text(encoding="utf-8"))
    if about["format"] != FORMAT or about["rules"] != [*RULES]:
        return None
    shapes, kinds = about["shapes"], about["kinds"]
    columns = PassageColumns._make(
        _mapped(folder / name, tuple(shapes[name]), np.dtype(kinds[name])) for name in PassageColumns._fields
    )
    if not _fit(columns):
        raise ValueError("its columns do not fit each other")
    return columns


def _mapped(path: Path, shape: tuple[int, ...], kind: np.dtype[np.generic]) -> NDArray[np.generic]:
    if path.stat().st_size != kind.itemsize * int(np.prod(shape)):
        raise ValueError(f"{path.name} has another size than its shape")
    if not np.prod(shape):
        return np.empty(shape, kind)
    return np.memmap(path, kind, "r", shape=shape).view(np.ndarray)


def _fit(columns: PassageColumns) -> bool:
    """Whether the ids ascend and the offsets end where what they count ends."""
    ends = (
        (columns.sentence_starts, columns.sentences),
        (columns.token_starts, columns.tokens),
        (columns.term_starts, columns.terms),
        (columns.context_starts, columns.contexts),
    )
    return bool((np.diff(columns.ids) > 0).all()) and all(
        int(starts[0]) == 0 and int(starts[-1]) == len(owned) and bool((np.diff(starts) >= 0).all())
        for starts, owned in ends
    )
