"""Another thing in the place of one of its kind: "How big is Oslo?", "And Bergen?" asks how big Bergen is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.follow_up.context import Named
from qa.conversation.follow_up.mentions import Kind, Mention, is_plural, words_of
from qa.conversation.follow_up.names import names
from qa.conversation.follow_up.parts import bare, noun_asked, take_apart
from qa.conversation.follow_up.phrases import phrases
from qa.conversation.follow_up.titled import whole
from qa.conversation.follow_up.words import COUNTRIES, PREPOSITIONS, SAYING, TIME_NOUNS

_TIME = re.compile(r"(?:in|on|at|during|since|until|before|after|by)\s+(?:the\s+)?", re.IGNORECASE)
_DEMONYM = re.compile(
    r"\b(?:[A-Z]\w+\s)?[A-Z]\w*(?:ian|ean|ish|ese|can|nch|man|raqi|sraeli)\s(?P<noun>[a-z]+s)\b"
)
_SUPERLATIVE = re.compile(
    r"\bthe\s+(?:(?:second|third|fourth|fifth|next|first|last)(?:[\s-]+(?:\w+est|most\s+\w+|least\s+\w+))?"
    r"|\w{2,}est|most\s+\w+|least\s+\w+)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_NEXT_TIME = re.compile(
    r"(?:in\s+)?the\s+(?:year\s+(?:after|before)|(?:next|following|previous|preceding)\s+year)",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"(?:today|now|nowadays|currently|yesterday|(?:this|last|next)\s+(?:year|month|week|time|century))",
    re.IGNORECASE,
)

_ASIDE = re.compile(
    rf"who(?: has| had)? (?:{SAYING}) that\b|(?:why|when|where|how) was it that\b", re.IGNORECASE
)


def instead(fragment: str, context: Sequence[Named]) -> str:
    """A previous question with `fragment` in the place of its kind, else behind it; empty if neither.

    The latest that has such a place; asking who said so, or why, was only by the way.
    """
    ordered = sorted(context, key=lambda named: _ASIDE.match(named.turn.question) is not None)
    return next(filter(None, (_changed(fragment, named) for named in ordered)), "")


def _changed(fragment: str, named: Named) -> str:
    question = bare(named.turn.question)
    fragment = bare(fragment)
    words = words_of(fragment)
    if not words:
        return ""
    if _NEXT_TIME.fullmatch(fragment) and (year := _YEAR.search(question)):
        step = -1 if re.search("before|previous|preceding", fragment, re.IGNORECASE) else 1
        return f"{question[: year.start()]}{int(year.group()) + step}{question[year.end() :]}?"
    if _NOW.fullmatch(fragment):
        return _timed(question, named, fragment, fragment)
    if _SUPERLATIVE.fullmatch(fragment):
        changed, count = _SUPERLATIVE.subn(fragment, question, count=1)
        return f"{changed}?" if count else ""
    preposition = words[0].text if words[0].low in PREPOSITIONS and len(words) > 1 else ""
    thing = fragment[words[1].start :] if preposition else fragment
    mentioned = names(thing)
    kind = mentioned[0].kind if mentioned else _common_kind(thing)
    if kind == Kind.TIME:
        return _timed(question, named, thing, fragment if preposition else f"in {thing}")
    old = _counterpart(named, thing, kind, preposition)
    if old is not None:
        return f"{_put(question, old, thing)}?"
    return _otherwise(question, named, fragment, preposition, thing, bool(mentioned))


def _common_kind(thing: str) -> Kind:
    last = words_of(thing)[-1]
    if last.low in TIME_NOUNS:
        return Kind.TIME
    return Kind.GROUP if is_plural(last.text) else Kind.THING


def _timed(question: str, named: Named, time: str, phrase: str) -> str:
    """Another time, in place of one that stands there or behind the question."""
    old = next((m for m in named.asked if m.kind == Kind.TIME), None)
    if old is None:
        return f"{question} {phrase}?"
    before = _TIME.search(question[: old.start])
    match = re.search(rf"{_TIME.pattern}$", question[: old.start], re.IGNORECASE)
    if match and before:
        return f"{question[: match.start()]}{phrase}{question[old.end :]}?"
    return f"{question[: old.start]}{time}{question[old.end :]}?"


def _counterpart(named: Named, thing: str, kind: Kind, preposition: str) -> Mention | None:
    """What of the previous question gives way to `thing`."""
    fit = _exchangeable(named)
    if preposition:
        fit = [m for m in fit if _preceded(named.turn.question, m, preposition)] or (
            [m for m in fit if m.located and m.kind == kind]
            if preposition.lower() in ("in", "at", "near")
            else []
        )
    same = [m for m in fit if m.kind == kind]
    if kind == Kind.PLACE:
        country = thing.lower().removeprefix("the ") in COUNTRIES
        same = [m for m in same if (m.text.lower().removeprefix("the ") in COUNTRIES) == country] or same
    if same:
        return same[0]
    if kind in (Kind.NAME, Kind.PERSON, Kind.PLACE) and names(thing):
        alike = [m for m in fit if m.kind in (Kind.NAME, Kind.PERSON, Kind.PLACE, Kind.THING)]
        loose = kind == Kind.NAME or all(m.kind == Kind.NAME for m in alike)
        if alike and (loose or len(alike) == 1 or preposition) and _comparable(alike[0].kind, kind):
            return alike[0]
    return None


def _exchangeable(named: Named) -> list[Mention]:
    """What of the question has a name, and may as a whole give way to another."""
    return [m for m in whole(named.turn.question, named.asked) if m.named and m.kind != Kind.TIME]


def _comparable(one: Kind, other: Kind) -> bool:
    """Whether one may stand for the other: a place is nobody."""
    return {one, other} != {Kind.PERSON, Kind.PLACE}


def _preceded(question: str, mention: Mention, preposition: str) -> bool:
    return re.search(rf"\b{preposition}\s+$", question[: mention.start], re.IGNORECASE) is not None


def _put(question: str, old: Mention, thing: str) -> str:
    kept = question[old.start : old.end]
    if kept.lower().startswith("the ") and thing[:4].lower() == "the ":
        return question[: old.start] + thing + question[old.end :]
    if kept.lower().startswith("the ") and thing[0].islower():
        return question[: old.start] + thing + question[old.end :]
    return question[: old.start] + thing + question[old.end :]


def _otherwise(
    question: str, named: Named, fragment: str, preposition: str, thing: str, mentioned: bool
) -> str:
    parts = take_apart(question)
    if preposition:
        return f"{question} {fragment}?"
    plain = re.sub(r"^(?:the|its|their)\s+", "", thing, flags=re.IGNORECASE)
    # "the population" after "What is the capital of Norway?", "its area" after the same.
    owned = re.search(r"\bthe\s+([\w\s-]+?)\s+of\s+(?:the\s+)?\w", question)
    if owned and not mentioned:
        return f"{question[: owned.start()]}the {plain}{question[owned.end(1) :]}?"
    if re.search(r"['’]s\b", thing) and (owned or parts):
        copula = re.match(r"(?:what|who)\s+(?:is|was|are|were)\b", question, re.IGNORECASE)
        return f"{copula.group()} {thing}?" if copula else ""
    possessed = re.search(r"(\w+['’]s?\s+)([\w\s-]+)$", question)
    if possessed and not mentioned:
        return f"{question[: possessed.start(2)]}{plain}?"
    noun = noun_asked(parts) if parts else ""
    if noun and is_plural(words_of(noun)[-1].text) and is_plural(words_of(plain)[-1].text):
        return question.replace(noun, plain, 1) + "?"
    old = next((m for m in phrases(question) if m.start > 5 and not m.named), None)
    if old is not None and not mentioned:
        return f"{question[: old.start]}{thing}{question[old.end :]}?"
    adjective = _DEMONYM.search(question)
    if mentioned and adjective:
        return (
            f"{question[: adjective.start()]}{adjective['noun']} from {thing}{question[adjective.end() :]}?"
        )
    only = _exchangeable(named)
    if mentioned and len(only) == 1 and _comparable(only[0].kind, names(thing)[0].kind):
        return f"{_put(question, only[0], thing)}?"
    return ""
