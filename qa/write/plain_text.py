"""A model's text as plain text, and whether there is something else than prose in it.

A page shows a written sentence as text, never as markup.  Whoever takes it from the API may do otherwise, so
a sentence with an address, a tag or a picture is not shown at all: the citations link to the documents.
"""

from __future__ import annotations

import re
import unicodedata

_EMPHASIS = re.compile(r"(\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`)")
_LINE_START = re.compile(r"\A\s*(?:[-*•–]\s+|#{1,6}\s+|>\s+|\d{1,2}[.)]\s+)")
#: An address, whoever may make a link of it; a tag; Markdown's links, pictures and references; a data cell.
_NOT_PROSE = re.compile(
    r"""
    \b[a-z][a-z0-9+.-]{1,15}:(?://|\S*[/@?=%]) | www\. | (?<!\w)//\w        # addresses
    | \b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}(?:/\S*|\?\S+|:\d+)                 # a host with more behind it
    | \b(?:java|vb)script:                                                   # scripts
    | \S@\S+\.\w                                                            # mail
    | </?\w | &\#?\w+; | \]\s*\( | !\[ | \[[^\]\d]*\]                       # tags, entities, links, pictures
    | \{\{ | \}\} | \$\{                                                    # templates
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HOST = re.compile(
    r"(?<![\w.@-])(?:[\w-]+\.)+(?:com|net|org|io|example|test|dev|info|xyz|ru|cn|top|app|co|me)\b", re.I
)
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn")


def plain(sentence: str) -> str:
    """Without marks of emphasis, of a list or a heading, and without characters that are not seen."""
    seen = "".join(
        " " if character in "\t\n\r" else character
        for character in sentence
        if character in "\t\n\r" or unicodedata.category(character) not in _UNSEEN
    )
    return " ".join(_EMPHASIS.sub("", _LINE_START.sub("", seen)).split())


def is_prose(sentence: str) -> bool:
    """Whether nothing in a sentence could be taken for a link, a picture or markup."""
    return not (_NOT_PROSE.search(sentence) or _HOST.search(sentence))
