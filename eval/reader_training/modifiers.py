"""Nouns with the words before them that tell things apart: the upper house, the deputy director.

What stands before a noun is learnt from texts.  Two phrases that differ in it alone are siblings, as two
names are.  A noun alone is a sibling of itself with a word before it only where that word makes another
office or another time of it.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.language.function_words import FUNCTION_WORDS

_BEFORE = r"\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Oo]ur|[Yy]our)\s"
_PHRASE = re.compile(
    _BEFORE + r"([a-z]{3,}(?:-[a-z]+)?)\s([a-z]{3,})(?=[,.;:?!)]|\s(?:[a-z]{2,4}|which|where|while)\b)"
)
_PAIR = re.compile(r"(?=\b([a-z]{3,}(?:-[a-z]+)?)\s([a-z]{3,})\b)")
_ALONE = re.compile(_BEFORE + r"([a-z]{4,})(?=[,.;:?!)]|\s(?:[a-z]{2,4}|which|where|while)\b)")
#: With one of these before it, an office is another office.
OFFICES = ("deputy", "vice", "assistant", "acting", "former", "honorary", "associate", "next", "previous")
_OFFICE = re.compile(r"\b(?:deputy|vice|assistant)[ -]([a-z]{4,})\b", re.IGNORECASE)
#: A phrase is learnt when it was met so often; a noun has siblings when it has so many phrases.
MET, PHRASES = 2, 3


@dataclass(frozen=True)
class NounModifiers:
    """What stands before nouns.

    Args:
        before: By noun, the words that were met before it.
        offices: Nouns that name an office.
    """

    before: Mapping[str, Sequence[str]]
    offices: frozenset[str]

    @classmethod
    def learnt(cls, texts: Sequence[str]) -> NounModifiers:
        """From texts."""
        met = Counter(match.groups() for text in texts for match in _PHRASE.finditer(text))
        held = Counter(noun.lower() for text in texts for noun in _OFFICE.findall(text))
        offices = {noun for noun, count in held.items() if count >= MET}
        found: dict[str, list[str]] = defaultdict(list)
        for (word, noun), count in sorted(met.items()):
            if count >= MET and word not in FUNCTION_WORDS and noun not in FUNCTION_WORDS:
                found[noun].append(word)
        kept = {noun: tuple(words) for noun, words in found.items() if len(words) >= PHRASES}
        return cls(kept, frozenset(offices - set(FUNCTION_WORDS)))

    def shared(self, question: str, text: str, answers: Sequence[str]) -> list[str]:
        """Phrases, and offices alone, that question and text share and no answer has a word of."""
        pairs = _PAIR.findall(question)
        said = {f"{word} {noun}" for word, noun in pairs if word in self.before.get(noun, ())}
        said |= {noun for noun in _ALONE.findall(question) if noun in self.offices}
        kept = (one for one in said if re.search(rf"\b{one}\b" if " " in one else rf"{_BEFORE}{one}\b", text))
        return sorted(one for one in kept if not any(w in answer for answer in answers for w in one.split()))

    def another(self, phrase: str, chance: random.Random) -> str | None:
        """A sibling of a phrase or an office: the same noun after another word."""
        word, _, noun = phrase.rpartition(" ")
        if not word:
            return f"{chance.choice(OFFICES)} {noun}"
        others = [one for one in self.before.get(noun, ()) if one[:4] != word[:4]]
        return f"{chance.choice(others)} {noun}" if others else None
