"""Which kinds of answer a question asks for."""

from __future__ import annotations

import re
from enum import StrEnum

from qa.language.word_classes import QUESTION_WORDS


class AnswerKind(StrEnum):
    """What a question asks for; one whose words do not tell asks for none of these."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    YES_NO = "yes or no"
    DEFINITION = "definition"
    REASON = "reason"
    HOW_TO = "how to"
    LIST = "list"
    COMPARISON = "comparison"
    DESCRIPTION = "description"
    KEYWORDS = "keywords"


_NUMBER = re.compile(
    r"\bhow (?:many|much|old|long|far|tall|high|large|big|deep|wide|fast|often|heavy|hot|cold|thick)\b"
    r"|\bwhat (?:do|does|did|will|would|can|could)\b.{1,80}\b(?:cost|weigh|measure)\b"
    r"|\b(?:what|which)(?: (?:is|was|are|were))?(?: the| its| their)?(?: \w+){0,2} (?:percent(?:age)?|number"
    r"|proportion|fraction|share|amount|age|size|population|price|cost|height|length|weight|distance|capacity|magnitude"
    r"|total|rate|temperature|budget|revenue|toll|area|depth|speed|salary|value)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\bwhen\b|\b(?:what|which)(?: (?:is|was))?(?: the)?(?: \w+)? (?:years?|dates?|day|month|birthday)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)
_YES_NO = re.compile(
    r"\W*(?:(?:and|but|so)\s+)?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|shall|may|might"
    r"|must)(?:n['’]t)?\s",
    re.IGNORECASE,
)
#: "Can you tell me how many came?" asks how many.
_QUESTION_WORD = re.compile(rf"\b(?:{QUESTION_WORDS})\b", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"\bor\b(?!\s+not\b)", re.IGNORECASE)


def kinds_of(question: str) -> frozenset[AnswerKind]:
    """The kinds that the words of a question ask for."""
    number, date = _first(_NUMBER, question), _first(_DATE, question)
    tests = {
        # "How many were there when it began?" asks for a number, "When did how many come?" for a date.
        AnswerKind.NUMBER: number < date,
        AnswerKind.DATE: date < number,
        AnswerKind.PERSON: _PERSON.search(question) is not None,
        # "Is it red or blue" asks which.
        AnswerKind.YES_NO: _YES_NO.match(question) is not None
        and not is_choice(question)
        and not _QUESTION_WORD.search(question),
    }
    return frozenset(kind for kind, asked in tests.items() if asked)


def is_choice(question: str) -> bool:
    """Whether a question names the answers that it may have: "Is it red or blue?"."""
    return _ALTERNATIVE.search(question) is not None


def _first(pattern: re.Pattern[str], question: str) -> int:
    found = pattern.search(question)
    return found.start() if found else len(question)
