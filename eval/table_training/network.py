"""The network that ranks candidate answers, as it is trained; `qa.read.table_questions.ranker` runs it."""

from __future__ import annotations

import torch
from torch import nn

from qa.read.table_questions.candidates import CLASSES, COLUMN_CLASSES

#: Sizes of the question's state, of a column's, of what is mixed with the features, and of the hidden layer.
STATE, NAME, MIXED, HIDDEN = 96, 32, 24, 64
#: Share of values that a pass leaves out.
DROPPED = 0.5


class Ranker(nn.Module):  # type: ignore[misc]
    """Scores candidates: what the question says of operations and columns, and a small network over features.

    Args:
        phrases: Size of the vocabulary of phrases; number 0 pads.
        dimension: Of vectors of questions and names.
        features: Of a candidate.
    """

    def __init__(self, phrases: int, dimension: int, features: int) -> None:
        super().__init__()
        self.phrase = nn.EmbeddingBag(phrases, STATE, mode="mean", padding_idx=0)
        self.question = nn.Linear(dimension, STATE)
        self.classes = nn.Linear(STATE, CLASSES)
        self.out_kinds = nn.Linear(STATE, COLUMN_CLASSES)
        self.key_kinds = nn.Linear(STATE, COLUMN_CLASSES)
        self.set_kinds = nn.Linear(STATE, COLUMN_CLASSES)
        self.set_name = nn.Linear(STATE, NAME)
        self.name = nn.Linear(dimension, NAME, bias=False)
        self.out_name = nn.Linear(STATE, NAME)
        self.key_name = nn.Linear(STATE, NAME)
        self.mixed = nn.Linear(STATE, MIXED)
        self.of_class = nn.Embedding(CLASSES, MIXED)
        self.hidden = nn.Linear(features + 2 * MIXED, HIDDEN)
        self.score = nn.Linear(HIDDEN, 1)
        self.direct = nn.Linear(features, 1, bias=False)
        self.drop = nn.Dropout(DROPPED)

    def forward(
        self,
        phrases: torch.Tensor,
        vectors: torch.Tensor,
        names: torch.Tensor,
        owner: torch.Tensor,
        classes: torch.Tensor,
        kinds: torch.Tensor,
        columns: torch.Tensor,
        dense: torch.Tensor,
    ) -> torch.Tensor:
        """The scores of candidates, shape `(n,)`.

        Args:
            phrases: Numbers of each question's phrases, shape `(questions, most)`.
            vectors: Of the questions, shape `(questions, dimension)`.
            names: Vectors of all columns of all questions' tables, shape `(columns, dimension)`.
            owner: The question of each candidate, shape `(n,)`.
            classes: Of candidates, shape `(n,)`.
            kinds: Kinds of the columns that show, decide, and hold words of the question, shape `(n, 3)`.
            columns: The rows of `names` of those columns, shape `(n, 3)`.
            dense: Shape `(n, features)`.
        """
        state = self.drop(torch.tanh(self.phrase(phrases) * 3 + self.question(vectors) * 3))
        name = self.name(self.drop(names))
        score = self.classes(state)[owner, classes]
        score = score + self.out_kinds(state)[owner, kinds[:, 0]] + self.key_kinds(state)[owner, kinds[:, 1]]
        score = score + self.set_kinds(state)[owner, kinds[:, 2]]
        score = score + (self.out_name(state)[owner] * name[columns[:, 0]]).sum(1)
        score = score + (self.key_name(state)[owner] * name[columns[:, 1]]).sum(1)
        score = score + (self.set_name(state)[owner] * name[columns[:, 2]]).sum(1)
        inside = torch.cat([dense, self.mixed(state)[owner], self.of_class(classes)], 1)
        hidden = self.drop(torch.relu(self.hidden(inside)))
        found: torch.Tensor = score + self.score(hidden)[:, 0] + self.direct(dense)[:, 0]
        return found
