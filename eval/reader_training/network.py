"""The network of the bundled reader: the layers of MiniLM and three small heads.

The score of a span is the sum of its start and end scores; "no answer" has a score of its own.  The softmax
over all spans and "no answer" gives their probabilities, and margins over "no answer" make spans of different
passages comparable.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from torch import Tensor, nn

from qa.read.reader.spans import LONGEST_SPAN


class Scores(NamedTuple):
    """The scores of a batch.

    Args:
        start, end: `(batch, tokens)`; very low where no span may start or end.
        null: `(batch,)`.
    """

    start: Tensor
    end: Tensor
    null: Tensor


class SpanNetwork(nn.Module):  # type: ignore[misc]
    """A BERT encoder with frozen embeddings, and heads for spans and for "no answer".

    Args:
        folder: The folder with configuration and weights of the encoder.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder: Any = AutoModel.from_pretrained(
            str(folder),
            local_files_only=True,
            attn_implementation="eager",
            add_pooling_layer=False,
            # Dropout halves the speed on a CPU, and one pass over this much data does not overfit.
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        for parameter in self.encoder.embeddings.parameters():
            parameter.requires_grad = False
        width = self.encoder.config.hidden_size
        self.ends = nn.Linear(width, 2)
        self.nothing = nn.Linear(width, 1)

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor, candidates: Tensor) -> Scores:
        """Score.

        Args:
            ids, kinds, mask: `(batch, tokens)`, as BERT takes them.
            candidates: `(batch, tokens)`, true where a token belongs to the passage.
        """
        states = self.encoder(input_ids=ids, token_type_ids=kinds, attention_mask=mask).last_hidden_state
        ends = self.ends(states).float().masked_fill(~candidates[..., None], -1e4)
        return Scores(ends[..., 0], ends[..., 1], self.nothing(states[:, 0]).float()[:, 0])


def span_scores(scores: Scores) -> Tensor:
    """The score of each span, `(batch, tokens, most)`, by its first token and its length minus one."""
    most = min(LONGEST_SPAN, scores.start.shape[1])
    padded = nn.functional.pad(scores.end, (0, most - 1), value=-1e4)
    return scores.start[..., None] + padded.unfold(1, most, 1)
