"""Export trained weights to the bundled model: OpenVINO, eight bits.

    python -m eval.reader_training.export --weights DIR/student/mean.pt --squad2 dev.json.gz \\
        --out qa/read/reader/model

Needs `pip install nncf`.  Several weights, from one training at different lengths, are averaged (Wortsman et
al. 2022, "Model soups").  The ranges of activations are measured on training questions of `--squad2`.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from torch import Tensor, nn

from eval.reader_training.network import SpanNetwork
from eval.reader_training.sources import read_squad2
from index.embed.model_files import BUNDLED, locate
from qa.read.reader.bundled import HASHES, MODEL, WEIGHTS
from qa.read.reader.protocol import ReadPassage
from qa.read.reader.token_embeddings import WordVectors
from qa.read.reader.tokens import ReaderTokenizer

SAMPLES, ROWS = 60, 4


class Body(nn.Module):  # type: ignore[misc]
    """The network without its embeddings."""

    def __init__(self, network: SpanNetwork) -> None:
        super().__init__()
        self.layers = network.encoder.encoder.layer
        self.ends, self.nothing, self.supports = network.ends, network.nothing, network.supports

    def forward(self, vectors: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores of starts and ends, `(rows, tokens)`, of "no answer", `(rows,)`, and of support."""
        hidden = (1.0 - mask[:, None, None, :]) * -1e4
        states = vectors
        for layer in self.layers:
            out = layer(states, hidden)
            states = out[0] if isinstance(out, tuple) else out
        ends = self.ends(states)
        support = self.supports(states)[..., 0]
        return ends[..., 0], ends[..., 1], self.nothing(states[:, 0])[:, 0], support


def mean(weights: Sequence[Path]) -> dict[str, Tensor]:
    """The mean of trained weights, name by name."""
    trained = [torch.load(path, map_location="cpu", weights_only=True) for path in weights]
    return {name: torch.stack([one[name].float() for one in trained]).mean(0) for name in trained[0]}


def load(weights: Sequence[Path]) -> Body:
    """The trained network."""
    network = SpanNetwork(locate(BUNDLED))
    network.load_state_dict(mean(weights), strict=False)
    for parameter in network.parameters():
        parameter.requires_grad = False
    return Body(network.eval())


def samples(squad2: Path) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Inputs of the network for some questions with passages."""
    examples = read_squad2(squad2, half=0)
    tokenizer, words = ReaderTokenizer(locate(BUNDLED)), WordVectors(locate(BUNDLED))
    for asked in random.Random(0).sample(examples.asked, SAMPLES):
        others = random.Random(asked.passage).sample(examples.passages, ROWS - 1)
        read = [ReadPassage(p.title, p.text) for p in [examples.passages[asked.passage], *others]]
        yield words.of(tokenizer.join(asked.question, read))


def export(weights: Sequence[Path], squad2: Path, out: Path) -> None:
    """Convert and quantise the model, and write it with its hashes."""
    import nncf
    import openvino

    body = load(weights)
    vectors, mask = next(samples(squad2))
    shapes = [openvino.PartialShape([-1, -1, vectors.shape[-1]]), openvino.PartialShape([-1, -1])]
    model = openvino.convert_model(
        body, example_input=(torch.tensor(vectors), torch.tensor(mask)), input=shapes
    )
    data = nncf.Dataset([list(pair) for pair in samples(squad2)])
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
    parser.add_argument("--weights", type=Path, nargs="+", required=True)
    parser.add_argument("--squad2", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    export(arguments.weights, arguments.squad2, arguments.out)


if __name__ == "__main__":
    main()
