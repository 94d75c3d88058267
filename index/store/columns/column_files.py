"""Columns on disk: a file of plain numbers for each column, mapped into memory to be read if it is small.

Files grow at their end, and what a passage has in them can be overwritten with zeros.  Beside them stands
what makes either valid: one small file that is replaced as a whole, with the shape and the checksum of each
column, and which passages are gone.  A killed writer leaves bytes behind the last shape, which do not count.
Only the holder of the writer lock changes anything.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from index.atomic_file import atomic_file
from index.store.catalog.generations import GenerationId
from index.store.columns.erasable_ranges import OFFSETS_OF, Ranges, erasable_ranges
from index.store.columns.file_column import FileColumn
from index.store.columns.passage_columns import OFFSETS, RULES, PassageColumns
from index.store.placed_sum import MODULUS, placed_sum

#: Raise this whenever columns, or what they say of a text, change: files of another format are made anew.
FORMAT = 2
STATE = "state.columns"
#: Bytes that are read at once to be verified.
_READ_TOGETHER = 8 << 20
#: Columns of more bytes are not mapped but read, a few rows at a time.  Offsets and ids always are mapped:
#: all of them are looked at.
MOST_MAPPED = 64 << 20

Flags = NDArray[np.bool_]

_WHOLE = OFFSETS | {"ids"}


class _State(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    format: int
    rules: list[str]
    generation: int
    token: str
    shapes: dict[str, list[int]] = {}
    kinds: dict[str, str] = {}
    ends: dict[str, int] = {}
    sums: dict[str, int] = {}
    gone: str = ""
    announced: list[int] = []
    sums_then: dict[str, int] = {}

    def gone_rows(self) -> Flags:
        """Which passages are gone, shape `(n,)`."""
        bits = np.frombuffer(base64.b64decode(self.gone), np.uint8)
        flags = np.zeros(self.shapes["ids"][0] if self.shapes else 0, bool)
        read = np.unpackbits(bits, bitorder="little")[: len(flags)].astype(bool)
        flags[: len(read)] = read
        return flags


class Mapped(NamedTuple):
    """Stored columns of n passages.

    Args:
        gone: Which of them are overwritten, or about to be, shape `(n,)`.
    """

    columns: PassageColumns
    gone: Flags


class ColumnFiles:
    """The files of one folder.

    Args:
        folder: Where they are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, generation_id: GenerationId) -> None:
        """Begin with no passages."""
        number, token = generation_id
        self._keep(_State(format=FORMAT, rules=[*RULES], generation=number, token=token))

    def generation_id(self) -> GenerationId | None:
        """The generation at the last change; None for files of another format.  Raises as `mapped`."""
        state = self._state()
        return None if state is None else GenerationId(state.generation, state.token)

    def mapped(self, *, check: bool = True) -> Mapped | None:
        """The passages; None where they were written in another format, or where there are none.

        Args:
            check: Compare the columns with each other.

        Raises:
            OSError, ValueError, KeyError: The files cannot be read, or do not fit each other.
        """
        state = self._state()
        if state is None or not state.shapes:
            return None
        columns = PassageColumns._make(
            _opened(self._path(name), tuple(state.shapes[name]), np.dtype(state.kinds[name]))
            for name in PassageColumns._fields
        )
        if check and not _fit(columns):
            raise ValueError("its columns do not fit each other")
        gone = state.gone_rows()
        gone[_rows_of(columns, state.announced)] = True
        return Mapped(columns, gone)

    # Changing ----------------------------------------------------------------------------------------------

    def append(self, part: PassageColumns, generation_id: GenerationId) -> None:
        """Add passages whose ids are above all others."""
        state = self._known_state()
        for name, array in part._asdict().items():
            known = state.shapes.get(name)
            if name in OFFSETS:
                array = array.astype(np.int64) + state.ends.get(name, 0)
                state.ends[name] = int(array[-1])
                array = array[1:] if known else array
            shape = [*array.shape] if not known or not known[0] else [known[0] + len(array), *known[1:]]
            at = _bytes(known, state.kinds.get(name, "<u1"))
            self._write_end(name, at, np.ascontiguousarray(array).reshape(-1).view(np.uint8), state)
            state.shapes[name] = shape
            if array.size or not known:
                state.kinds[name] = array.dtype.str
        state.generation, state.token = generation_id
        self._keep(state)

    def _write_end(self, name: str, at: int, data: NDArray[np.uint8], state: _State) -> None:
        path = self._path(name)
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.truncate(at)
            file.seek(at)
            file.write(data.data)
            _sync(file)
        state.sums[name] = (state.sums.get(name, 0) + placed_sum(data, at)) % MODULUS

    def announce(self, ids: Sequence[int]) -> bool:
        """Note, before passages are deleted from the catalog, that they will be erased; whether any is here.

        No others may be announced.
        """
        state, found = self._known_state(), self.mapped(check=False)
        if found is None:
            return False
        rows = _rows_of(found.columns, sorted(ids))
        rows = rows[~found.gone[rows]]
        if not len(rows):
            return False
        state.announced = found.columns.ids[rows].tolist()
        state.sums_then = {**state.sums}
        for name, ranges in erasable_ranges(found.columns, rows).items():
            width = _width(state, name)
            with self._path(name).open("rb") as file:
                for first, last in ranges:
                    file.seek(first * width)
                    data = np.frombuffer(file.read((last - first) * width), np.uint8)
                    state.sums_then[name] -= placed_sum(data, first * width)
        state.sums_then = {name: total % MODULUS for name, total in state.sums_then.items()}
        self._keep(state)
        return True

    def finish(
        self, are_there: Callable[[Sequence[int]], Collection[int]], generation_id: GenerationId
    ) -> int:
        """Overwrite the announced passages with zeros, again if that was interrupted; returns how many.

        Args:
            are_there: Gives those of some passages that the catalog has.  If it has any, their deletion was
                not committed.
        """
        state = self._known_state()
        if not state.announced or (found := self.mapped(check=False)) is None:
            return 0
        rows = _rows_of(found.columns, state.announced)
        if not are_there(state.announced):
            for name, ranges in erasable_ranges(found.columns, rows).items():
                self._zero(name, ranges, _width(state, name))
            flags = state.gone_rows()
            flags[rows] = True
            state.gone = base64.b64encode(np.packbits(flags, bitorder="little").tobytes()).decode()
            state.sums = state.sums_then
        state.announced, state.sums_then = [], {}
        state.generation, state.token = generation_id
        self._keep(state)
        return len(rows)

    def _zero(self, name: str, ranges: Ranges, width: int) -> None:
        with self._path(name).open("r+b") as file:
            for first, last in ranges:
                file.seek(first * width)
                file.write(bytes((last - first) * width))
            _sync(file)

    # Checking ----------------------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """Bytes of all columns."""
        state = self._known_state()
        return sum(_bytes(state.shapes[name], state.kinds[name]) for name in state.shapes)

    def verify(self) -> None:
        """Read every byte.  Raises `ValueError` where a column is not as it was written."""
        state = self._known_state()
        if state.announced:
            return  # a deletion is being finished: some bytes are zero already
        for name in state.shapes:
            size, total = _bytes(state.shapes[name], state.kinds[name]), 0
            with self._path(name).open("rb") as file:
                for at in range(0, size, _READ_TOGETHER):
                    read = np.frombuffer(file.read(min(_READ_TOGETHER, size - at)), np.uint8)
                    total += placed_sum(read, at)
            if total % MODULUS != state.sums[name]:
                raise ValueError(f"the checksum of {name} is wrong")

    # The state ---------------------------------------------------------------------------------------------

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.column"

    def _keep(self, state: _State) -> None:
        text = state.model_dump_json().encode()
        with atomic_file(self.folder / STATE) as file:
            file.write(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)

    def _known_state(self) -> _State:
        state = self._state()
        if state is None:
            raise ValueError("it has another format")
        return state

    def _state(self) -> _State | None:
        checksum, _, text = (self.folder / STATE).read_bytes().partition(b"\n")
        if checksum != hashlib.sha256(text).hexdigest().encode():
            raise ValueError("the checksum of its state is wrong")
        state = _State.model_validate_json(text)
        return state if state.format == FORMAT and state.rules == [*RULES] else None


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _bytes(shape: Sequence[int] | None, kind: str) -> int:
    return np.dtype(kind).itemsize * int(np.prod(shape)) if shape else 0


