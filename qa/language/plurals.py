"""English plurals, told by their form."""

from __future__ import annotations

_IRREGULAR_PLURALS = "people men women children troops police staff crew forces mice feet fish sheep"
_IRREGULAR = frozenset(_IRREGULAR_PLURALS.split())
_NO_PLURAL = ("ss", "us", "is", "news", "physics", "matics", "species", "series")


def is_plural(noun: str) -> bool:
    """Whether a noun has the form of a plural."""
    low = noun.lower()
    return low in _IRREGULAR or (len(low) > 3 and low.endswith("s") and not low.endswith(_NO_PLURAL))
