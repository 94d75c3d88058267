"""Words of politeness around a question: "Hi, can you tell me how many came, please?"."""

from __future__ import annotations

import re

_WH = (
    r"(?:(?:in|to|on|at|for|from|by|with|of|since|until) )?(?:who|whom|whose|what|which|when|where|why|how)\b"
)
_GREETING = r"(?:(?:hi|hello|hey|please|pls|ok|okay|so|well|thanks|thank you|sorry|excuse me)\b[\s,.!:–-]+)*"
_REQUEST = (
    r"(?:(?:can|could|would|will) you (?:please |kindly )?"
    r"(?:(?:tell|show|remind|inform) (?:me|us)|say|explain|find out|find|look up|check)"
    r"|(?:please |kindly )?(?:tell|show|remind) (?:me|us)"
    r"|(?:do|does) (?:you|we|anyone|anybody) (?:happen to )?know"
    r"|(?:i|we)(?:['’]d| would) (?:like|love) to know|(?:i|we) (?:want|need) to know"
    r"|i(?:['’]m| am| was) (?:just )?(?:wondering|curious|trying to find out)|i wonder|any idea)"
    r"(?: please)?[\s,:]+"
)
_BEFORE = re.compile(rf"\A\s*{_GREETING}(?:{_REQUEST})?(?={_WH})", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?:\s(?:please|pls)|[,.!?]\s*(?:please|pls|thanks|thank you|cheers))[\s.!]*\?*\s*\Z", re.IGNORECASE
)


def strip_pleasantries(question: str) -> str:
    """The question without them, if it then begins with its question word; unchanged otherwise."""
    before = _BEFORE.match(question)
    if before is None:
        return question
    asked = question[before.end() :]
    if behind := _BEHIND.search(asked):
        asked = asked[: behind.start()] + ("?" if "?" in behind.group() else "")
    return asked
