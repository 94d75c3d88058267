"""Questions that look as if a passage answered them: one thing in an answerable question is exchanged.

After the kinds that Rajpurkar et al. 2018 ("Know What You Don't Know") found in SQuAD 2.0: entity swap,
number swap, antonym, negation, and a condition that the passage does not speak of.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from index.language.function_words import FUNCTION_WORDS

NAME = re.compile(r"(?<=[\w,;]\s)[A-Z][\w'’-]+(?:\s(?:of\s)?[A-Z][\w'’-]+)*")
NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
PLAIN = re.compile(r"\b[a-z]{5,}\b")
AUXILIARY = re.compile(r"\b(?:is|are|was|were|did|does|do|can|could|has|had|will|would|should)\b")
NEGATION = re.compile(r"\s(?:not|never)\b|n't\b")
NEGATED = 0.1
#: Endings by which a word is exchanged for one that fits in its place.
ENDINGS = (
    "tion",
    "ment",
    "ness",
    "ity",
    "ing",
    "ed",
    "er",
    "ies",
    "es",
    "s",
    "al",
    "ic",
    "ly",
    "ist",
    "ism",
    "",
)

_PAIRS = """
first last; before after; more less; most least; largest smallest; larger smaller; north south;
northern southern; east west; eastern western; increase decrease; increased decreased;
oldest newest; older younger; oldest youngest; male female; men women; man woman; win lose;
won lost; above below; begin end; began ended; start finish; started ended; highest lowest;
higher lower; early late; earlier later; earliest latest; maximum minimum; always never; best worst;
better worse; rich poor; strong weak; stronger weaker; inside outside; internal external;
public private; legal illegal; major minor; majority minority; many few; old new; open closed;
opened closed; allowed forbidden; allow prevent; accept reject; accepted rejected;
supported opposed; support oppose; include exclude; included excluded; import export;
imports exports; positive negative; present absent; possible impossible; known unknown; rise fall;
rose fell; successful unsuccessful; fast slow; faster slower; fastest slowest; longest shortest;
longer shorter; long short; hot cold; warm cool; wet dry; left right; front back; upper lower;
top bottom; father mother; son daughter; brother sister; king queen; husband wife; boys girls;
buy sell; bought sold; gained lost; gain lose; create destroy; created destroyed; built demolished;
arrive leave; arrived left; enter leave; add remove; added removed; agree disagree;
agreed disagreed; enable disable; cause prevent; caused prevented; attack defend; attacked defended;
common rare; different same; similar different; urban rural; northwest southeast;
northeast southwest; ancient modern; winter summer; spring autumn; day night; birth death;
born died; life death; victory defeat; friend enemy; teacher student; heavy light; simple complex;
easy difficult; full empty; wide narrow; deep shallow; direct indirect; active passive;
primary secondary; domestic foreign; military civilian; natural artificial; permanent temporary;
popular unpopular; rural urban; solid liquid
"""
OPPOSITES: dict[str, str] = {}
for _pair in _PAIRS.split(";"):
    _one, _other = _pair.split()
    OPPOSITES.setdefault(_one, _other)
    OPPOSITES.setdefault(_other, _one)


def mislead(
    question: str, passage: str, neighbours: Sequence[str], answer: str, chance: random.Random
) -> str | None:
    """A question that this passage very likely does not answer, or None where nothing can be exchanged.

    Args:
        question: One that the passage answers.
        neighbours: Other passages of the document, to take names and words from.
        answer: The passage's answer; never what is exchanged.
        chance: Decides.
    """
    ways: list[Callable[[], str | None]] = [
        lambda: _exchange_name(question, passage, neighbours, answer, chance),
        lambda: _exchange_name(question, passage, neighbours, answer, chance),
        lambda: _exchange_number(question, passage, chance),
        lambda: _opposite(question, chance),
        lambda: _exchange_number(question, passage, chance),
        lambda: _opposite(question, chance),
        lambda: _exchange_word(question, passage, neighbours, chance),
    ]
    chance.shuffle(ways)
    # Any question can be negated: the other kinds would hardly be met.
    if chance.random() < NEGATED:
        ways.insert(0, lambda: _negate(question))
    return next((made for way in ways if (made := way())), None)


def _exchange_name(
    question: str, passage: str, neighbours: Sequence[str], answer: str, chance: random.Random
) -> str | None:
    found = [*NAME.finditer(question)]
    if not found:
        return None
    match = chance.choice(found)
    near = passage if chance.random() < 0.5 or not neighbours else chance.choice(neighbours)
    asked = question.casefold()
    others = [
        name
        for name in NAME.findall(near)
        if name.casefold() not in asked and name.casefold() not in answer.casefold()
    ]
    long = " " in match.group()
    alike = [name for name in others if (" " in name) == long] or others
    return _put(question, match, chance.choice(alike)) if alike else None


def _exchange_number(question: str, passage: str, chance: random.Random) -> str | None:
    found = [*NUMBER.finditer(question)]
    if not found:
        return None
    match = chance.choice(found)
    said = match.group()
    if YEAR.fullmatch(said):
        others = [year for year in YEAR.findall(passage) if year != said]
        if others and chance.random() < 0.5:
            return _put(question, match, chance.choice(others))
        return _put(question, match, str(int(said) + chance.choice((-1, 1)) * chance.randint(1, 30)))
    others = [number for number in NUMBER.findall(passage) if number != said and len(number) < 12]
    if others and chance.random() < 0.5:
        return _put(question, match, chance.choice(others))
    digits = [n for n, character in enumerate(said) if character.isdigit()]
    at = chance.choice(digits)
    return _put(
        question, match, said[:at] + chance.choice("123456789".replace(said[at], "")) + said[at + 1 :]
    )


def _opposite(question: str, chance: random.Random) -> str | None:
    found = [match for match in re.finditer(r"\b[a-z]+\b", question) if match.group() in OPPOSITES]
    if not found:
        return None
    match = chance.choice(found)
    return _put(question, match, OPPOSITES[match.group()])


def _exchange_word(
    question: str, passage: str, neighbours: Sequence[str], chance: random.Random
) -> str | None:
    found = [match for match in PLAIN.finditer(question) if match.group() not in FUNCTION_WORDS]
    if not found or not neighbours:
        return None
    match = chance.choice(found)
    ending = next(ending for ending in ENDINGS if match.group().endswith(ending))
    here = passage.casefold() + question.casefold()
    others = [
        word
        for word in PLAIN.findall(chance.choice(neighbours))
        if word.endswith(ending) and word not in FUNCTION_WORDS and word[:5] not in here
    ]
    return _put(question, match, chance.choice(others)) if others else None


def _negate(question: str) -> str | None:
    if NEGATION.search(question):
        return NEGATION.sub("", question, count=1)
    match = AUXILIARY.search(question)
    return f"{question[: match.end()]} not{question[match.end() :]}" if match else None


def _put(question: str, match: re.Match[str], word: str) -> str:
    return question[: match.start()] + word + question[match.end() :]
