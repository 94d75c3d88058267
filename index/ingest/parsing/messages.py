"""What the two sides of the pipe say to each other: frames of a length and that many bytes."""

from __future__ import annotations

import dataclasses
import enum
import io
import pickle
from collections.abc import Callable
from typing import NamedTuple

from index.ingest.formats import Content
from index.ingest.formats.limits import Limits

#: Bytes of the length before a frame.
LENGTH = 8


class Request(NamedTuple):
    """A file to be parsed.

    Args:
        media_type: Of its format.
        path: Where it is; empty where its bytes follow in a frame of their own.
        limits: What it may take.
    """

    media_type: str
    path: str
    limits: Limits


class Refused(NamedTuple):
    """The parser says what is wrong with the file."""

    detail: str
    hint: str


class OutOfMemory(NamedTuple):
    """The file needs more memory than it may have."""


class Failed(NamedTuple):
    """The parser raised an error of a kind that it should not."""

    error: str


Reply = Content | Refused | OutOfMemory | Failed


def packed(message: Request | Reply) -> bytes:
    """A message as bytes."""
    return pickle.dumps(message, pickle.HIGHEST_PROTOCOL)


def request_of(data: bytes) -> Request:
    """A request, on the side of the worker, which trusts who started it."""
    request = pickle.loads(data)
    assert isinstance(request, Request)
    return request


def reply_of(data: bytes) -> Reply:
    """A reply, made of nothing but values: a file that takes over the worker must not get further.

    Raises:
        pickle.UnpicklingError: It is not.
    """
    try:
        reply = _Values(io.BytesIO(data)).load()
    # What a broken reply raises depends on where it is broken.
    except Exception as error:
        raise pickle.UnpicklingError(str(error)) from error
    if not isinstance(reply, Content | Refused | OutOfMemory | Failed):
        raise pickle.UnpicklingError("not a reply")
    return reply


def read_frame(read: Callable[[int], bytes | None]) -> bytes:
    """The next frame from a blocking pipe; empty at its end."""
    length = _exactly(read, LENGTH)
    return _exactly(read, int.from_bytes(length, "big")) if length else b""


def framed(data: bytes) -> bytes:
    """The length to be written before `data`."""
    return len(data).to_bytes(LENGTH, "big")


def _exactly(read: Callable[[int], bytes | None], size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        part = read(min(size - len(data), 1 << 20))
        if not part:
            return b""
        data += part
    return bytes(data)


class _Values(pickle.Unpickler):
    """Builds tuples, enumerations and data classes of this package, and nothing else."""

    def find_class(self, module: str, name: str) -> type:
        if module.startswith("index.") and "." not in name:
            found: object = super().find_class(module, name)
            # Not what a module of ours has imported from elsewhere.
            if isinstance(found, type) and found.__module__ == module and _is_value(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a value")


def _is_value(found: type) -> bool:
    return issubclass(found, tuple | enum.Enum) or dataclasses.is_dataclass(found)
