"""The bundled reader's weights as floats: where the training of a related network begins.

    python -m eval.support_training.restore --out BEGIN

writes them as an encoder with its configuration and embeddings, as `--encoder` of a training takes it.

The model that ships has its weights in eight bits.  A weight is its integers times a scale for each row;
where a layer's input is divided by a factor for each of its columns ("smooth quantisation"), the weight is
multiplied by it.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from index.embed.model_files import BUNDLED, locate
from qa.read.reader.bundled import MODEL, model_folder

Floats = NDArray[np.float32]
_LINEAR = re.compile(r"__module\.(.+)/aten::linear/MatMul")
_NORM = re.compile(r"__module\.(.+)/aten::layer_norm/MVN")


def main() -> None:
    """Read the arguments, write the encoder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    write_encoder(parser.parse_args().out)


def write_encoder(out: Path) -> None:
    """The embedding model with the layers of the bundled reader, in a folder."""
    from transformers import AutoModel

    encoder: Any = AutoModel.from_pretrained(str(locate(BUNDLED)), local_files_only=True, dtype=torch.float32)
    encoder.encoder.layer.load_state_dict(restored_layers(model_folder() / MODEL))
    encoder.save_pretrained(str(out))


def restored_layers(model: Path) -> dict[str, torch.Tensor]:
    """Weights and biases of the encoder's layers, by the names of `SpanNetwork.encoder.encoder.layer`.

    Args:
        model: The reader's `reader.xml`, with `reader.bin` beside it.
    """
    import openvino

    graph = openvino.Core().read_model(model)
    by_name = {node.get_friendly_name(): node for node in graph.get_ordered_ops()}
    found: dict[str, Floats] = {}
    for name, node in by_name.items():
        if linear := _LINEAR.fullmatch(name):
            layer = linear[1]
            found[f"{layer}.weight"] = _weight(node)
            found[f"{layer}.bias"] = _constant(by_name[name.replace("/MatMul", "/Add")])
        elif norm := _NORM.fullmatch(name):
            scaled = by_name[name.replace("/MVN", "/Multiply_1")]
            shifted = by_name[name.replace("/MVN", "/Add")]
            found[f"{norm[1]}.weight"] = _constant(scaled)
            found[f"{norm[1]}.bias"] = _constant(shifted)
    return {
        name.removeprefix("layers."): torch.tensor(values)
        for name, values in found.items()
        if name.startswith("layers.")
    }


def _weight(product: Any) -> Floats:
    """The weight of a matrix product, `(out, in)`."""
    weight = _value(product.input_value(1).get_node())
    before = product.input_value(0).get_node()
    if before.get_type_name() == "FakeQuantize":
        before = before.input_value(0).get_node()
    if before.get_type_name() == "Multiply" and "smooth_quant" in before.get_friendly_name():
        weight = weight * _constant(before).reshape(1, -1)
    return weight


def _constant(node: Any) -> Floats:
    """The constant that a node adds or multiplies by, flat."""
    for number in range(node.get_input_size()):
        source = node.input_value(number).get_node()
        if source.get_type_name() == "Constant":
            return np.asarray(source.get_data(), np.float32).reshape(-1)
    raise ValueError(f"{node.get_friendly_name()} has no constant")


def _value(node: Any) -> Floats:
    """The value of constants that are converted, multiplied, subtracted."""
    kind = node.get_type_name()
    if kind == "Constant":
        return np.asarray(node.get_data(), np.float32)
    inputs = [_value(node.input_value(n).get_node()) for n in range(node.get_input_size())]
    if kind == "Convert":
        return inputs[0]
    if kind == "Multiply":
        return inputs[0] * inputs[1]
    if kind == "Subtract":
        return inputs[0] - inputs[1]
    raise ValueError(f"{node.get_friendly_name()} is no constant")


if __name__ == "__main__":
    main()
