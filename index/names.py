"""What can name a collection, a source or a label, as a pattern that the API's document states too."""

from __future__ import annotations

import re

MAX_NAME_LENGTH = 100
#: Control and format characters, white space other than a blank, and what no script uses.
_UNSEEN = (
    r"\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    r"\u3000\ue000-\uf8ff\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e00ff\U000e01f0-\U0010ffff"
)
#: Not blank.  Python's `re` and ECMAScript read it alike.
PATTERN = rf"^ *[^ /{_UNSEEN}][^/{_UNSEEN}]*$"
LABEL_PATTERN = rf"^ *[^ {_UNSEEN}][^{_UNSEEN}]*$"
_NAME, _LABEL = re.compile(PATTERN), re.compile(LABEL_PATTERN)
#: Half a character: no text has one, and not every language's patterns can name it.
_SURROGATE = re.compile("[\ud800-\udfff]")
#: What a path of an address takes for a step.
_STEPS = (".", "..")


def is_name(name: str) -> bool:
    """Whether it is 1 to 100 characters that can be seen, without slashes."""
    return len(name) <= MAX_NAME_LENGTH and _fits(_NAME, name)


def is_segment(name: str) -> bool:
    """Whether it is a name that can stand between two slashes of an address as well: not '.' nor '..'."""
    return name not in _STEPS and is_name(name)


def is_label(label: str) -> bool:
    """Whether it can be seen; slashes may be in it."""
    return _fits(_LABEL, label)


def _fits(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.fullmatch(text)) and not _SURROGATE.search(text)
