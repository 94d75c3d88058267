"""The bundled reader: MiniLM's layers in eight bits, run by OpenVINO.

Its word vectors are the embedding model's own, so only the layers and heads are in `model/`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from index.embed.model_files import BUNDLED, locate
from index.errors import IndexMismatch
from qa.read.reader.decoding import reading
from qa.read.reader.protocol import Reading, ReadPassage
from qa.read.reader.streams import Arrays, Streams
from qa.read.reader.token_embeddings import WordVectors
from qa.read.reader.tokens import ReaderTokenizer, Tokens

MODEL = "reader.xml"
WEIGHTS = "reader.bin"
HASHES = "SHA256SUMS"
#: Passages of one pass; more together would need more shapes, for each of which OpenVINO keeps some MB.
TOGETHER = 2


def model_folder() -> Path:
    """Where the model that ships with Sourceline lies."""
    return Path(str(files("qa.read.reader") / "model"))


class BundledReader:
    """Reads with the model of a folder.

    Args:
        folder: Holds `reader.xml`, `reader.bin` and their hashes.
        threads: In all; 0 leaves it to OpenVINO.

    Raises:
        IndexMismatch: The files are not those whose hashes stand beside them.
    """

    def __init__(self, folder: Path | None = None, threads: int = 0) -> None:
        self._folder = folder or model_folder()
        self._hash = checked(self._folder, HASHES, (MODEL, WEIGHTS))[WEIGHTS]
        encoder = locate(BUNDLED)
        self._tokenizer = ReaderTokenizer(encoder)
        self._words = WordVectors(encoder)
        self._streams = Streams(self._folder / MODEL, threads)

    @cached_property
    def identity(self) -> Mapping[str, object]:
        """Name and hash."""
        return {"name": "sourceline-reader", "revision": self._hash}

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        """Read passages, those of similar length in pairs, as many at once as there are streams."""
        joined = self._tokenizer.join(question, passages) if passages else []
        order = sorted(range(len(joined)), key=lambda n: -len(joined[n].ids))
        batches = grouped(order, 1 if len(order) <= self._streams.count else TOGETHER)
        found: dict[int, Reading] = {}
        inputs = (self._words.of([joined[n] for n in batch]) for batch in batches)
        with closing(self._streams.run(inputs)) as outputs:
            for batch, arrays in zip(batches, outputs, strict=True):
                found |= zip(batch, _readings([joined[n] for n in batch], arrays), strict=True)
        return [found[n] for n in range(len(joined))]


def grouped(order: Sequence[int], size: int) -> list[Sequence[int]]:
    """Consecutive groups of a size; where it does not come out even, the first is smaller."""
    first = len(order) % size
    rest = [order[at : at + size] for at in range(first, len(order), size)]
    return [order[:first], *rest] if first else rest


def _readings(batch: Sequence[Tokens], outputs: Arrays) -> Iterator[Reading]:
    for tokens, start, end, null, support in zip(batch, *outputs, strict=True):
        within = tokens.within
        yield reading(start[within], end[within], float(null), tokens.offsets, support[within])


def checked(folder: Path, hashes: str, names: Sequence[str]) -> Mapping[str, str]:
    """The SHA-256 of a bundled model's files.  Raises `IndexMismatch` where one differs from its hash."""
    lines = (folder / hashes).read_text("ascii").splitlines()
    wanted = {name: digest for digest, name in map(str.split, lines)}
    for name in names:
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != wanted.get(name):
            raise IndexMismatch(
                f"{name} of a bundled model has SHA-256 {found}, not {wanted.get(name)}.",
                field=str(folder),
                hint="Install Sourceline again: its model was changed.",
            )
    return wanted
