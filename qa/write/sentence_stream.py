"""The sentences of a text that is still being written, each with the passages that it names."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.documents import Span
from index.ingest.sentences import sentences

#: "[1]", "[1, 2]", "[Passage 3]", "【4】".
_MARK = re.compile(
    r"\s*[\[【]\s*(?:passages?\s+)?(?P<numbers>\d{1,3}(?:\s*(?:,|and|&)\s*\d{1,3})*)\s*[\]】]", re.I
)
#: A mark behind the end of a sentence belongs to that sentence.
_BEHIND = re.compile(rf"(?P<end>[.!?]+)(?P<marks>(?:{_MARK.pattern.replace('P<numbers>', ':')})+)", re.I)
_THINKING = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.I)
_ENDS = re.compile(r"[.!?]['\"”’)\]】\s]*\Z")


class DraftSentence(NamedTuple):
    """A sentence that a model wrote.

    Args:
        text: Without marks.
        named: Numbers of the passages that it names, from 1.
        ends: Whether it has an end; one that was cut off has none.
    """

    text: str
    named: tuple[int, ...]
    ends: bool


class SentenceStream:
    """Takes pieces of a text, gives whole sentences."""

    def __init__(self) -> None:
        self.text = ""
        self._given = 0

    def add(self, piece: str) -> list[DraftSentence]:
        """The sentences that are whole with this piece; the last one of a text may go on."""
        self.text += piece
        found = split(self.text)[:-1]
        new, self._given = found[self._given :], max(self._given, len(found))
        return new

    def rest(self) -> list[DraftSentence]:
        """What is left when the text is at its end."""
        return split(self.text)[self._given :]


def split(text: str) -> list[DraftSentence]:
    """The sentences of a text.  Lines are apart; what a model thinks aloud before it is left out."""
    found = []
    for line in _THINKING.sub("", text).splitlines():
        moved = _BEHIND.sub(lambda match: match["marks"] + match["end"], line)
        spans = sentences(moved, Span(0, len(moved)))
        found += [_draft(moved[span.start : span.end]) for span in spans]
    return [one for one in found if one.text]


def _draft(sentence: str) -> DraftSentence:
    numbers = [int(n) for mark in _MARK.finditer(sentence) for n in re.findall(r"\d+", mark["numbers"])]
    text = _MARK.sub("", sentence).strip()
    return DraftSentence(text, tuple(dict.fromkeys(numbers)), bool(_ENDS.search(sentence)))
