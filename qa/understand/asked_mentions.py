"""What documents are asked for by what they mention: "Which minutes mention the pump?"."""

from __future__ import annotations

import re

from qa.language.document_nouns import DOCUMENT_NOUNS, RECORDED_NOUNS

_NOUNS = rf"(?:{'|'.join(sorted(DOCUMENT_NOUNS | RECORDED_NOUNS))})(?:e?s)?"
_DOCUMENTS = rf"(?:(?!(?:is|are|was|were|do|does|did)\b)[\w'’-]+\s+){{0,3}}?{_NOUNS}"
_MENTION = (
    r"(?:mention|name|discuss|talk(?:ed)?\s+about|(?:speaks?|spoke)\s+(?:of|about)|reports?\s+on|deals?\s+with"
    r"|refers?\s+to|(?:is|are|was|were)\s+about|says?\s+(?:something|anything)\s+about)(?:e?s|e?d)?"
)
_MENTIONED = r"(?:mentioned|named|discussed|described|talked\s+about|spoken\s+of|referred\s+to)"
_PATTERNS = tuple(
    re.compile(rf"\A\W*{pattern}\W*\Z", re.IGNORECASE)
    for pattern in (
        rf"(?:which|what)\s+{_DOCUMENTS}\s+{_MENTION}\s+(?P<x>.+)",
        rf"(?:list|name|show(?:\s+me)?|find)\s+(?:all\s+)?(?:the\s+)?{_DOCUMENTS}\s+(?:that|which)\s+{_MENTION}\s+(?P<x>.+)",
        rf"in\s+(?:which|what)\s+{_DOCUMENTS}\s+(?:is|are|was|were)\s+(?P<x>.+?)\s+{_MENTIONED}",
        r"where\s+(?:is|are|was|were)\s+(?P<x>.+?)\s+mentioned",
        rf"what\s+(?:do|does|did)\s+(?:each|every|both|all)\s+(?:of\s+)?(?:the\s+)?{_DOCUMENTS}\s+say\s+(?:on|about|of)\s+(?P<x>.+)",
    )
)


def asked_mentions(question: str) -> str:
    """The words for what the documents mention that are asked for; empty for another question."""
    found = next(filter(None, (pattern.match(question) for pattern in _PATTERNS)), None)
    return found["x"].strip(" ?.!\"'“”") if found else ""
