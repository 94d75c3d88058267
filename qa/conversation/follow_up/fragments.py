"""Questions that only name another thing: "What about Norway?" after "How big is Sweden?".

The part of the previous question that is most like the thing gives way to it, by the vectors of their
words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.conversation.follow_up.pronouns import kinds_of
from qa.conversation.follow_up.tokens import tokenize
from qa.language.function_words import is_function_word
from qa.language.word_vectors import phrase_vector, similarity

#: A thing of more words is a question of its own.
MOST_WORDS = 5
#: Parts of the previous question have at most so many words.
MOST_REPLACED = 3
#: A part that is less like the thing is not of its kind.
LEAST_SIMILARITY = 0.35
_FRAGMENT = re.compile(r"(?:(?:and|but|or|so|then)\b,?\s+)?(?:what|how)\s+about\s+(?P<thing>.+?)\W*", re.I)
_CONNECTED = re.compile(r"(?:and|but|or)\s+(?P<thing>.+?)\s*\?", re.I)


def thing_named(question: str) -> str:
    """What "What about ...?" or "And ...?" names; empty for another question, and for one with a pronoun."""
    match = _FRAGMENT.fullmatch(question.strip()) or _CONNECTED.fullmatch(question.strip())
    if match is None or len(tokenize(match["thing"])) > MOST_WORDS or kinds_of(match["thing"]):
        return ""
    return match["thing"]


def instead(question: str, thing: str) -> str:
    """A question with a thing in the place of what is most like it; empty where nothing is like it."""
    words = tokenize(thing)
    content = [at for at, word in enumerate(words) if not is_function_word(word.low)]
    if not content:
        return ""
    given = thing[words[content[0]].start : words[content[-1]].end]
    wanted = [word.low for word in tokenize(given)]
    vector = phrase_vector(wanted)
    alike = []
    for start, end, part in _parts(question):
        # "sick leave" takes the place of all of "annual leave".
        same_noun = len(wanted) > 1 and part[-1] == wanted[-1]
        alike.append((len(part) if same_noun else similarity(vector, phrase_vector(part)), start, end))
    likeness, start, end = max(alike, default=(0.0, 0, 0))
    return question[:start] + given + question[end:] if likeness >= LEAST_SIMILARITY else ""


def _parts(question: str) -> Iterator[tuple[int, int, list[str]]]:
    """Runs of up to `MOST_REPLACED` content words: their offsets and words."""
    words = tokenize(question)
    for first in range(len(words)):
        for last in range(first, min(first + MOST_REPLACED, len(words))):
            if is_function_word(words[last].low):
                break
            yield words[first].start, words[last].end, [word.low for word in words[first : last + 1]]
