"""Questions that leave out what was said before: "What about Norway?", "Why?", "And in 1998?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.follow_up.context import Named, eventful, first
from qa.conversation.follow_up.mentions import Kind, Mention, is_plural, words_of
from qa.conversation.follow_up.names import names
from qa.conversation.follow_up.parts import ask_anew, bare, noun_asked, statement, take_apart
from qa.conversation.follow_up.phrases import phrases
from qa.conversation.follow_up.reference import resolve
from qa.conversation.follow_up.slots import instead
from qa.conversation.follow_up.words import (
    AUXILIARIES,
    PLURALS,
    PREPOSITIONS,
    RELATIONAL,
    SAYING,
    VERBS,
    WH_WORDS,
    listed,
)

_PREPOSITION = (
    r"(?:in|on|at|since|until|from|to|for|by|during|under|near|with|against|through|before|after|of)"
)
_WHEN = (
    rf"(?:(?:{_PREPOSITION}\s+)?(?:when|where|why|how\s+(?:long|often|far|soon|quickly|fast|exactly)|how)"
    rf"|(?:{_PREPOSITION}\s+)?(?:what|which)\s+(?:year|month|day|date|time|decade|century|city|country|place|region"
    rf"|town|village|state|part)|{_PREPOSITION}\s+(?:whom?|what|which\s+\w+|what\s+\w+|how\s+(?:many|much)(?:\s+\w+)?))"
)
_HAPPENED = (
    r"(?:\s+(?:did|does|has|had|would|could)\s+(?:that|this|it)\s+(?:happen(?:ed)?|occur(?:red)?|take\s+place|be"
    r"|come\s+about)|\s+(?:is|was)\s+(?:that|this)(?:\s+so)?)"
)
_ADJUNCT = re.compile(
    rf"(?P<wh>{_WHEN})(?:\s+(?:so|exactly|precisely|specifically))?{_HAPPENED}?", re.IGNORECASE
)
_COME = re.compile(r"how\s+(?:come|so)", re.IGNORECASE)
_NOT = re.compile(r"why\s+not", re.IGNORECASE)
_ABOUT = re.compile(r"(?:what|how)\s+about\s+(?P<thing>.+)", re.IGNORECASE)
_ELSE = re.compile(r"(?P<wh>who|what|where|when|which)\s+else", re.IGNORECASE)
_COUNT = re.compile(
    r"(?P<wh>how\s+(?:many|much)|which\s+ones?|who|what|whom|whose)(?:\s+of\s+them)?(?:\s+exactly)?", re.I
)
_SAID = re.compile(
    rf"(?P<who>(?:who|which|what|where|when|did|does|has)\b(?:\s\S+){{0,4}}?\s(?:{SAYING}))\s+(?P<it>that|so|this|it)",
    re.IGNORECASE,
)
#: A clause that is itself somebody's words: what they say is behind it.
_SAYS_THAT = re.compile(
    rf"(?:(?!(?:who|which|that)\b)\S+\s){{1,12}}?(?:{SAYING})(?:\s+(?:on|in)\s+\w+)?\s+that\s+", re.IGNORECASE
)
_TRUE = re.compile(
    r"(?:is|was)\s+(?:that|this|it)\s+(?:really\s+)?(?P<how>true|right|correct|certain|confirmed|sure)", re.I
)
_MEANS = re.compile(r"what\s+(?P<do>does|did)\s+(?:that|this|it)\s+mean", re.IGNORECASE)
#: Words that have a capital only where they begin a sentence.
_SMALL = listed(
    "the a an in this these those it on as at there some about around up nearly almost over under more most"
    " many few several all both approximately roughly at least no"
)
_DID = re.compile(
    rf"(?:{'|'.join(sorted(AUXILIARIES))})\s+(?P<thing>.+?)(?:\s+(?:too|also|as\s+well))?", re.IGNORECASE
)
_NEXT = re.compile(
    r"what\s+(?:happened|came)\s+(?:next|then|afterwards?|after\s+that|later)|then\s+what", re.IGNORECASE
)


def complete(text: str, connected: bool, context: Sequence[Named], marked: bool) -> str:
    """The whole question that an elliptical one means; empty where it is none, or nothing fits.

    Args:
        text: The question without its mark and without "and" or "but" before it.
        connected: Whether there was one.
        context: What was said, the latest first.
        marked: Whether it ended with a question mark.
    """
    turn = context[0].turn
    previous, answer = turn.question, turn.answer
    if (match := _ABOUT.fullmatch(text)) and not _clause(match["thing"]):
        return instead(match["thing"], context) or _scoped(
            f"What about {match['thing']}", match["thing"], context
        )
    if _NOT.fullmatch(text):
        return ask_anew("Why", previous, answer).replace("Why ", "Why not: why ", 1)
    if _COME.fullmatch(text):
        return ask_anew("Why", previous, answer)
    if match := _ADJUNCT.fullmatch(text):
        return ask_anew(match["wh"], previous, answer)
    if match := _SAID.fullmatch(text):
        return _who_said(resolve(match["who"], context), context[0])
    if match := _TRUE.fullmatch(text):
        clause = statement(previous, answer, turn.sentence)
        return f"Is it {match['how']} that {clause}?" if clause else ""
    if (match := _MEANS.fullmatch(text)) and answer and len(answer.split()) <= 12:
        return f"What {match['do']} {answer.strip().rstrip('.')} mean?"
    if _NEXT.fullmatch(text):
        topic = first(context, _topics)
        return f"What happened after {topic.text}?" if topic else ""
    if match := _ELSE.fullmatch(text):
        return _else(match["wh"], previous)
    if match := _COUNT.fullmatch(text):
        return _which(match["wh"], previous)
    return _fragment(text, connected, context, marked)


def _clause(thing: str) -> bool:
    """Whether "what about ..." goes on to say something of it: it is a whole question then."""
    low = [word.low for word in words_of(thing)]
    verb = next((at for at, word in enumerate(low) if word in AUXILIARIES), None)
    return verb is not None and not {"who", "that", "which"} & set(low[:verb])


def _fragment(text: str, connected: bool, context: Sequence[Named], marked: bool) -> str:
    words = words_of(text)
    if not words:
        return ""
    if words[0].low in PREPOSITIONS and len(words) <= 6 and not _has_verb(text) and (marked or connected):
        return instead(text, context)
    if words[0].low not in WH_WORDS | AUXILIARIES and not _has_verb(text):
        named = names(text)
        short = len(words) <= 5 and marked and named and named[0].start <= 4 and named[0].end == len(text)
        ordinal = len(words) <= 4 and marked and words[0].low == "the"
        if connected or short or ordinal:
            return instead(text, context)
        return ""
    if (match := _DID.fullmatch(text)) and len(words) <= 4 and take_apart(context[0].turn.question):
        named = names(match["thing"])
        whole = named and len(named) == 1 and named[0].end - named[0].start == len(match["thing"])
        return instead(match["thing"], context) if whole else ""
    return _unscoped(text, connected, context)


def _has_verb(text: str) -> bool:
    low = [word.low for word in words_of(text)]
    return any(word in AUXILIARIES or word in VERBS for word in low)


def _unscoped(text: str, connected: bool, context: Sequence[Named]) -> str:
    """A whole question that says of nothing what it is about: "Who won?", "How many died?"."""
    words = words_of(text)
    low = [word.low for word in words]
    if low[0] not in WH_WORDS or names(text):
        return ""
    if (
        low[:2] == ["how", "many"]
        and len(low) > 2
        and (low[2] in AUXILIARIES | VERBS or low[2].endswith("ed"))
    ):
        counted = first(context, lambda named: [m for m in named.asked if m.kind == Kind.GROUP])
        if counted and len(low) <= 6:
            return f"How many {counted.text.removeprefix('the ')} {text[words[2].start :]}?"
    plain = AUXILIARIES | WH_WORDS | VERBS | {"many", "much", "also", "else", "first", "exactly"}
    if low[:2] == ["how", "many"] and len(low) > 3 and low[2] in PLURALS:
        low = [*low[:2], *low[3:]]
    bare_verb = len(low) > 1 and all(word in plain or word.endswith("ed") for word in low)
    if (
        bare_verb
        and low[0] in ("who", "how", "what")
        and not low[-1].startswith("mean")
        and low[-1] not in AUXILIARIES
    ):
        return _scoped(text, text, context)
    match = re.fullmatch(
        r"(?:what|who)\s+(?:is|was|are|were)\s+the\s+((?:\w+\s+)?(\w+))", text, re.IGNORECASE
    )
    if match and (match[2].lower() in RELATIONAL or (connected and len(match[1].split()) < 3)):
        return _scoped(text, match[1], context)
    if connected and len(low) <= 4 and low[:2] == ["how", "many"]:
        return _scoped(text, "", context)
    return ""


def _scoped(text: str, thing: str, context: Sequence[Named]) -> str:
    """The question with what the conversation is about behind it."""
    own = names(thing)
    topic = first(context, _topics)
    if topic is None or own or (thing and words_of(thing)[-1].low in topic.text.lower().split()):
        return f"{text}?" if own else ""
    relation = bool(thing) and (words_of(thing)[-1].low in RELATIONAL or _has_of(context[0], topic))
    return f"{text} {'of' if relation else 'in'} {topic.text}?"


def _has_of(named: Named, topic: Mention) -> bool:
    return re.search(r"\bof\s+$", named.turn.question[: topic.start]) is not None


def _topics(named: Named) -> list[Mention]:
    """What a turn is about: events first, then what has a name."""
    events = [m for m in named.asked if m.kind == Kind.THING and eventful(m)]
    named_ones = [m for m in named.asked if m.named and m.kind != Kind.TIME]
    rest = [m for m in named.asked if not m.named and m.start > 5]
    return [*events, *named_ones, *rest]


def _who_said(who: str, named: Named) -> str:
    turn = named.turn
    clause = statement(turn.question, turn.answer, turn.sentence)
    told = _SAYS_THAT.sub("", clause, count=1) if _SAYS_THAT.match(clause) else clause
    return f"{who} that {_lowered(told)}?" if told else ""


def _lowered(clause: str) -> str:
    opener = clause.split(" ", 1)[0]
    plain = opener.lower() in _SMALL
    return clause[0].lower() + clause[1:] if plain else clause


def _else(wh: str, previous: str) -> str:
    """The previous question, asked for more."""
    text = bare(previous)
    match = re.match(rf"(?:{wh}|which\s+\w+|what\s+\w+)(?=\s)", text, re.IGNORECASE)
    if match:
        return f"{wh} else{text[match.end() :]}?"
    parts = take_apart(previous)
    return f"{wh} else {parts.auxiliary} {parts.rest}?" if parts and parts.adjunct else ""


def _which(wh: str, previous: str) -> str:
    """Ask for the number, or the person, of what a question that asked for neither spoke of."""
    parts = take_apart(previous)
    if parts is None:
        return ""
    counted = wh.lower().startswith("how") or wh.lower().startswith("which")
    word = "which" if wh.lower().startswith("which") else wh
    if parts.asked:
        noun = noun_asked(parts)
        if counted and noun and not parts.asked.lower().startswith("how"):
            return f"{word} {noun} {parts.auxiliary} {parts.rest}?".replace("  ", " ")
        return ask_anew(wh, previous, None) if parts.adjunct else ""
    rest = re.sub(r"^(?:the|any|some|many|all)\s+", "", parts.rest, flags=re.IGNORECASE)
    if rest.split(" ", 1)[0].lower() in ("anyone", "anybody", "someone", "somebody", "anything", "something"):
        return f"{wh} {parts.auxiliary} {rest.partition(' ')[2]}?"
    subject = next((m for m in phrases(f"the {rest}") if m.start == 0 and m.kind == Kind.GROUP), None)
    if counted and subject and is_plural(words_of(subject.text)[-1].text):
        noun = subject.text.removeprefix("the ")
        return f"{word} {noun} {parts.auxiliary} {rest[len(noun) :].strip()}?"
    return f"{wh} {parts.auxiliary} {parts.rest}?" if counted else ""
