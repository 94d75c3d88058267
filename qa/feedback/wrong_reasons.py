"""What may be wrong with an answer, as people say it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Wrong(StrEnum):
    """What was wrong with an answer."""

    INCORRECT = "incorrect"
    INCOMPLETE = "incomplete"
    OUTDATED = "outdated"
    UNWANTED = "unwanted"
    OTHER = "other"


#: The same in the owner's words.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        Wrong.INCORRECT: "Wrong answer",
        Wrong.INCOMPLETE: "Not enough",
        Wrong.OUTDATED: "Out of date",
        Wrong.UNWANTED: "Should not be shown",
        Wrong.OTHER: "Something else",
    }
)
