"""The condition that a question sets: "if I skip the service", "for a life member"."""

from __future__ import annotations

import re

_CONDITION = re.compile(
    r"\b(?:(?:if|unless|when|once|provided|in\s+case|without)\s+"
    r"|(?:for|as|with)\s+(?=(?:an?|my|our|your|people|children|those|someone|somebody)\b))(?P<words>[^,?;]+)",
    re.IGNORECASE,
)
#: A question for the time begins so, and sets no condition.
_WHEN = re.compile(r"\A\W*when\b", re.IGNORECASE)


def asked_condition(question: str) -> str:
    """The words of the condition that a question sets; empty where it sets none."""
    begins = _WHEN.match(question)
    found = _CONDITION.search(question, begins.end() if begins else 0)
    return found["words"].strip() if found else ""
