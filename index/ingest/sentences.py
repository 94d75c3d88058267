"""Sentences of a span, as spans.

sentencex proposes the ends (it knows the full stops of every script); then ends that are none, such as the
one after "approx.", are taken back.  The words that decide are in `index.abbreviations`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from index.documents import Span
from index.language.abbreviations import ALWAYS_GOES_ON, BEFORE_A_NUMBER, MONTHS, OFTEN_GOES_ON, STARTERS

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
# Without one of these there is nothing to split at.
MAYBE_AN_END = re.compile(r"[^\w\s,;:()'\"\-/%$&+]")
# sentencex sees no end where brackets or quotes close after the stop, nor after an abbreviation it knows.
CLOSED_END = re.compile(
    r"(?<![.!?…])[.!?…]++(?P<closers>[)\]}\"'”’»]*+(?:\[[^\]\n]{1,30}\]|:\d[\d–:-]*+)*+)\s++"
    r"(?=[^\w\s]{0,2}(?P<next>[A-Z]\w*))"
)
WORDED = re.compile(r"\w")
TOKEN_BEFORE = re.compile(r"\S+\Z")
NEXT_WORD = re.compile(r"[\"'“‘«(\[]*(?P<word>\w+)(?P<dot>\.?)")
INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
NUMBERING = re.compile(r"\W*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]")
OPENERS, CLOSERS = "\"'“‘«([{*_", ")]}\"'”’»*_"
# Straight after a stop these still belong to the sentence: a closing mark, what is left of a reference.
HANGERS = frozenset(")]}”’»:[")
# No token that matters for the decision is longer.
REACH = 40
WINDOW = 4000


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences of `span`, in code points of `text`.

    They are in order, do not overlap, have no surrounding white space, and hold every character of the span
    that is no white space.  A blank line ends a sentence, a single line break does not.
    """
    found: list[Span] = []
    start = span.start
    for blank in BLANK_LINE.finditer(text, span.start, span.end):
        found.extend(_of_piece(text, start, blank.start()))
        start = blank.end()
    found.extend(_of_piece(text, start, span.end))
    return found


def _of_piece(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    at = 0
    for stop in [*_true_ends(piece), len(piece)]:
        words = piece[at:stop]
        length = len(words.strip())
        if length:
            first = start + at + len(words) - len(words.lstrip())
            yield Span(first, first + length)
        at = stop


def _true_ends(piece: str) -> Iterator[int]:
    """The offsets at which sentences end, less the end of the piece."""
    if not MAYBE_AN_END.search(piece):
        return
    proposed = {*_ends_by_sentencex(piece), *_closed_ends(piece)}
    proposed.add(len(piece))
    start = end = 0
    for after in sorted(proposed):
        if start < end < after and WORDED.search(piece, end, after) and _is_end(piece, start, end):
            yield end
            start = end
        end = after


def _ends_by_sentencex(piece: str) -> Iterator[int]:
    """Its ends, asked for window by window: it is quadratic in opening quotes that are never closed."""
    at = 0
    while at < len(piece):
        window = piece[at : at + WINDOW]
        ends = [at + boundary["end_index"] for boundary in sentencex.get_sentence_boundaries("en", window)]
        # The last sentence of a window may be cut off, so the next window starts with it.
        whole = ends[:-1] if at + WINDOW < len(piece) else ends
        yield from whole
        at = max(whole[-1], at + 1) if whole and len(whole) < len(ends) else at + WINDOW


def _closed_ends(piece: str) -> Iterator[int]:
    for match in CLOSED_END.finditer(piece):
        if match["closers"] or match["next"] in STARTERS:
            yield match.end()


def _is_end(piece: str, start: int, end: int) -> bool:
    """Whether the sentence that began at `start` ends at the proposed `end`."""
    head = piece[max(start, end - REACH) : end].rstrip()
    tail = piece[end : end + REACH].lstrip()
    if piece[end] in HANGERS:
        return False
    if end - start < REACH and NUMBERING.fullmatch(head):
        return False
    token = TOKEN_BEFORE.search(head)
    following = NEXT_WORD.match(tail)
    word = following["word"] if following else ""
    if word[:1].islower() and not _starts_low(piece, start):
        return False
    plain = token.group().rstrip(CLOSERS).lstrip(OPENERS) if token else ""
    return not plain.endswith(".") or not _goes_on(plain, word, bool(following and following["dot"]))


def _starts_low(piece: str, start: int) -> bool:
    """Whether the sentence itself starts in lower case: then so may the next one."""
    first = NEXT_WORD.match(piece[start : start + REACH].lstrip())
    return bool(first and first["word"][0].islower())


def _goes_on(token: str, word: str, word_is_initial: bool) -> bool:
    """Whether the sentence goes on with `word` after `token`, which ends in a full stop."""
    plain = token.lower()
    if plain in ALWAYS_GOES_ON:
        return True
    number = word[:1].isdigit()
    if plain in BEFORE_A_NUMBER or plain in MONTHS:
        return number
    if token == "I.":
        return word_is_initial and len(word) == 1
    if plain in OFTEN_GOES_ON or INITIALS.fullmatch(token):
        return bool(word) and word not in STARTERS
    return False
