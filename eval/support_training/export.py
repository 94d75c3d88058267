"""Export the trained support model: OpenVINO, eight bits.

    python -m eval.support_training.export --weights DIR/student/mean.pt --pairs pairs.jsonl.gz \\
        --out qa/support/model

Needs `pip install nncf`.  The ranges of activations are measured on some of the pairs.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from torch import Tensor, nn

from eval.support_training.network import SupportNetwork
from eval.support_training.pair import read_pairs
from index.embed.model_files import BUNDLED, locate
from qa.read.reader.bundled import HASHES
from qa.read.reader.token_embeddings import WordVectors
from qa.support.bundled import MODEL, WEIGHTS
from qa.support.tokens import ClaimTokenizer

SAMPLES, ROWS = 60, 4


class Body(nn.Module):  # type: ignore[misc]
    """The network without its embeddings."""

    def __init__(self, network: SupportNetwork) -> None:
        super().__init__()
        self.layers, self.classes = network.encoder.encoder.layer, network.classes

    def forward(self, vectors: Tensor, mask: Tensor) -> Tensor:
        """Log odds of the three classes, `(rows, 3)`."""
        hidden = (1.0 - mask[:, None, None, :]) * -1e4
        states = vectors
        for layer in self.layers:
            out = layer(states, hidden)
            states = out[0] if isinstance(out, tuple) else out
        found: Tensor = self.classes(states[:, 0])
        return found


def load(weights: Path) -> Body:
    """The trained network."""
    network = SupportNetwork(locate(BUNDLED))
    held = torch.load(weights, map_location="cpu", weights_only=True)
    network.load_state_dict(held, strict=False)
    network.encoder.set_attn_implementation("eager")
    for parameter in network.parameters():
        parameter.requires_grad = False
    return Body(network.eval())


def samples(path: Path) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Inputs of the network for some pairs."""
    tokenizer, words = ClaimTokenizer(locate(BUNDLED)), WordVectors(locate(BUNDLED))
    chosen = random.Random(0).sample([*read_pairs(path)], SAMPLES * ROWS)
    for at in range(0, len(chosen), ROWS):
        some = chosen[at : at + ROWS]
        yield words.of([tokenizer.join(pair.claim, pair.title, pair.text) for pair in some])


def export(weights: Path, pairs: Path, out: Path) -> None:
    """Convert and quantise the model, and write it with its hashes."""
    import nncf
    import openvino

    vectors, mask = next(samples(pairs))
    shapes = [openvino.PartialShape([-1, -1, vectors.shape[-1]]), openvino.PartialShape([-1, -1])]
    example = (torch.tensor(vectors), torch.tensor(mask))
    model = openvino.convert_model(load(weights), example_input=example, input=shapes)
    data = nncf.Dataset([list(pair) for pair in samples(pairs)])
    small = nncf.quantize(model, data, model_type=nncf.ModelType.TRANSFORMER, subset_size=SAMPLES)
    out.mkdir(parents=True, exist_ok=True)
    openvino.save_model(small, out / MODEL)
    lines = [
        f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}\n" for name in (MODEL, WEIGHTS)
    ]
    (out / HASHES).write_text("".join(lines), "ascii")
    Console().print(*lines, sep="", end="")


def main() -> None:
    """Read the arguments, export."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("--weights", "--pairs", "--out"):
        parser.add_argument(name, type=Path, required=True)
    arguments = parser.parse_args()
    export(arguments.weights, arguments.pairs, arguments.out)


if __name__ == "__main__":
    main()
