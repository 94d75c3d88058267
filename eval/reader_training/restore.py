"""Make float weights of the model that ships, to go on training from it.

    python -m eval.reader_training.restore --model qa/read/reader/model --out DIR/shipped.pt

Its eight bits are undone: weights times their scales, and the scales that smooth the activations multiplied
back into the weights that follow them.  What rounding lost stays lost: over 300 questions of SQuAD 2.0 the
restored network's scores of starts and ends differ from the model's by 0.05 in the mean.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from qa.read.reader.bundled import MODEL, check

LINEAR = re.compile(r"__module\.(.+)/aten::linear/MatMul")
NORM = re.compile(r"__module\.(.+)/aten::layer_norm/MVN")
SMOOTHING = "nncf_smooth_quant"


def restored(folder: Path) -> dict[str, Tensor]:
    """The weights of a bundled reader, by their names in `SpanNetwork`; the embeddings are not among them.

    Args:
        folder: Holds `reader.xml`, `reader.bin` and their hashes.

    Raises:
        IndexMismatch: The files are not those whose hashes stand beside them.
    """
    import openvino

    check(folder)
    found = {}
    for node in openvino.Core().read_model(str(folder / MODEL)).get_ops():
        for pattern, weights_of in ((LINEAR, _linear), (NORM, _norm)):
            if match := pattern.fullmatch(node.get_friendly_name()):
                name = match[1].replace("layers.", "encoder.encoder.layer.")
                weight, bias = weights_of(node)
                found[f"{name}.weight"] = torch.tensor(weight)
                found[f"{name}.bias"] = torch.tensor(bias.reshape(-1))
    return found


def _linear(node: Any) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    weight = _value(_input(node, 1))
    before = _input(node, 0)
    if before.get_type_name() == "FakeQuantize":
        before = _input(before, 0)
    if SMOOTHING in before.get_friendly_name():
        weight = weight * _value(_input(before, 1)).reshape(1, -1)
    return weight, _value(_input(_next(node), 1))


def _norm(node: Any) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    times = _next(node)
    return _value(_input(times, 1)).reshape(-1), _value(_input(_next(times), 1))


def _value(node: Any) -> NDArray[np.float32]:
    """The value of a constant, of a conversion of one, or of a product of them."""
    kind = node.get_type_name()
    if kind == "Constant":
        return np.asarray(node.data, np.float32)
    if kind == "Convert":
        return _value(_input(node, 0))
    if kind == "Multiply":
        return _value(_input(node, 0)) * _value(_input(node, 1))
    raise ValueError(f"{node.get_friendly_name()} is a {kind}, not a constant.")


def _input(node: Any, number: int) -> Any:
    return node.input_value(number).get_node()


def _next(node: Any) -> Any:
    (only,) = _users(node)
    return only


def _users(node: Any) -> Iterator[Any]:
    return (each.get_node() for each in node.output(0).get_target_inputs())


def main() -> None:
    """Read the arguments, restore."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, required=True, help="a folder with the model that ships")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(restored(arguments.model), arguments.out)


if __name__ == "__main__":
    main()
