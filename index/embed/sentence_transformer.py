"""The embedder: any sentence-transformers model on this machine.  Only here is the library known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embed.model_files import BUNDLED, before_import, check_bundled, locate, revision
from index.embed.protocol import PassageText, PassageVectors, QuestionVectors, Vectors
from index.embed.token_projection import TokenProjection

#: What sentence-transformers' own configuration of the bundled model reads.
BUNDLED_TOKENS = 256


class Forward(NamedTuple):
    """What the model made of one text: its vector, its tokens', and where these start (-1: special)."""

    whole: Vectors
    tokens: Vectors
    starts: NDArray[np.int64]


class SentenceTransformerEmbedder:
    """A model, its prompts and its token projection.

    Args:
        model: "all-MiniLM-L6-v2" for the bundled weights, a folder, or a name in the local model cache.
        question_prompt: Put before every question; None takes the model's own.
        passage_prompt: Put before every passage; None takes the model's own.
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
        folder = locate(model)
        self._name = model if model == BUNDLED else Path(model).name
        self._batch = batch
        self._revision = revision(folder)
        if model == BUNDLED:
            check_bundled(self._revision)
        self._model = _load(folder)
        if model == BUNDLED:
            self._model.max_seq_length = BUNDLED_TOKENS
        prompts = self._model.prompts
        own = prompts.get("document") or prompts.get("passage", "")
        self._passage_prompt = own if passage_prompt is None else passage_prompt
        self._question_prompt = prompts.get("query", "") if question_prompt is None else question_prompt
        self._projection = TokenProjection(self.dimension)

    @cached_property
    def dimension(self) -> int:
        """Length of passages' and sentences' vectors."""
        return int(self._model.get_embedding_dimension())

    @cached_property
    def identity(self) -> Mapping[str, object]:
        """What makes vectors comparable."""
        return {
            "name": self._name,
            "revision": self._revision,
            "dimension": self.dimension,
            "token_projection": self._projection.name,
            "pooling": _pooling(self._model),
            "normalised": True,
            "max_tokens": self._model.max_seq_length,
            "question_prompt": self._question_prompt,
            "passage_prompt": self._passage_prompt,
        }

    @cached_property
    def max_tokens(self) -> int:
        """How many tokens of a passage and its context the model reads."""
        special = int(self._model.tokenizer.num_special_tokens_to_add())
        most = int(self._model.max_seq_length)
        return most - special - len(self.token_starts(self._passage_prompt))

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets at which the model's tokens start."""
        if not text:
            return []
        offsets = self._model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )["offset_mapping"]
        return [start for start, _ in offsets]

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Embed passages with their context, their sentences and tokens, in one pass each."""
        before = [self._passage_prompt + (f"{p.context}\n" if p.context else "") for p in passages]
        with _half_precision():
            made = self._forward([head + p.text for head, p in zip(before, passages, strict=True)])
        return [
            self._passage_vectors(passage, forward, len(head))
            for passage, forward, head in zip(passages, made, before, strict=True)
        ]

    def embed_questions(self, questions: Sequence[str]) -> list[QuestionVectors]:
        """Embed questions in full precision."""
        head = len(self._question_prompt)
        made = self._forward([self._question_prompt + question for question in questions])
        return [
            QuestionVectors(
                forward.whole,
                self._projection.project(forward.tokens[forward.starts >= head]),
                tuple(int(start) - head for start in forward.starts if start >= head),
            )
            for forward in made
        ]

    def _passage_vectors(self, passage: PassageText, forward: Forward, head: int) -> PassageVectors:
        """Late pooling: a sentence's vector is the mean of its tokens, read in context."""
        starts = forward.starts - head
        sentences = np.empty((len(passage.sentences), self.dimension), np.float32)
        counts = np.zeros(len(passage.sentences), np.int32)
        for n, span in enumerate(passage.sentences):
            inside = (starts >= span.start) & (starts < span.end)
            counts[n] = inside.sum()
            mean = forward.tokens[inside].mean(axis=0) if counts[n] else forward.whole
            sentences[n] = mean / max(float(np.linalg.norm(mean)), 1e-9)
        read = (starts >= passage.sentences[0].start) & (starts >= 0)
        tokens = np.rint(self._projection.project(forward.tokens[read]) * 127).astype(np.int8)
        return PassageVectors(forward.whole, sentences, tokens, counts)

    def _forward(self, texts: Sequence[str]) -> list[Forward]:
        """Run texts of like length together; results are in the order given."""
        import torch

        made: list[Forward | None] = [None] * len(texts)
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        for at in range(0, len(order), self._batch):
            chosen = order[at : at + self._batch]
            inputs = self._model.tokenizer(
                [texts[n] for n in chosen],
                padding=True,
                truncation=True,
                max_length=self._model.max_seq_length,
                return_offsets_mapping=True,
                return_special_tokens_mask=True,
                return_tensors="pt",
            )
            offsets = inputs.pop("offset_mapping")[:, :, 0]
            special = inputs.pop("special_tokens_mask").bool()
            with torch.inference_mode():
                outputs = self._model(dict(inputs))
            whole = torch.nn.functional.normalize(outputs["sentence_embedding"].float(), dim=-1).numpy()
            tokens = outputs["token_embeddings"].float().numpy()
            starts = offsets.masked_fill(special, -1).numpy()
            for row, n in enumerate(chosen):
                made[n] = Forward(whole[row], tokens[row], starts[row])
        return [forward for forward in made if forward is not None]


def _load(folder: Path) -> Any:
    """Load a model, slowly: this imports PyTorch (about six seconds)."""
    before_import()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()


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
