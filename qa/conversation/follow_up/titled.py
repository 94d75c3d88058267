"""A name and what it is the name of, in one: "Ukraine's Defense Minister, Rustem Umerov" is one person.

Nothing within such words gives way alone: China's Defense Minister is somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.conversation.follow_up.mentions import Kind, Mention
from qa.conversation.follow_up.words import PERSON_NOUNS, RELATIONAL, TITLES

_PEOPLE = PERSON_NOUNS | TITLES
_HOLDER = rf"(?i:{'|'.join(sorted(_PEOPLE | RELATIONAL))})"
_OWNER = r"(?:the\s+)?(?:[A-Z][\w.-]*\s+){0,3}[A-Z][\w.-]*"
#: "Norway's prime minister", "the mayor of Paris", "Prime Minister of the United Kingdom".
_TITLE = (
    rf"(?:{_OWNER}['’]s?\s+(?:[\w-]+\s+){{0,3}}?{_HOLDER}"
    rf"|(?:the\s+(?:[\w-]+\s+){{0,2}}?|(?:[A-Z][\w-]*\s+){{0,2}}?){_HOLDER}\s+of\s+{_OWNER})"
)


def _name(group: str) -> str:
    return rf"(?P<{group}>(?:[A-Z][\w.’'-]*\s+){{0,3}}[A-Z][\w’'-]*\w)"


_TITLED = re.compile(
    rf"\b(?:{_TITLE}(?:,\s+{_name('behind')},?|\s+{_name('last')}\b)|{_name('first')},\s+{_TITLE}\b,?)"
)
_PERSON = re.compile(rf"\b(?:{'|'.join(sorted(_PEOPLE))})\b", re.IGNORECASE)


def whole(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions of a text, a titled name with its title, and without what only the title names."""
    found = list(_TITLED.finditer(text))
    kept = []
    for mention in mentions:
        titled = next((m for m in found if m.start() < mention.end and mention.start < m.end()), None)
        if titled is None:
            kept.append(mention)
            continue
        start, end = titled.span(titled.lastgroup or 0)
        if mention.start < end and start < mention.end:
            kind = Kind.PERSON if _PERSON.search(titled.group()) else mention.kind
            kept.append(
                mention._replace(text=titled.group(), kind=kind, start=titled.start(), end=titled.end())
            )
    return kept
