"""The network that is trained: the reader's encoder with a head of three classes on the first token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from eval.support_training.restore import restored_layers


class SupportNetwork(nn.Module):  # type: ignore[misc]
    """A BERT encoder with frozen embeddings and lowest layers, begun from the bundled reader's layers.

    Args:
        folder: The embedding model's, with the configuration and the embeddings.
        reader: The bundled reader's `reader.xml`.
        frozen_layers: So many of the lowest layers keep the reader's weights.
    """

    def __init__(self, folder: Path, reader: Path, frozen_layers: int = 2) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder: Any = AutoModel.from_pretrained(
            str(folder),
            local_files_only=True,
            dtype=torch.float32,
            attn_implementation="sdpa",
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        layers = self.encoder.encoder.layer
        layers.load_state_dict(restored_layers(reader))
        for part in (self.encoder.embeddings, *layers[:frozen_layers]):
            for parameter in part.parameters():
                parameter.requires_grad = False
        self.classes = nn.Linear(self.encoder.config.hidden_size, 3)

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """Log odds, up to a constant, of supported, contradicted, not decided: `(batch, 3)`."""
        states = self.encoder(input_ids=ids, token_type_ids=kinds, attention_mask=mask).last_hidden_state
        found: Tensor = self.classes(states[:, 0]).float()
        return found
