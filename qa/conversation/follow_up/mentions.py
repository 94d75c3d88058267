"""What a conversation mentions: names, runs of content words, and short messages as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa.conversation.follow_up.tokens import Token, tokenize
from qa.conversation.follow_up.turns import Turn
from qa.language.function_words import is_function_word

#: A message of at most so many words that is not a question is a mention as a whole ("Tim Cook").
MOST_WORDS_WHOLE = 6
#: A longer run of words is not one mention.
MOST_WORDS = 8
#: How much of each message is looked at.
MOST_CHARACTERS = 600

Span = tuple[int, int]
_DO = frozenset(("do", "does", "did"))
_BE = frozenset(("is", "are", "was", "were"))


@dataclass(slots=True)
class Mention:
    """Something that a conversation mentions; equal words, whatever their case, are one mention.

    Args:
        text: The words as they were said last.
        words: The same, case folded.
        last: How many turns back it was said last, 0 for the turn before the question.
        first: How many turns back it was said first.
        asked: Whether it was last said in a question, not in an answer.
        position: Where in that message it began: from 0, its first word, to 1.
        before, after: The words around it there, case folded; empty at the message's ends.
        whole: Whether it ever was a whole message.
        answers: Where it is a whole answer, the first word of its question ("who"), case folded.
        opening: Whether the conversation's first turn said it.
        count: How often it was said.
        questions: How many of these times in a question.
    """

    text: str
    words: frozenset[str]
    last: int
    first: int
    asked: bool
    position: float
    before: str
    after: str
    whole: bool
    answers: str = ""
    opening: bool = False
    count: int = 0
    questions: int = 0


def mentions(history: Sequence[Turn]) -> list[Mention]:
    """All mentions of a conversation (oldest turn first), the latest first."""
    found: dict[str, Mention] = {}
    for back, turn in enumerate(reversed(history)):
        words = tokenize(turn.question)
        asks = words[0].low if words else ""
        for message, asked in ((turn.answer or "", False), (turn.question, True)):
            for mention in _of_message(message[:MOST_CHARACTERS], back, asked):
                known = found.setdefault(mention.text.casefold(), mention)
                known.first = back
                known.opening = back == len(history) - 1
                known.whole = known.whole or mention.whole
                known.answers = known.answers or (asks if mention.whole and not asked else "")
                known.count += 1
                known.questions += asked
    return list(found.values())


def _of_message(message: str, back: int, asked: bool) -> Iterator[Mention]:
    words = tokenize(message)
    is_question = message.rstrip().endswith("?")
    whole = None if is_question or len(words) > MOST_WORDS_WHOLE else _whole(words)
    spans = [*_names(message, words), *_content(message, words, is_question)]
    for start, end in dict.fromkeys([whole, *spans] if whole else spans):
        first, last = words[start], words[end - 1]
        yield Mention(
            text=message[first.start : last.end],
            words=frozenset(word.low for word in words[start:end]),
            last=back,
            first=back,
            asked=asked,
            position=start / len(words),
            before=words[start - 1].low if start else "",
            after=words[end].low if end < len(words) else "",
            whole=(start, end) == whole,
        )


def _whole(words: list[Token]) -> Span | None:
    """A whole message without the function words before it, "the" excepted: "in Oslo" is "Oslo"."""
    if all(map(_empty, words)):
        return None
    return next(at for at, word in enumerate(words) if word.low == "the" or not _empty(word)), len(words)


def _names(message: str, words: list[Token]) -> Iterator[Span]:
    """Runs of capitalised words and numbers, with frequent words between them: "Bank of the West"."""
    for start, end in _runs(message, words, lambda at: words[at].capital or _links(words, at)):
        while start < end and _empty(words[start]) and words[start].low != "the":
            start += 1
        while start < end and not (words[end - 1].capital or words[end - 1].text.isdecimal()):
            end -= 1
        if any(word.capital and not _empty(word) for word in words[start:end]):
            yield start, end


def _links(words: list[Token], at: int) -> bool:
    """Whether a word without a capital may go on with a name: a number, or of two capitals between."""
    if words[at].text.isdecimal():
        return True
    before = any(word.capital for word in words[max(0, at - 2) : at])
    return before and _empty(words[at]) and any(word.capital for word in words[at + 1 : at + 3])


def _content(message: str, words: list[Token], is_question: bool) -> Iterator[Span]:
    """Runs of words that are no function words.

    A question's first word is left out unless a capital follows: "Describe seafloor spreading?".  So is its
    last where a verb or an adjective stands there: "How much does the kettle weigh?", "Is the mill open?".
    """
    for start, end in _runs(message, words, lambda at: not _empty(words[at])):
        if is_question and start == 0 and not (len(words) > 1 and words[1].capital):
            start = 1
        if is_question and end == len(words) and end - start > 1 and _inverted(words[:start]):
            end -= 1
        if start < end:
            yield start, end


def _inverted(words: list[Token]) -> bool:
    """Whether a question's words before its subject have a form of "do", or begin with one of "be"."""
    return bool(words) and (words[0].low in _BE or any(word.low in _DO for word in words))


def _runs(message: str, words: list[Token], belongs: Callable[[int], bool]) -> Iterator[Span]:
    """Maximal runs of words that belong, of at most `MOST_WORDS`, with only white space between them."""
    start = 0
    for at in range(len(words) + 1):
        inside = at < len(words) and belongs(at)
        if start < at and not (inside and _adjacent(message, words[at - 1], words[at])):
            if at - start <= MOST_WORDS:
                yield start, at
            start = at
        if not inside:
            start = at + 1


def _adjacent(message: str, one: Token, other: Token) -> bool:
    """Whether two words have only white space between them, or the point of an initial."""
    between = message[one.end : other.start]
    return between.isspace() or (between == ". " and len(one.text) == 1)


def _empty(word: Token) -> bool:
    return is_function_word(word.low)
