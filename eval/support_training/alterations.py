"""One thing of a sentence altered, so that it no longer says the same."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from eval.reader_training.misleading import OPPOSITES
from index.language.calendar import MONTHS

_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-]|[.,]\d)")
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b(?=\s+\d|,)")
_NAME = re.compile(r"(?<=[\w,;]\s)[A-Z][\w'’-]+(?:\s(?:of\s)?[A-Z][\w'’-]+)*")
_AUXILIARY = re.compile(
    r"(?<=\w\s)(?P<aux>is|are|was|were|can|could|has|had|will|would|should|must|may|did|does|do)\b(?!\s+not\b|n)"
)
_NEGATION = re.compile(r"\s(?:not|never)\b|(?<=\w)n['’]t\b", re.IGNORECASE)
#: What is left of a sentence that is shortened has so many words.
LEAST_WORDS = 5
#: Words for each other that turn what is said into another thing.
QUANTIFIERS = {
    "all": "some",
    "every": "no",
    "each": "no",
    "most": "few",
    "many": "few",
    "always": "sometimes",
    "never": "always",
    "at least": "at most",
    "at most": "at least",
    "more than": "less than",
    "less than": "more than",
    "fewer than": "more than",
    "up to": "at least",
    "over": "under",
    "only": "not only",
    "both": "neither",
    "none": "all",
    "any": "no",
    "must": "need not",
    "required": "optional",
    "mandatory": "optional",
    "allowed": "forbidden",
    "permitted": "prohibited",
    "prohibited": "permitted",
    "forbidden": "allowed",
    "with": "without",
    "without": "with",
}
_QUANTIFIER = re.compile(rf"\b(?:{'|'.join(sorted(QUANTIFIERS, key=len, reverse=True))})\b")


def negated(sentence: str, chance: random.Random) -> str | None:
    """With a negation added behind an auxiliary, or taken away; None where there is no place for it."""
    if _NEGATION.search(sentence):
        return re.sub(r"\bca(?=\s|\Z)", "can", _NEGATION.sub("", sentence, count=1))
    found = _AUXILIARY.search(sentence)
    if not found:
        return None
    aux, after = found["aux"], sentence[found.end() :]
    short = {"can": "can't", "will": "won't"}.get(aux, f"{aux}n't")
    ways = [f"{aux} not", f"{aux} not", f"{aux} never", aux if aux in ("may", "must") else short]
    way = chance.choice(ways)
    return f"{sentence[: found.start()]}{way if way != aux else f'{aux} not'}{after}"


def other_number(sentence: str, text: str, chance: random.Random) -> str | None:
    """With another number, sometimes one of the text's."""
    found = [*_NUMBER.finditer(sentence)]
    months = [*_MONTH.finditer(sentence)]
    if months and (not found or chance.random() < 0.3):
        month = chance.choice(months)
        return _put(sentence, month, chance.choice([name for name in MONTHS if name != month.group()]))
    if not found:
        return None
    match = chance.choice(found)
    said = match.group()
    others = [n for n in _NUMBER.findall(text) if n != said and len(n) == len(said) and n not in sentence]
    if others and chance.random() < 0.4:
        return _put(sentence, match, chance.choice(others))
    if _YEAR.fullmatch(said):
        return _put(sentence, match, str(int(said) + chance.choice((-1, 1)) * chance.randint(1, 30)))
    at = chance.choice([n for n, character in enumerate(said) if character.isdigit()])
    digit = chance.choice("123456789".replace(said[at], ""))
    return _put(sentence, match, said[:at] + digit + said[at + 1 :])


def other_name(sentence: str, near: Sequence[str], chance: random.Random) -> str | None:
    """With another name, from texts nearby."""
    found = [*_NAME.finditer(sentence)]
    if not found or not near:
        return None
    match = chance.choice(found)
    names = {name for text in near for name in _NAME.findall(text)}
    long = " " in match.group()
    others = sorted(n for n in names if n not in sentence and (" " in n) == long and n not in MONTHS)
    return _put(sentence, match, chance.choice(others)) if others else None


def opposite(sentence: str, chance: random.Random) -> str | None:
    """With a word's opposite, or with another quantifier."""
    found = [
        (m, OPPOSITES[m.group()]) for m in re.finditer(r"\b[a-z]+\b", sentence) if m.group() in OPPOSITES
    ]
    found += [(m, QUANTIFIERS[m.group()]) for m in _QUANTIFIER.finditer(sentence)] * 2
    return _put(sentence, *chance.choice(found)) if found else None


#: What a sentence can do without: a relative clause, an opening phrase, a clause at its end.
_SPARED = (
    (re.compile(r",\s(?:which|who|where)\s[^,.;]+(?=,|\.)(?:,)?"), ""),
    (re.compile(r"\A(?:In|On|At|After|During|By|As|For|With)\s[^,.;]{3,60},\s(?=\w)"), ""),
    (re.compile(r"[,;]\s(?:and|but|while|although|whereas|because|with)\s[^.]+\.\Z"), "."),
)


def shortened(sentence: str, chance: random.Random) -> str:
    """The same with less in it: without what stands in brackets, and without what can be spared."""
    short = re.sub(r"\s*\([^()]*\)|\s*\[[^\]]*\]", "", sentence)
    for pattern, left in chance.sample(_SPARED, 2):
        made = pattern.sub(left, short)
        if len(made.split()) >= LEAST_WORDS:
            short = made
    return f"{short[:1].upper()}{short[1:]}"


def _put(sentence: str, match: re.Match[str], word: str) -> str:
    return sentence[: match.start()] + word + sentence[match.end() :]
