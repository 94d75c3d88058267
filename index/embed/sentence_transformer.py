"""Run any sentence-transformers model on this machine with PyTorch.  Only this module imports it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any

from index.embed.encoder import Encoded, Prompts
from index.embed.model_files import BUNDLED, BUNDLED_TOKENS, configure_libraries, locate


class SentenceTransformerEncoder:
    """Runs a model with sentence-transformers.

    Args:
        folder: Of the model, as the library saves it.
    """

    def __init__(self, folder: Path) -> None:
        self._model = _load(folder)
        if folder == locate(BUNDLED):
            self._model.max_seq_length = BUNDLED_TOKENS

    @cached_property
    def dimension(self) -> int:
        """Length of every vector."""
        return int(self._model.get_embedding_dimension())

    @cached_property
    def max_tokens(self) -> int:
        """Tokens of a text that the model reads, special tokens included."""
        return int(self._model.max_seq_length)

    @cached_property
    def special_tokens(self) -> int:
        """Number of special tokens that it adds to a text."""
        return int(self._model.tokenizer.num_special_tokens_to_add())

    @cached_property
    def pooling(self) -> str:
        """How token vectors become the vector of the text."""
        modes = (getattr(module, "pooling_mode", None) for module in self._model)
        return str(next(filter(None, modes), "none"))

    @cached_property
    def prompts(self) -> Prompts:
        """The model's own prompts."""
        own = self._model.prompts
        return Prompts(own.get("query", ""), own.get("document") or own.get("passage", ""))

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets at which the model's tokens start."""
        offsets = self._model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )["offset_mapping"]
        return [start for start, _ in offsets]

    def encode(self, texts: Sequence[str], *, bulk: bool) -> list[Encoded]:
        """Encode a batch in one pass."""
        import torch

        inputs = self._model.tokenizer(
            list(texts),
            padding=True,
            truncation=True,
            max_length=self._model.max_seq_length,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
            return_tensors="pt",
        )
        offsets = inputs.pop("offset_mapping")[:, :, 0]
        special = inputs.pop("special_tokens_mask").bool()
        with torch.inference_mode(), _half_precision() if bulk else nullcontext():
            outputs = self._model(dict(inputs))
        whole = torch.nn.functional.normalize(outputs["sentence_embedding"].float(), dim=-1).numpy()
        tokens = outputs["token_embeddings"].float().numpy()
        starts = offsets.masked_fill(special, -1).numpy()
        return [Encoded(whole[row], tokens[row], starts[row]) for row in range(len(texts))]


def _load(folder: Path) -> Any:
    """Load a model.  This imports PyTorch, which takes about six seconds."""
    configure_libraries()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()


def _half_precision() -> Any:
    """bfloat16 if the processor has instructions for it (cosine to float32 above .9999), else float32."""
    import torch

    capable = torch.cpu.get_capabilities().get("avx512_bf16", False)
    return torch.autocast("cpu", dtype=torch.bfloat16) if capable else nullcontext()
