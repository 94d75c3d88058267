"""Questions on a document itself: "When was the article published?", "Who wrote it?".

The text of a document seldom says so; its metadata do.  A question is one of these only if it asks for a
title, an author or a date of something that a word for documents names, or of "it".
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from qa.language.document_nouns import DOCUMENT_NOUNS


class MetadataField(StrEnum):
    """What a document's metadata say of it."""

    TITLE = "title"
    AUTHOR = "author"
    PUBLISHED = "published"
    MODIFIED = "modified"


class AskedMetadata(NamedTuple):
    """A question on a document itself.

    Args:
        noun: The word for the document; empty for a pronoun.
        topic: The other words that tell which document.
    """

    field: MetadataField
    noun: str = ""
    topic: str = ""


_X = r"(?P<document>.+?)"
_WHEN = r"(?:when|(?:(?:on|in) )?(?:what|which) (?:date|day|year|month))"
_WHAT_IS, _WHO_IS = r"what (?:is|was) (?:the )?", r"who (?:is|was|are|were) "
_LAST = r"(?:last|most recently|lastly|latest)"
_CHANGED = r"(?:changed|updated|modified|edited|revised|amended)"
_PUT_OUT = r"(?:published|posted|released|issued|written|dated|sent|put online|put out)"
_DATE = r"(?:publication date|(?:release |issue )?date|date of publication)"
_WRITER = r"(?:authors?|writers?)"
_PATTERNS = {
    MetadataField.MODIFIED: (
        rf"{_WHEN} (?:was|were|has|have|is) {_X} (?:been )?(?:{_LAST} )?{_CHANGED}(?: {_LAST})?",
        rf"{_WHEN} did {_X} {_LAST} change",
        rf"{_WHAT_IS}(?:date of )?(?:the )?{_LAST} (?:change|update|revision)(?: date)? (?:of|to) {_X}",
    ),
    MetadataField.PUBLISHED: (
        rf"{_WHEN} (?:was|were|is) {_X} (?:first |originally )?{_PUT_OUT}",
        rf"{_WHEN} did {_X} (?:appear|come out)",
        rf"{_WHAT_IS}{_DATE} (?:of|on) {_X}",
        rf"{_WHAT_IS}{_X}['’]s {_DATE}",
    ),
    MetadataField.AUTHOR: (
        rf"who (?:has )?(?:wrote|written|authored|drafted|composed|penned) {_X}",
        rf"{_WHO_IS}(?:the )?{_WRITER} of {_X}",
        rf"{_WHO_IS}{_X}['’]s {_WRITER}",
        rf"(?:who|by whom) (?:was|were|is) {_X} written(?: by)?",
        rf"{_WHAT_IS}name of the {_WRITER} of {_X}",
    ),
    MetadataField.TITLE: (
        rf"{_WHAT_IS}(?:title|headline) of {_X}",
        rf"{_WHAT_IS}{_X}['’]s (?:title|headline)",
        rf"what (?:is|was) {_X} (?:called|titled|entitled)",
        rf"(?:what|which) title does {_X} have",
    ),
}
_COMPILED = [
    (field, re.compile(rf"\W*{pattern}\W*", re.IGNORECASE))
    for field, patterns in _PATTERNS.items()
    for pattern in patterns
]
_PRONOUN = re.compile(r"it|this|that", re.IGNORECASE)
#: What follows the word for the document and tells which it is.
_MORE = re.compile(
    r"\s+(?:about|on|of|for|from|in|that|which|called|titled|with|describing|to|by)\b|\s*[,(:“\"]"
)


def asked_metadata(question: str) -> AskedMetadata | None:
    """What a question asks of a document itself; None where it asks something else."""
    for field, pattern in _COMPILED:
        found = pattern.fullmatch(question)
        if found and (asked := _asked(field, found["document"])):
            return asked
    return None


def _asked(field: MetadataField, document: str) -> AskedMetadata | None:
    if _PRONOUN.fullmatch(document):
        return AskedMetadata(field)
    more = _MORE.search(document)
    head, rest = (document[: more.start()], document[more.start() :]) if more else (document, "")
    words = head.split()
    if not words or words[-1].lower() not in DOCUMENT_NOUNS:
        return None
    *before, noun = words
    return AskedMetadata(field, noun.lower(), " ".join([*before, rest.strip()]).strip())