def _width(state: _State, name: str) -> int:
    return _bytes([1, *state.shapes[name][1:]], state.kinds[name])


def _rows_of(columns: PassageColumns, ids: Sequence[int]) -> NDArray[np.int64]:
    """The rows of those of some ascending ids that are there."""
    wanted = np.array(ids, np.int64)
    rows = np.searchsorted(columns.ids, wanted)
    rows[rows == len(columns.ids)] = 0
    return rows[columns.ids[rows] == wanted] if len(columns.ids) else rows[:0]


def _opened(
    path: Path, shape: tuple[int, ...], kind: np.dtype[np.generic]
) -> NDArray[np.generic] | FileColumn:
    size = _bytes(shape, kind.str)
    if path.stat().st_size < size:
        raise ValueError(f"{path.name} is shorter than its shape")
    if not size:
        return np.empty(shape, kind)
    if size > MOST_MAPPED and path.stem not in _WHOLE:
        return FileColumn(path, shape, kind)
    return np.memmap(path, kind, "r", shape=shape).view(np.ndarray)


def _fit(columns: PassageColumns) -> bool:
    """Whether the ids ascend and the offsets end where what they count ends."""
    return bool((np.diff(columns.ids) > 0).all()) and all(
        int(starts[0]) == 0 and int(starts[-1]) == len(owned) and bool((np.diff(starts) >= 0).all())
        for starts, owned in ((getattr(columns, a), getattr(columns, b)) for a, b in OFFSETS_OF)
    )
