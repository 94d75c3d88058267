"""Sentences that tell what to do: "Drain the node. Then restart it."."""

from __future__ import annotations

import re

from index.language.function_words import FUNCTION_WORDS
from qa.language.plurals import is_plural

_ORDER = re.compile(
    r"(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|then|next|after\s+that|afterwards|finally|lastly|once|now)\b",
    re.I,
)
#: A clause before the order: "To treat canker, cut out the bad bark."
_CLAUSE = re.compile(
    r"(?:to|if|when|whenever|once|after|before|for|in|on|at|as\s+soon\s+as|while)\b[^.!?]*?,\s*", re.I
)
_MARKS = re.compile(r"\A[\W\d_]+")
#: What follows the verb of an order.
_OBJECT = frozenset(
    """
    the a an this that these those it them all any every each your its our their his her my no not
    to in on at with from for by up down out off into until what which how only as and both one two three
    """.split()  # noqa: SIM905
)
_SURELY_OBJECT = ("the", "your", "it", "them", "until")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|can|may|must|should|does|do|did)\b", re.I)
_RELATIVE = re.compile(r"\b(?:what|that|which|who|how|until)\b")
_POLITE = re.compile(r"(?:please|always|never|do\s+not|don['’]t|simply|just)\s+", re.I)


def is_instruction(sentence: str) -> bool:
    """Whether a sentence tells to do something.

    It begins with a word that orders ("then"), or with a plain verb and its object, after a clause or not.
    """
    words = _MARKS.sub("", sentence)
    if _ORDER.match(words):
        return True
    clause = _CLAUSE.match(words)
    rest = words[clause.end() :] if clause else words
    if _ORDER.match(rest):
        return True
    if polite := _POLITE.match(rest):
        return polite.group()[:1].lower() != "a" or _is_order(rest[polite.end() :])
    return _is_order(rest)


def _is_order(words: str) -> bool:
    first, _, rest = words.partition(" ")
    verb, second = first.lower(), rest.partition(" ")[0].strip(",.;:").lower()
    if not verb.isalpha() or verb in FUNCTION_WORDS or is_plural(verb) or verb.endswith(("ing", "ed", "ly")):
        return False
    if second in _OBJECT:
        stated = _AUXILIARY.search(_RELATIVE.split(" ".join(rest.split()[:4]))[0])
        return stated is None or second in _SURELY_OBJECT
    return bool(second) and (second[0].isdigit() or rest[0] in '`"“<')
