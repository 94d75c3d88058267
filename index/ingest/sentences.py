"""Split a span of text into sentences, given as spans.

sentencex proposes sentence ends (it knows the full stops of every script).  Wrong ends, such as the one after
"approx.", are then rejected.  The word lists for that are in `index.language.sentence_ends`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from index.documents import Span
from index.language.sentence_ends import (
    ABBREVIATED_MONTHS,
    BEFORE_A_NUMBER,
    NEVER_LAST,
    SENTENCE_STARTERS,
    SOMETIMES_LAST,
)

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
# A text without any of these characters has no sentence end.
POSSIBLE_END = re.compile(r"[^\w\s,;:()'\"\-/%$&+]")
# sentencex proposes no end after a stop with closing brackets or quotes, nor after an abbreviation it knows.
MISSED_END = re.compile(
    r"(?<![.!?…])[.!?…]++(?P<closers>[)\]}\"'”’»]*+(?:\[[^\]\n]{1,30}\]|:\d[\d–:-]*+)*+)\s++"
    r"(?=[^\w\s]{0,2}(?P<next>[A-Z]\w*))"
)
WORD_CHARACTER = re.compile(r"\w")
LAST_TOKEN = re.compile(r"\S+\Z")
NEXT_WORD = re.compile(r"[\"'“‘«(\[]*(?P<word>\w+)(?P<dot>\.?)")
INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
NUMBERING = re.compile(r"\W*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]")
OPENERS, CLOSERS = "\"'“‘«([{*_", ")]}\"'”’»*_"
# After a stop these still belong to the sentence: a closing mark, or the rest of a reference.
TRAILING_MARKS = frozenset(")]}”’»:[」』）】》")
# A sentence goes on after a Japanese quotation, unless another one or white space follows.
QUOTATION_ENDS, QUOTATION_STARTS = ("」", "』"), "「『"
# Full stops that sentencex does not know: of Khmer.
OTHER_END = re.compile(r"[\u17d4\u17d5]\s*")
# Code points looked at before and after a proposed end; no token that matters is longer.
CONTEXT_LENGTH = 40
# Code points given to sentencex at a time.
WINDOW_LENGTH = 4000


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences of `span`, in code points of `text`.

    They are in order, do not overlap, have no surrounding white space, and cover every character of the span
    that is not white space.  A blank line ends a sentence, a single line break does not.
    """
    found: list[Span] = []
    start = span.start
    for blank in BLANK_LINE.finditer(text, span.start, span.end):
        found.extend(_piece_sentences(text, start, blank.start()))
        start = blank.end()
    found.extend(_piece_sentences(text, start, span.end))
    return found


def _piece_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    at = 0
    for stop in [*_accepted_ends(piece), len(piece)]:
        words = piece[at:stop]
        length = len(words.strip())
        if length:
            first = start + at + len(words) - len(words.lstrip())
            yield Span(first, first + length)
        at = stop


def _accepted_ends(piece: str) -> Iterator[int]:
    """The offsets at which sentences end, without the end of the piece."""
    if not POSSIBLE_END.search(piece):
        return
    proposed = {*_sentencex_ends(piece), *_missed_ends(piece)}
    proposed.add(len(piece))
    start = end = 0
    for after in sorted(proposed):
        if start < end < after and WORD_CHARACTER.search(piece, end, after) and _is_end(piece, start, end):
            yield end
            start = end
        end = after


def _sentencex_ends(piece: str) -> Iterator[int]:
    """The ends that sentencex proposes, window by window: its time is quadratic in unclosed quotes."""
    at = 0
    while at < len(piece):
        window = piece[at : at + WINDOW_LENGTH]
        ends = [at + boundary["end_index"] for boundary in sentencex.get_sentence_boundaries("en", window)]
        # The last sentence of a window may be incomplete, so the next window starts with it.
        whole = ends[:-1] if at + WINDOW_LENGTH < len(piece) else ends
        yield from whole
        at = max(whole[-1], at + 1) if whole and len(whole) < len(ends) else at + WINDOW_LENGTH


def _missed_ends(piece: str) -> Iterator[int]:
    for match in MISSED_END.finditer(piece):
        if match["closers"] or match["next"] in SENTENCE_STARTERS:
            yield match.end()
    for match in OTHER_END.finditer(piece):
        yield match.end()


def _is_end(piece: str, start: int, end: int) -> bool:
    """Whether the sentence that began at `start` ends at the proposed `end`."""
    head = piece[max(start, end - CONTEXT_LENGTH) : end].rstrip()
    tail = piece[end : end + CONTEXT_LENGTH].lstrip()
    if piece[end] in TRAILING_MARKS:
        return False
    if piece.endswith(QUOTATION_ENDS, start, end) and piece[end] not in QUOTATION_STARTS:
        return False
    if end - start < CONTEXT_LENGTH and NUMBERING.fullmatch(head):
        return False
    token = LAST_TOKEN.search(head)
    following = NEXT_WORD.match(tail)
    word = following["word"] if following else ""
    if word[:1].islower() and not _starts_lower_case(piece, start):
        return False
    plain = token.group().rstrip(CLOSERS).lstrip(OPENERS) if token else ""
    return not plain.endswith(".") or not _continues(plain, word, bool(following and following["dot"]))


def _starts_lower_case(piece: str, start: int) -> bool:
    """Whether the sentence itself starts in lower case; then the next one may, too."""
    first = NEXT_WORD.match(piece[start : start + CONTEXT_LENGTH].lstrip())
    return bool(first and first["word"][0].islower())


def _continues(token: str, word: str, word_is_initial: bool) -> bool:
    """Whether the sentence continues with `word` after `token`, which ends in a full stop."""
    plain = token.lower()
    if plain in NEVER_LAST:
        return True
    number = word[:1].isdigit()
    if plain in BEFORE_A_NUMBER or plain in ABBREVIATED_MONTHS:
        return number
    if token == "I.":
        return word_is_initial and len(word) == 1
    if plain in SOMETIMES_LAST or INITIALS.fullmatch(token):
        return bool(word) and word not in SENTENCE_STARTERS
    return False
