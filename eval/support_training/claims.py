"""Claims of a question and an answer: a statement where that is easy, else a question that wants yes or no.

"Who wrote Hamlet?" with "Shakespeare" is "Shakespeare wrote Hamlet."; "When did the old bridge open?" with
"1887" is "Did the old bridge open in 1887?", and "The bridge did open in 1887." only where the end of the
subject is plain.
"""

from __future__ import annotations

import random
import re

from index.language.calendar import MONTH_FORMS

AUXILIARIES = "is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|shall"
_BE = r"is|are|was|were"
_DO = r"do|does|did"
_PREPOSITION = (
    r"in|on|at|to|from|for|by|with|of|during|under|about|into|through|until|since|within|over|between"
)
_WH = r"who(?:m|se)?|what|which|when|where|why|how"
_OPENING = re.compile(
    rf"\A(?:(?P<prep>{_PREPOSITION})\s+)?(?P<wh>{_WH})\b(?P<noun>(?:\s+(?!(?:{AUXILIARIES})\b)[\w'’-]+){{0,5}}?)"
    rf"\s+(?P<aux>{AUXILIARIES})\s+(?P<rest>.+)\Z",
    re.IGNORECASE,
)
_SUBJECT_WHO = re.compile(rf"\Awho\s+(?!(?:{AUXILIARIES})\b)(?P<rest>\w.+)\Z", re.IGNORECASE)
_SUBJECT_COUNT = re.compile(rf"\Ahow many\s+(?P<rest>(?!.*\b(?:{AUXILIARIES})\b).+)\Z", re.IGNORECASE)
_LAST = re.compile(
    r"\A(?P<before>.{12,}\s)(?:what|which|how many)(?P<noun>(?:\s+[\w'’-]+){0,2})\Z", re.IGNORECASE
)
_TIME_NOUN = re.compile(r"\b(?:year|month|day|date|century|decade|time)s?\Z", re.IGNORECASE)
_ENDS_IN_PREPOSITION = re.compile(rf"\b(?:{_PREPOSITION}|as|called|named|known)\Z", re.IGNORECASE)
_BEGINS_WITH_PREPOSITION = re.compile(
    rf"\A(?:{_PREPOSITION}|after|before|because|as|around|near|every)\b", re.IGNORECASE
)
_YEAR = re.compile(r"\A(?:early |mid-?|late )?(?:the )?(?:\d{3,4}s?|\d+(?:st|nd|rd|th) century)\Z")
_DAY = re.compile(rf"\b(?:{MONTH_FORMS})\b.*\b\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTH_FORMS})\b")
#: The subject behind an auxiliary, where capitals or a pronoun show its end.
SUBJECT = re.compile(
    rf"\A(?P<subject>(?:he|she|it|they|you|we|I)|(?:(?:the|a|an|his|her|their|its)\s+)?(?:[a-z]+\s+)??"
    rf"[A-Z][\w'’.-]*(?:\s+(?:of|the|and|de|van|von)(?=\s+[A-Z])|\s+[A-Z\d][\w'’.-]*)*)"
    rf"\s+(?P<rest>(?!(?:{_PREPOSITION}|and|or|the|a|an)\b)[a-z].*)\Z"
)


def claim_of(question: str, answer: str, chance: random.Random) -> str | None:
    """A claim that the answer is right, or None where the question is of no known form.

    Args:
        chance: Decides where a statement and a question are both possible.
    """
    asked = " ".join(question.split()).rstrip(" ?.")
    answer = " ".join(answer.split()).rstrip(" .,;")
    if not answer or len(answer.split()) > 12:
        return None
    if found := _SUBJECT_WHO.match(asked):
        return _statement(f"{answer} {found['rest']}")
    if found := _SUBJECT_COUNT.match(asked):
        return _statement(f"{answer} {_without_noun(found['rest'], answer)}")
    if found := _OPENING.match(asked):
        return _of_opening(found, answer, chance)
    if found := _LAST.match(asked):
        return _statement(f"{found['before']}{answer}")
    return None


def _of_opening(found: re.Match[str], answer: str, chance: random.Random) -> str | None:
    wh, noun, aux, rest = (found[name].strip() for name in ("wh", "noun", "aux", "rest"))
    wh, aux = wh.lower(), aux.lower()
    if wh in ("whose", "how") and not noun:
        return None
    moved = f"{rest} {answer}"
    if found["prep"]:
        moved = f"{rest} {_with_preposition(answer, found['prep'].lower())}"
    elif wh == "when" or (wh in ("what", "which") and _TIME_NOUN.search(noun)):
        moved = f"{rest} {_with_preposition(answer, _time_preposition(answer))}"
    elif wh == "where":
        moved = f"{rest} {_with_preposition(answer, 'in')}"
    elif wh == "why":
        moved = f"{rest} {_with_preposition(answer, 'because of')}"
    elif wh == "how" and noun.lower().startswith("many") and not re.fullmatch(_DO, aux):
        return _statement(f"{_counted(answer, noun)} {aux} {rest}")
    elif wh == "how" and noun.lower().startswith("many"):
        moved = f"{rest} {_counted(answer, noun)}"
    elif wh in ("who", "what", "which") and not re.fullmatch(_DO, aux):
        if re.fullmatch(_BE, aux) and not _ENDS_IN_PREPOSITION.search(rest):
            return _statement(f"{answer} {aux} {rest}")
        if wh == "who":
            return _statement(f"{answer} {aux} {rest}")
    subject = SUBJECT.match(moved)
    if subject and chance.random() < 0.6:
        return _statement(f"{subject['subject']} {aux} {subject['rest']}")
    return f"{aux.capitalize()} {moved}?"


def _with_preposition(answer: str, preposition: str) -> str:
    return answer if _BEGINS_WITH_PREPOSITION.match(answer) else f"{preposition} {answer}"


def _time_preposition(answer: str) -> str:
    return "on" if _DAY.search(answer) and not _YEAR.match(answer) else "in"


def _counted(answer: str, noun: str) -> str:
    return f"{answer} {_without_noun(noun[4:].strip(), answer)}".strip()


def _without_noun(rest: str, answer: str) -> str:
    """The words behind a number, without the noun where the answer has it."""
    first, _, more = rest.partition(" ")
    return more if answer.lower().endswith(first.lower()) else rest


def _statement(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
