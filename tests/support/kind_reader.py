"""A reader that takes every passage for one that has to do with the question."""

from __future__ import annotations

from collections.abc import Sequence

from qa.read.reader.protocol import Reading, ReadPassage
from tests.support.fakes import FakeReader


class KindReader(FakeReader):
    """The fake reader, whose passages all answer.

    Args:
        odds: The least log odds that a passage answers.
    """

    def __init__(self, odds: float = 1.0) -> None:
        super().__init__()
        self._least = odds

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        """As the protocol says."""
        return [one._replace(odds=max(one.odds, self._least)) for one in super().read(question, passages)]
