"""What a conversation has named, the latest first, and which of it a pronoun may mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from qa.conversation.follow_up.mentions import Kind, Mention, gender_of, is_plural, words_of
from qa.conversation.follow_up.names import names
from qa.conversation.follow_up.parts import MOST_WORDS, noun_asked, take_apart
from qa.conversation.follow_up.phrases import phrases, plurals
from qa.conversation.follow_up.turns import Turn
from qa.conversation.follow_up.words import (
    AUXILIARIES,
    COUNTRIES,
    EVENT_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PLACES,
    PRONOUNS,
    TIME_NOUNS,
)

#: Names further on in an answer or its sentence than these characters are not what a pronoun means.
MOST_TOLD = 1000
_AND = re.compile(r"\s+and\s+|,\s+")


class Named(NamedTuple):
    """What one turn names.

    Args:
        asked: In its question, in order.
        answered: The answer itself, where it is short enough to be put into a question.
        told: In the sentence around the answer.
    """

    turn: Turn
    asked: tuple[Mention, ...]
    answered: Mention | None
    told: tuple[Mention, ...]

    @property
    def what(self) -> str:
        """The question word."""
        words = [word.low for word in words_of(self.turn.question)[:3]]
        return next(
            (w for w in words if w in ("who", "whom", "what", "which", "when", "where", "why", "how")), ""
        )


def name_turn(turn: Turn) -> Named:
    """What a turn names."""
    asked = [*names(turn.question), *phrases(turn.question), *_bare(turn.question)]
    taken = {mention.end for mention in asked}
    asked += [mention for mention in plurals(turn.question) if mention.end not in taken]
    told = [*names(turn.sentence[:MOST_TOLD]), *names((turn.answer or "")[:MOST_TOLD])]
    return Named(turn, tuple(sorted(asked, key=lambda m: m.start)), _answered(turn), tuple(told))


def _bare(question: str) -> list[Mention]:
    """A bare noun that ends a question about its subject: "malaria" of "What causes malaria?"."""
    match = re.fullmatch(r"(?:[Ww]hat|[Ww]ho|[Ww]hich [a-z]+) ([a-z]+(?:s|ed)) ([a-z]+)\??", question.strip())
    if match is None or match[1] in AUXILIARIES or match[2] in PRONOUNS:
        return []
    kind = Kind.GROUP if is_plural(match[2]) else Kind.THING
    return [Mention(match[2], kind, match.start(2), match.end(2), False)]


def _answered(turn: Turn) -> Mention | None:
    answer = re.sub(r"\s*\([^)]*\)", "", (turn.answer or "")).strip().rstrip(".!")
    if not answer or len(answer.split()) > MOST_WORDS:
        return None
    found = names(answer)
    kind = _asked_kind(turn.question)
    only = found[0] if len(found) == 1 else None
    if kind == Kind.TIME or (only and only.kind == Kind.TIME and kind is None):
        year = next((m for m in found if m.kind == Kind.TIME), None)
        whole = re.sub(r"^(?:in|on|since|at|around|about|from)\s+", "", answer)
        return Mention(whole if year else answer, Kind.TIME, 0, len(answer), True)
    if re.match(r"[\d$€£]|(?:about|around|over|some|approximately|up to|more than)\s+\d", answer):
        noun = noun_asked(parts) if (parts := take_apart(turn.question)) else ""
        return (
            Mention(f"the {noun}", Kind.GROUP, 0, 0, False) if noun and is_plural(noun.split()[-1]) else None
        )
    if re.fullmatch(r"(?i)yes|no|true|false", answer.split(",")[0]):
        return None
    if not found:
        return _common(answer, kind)
    if len(found) > 1 and _AND.search(answer):
        return Mention(answer, Kind.GROUP, 0, len(answer), True)
    first = found[0]
    tail = answer[first.end :].split()
    if len(found) == 1 and tail and len(tail) < 3 and tail[-1].islower() and is_plural(tail[-1]):
        return Mention(answer, Kind.GROUP, 0, len(answer), True)
    if kind is None or (kind == Kind.PERSON and first.kind in (Kind.PLACE, Kind.GROUP)):
        return first
    last = found[-1] if kind == Kind.PERSON else first
    chosen = last if len(last.text.split()) >= len(first.text.split()) else first
    kind = Kind.GROUP if chosen.kind == Kind.GROUP or _crowd(chosen.text) else kind
    return chosen._replace(kind=kind, gender=gender_of(chosen.text) or gender_of(answer))


def _common(answer: str, kind: Kind | None) -> Mention | None:
    words = words_of(answer)
    if not words or len(words) > 6 or kind in (None, Kind.TIME):
        return None
    text = re.sub(r"^(?:in|on|at|by|from)\s+", "", answer)
    plural = is_plural(words[-1].text)
    return Mention(text, Kind.GROUP if plural else kind, 0, len(answer), False)


def _crowd(text: str) -> bool:
    last = text.split()[-1].lower()
    return last.endswith(("officials", "forces", "troops", "ians", "soldiers", "people")) or text.startswith(
        "the Beat"
    )


def _asked_kind(question: str) -> Kind | None:
    """The kind of what a question asks for; nothing where it is not a thing ("why")."""
    low = question.lower()
    if re.search(r"\b(?:who|whom)\b", low):
        return Kind.PERSON
    if re.search(r"\bwhere\b", low):
        return Kind.PLACE
    if re.search(r"\bwhen\b|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|time|century|decade)\b", low):
        return Kind.TIME
    if re.search(r"\b(?:why|how)\b", low):
        return None
    if match := re.search(r"\b(?:what|which)(?: (?:is|was|are|were) the)?((?: \w+){0,3})", low):
        nouns = match.group(1).split()
        for noun in nouns:
            if noun in PERSON_NOUNS:
                return Kind.PERSON
            if noun in PLACE_NOUNS:
                return Kind.PLACE
        return Kind.THING
    return None


# Which of it ---------------------------------------------------------------------------------------------


def first(context: Sequence[Named], order: Callable[[Named], Iterable[Mention]]) -> Mention | None:
    """The first mention that `order` gives, of the latest turn that has one."""
    return next((mention for named in context for mention in order(named)), None)


def person(gender: str) -> Callable[[Named], Iterable[Mention]]:
    """Whom "he" (m) or "she" (f) may mean."""
    other = {"m": "f", "f": "m"}.get(gender, "?")

    def order(named: Named) -> list[Mention]:
        answer = [named.answered] if named.answered else []
        sure = [m for m in [*answer, *named.asked] if m.kind == Kind.PERSON and m.gender != other]
        known = [m for m in sure if gender and m.gender == gender]
        likely = [
            m
            for m in named.asked
            if m.kind == Kind.NAME and m.gender != other and not m.text.startswith("the ")
        ]
        told = [m for m in named.told if m.kind == Kind.PERSON and m.gender != other]
        by_name = sorted([*known, *sure], key=lambda m: not m.named)
        return [*by_name, *likely, *told]

    return order


def thing(named: Named) -> list[Mention]:
    """What "it" may mean."""
    answer = named.answered
    fit = [m for m in named.asked if m.kind in (Kind.NAME, Kind.THING, Kind.PLACE)]
    fit = [m for m in fit if not _asks(named, m)]
    focus = [m for m in fit if m.named and not m.located]
    given = [answer] if answer and answer.kind in (Kind.NAME, Kind.THING, Kind.PLACE) else []
    rest = [m for m in fit if not m.located]
    located = [m for m in fit if m.named]
    if named.what in ("what", "which"):
        return [*given, *focus, *rest, *located]
    return [*focus, *rest, *located, *(given if named.what != "where" else [])]


def several(named: Named) -> list[Mention]:
    """What "they" may mean."""
    answer = named.answered
    groups = [m for m in named.asked if m.kind == Kind.GROUP]
    given = [answer] if answer and answer.kind == Kind.GROUP else []
    bodies = [m for m in named.asked if m.named and m.kind in (Kind.NAME, Kind.PLACE, Kind.PERSON)]
    people = [answer] if answer and answer.kind == Kind.PERSON else []
    return [*([] if named.what == "how" else given), *groups, *given, *people, *bodies]


def place(named: Named) -> list[Mention]:
    """What "there" may mean."""
    answer = named.answered
    given = [answer] if answer and answer.kind == Kind.PLACE else []
    places = [m for m in named.asked if m.named and m.kind == Kind.PLACE]
    return [*given, *places, *(m for m in named.asked if m.located and m.kind != Kind.TIME)]


def time(named: Named) -> list[Mention]:
    """What "then" may mean."""
    given = [named.answered] if named.answered else []
    return [m for m in [*given, *named.asked] if m.kind == Kind.TIME]


def pointed(noun: str, loose: bool = True) -> Callable[[Named], Iterable[Mention]]:
    """What "that `noun`" may mean: what has the noun in its name; unless not `loose`, what is of its kind."""

    def order(named: Named) -> list[Mention]:
        every = [*([named.answered] if named.answered else []), *named.asked, *named.told]
        low = noun.lower()
        called = [m for m in every if low in m.text.lower().split()]
        called.sort(key=lambda m: m.text.lower() == f"the {low}")
        if low == "country":
            kin = [m for m in every if m.text.lower().removeprefix("the ") in COUNTRIES]
        elif low in ("city", "town", "village", "capital"):
            kin = [m for m in every if m.kind == Kind.PLACE and m.text.lower() in PLACES - COUNTRIES]
        else:
            kin = []
        if low in TIME_NOUNS:
            return [*called, *time(named)]
        if low in PLACE_NOUNS:
            return [*called, *kin, *place(named)]
        if low in PERSON_NOUNS:
            return [*called, *person("")(named)]
        if low in EVENT_NOUNS:
            return [*called, *(m for m in every if m.kind == Kind.THING and eventful(m))]
        if not loose:
            return called
        return [*called, *(several(named) if is_plural(low) else thing(named))]

    return order


def eventful(mention: Mention) -> bool:
    """Whether it is a battle, a treaty or the like, and says which."""
    return any(word.low in EVENT_NOUNS for word in words_of(mention.text)) and (
        mention.named or " of " in mention.text or len(mention.text.split()) > 2
    )


def _asks(named: Named, mention: Mention) -> bool:
    """Whether a phrase is what the question asks for: "which country" names nothing yet."""
    before = named.turn.question[mention.start : mention.start + 5].lower()
    return before.startswith(("which", "what", "how"))
