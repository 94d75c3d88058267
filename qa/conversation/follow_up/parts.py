"""The parts of a question that is asked anew: its question word, its auxiliary, the rest."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.conversation.follow_up.mentions import is_plural, words_of
from qa.conversation.follow_up.words import AUXILIARIES, DO_FORMS, PREPOSITIONS, VERBS, WH_WORDS

#: An answer with more words than this is not put into a question.
MOST_WORDS = 10
_ADJUNCT = re.compile(
    r"(?:(?:in|on|at|since|until|from|to|for|by|during|under|near|with|against|through)\s+)?"
    r"(?:when|where|why|how(?!\s+(?:many|much)\b)(?:\s+(?:long|often|far|soon|quickly|fast|well|badly|old))?"
    r"|(?:what|which)\s+(?:year|month|day|date|time|decade|century|city|country|place|region|town|way|state))\b"
    r"|(?:in|on|at|since|until|from|to|for|by|during|under|near|with|against|through)\s+"
    r"(?:whom?|what|which|how\s+(?:many|much))\b(?:\s+(?!is|are|was|were|do|does|did|has|have|had|will|can)\w+)?",
    re.IGNORECASE,
)


class Parts(NamedTuple):
    """A question in three.

    Args:
        asked: The question phrase ("how many troops"); empty for a yes-or-no question.
        auxiliary: The verb form before the subject, or after a subject that is asked for; may be empty.
        rest: What follows, without the mark.
        adjunct: Whether time, place, reason or the like is asked for.
        subject: Whether the question phrase is the subject.
    """

    asked: str
    auxiliary: str
    rest: str
    adjunct: bool = False
    subject: bool = False


def bare(question: str) -> str:
    """Without white space around and the mark at the end."""
    return question.strip().rstrip("?!. ").strip()


def take_apart(question: str) -> Parts | None:
    """The parts; nothing where it is not a question of a shape known here."""
    text = bare(question)
    words = words_of(text)
    if not words:
        return None
    if words[0].low in AUXILIARIES:
        return Parts("", words[0].text.lower(), text[words[0].end :].strip())
    if match := _ADJUNCT.match(text):
        at = next(
            (i for i, word in enumerate(words) if word.start >= match.end() and word.low in AUXILIARIES), None
        )
        if at is not None and at <= len(words_of(match.group())) + 2:
            asked, rest = text[: words[at].start].strip(), text[words[at].end :].strip()
            return Parts(asked, words[at].low, rest, adjunct=True)
        return None
    if words[0].low not in WH_WORDS:
        return None
    for at, word in enumerate(words[1:9], 1):
        if word.low in AUXILIARIES:
            asked, rest = text[: word.start].strip(), text[word.end :].strip()
            return Parts(asked, word.low, rest, subject=word.low not in DO_FORMS)
        if _verb(word.low) and (at > 1 or words[0].low in ("who", "what")):
            return Parts(text[: word.start].strip(), "", text[word.start :], subject=True)
    return None


def _verb(low: str) -> bool:
    return low in VERBS or (low.endswith("ed") and len(low) > 3)


def noun_asked(parts: Parts) -> str:
    """The noun that is counted or chosen: "troops" of "how many troops"."""
    match = re.match(r"(?:how\s+(?:many|much)|which|what|whose)\s+(?:of\s+)?(.+)", parts.asked, re.IGNORECASE)
    return match.group(1) if match else ""


def said(parts: Parts, answer: str | None) -> str:
    """The subject or object that was asked for: what was answered, with the noun that it counts."""
    noun = noun_asked(parts)
    given = (answer or "").strip().rstrip(".")
    if given and len(given.split()) <= MOST_WORDS:
        counted = re.match(r"how\s+(?:many|much)", parts.asked, re.IGNORECASE) and noun
        missing = counted and not {w.low for w in words_of(noun)} & {w.low for w in words_of(given)}
        return f"{given} {noun}" if missing else given
    if noun:
        return f"the {noun}"
    return "someone" if parts.asked.lower().startswith(("who", "whom")) else "something"


def ask_anew(wh: str, question: str, answer: str | None) -> str:
    """Another thing about what `question` asked: "why" of "When did it sink?" is "Why did it sink?"."""
    parts = take_apart(question)
    if parts is None:
        return f"{wh} {bare(question)}?" if not _wh_first(question) else f"{wh}: {bare(question)}?"
    if parts.adjunct or not parts.asked:
        return f"{wh} {parts.auxiliary} {parts.rest}?"
    thing = said(parts, answer)
    if not parts.subject:  # what, whom: the object
        return f"{wh} {parts.auxiliary} {_with_object(parts.rest, thing)}?"
    if parts.auxiliary:
        return f"{wh} {parts.auxiliary} {thing} {parts.rest}?"
    return f"{wh} was it that {thing} {parts.rest}?"


def statement(question: str, answer: str | None, sentence: str) -> str:
    """What was said, as a clause; empty where it cannot be put as one."""
    clause = sentence.strip().rstrip(".")
    if clause and len(clause.split()) <= 40:
        return clause
    parts = take_apart(question)
    if parts is None:
        return ""
    if parts.subject and not answer:
        return ""
    if parts.subject:
        return " ".join(filter(None, (said(parts, answer), parts.auxiliary, parts.rest)))
    if not parts.asked:
        return _uninverted(parts.auxiliary, parts.rest)
    if parts.adjunct:
        clause = _uninverted(parts.auxiliary, parts.rest)
        return (
            f"{clause} {(answer or '').strip().rstrip('.')}".strip()
            if len((answer or "").split()) <= 12
            else clause
        )
    return _uninverted(parts.auxiliary, _with_object(parts.rest, said(parts, answer)))


def _with_object(rest: str, thing: str) -> str:
    """Put the object behind the verb: before the first preposition, else at the end."""
    for word in words_of(rest)[2:]:
        if word.low in PREPOSITIONS and word.end < len(rest):
            return f"{rest[: word.start]}{thing} {rest[word.start :]}"
    return f"{rest} {thing}"


def _uninverted(auxiliary: str, rest: str) -> str:
    """The auxiliary behind its subject, as far as the subject can be told."""
    words = words_of(rest)
    at = 0
    if words and words[0].low in ("the", "a", "an"):
        at = 1
    while at + 1 < len(words) and words[at + 1].text[0].isupper() and words[at].text[0].isupper():
        at += 1
    if words and not words[at].text[0].isupper():
        while at + 1 < len(words) and not is_plural(words[at].text) and at < 2:
            at += 1
    if not words:
        return auxiliary
    end = words[at].end
    return f"{rest[:end]} {auxiliary}{rest[end:]}"


def _wh_first(question: str) -> bool:
    words = words_of(question)
    return bool(words) and words[0].low in WH_WORDS
