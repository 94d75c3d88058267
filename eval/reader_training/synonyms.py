"""Questions in words other than the passage's: content words exchanged for synonyms by WordNet.

Whoever asks seldom knows the words of the document.  Of a word the synonyms of its most frequent sense are
taken, and of a noun what it is a kind of (Miller 1995, "WordNet: A Lexical Database for English").
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from index.language.function_words import FUNCTION_WORDS

KINDS = ("noun", "verb", "adj", "adv")
#: A synset's words may be of one word and must be known; so many words of a question are exchanged.
MOST = 3
#: How often a noun becomes what it is a kind of.
BROADER = 0.2
#: A word is common when texts have it so often.
COMMON = 8
_WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")
_VOWELS = "aeiou"


@dataclass(frozen=True)
class _Synset:
    words: tuple[str, ...]
    broader: tuple[int, ...]


class Synonyms:
    """WordNet's synonyms.

    Args:
        folder: With WordNet's `index.*`, `data.*`, `*.exc` and `cntlist.rev`.
        known: Words that may be put in place of another.
    """

    def __init__(self, folder: Path, known: Container[str]) -> None:
        self._known = known
        self._first = {kind: dict(_first_senses(folder / f"index.{kind}")) for kind in KINDS}
        self._synsets = {kind: dict(_synsets(folder / f"data.{kind}")) for kind in KINDS}
        self._frequent = _most_frequent_kinds(folder / "cntlist.rev")
        self._irregular: dict[str, str] = {}
        self._pasts: dict[str, str] = {}
        for line in (folder / "verb.exc").read_text("ascii").splitlines():
            form, base = line.split()[:2]
            self._irregular[form] = base
            self._pasts.setdefault(base, form)

    @lru_cache(200_000)  # noqa: B019 - one object for a run
    def of(self, word: str, broader: bool = False) -> tuple[str, ...]:
        """Synonyms of a word in the same form; with `broader` what it is a kind of."""
        for lemma, kind, form in self._lemmas(word):
            number = self._first[kind].get(lemma)
            if number is None or self._frequent.get(lemma, kind) != kind:
                continue
            own = self._synsets[kind][number]
            of = own.words
            if broader:
                of = tuple(w for n in own.broader if kind == "noun" for w in self._synsets[kind][n].words)
            made = (self._formed(one, form) for one in of if one.isalpha() and one[:4] != lemma[:4])
            kept = (one for one in made if one in self._known and one not in FUNCTION_WORDS)
            return tuple(dict.fromkeys(kept))
        return ()

    def _lemmas(self, word: str) -> Iterator[tuple[str, str, str]]:
        """Possible base forms, their kind, and the form that the word has of it."""
        kind = self._frequent.get(word)
        if kind:
            yield word, kind, ""
        if word in self._irregular:
            yield self._irregular[word], "verb", "ed"
        for ending, least in (("ies", "y"), ("es", ""), ("s", "")):
            if word.endswith(ending):
                yield word.removesuffix(ending) + least, "noun", "s"
                yield word.removesuffix(ending) + least, "verb", "s"
        for ending in ("ed", "ing"):
            if word.endswith(ending):
                stem = word.removesuffix(ending)
                yield from ((one, "verb", ending) for one in (stem, stem + "e", stem[:-1]))

    def _formed(self, lemma: str, form: str) -> str:
        ending = lemma[-1]
        if form == "s":
            if ending == "y" and lemma[-2] not in _VOWELS:
                return lemma[:-1] + "ies"
            return lemma + ("es" if lemma.endswith(("s", "x", "ch", "sh", "z")) else "s")
        if form == "ed" and lemma in self._pasts:
            return self._pasts[lemma]
        if form == "ed" and ending == "y" and lemma[-2] not in _VOWELS:
            return lemma[:-1] + "ied"
        if form and ending == "e":
            return lemma[:-1] + form if not lemma.endswith("ee") else lemma + form.lstrip("e")
        return lemma + form


def reworded(question: str, synonyms: Synonyms, chance: random.Random) -> str:
    """The question with up to `MOST` of its words exchanged; as it is where none has a synonym."""
    found = [m for m in _WORD.finditer(question) if m.group() not in FUNCTION_WORDS]
    chosen = chance.sample(found, min(len(found), chance.randint(1, MOST)))
    for match in sorted(chosen, key=lambda m: -m.start()):
        others = synonyms.of(match.group(), chance.random() < BROADER)
        if others:
            question = question[: match.start()] + chance.choice(others) + question[match.end() :]
    return question


def common_words(texts: Iterable[str]) -> set[str]:
    """Words that may be put in place of another."""
    counts = Counter(word for text in texts for word in re.findall(r"[a-z]{3,}", text))
    return {word for word, count in counts.items() if count >= COMMON}


def _first_senses(path: Path) -> Iterator[tuple[str, int]]:
    """Each lemma with the number of its most frequent synset."""
    for line in path.read_text("ascii").splitlines():
        if not line.startswith(" "):
            parts = line.split()
            yield parts[0], int(parts[-int(parts[2])])


def _synsets(path: Path) -> Iterator[tuple[int, _Synset]]:
    for line in path.read_text("ascii").splitlines():
        if line.startswith(" "):
            continue
        parts = line.partition("|")[0].split()
        count = int(parts[3], 16)
        words = tuple(word.partition("(")[0].lower() for word in parts[4 : 4 + 2 * count : 2])
        pointers = parts[5 + 2 * count :]
        broader = tuple(int(of) for sign, of in pairwise(pointers) if sign == "@")
        yield int(parts[0]), _Synset(words, broader)


def _most_frequent_kinds(path: Path) -> dict[str, str]:
    """The kind of word that a lemma was most often found as."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in path.read_text("ascii").splitlines():
        key, _, count = line.split()
        lemma, _, sense = key.partition("%")
        kind = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}[sense[0]]
        counts[lemma][kind] += int(count)
    return {lemma: max(kinds, key=lambda kind: kinds[kind]) for lemma, kinds in counts.items()}
