"""Questions that want a piece of code: "What is the command for it?", "Show me the config"."""

from __future__ import annotations

import re

_CODE = (
    r"(?:commands?|code|scripts?|snippets?|queries|query|syntax|config(?:uration)?(?:\s+file)?|settings\s+file"
    r"|json|yaml|toml|sql|regex|function\s+call|one-?liner|code\s+example)"
)
_FILLER = r"(?:is|are|me|us|you|the|an?|all|some|your|our|to|see|full|example|exact|shell|sample|\w+ing)"
_PATTERNS = (
    rf"\b(?:what|which|show|give|need|see|print|display|example\s+of)\b(?:\s+{_FILLER})*\s+(?:\w+\s+)?{_CODE}\b",
    rf"\A\W*(?!(?:who|when|where|why|how|is|are|do|does|did|can)\b)(?:\w+\s+){{0,4}}{_CODE}\W*\Z",
    rf"\b{_CODE}\s+(?:to|for|that)\b",
)
_PATTERN = re.compile("|".join(_PATTERNS), re.IGNORECASE)


def asks_for_code(question: str) -> bool:
    """Whether a question asks for code that stands in a document as a block."""
    return _PATTERN.search(question) is not None
