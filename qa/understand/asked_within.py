"""The question within a text: people greet, tell what happened, ask, and give thanks.

Of several sentences the first that asks something clear is the question; what the others say is kept as its
story.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from index.documents import Span
from index.ingest.sentences import sentences
from index.language.function_words import FUNCTION_WORDS
from qa.language.word_classes import QUESTION_WORDS

#: Texts with fewer words are questions as they are.
LEAST_WORDS = 6
#: In texts with fewer words what is told before the question belongs to it.
LEAST_WORDS_OF_STORY = 30
#: A question with a pronoun and fewer content words asks of what was said before it.
CLEAR = 2
_PRONOUNS = frozenset(
    ("it", "he", "she", "they", "him", "her", "them", "this", "that", "these", "those", "its")
)
#: What stands before a full stop that cuts a question has fewer words.
MOST_BEFORE_CUT = 10
#: Sentences around it with fewer content words are greetings and thanks.
LEAST_STORY = 4
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_FUNCTION_WORDS = frozenset(FUNCTION_WORDS)
#: Words of requests that say nothing of what is asked.
_SAYING_NOTHING = (
    "know tell help idea question anyone guess think please thanks thank hello hi wondering answer ask asked"
)
_EMPTY = frozenset(_SAYING_NOTHING.split())
_BEGINNING = (
    rf"(?:{QUESTION_WORDS})\b(?!\s+(?:i|we)\b)|(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|should|may|must)(?:n['’]t)?\s+(?!you\b)\w+"
)
_BEGINS = re.compile(_BEGINNING, re.IGNORECASE)
_REQUESTING = (
    r"(?:please\s+)?(?:tell|explain|describe|list|name|show|give|summari[sz]e|compare|define|find)\b"
)
_REQUESTS = re.compile(_REQUESTING, re.IGNORECASE)
_ASKS = re.compile(rf"{_BEGINNING}|{_REQUESTING}", re.IGNORECASE)
#: Typed in lower case, a question begins behind a stop, too.
_BEFORE_A_QUESTION = re.compile(rf"(?<=[^.][.!?])\s+(?=(?:{QUESTION_WORDS}|is|are|do|does|did|can)\s)")
_ASKS_INSIDE = re.compile(
    rf"\b(?:know|tell me|ask|wonder(?:ing)?|find out|understand|explain|question is|remember|see|sure)"
    rf"[:,]?\s+(?={QUESTION_WORDS})",
    re.IGNORECASE,
)
#: Greetings, apologies and requests before a question, and thanks behind it.
_BEFORE = re.compile(
    r"\W*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|dear|sorry to bother you|excuse me|sorry"
    r"|quick question|just curious|ok|okay|well|so|and|but|also|please)\b"
    r"(?:\s+(?:there|all|team|everyone|everybody|again|but))*\s*"
    r"(?:[,!.:;–-]+\s*|(?<=so)\s+|(?<=but)\s+|(?<=and)\s+|(?<=also)\s+|(?<=please)\s+))+",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"(?:(?:could|can|would|will) (?:you|someone|anyone|somebody)(?: please| kindly| possibly)?"
    r"(?: be so kind as to| help me(?: to)?)? (?:tell|inform|explain to|let|remind) me(?: know)?(?: please)?"
    r"|(?:please )?(?:tell me|let me know)|do you(?: happen to)? know|does (?:anyone|anybody|someone) know"
    r"|i(?:['’]d| would) (?:just )?(?:like|love|want) to (?:know|ask|find out|understand)"
    r"|i(?:['’]m| am| was)?(?: just)? wonder(?:ing)?|i (?:just )?(?:need|want) to (?:know|find out)"
    r"|(?:i have a (?:quick )?question|my question is|the question is|any idea)"
    rf")[:,.]?\s+(?={QUESTION_WORDS})",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s,.!–-]+(?:please|thanks|thank you|many thanks|thx|cheers)"
    r"(?: (?:very|so) much| in advance| a lot| again)*\W*\Z",
    re.IGNORECASE,
)


class AskedWithin(NamedTuple):
    """A question and what is around it.

    Args:
        question: The question alone.
        story: The other sentences, where they are more than greetings and thanks.
        others: How many other sentences ask something clear.
    """

    question: str
    story: str = ""
    others: int = 0


def asked_within(text: str) -> AskedWithin:
    """Take the question out of a text; `text` has single spaces between its words."""
    if len(text.split()) < LEAST_WORDS:
        return AskedWithin(text)
    parts = [
        part
        for span in sentences(text, Span(0, len(text)))
        for part in _BEFORE_A_QUESTION.split(span.of(text))
    ]
    marked = any(_is_marked(part) for part in parts)
    asking = [number for number, part in enumerate(parts) if _asks(part, marked=marked)]
    if len(parts) == 1 or not asking or _is_cut(parts):
        return AskedWithin(_alone(text))
    clear = [number for number in asking if _is_clear(parts[number])]
    chosen = clear[0] if clear else asking[0]
    first = chosen if clear or not chosen else chosen - 1
    if len(text.split()) < LEAST_WORDS_OF_STORY:
        first = next(
            number for number, part in enumerate(parts) if _content(_bare(part)) >= CLEAR or number == chosen
        )
    story = " ".join([*parts[:first], *parts[chosen + 1 :]])
    told = story if _content(story) >= LEAST_STORY else ""
    return AskedWithin(" ".join(map(_alone, parts[first : chosen + 1])), told, max(len(clear) - 1, 0))


def _asks(sentence: str, *, marked: bool) -> bool:
    """Whether a sentence asks for something.

    Args:
        marked: Whether the text has question marks, so that a sentence without one asks less likely.
    """
    bare = _bare(sentence)
    if not _content(bare):
        return False
    unmarked = (_REQUESTS if marked else _ASKS).match(bare) or _ASKS_INSIDE.search(bare)
    return _is_marked(sentence) or unmarked is not None


def _is_marked(sentence: str) -> bool:
    return sentence.rstrip(" \"'”’)").endswith("?")


def _is_clear(sentence: str) -> bool:
    """Whether a sentence says what it asks about."""
    words = {word.lower() for word in _WORD.findall(sentence)}
    return _content(sentence) >= (CLEAR if words & _PRONOUNS else 1)


def _is_cut(parts: Sequence[str]) -> bool:
    """Whether one question was cut at the full stop of an abbreviation or a name: "Who was Y. A. Tittle?"."""
    return any(
        len(part.split()) < MOST_BEFORE_CUT
        and _BEGINS.match(_bare(part))
        and not _is_marked(part)
        and _is_marked(rest)
        and not _BEGINS.match(_bare(rest))
        for part, rest in pairwise(parts)
    )


def _content(sentence: str) -> int:
    """The number of its content words."""
    words = (word.lower() for word in _WORD.findall(sentence))
    return sum(word not in _FUNCTION_WORDS and word not in _EMPTY for word in words)


def _bare(sentence: str) -> str:
    """A sentence without greetings before it."""
    return _BEFORE.sub("", sentence, count=1) if _BEFORE.match(sentence) else sentence


def _alone(sentence: str) -> str:
    """A question without polite words before and behind it."""
    before = _BEFORE.match(sentence)
    bare = sentence[before.end() :] if before else sentence
    bare = _REQUEST.sub("", bare, count=1) if _REQUEST.match(bare) else bare
    bare = _AFTER.sub("?" if sentence.rstrip().endswith("?") else "", bare)
    if not _content(bare):
        return sentence
    # What is typed in lower case is read as a search query is.
    if bare == bare.lower() and bare != sentence:
        return bare.rstrip(" .?!")
    return bare[:1].upper() + bare[1:] if sentence[:1].isupper() else bare
