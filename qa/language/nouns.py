"""The number of English nouns, by their form."""

from __future__ import annotations

#: Plurals without "s".
_PLURALS = "people men women children troops police staff crew forces mice feet fish sheep"
IRREGULAR_PLURALS = frozenset(_PLURALS.split())


def is_plural(noun: str) -> bool:
    """Whether the noun is a plural."""
    low = noun.lower()
    return low in IRREGULAR_PLURALS or (
        len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "news"))
    )
