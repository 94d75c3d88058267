"""Tensors of a safetensors file, mapped into memory: processes and models share the pages that they touch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def mapped_tensors(path: Path, names: Sequence[str]) -> list[NDArray[np.float32]]:
    """Some tensors in float32; those of another type are converted, and not mapped.

    The file has its header's length in 8 bytes, the header in JSON, then all tensors.

    Args:
        names: Of the tensors, without the `bert.` that some files have before them.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    data = np.memmap(path, np.uint8, "r", offset=8 + length)
    found = []
    for name in names:
        entry = header.get(name) or header[f"bert.{name}"]
        first, last = entry["data_offsets"]
        raw = np.asarray(data[first:last])
        if entry["dtype"] == "F32":
            found.append(raw.view(np.float32).reshape(entry["shape"]))
        else:
            found.append(_converted(path, name if name in header else f"bert.{name}"))
    return found


def _converted(path: Path, name: str) -> NDArray[np.float32]:
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        return np.asarray(file.get_tensor(name), np.float32)
