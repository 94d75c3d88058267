"""The networks that are trained: the bundled support model's, and a larger one that teaches it.

Both are an encoder with a head of three classes on the first token.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from eval.reader_training.network import mpnet_ids


class SupportNetwork(nn.Module):  # type: ignore[misc]
    """A BERT encoder with frozen embeddings.

    Args:
        folder: The encoder's, with its configuration and weights.
        frozen_layers: So many of the lowest layers keep their weights.
    """

    #: Whether the embeddings stay those of the encoder, which is then shared with the embedder.
    frozen = True

    def __init__(self, folder: Path, frozen_layers: int = 0, dropout: float = 0.0) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder: Any = AutoModel.from_pretrained(
            str(folder),
            local_files_only=True,
            dtype=torch.float32,
            attn_implementation="sdpa" if self.frozen else "eager",
            add_pooling_layer=False,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=dropout,
        )
        kept = [self.encoder.embeddings] if self.frozen else []
        for part in (*kept, *self.encoder.encoder.layer[:frozen_layers]):
            for parameter in part.parameters():
                parameter.requires_grad = False
        self.classes = nn.Linear(self.encoder.config.hidden_size, 3)

    def states(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """The encoder's last states, `(batch, tokens, width)`."""
        found: Tensor = self.encoder(
            input_ids=ids, token_type_ids=kinds, attention_mask=mask
        ).last_hidden_state
        return found

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """Log odds, up to a constant, of supported, contradicted, not decided: `(batch, 3)`."""
        found: Tensor = self.classes(self.states(ids, kinds, mask)[:, 0]).float()
        return found


class SupportTeacher(SupportNetwork):
    """The same head on MPNet (Song et al. 2020)."""

    frozen = False

    def states(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """The encoder's last states, `(batch, tokens, width)`."""
        own = mpnet_ids(ids, mask, int(self.encoder.config.pad_token_id))
        found: Tensor = self.encoder(input_ids=own, attention_mask=mask).last_hidden_state
        return found
