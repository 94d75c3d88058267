"""The networks that are trained: the bundled reader's, and a larger one that teaches it.

Both are an encoder and four small heads.  The score of a span is the sum of its start and end scores; "no
answer" has a score of its own.  The softmax over all spans and "no answer" gives their probabilities, and
margins over "no answer" make spans of different passages comparable.  A fourth head says of each token
whether it belongs to a sentence that answers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from qa.read.reader.spans import LONGEST_SPAN

#: In BERT's vocabulary.
CLS, SEP = 101, 102
MPNET_BEGIN, MPNET_END, MPNET_SHIFT = 0, 2, 4


class Scores(NamedTuple):
    """The scores of a batch.

    Args:
        start, end: `(batch, tokens)`; very low where no span may start or end.
        null: `(batch,)`.
        support: `(batch, tokens)`: log odds that a token belongs to a sentence that answers.
    """

    start: Tensor
    end: Tensor
    null: Tensor
    support: Tensor


class SpanNetwork(nn.Module):  # type: ignore[misc]
    """A BERT encoder with frozen embeddings, and heads for spans, for "no answer" and for support.

    Args:
        folder: The folder with configuration and weights of the encoder.
        attention: The implementation; "sdpa" is quicker on a graphics card.
        dropout: Halves the speed on a CPU.
    """

    #: Whether the embeddings stay those of the encoder, which is then shared with the embedder.
    frozen = True

    def __init__(self, folder: Path, attention: str = "eager", dropout: float = 0.0) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder: Any = AutoModel.from_pretrained(
            str(folder),
            local_files_only=True,
            dtype=torch.float32,
            attn_implementation=attention,
            add_pooling_layer=False,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=dropout,
        )
        for parameter in self.encoder.embeddings.parameters():
            parameter.requires_grad = not self.frozen
        width = self.encoder.config.hidden_size
        self.ends = nn.Linear(width, 2)
        self.nothing = nn.Linear(width, 1)
        self.supports = nn.Linear(width, 1)

    def states(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """The encoder's last states, `(batch, tokens, width)`."""
        found: Tensor = self.encoder(
            input_ids=ids, token_type_ids=kinds, attention_mask=mask
        ).last_hidden_state
        return found

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor, candidates: Tensor) -> Scores:
        """Score.

        Args:
            ids, kinds, mask: `(batch, tokens)`, as BERT takes them.
            candidates: `(batch, tokens)`, true where a token belongs to the passage.
        """
        states = self.states(ids, kinds, mask)
        ends = self.ends(states).float().masked_fill(~candidates[..., None], -1e4)
        null = self.nothing(states[:, 0]).float()[:, 0]
        return Scores(ends[..., 0], ends[..., 1], null, self.supports(states).float()[..., 0])


class TeacherNetwork(SpanNetwork):
    """The same heads on MPNet (Song et al. 2020)."""

    frozen = False

    def states(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """The encoder's last states, `(batch, tokens, width)`."""
        own = mpnet_ids(ids, mask, int(self.encoder.config.pad_token_id))
        found: Tensor = self.encoder(input_ids=own, attention_mask=mask).last_hidden_state
        return found


def mpnet_ids(ids: Tensor, mask: Tensor, pad: int) -> Tensor:
    """BERT's tokens as MPNet's, whose vocabulary is BERT's after four marks of its own."""
    own = ids + MPNET_SHIFT
    own = own.masked_fill(ids == CLS, MPNET_BEGIN).masked_fill(ids == SEP, MPNET_END)
    return own.masked_fill(mask == 0, pad)


def span_scores(start: Tensor, end: Tensor) -> Tensor:
    """The score of each span, `(batch, tokens, most)`, by its first token and its length minus one."""
    most = min(LONGEST_SPAN, start.shape[1])
    padded = nn.functional.pad(end, (0, most - 1), value=-1e4)
    return start[..., None] + padded.unfold(1, most, 1)
