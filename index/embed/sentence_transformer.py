"""Run any sentence-transformers model on this machine with PyTorch.  Only this module imports it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any

from index.embed.encoder import Encoded, Prompts, batches
from index.embed.model_files import BUNDLED, BUNDLED_TOKENS, configure_libraries, locate

#: Texts in one pass.
BATCH = 32


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

    @property
    def parallel(self) -> int:
        """PyTorch uses the whole machine for one batch."""
        return 1

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
        """Encode texts, on a graphics card where there is one."""
        found: dict[int, Encoded] = {}
        for places in batches([len(text) for text in texts], BATCH):
            made = self._encode([texts[place] for place in places], bulk=bulk)
            found.update(zip(places, made, strict=True))
        return [found[place] for place in range(len(texts))]

    def _encode(self, texts: Sequence[str], *, bulk: bool) -> list[Encoded]:
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
        device = self._model.device
        on_device = {name: values.to(device) for name, values in inputs.items()}
        with torch.inference_mode(), _half_precision(device.type) if bulk else nullcontext():
            outputs = self._model(on_device)
        whole = torch.nn.functional.normalize(outputs["sentence_embedding"].float(), dim=-1).cpu().numpy()
        tokens = outputs["token_embeddings"].float().cpu().numpy()
        starts = offsets.masked_fill(special, -1).numpy()
        return [Encoded(whole[row], tokens[row], starts[row]) for row in range(len(texts))]


def _load(folder: Path) -> Any:
    """Load a model.  This imports PyTorch, which takes about six seconds."""
    configure_libraries()
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return SentenceTransformer(
        str(folder), device=device, local_files_only=True, model_kwargs={"use_safetensors": True}
    ).eval()


def _half_precision(device: str) -> Any:
    """bfloat16 where there are instructions for it (cosine to float32 above .9999), else float32."""
    import torch

    if device == "cpu":
        capable = torch.cpu.get_capabilities().get("avx512_bf16", False)
    else:
        capable = torch.cuda.is_bf16_supported()
    return torch.autocast(device, dtype=torch.bfloat16) if capable else nullcontext()
