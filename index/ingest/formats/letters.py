"""Tell the encoding of text of one byte a character by its letters.

In the right encoding, the letters beyond ASCII are those of one language: of its alphabet where it is written
in Latin letters, and as frequent as they are in it where it has another script.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

#: Letters beyond ASCII that Latin alphabets have, by the encoding that is usual for them.
ALPHABETS = {
    "cp1252": (
        *("äöüß", "àâæçèéêëîïôœùûüÿ", "áéíñóúü", "ãáâàçéêíóôõúü", "àèéìíîòóùú", "éëïóöüèê", "æøåéèêóòôäö"),
        *("åäöéàü", "áðéíóúýþæö", "àçèéíïòóúü", "áéíóú", "çë", "áæðíóøúýö"),
    ),
    "cp1250": (
        *("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţșț", "čšžćđäöü"),
    ),
    "cp1254": ("çğıöşüâîû",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äöüõšž"),
}
#: Languages of other scripts by their encodings.
LANGUAGES = {
    "cp1251": ("Russian", "Ukrainian", "Bulgarian", "Serbian"),
    "koi8_r": ("Russian", "Bulgarian"),
    "cp1253": ("Greek",),
    "cp1255": ("Hebrew",),
    "cp1256": ("Arabic", "Farsi"),
    "iso8859_6": ("Arabic",),
}
#: Letters beyond ASCII from which a language is told, and their share that its alphabet must have.
LEAST_LETTERS, OF_ALPHABET = 5, 0.98
#: The mean logarithm of a letter's frequency in text of its language; text in a wrong encoding has less.
LEAST_LIKELY = -3.6
#: Of a letter that the list of a language does not have.
UNSEEN = math.log(0.0015)


def latin_encoding(sample: bytes) -> str:
    """The encoding in whose alphabets the letters are; empty if Western Europe's have them, or none has."""
    shares = {encoding: _of_alphabet(sample, encoding) for encoding in ALPHABETS}
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares["cp1252"] < OF_ALPHABET <= shares[best] else ""


def other_encoding(sample: bytes, frequencies: dict[str, list[str]]) -> str:
    """The encoding in which the letters are as frequent as in a language of its script; empty if in none.

    Args:
        sample: The first bytes of a text.
        frequencies: For each language its letters, the most frequent first.
    """
    scores = {
        encoding: max(_likelihood(sample, encoding, tuple(frequencies.get(one, ()))) for one in languages)
        for encoding, languages in LANGUAGES.items()
    }
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] >= LEAST_LIKELY else ""


def _of_alphabet(sample: bytes, encoding: str) -> float:
    """The largest share of the letters beyond ASCII that one alphabet has; 1 without enough letters."""
    foreign = Counter(filter(_is_foreign, sample.decode(encoding, "replace").lower()))
    total = foreign.total()
    if total < LEAST_LETTERS:
        return 1.0
    return max(sum(foreign[letter] for letter in alphabet) for alphabet in ALPHABETS[encoding]) / total


def _likelihood(sample: bytes, encoding: str, letters: Sequence[str]) -> float:
    """The mean logarithm of the frequency of what is not ASCII; a capital inside a word is not frequent."""
    known = _logarithms(tuple(letters))
    text = sample.decode(encoding, "replace")
    total, score = 0, 0.0
    before = " "
    for character in text:
        if character > "\x7f" and not unicodedata.category(character).startswith(("P", "Z", "M")):
            capital = character.isupper() and before.islower()
            total += 1
            score += UNSEEN if capital else known.get(character.lower(), UNSEEN)
        before = character
    return score / total if total >= LEAST_LETTERS else -math.inf


def _is_foreign(character: str) -> bool:
    # Quotation marks, dashes and currencies are in every alphabet; these signs stand for letters of others.
    return character in "¹²³¿¡\ufffd" or (character > "\x7f" and unicodedata.category(character)[0] in "LM")


@cache
def _logarithms(letters: Sequence[str]) -> dict[str, float]:
    """The logarithms of frequencies that fall with the rank, as those of letters do about everywhere."""
    weights = [math.exp(-rank / 8) for rank in range(len(letters))]
    whole = sum(weights) or 1.0
    return {letter: math.log(weight / whole) for letter, weight in zip(letters, weights, strict=True)}
