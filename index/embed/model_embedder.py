"""An embedder on top of an encoder: adds prompts, batching, late pooling and projected token vectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed.content_tokens import content_tokens
from index.embed.encoder import Encoded, Encoder
from index.embed.graphics_card import CardEncoder, has_card
from index.embed.known_scripts import KnownScripts
from index.embed.model_files import BUNDLED, check_bundled, locate, revision
from index.embed.openvino_bert import BertEncoder, is_supported
from index.embed.protocol import PassageText, PassageVectors, QuestionVectors
from index.embed.token_projection import TokenProjection


class ModelEmbedder:
    """A model, its prompts and its token projection.

    Args:
        model: "all-MiniLM-L6-v2" for the bundled weights, a folder, or a name in the local model cache.
        question_prompt: Put before every question; None means the model's own.
        passage_prompt: Put before every passage; None means the model's own.
        load: Loads the model of a folder; `load_encoder` by default.

    Raises:
        InvalidInput: There is no such model on this machine.
        IndexMismatch: The bundled weights do not have their hash.
    """

    def __init__(
        self,
        model: str = BUNDLED,
        *,
        question_prompt: str | None = None,
        passage_prompt: str | None = None,
        load: Callable[[Path], Encoder] | None = None,
    ) -> None:
        folder = locate(model)
        self._name = model if model == BUNDLED else Path(model).name
        self._revision = revision(folder)
        if model == BUNDLED:
            check_bundled(self._revision)
        self._encoder = (load or load_encoder)(folder)
        self._scripts = KnownScripts(folder)
        own = self._encoder.prompts
        self._passage_prompt = own.passage if passage_prompt is None else passage_prompt
        self._question_prompt = own.question if question_prompt is None else question_prompt
        self._projection = TokenProjection(self.dimension)

    @property
    def dimension(self) -> int:
        """Length of passages' and sentences' vectors."""
        return self._encoder.dimension

    @cached_property
    def identity(self) -> Mapping[str, object]:
        """What makes vectors comparable.  It does not depend on the encoder that runs the model."""
        return {
            "name": self._name,
            "revision": self._revision,
            "dimension": self.dimension,
            "token_projection": self._projection.name,
            "pooling": self._encoder.pooling,
            "normalised": True,
            "max_tokens": self._encoder.max_tokens,
            "question_prompt": self._question_prompt,
            "passage_prompt": self._passage_prompt,
        }

    @cached_property
    def max_tokens(self) -> int:
        """How many tokens of a passage and its context the model reads."""
        prompt = len(self.token_starts(self._passage_prompt))
        return self._encoder.max_tokens - self._encoder.special_tokens - prompt

    @property
    def parallel(self) -> int:
        """How many threads have to embed passages at the same time to make full use of the machine."""
        return self._encoder.parallel

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets at which the model's tokens start."""
        return self._encoder.token_starts(text) if text else []

    def reads(self, text: str) -> bool:
        """Whether the model has learnt the script of `text`."""
        return self._scripts.read(text)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Embed passages with their context; sentence and token vectors come from the same pass."""
        before = [self._passage_prompt + (f"{p.context}\n" if p.context else "") for p in passages]
        texts = [head + passage.text for head, passage in zip(before, passages, strict=True)]
        made = self._encoder.encode(texts, bulk=True)
        kept = [
            _kept(passage, encoded, len(head))
            for passage, encoded, head in zip(passages, made, before, strict=True)
        ]
        read = [encoded.tokens[rows] for encoded, (rows, _) in zip(made, kept, strict=True)]
        if not read:
            return []
        small = np.rint(self._projection.project(np.concatenate(read)) * 127).astype(np.int8)
        ends = np.cumsum([len(tokens) for tokens in read])[:-1]
        return [
            PassageVectors(encoded.whole, self._sentences(passage, encoded, len(head)), tokens, counts)
            for passage, encoded, head, tokens, (_, counts) in zip(
                passages, made, before, np.split(small, ends), kept, strict=True
            )
        ]

    def embed_questions(self, questions: Sequence[str]) -> list[QuestionVectors]:
        """Embed a batch of questions."""
        head = len(self._question_prompt)
        made = self._encoder.encode([self._question_prompt + question for question in questions], bulk=False)
        return [
            QuestionVectors(
                encoded.whole,
                self._projection.project(encoded.tokens[encoded.starts >= head]),
                tuple(int(start) - head for start in encoded.starts if start >= head),
            )
            for encoded in made
        ]

    def _sentences(self, passage: PassageText, encoded: Encoded, head: int) -> NDArray[np.float32]:
        """Late pooling: the vector of a sentence is the mean of its token vectors, read in context."""
        starts = encoded.starts - head
        sentences = np.empty((len(passage.sentences), self.dimension), np.float32)
        for n, span in enumerate(passage.sentences):
            inside = (starts >= span.start) & (starts < span.end)
            mean = encoded.tokens[inside].mean(axis=0) if inside.any() else encoded.whole
            sentences[n] = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return sentences


def _kept(passage: PassageText, encoded: Encoded, head: int) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """The places of the tokens that are kept, and how many of each sentence they are."""
    own = np.flatnonzero(encoded.starts >= max(passage.sentences[0].start, 0) + head)
    kept, counts = content_tokens(passage.text, encoded.starts[own] - head, passage.sentences)
    return own[kept], counts


def load_encoder(folder: Path) -> Encoder:
    """The fastest encoder that can run the model in `folder`; every other model needs PyTorch."""
    if not is_supported(folder):
        return _in_pytorch(folder)
    encoder = BertEncoder(folder)
    return CardEncoder(encoder, lambda: _in_pytorch(folder)) if has_card() else encoder


def _in_pytorch(folder: Path) -> Encoder:
    from index.embed.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(folder)
