"""Correct the spelling of a question, as little of it as possible.

Only words of letters that neither the collection nor a dictionary has are looked at: no numbers, no
codes, no abbreviations, and no question of which many words are unknown, which is in another language.
What speaks for a word in the place of one is that passages which are found for the rest of the question
have it: a name that the collection does not know stays what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.language.scripts import Script, by_script
from index.store.protocol import Lexical, StoreGeneration
from index.store.vectors import Hit
from qa.language.dictionaries import is_listed
from qa.language.word_frequency import is_english
from qa.retrieve.spelling.choice import Weighed, chosen
from qa.retrieve.spelling.speller import SHORTEST, Speller
from qa.understand.question_words import QuestionWord, question_words

#: Of the words that could be corrected at most this share may be unknown, and one always may.
MOST_UNKNOWN = 0.5
#: So many words are compared by what is found for the rest of the question, in so many passages.
MOST_CANDIDATES, DEPTH = 6, 100
_JOINED = frozenset("-./@:_&#")
#: Scripts whose words have spaces between them and most letters written.
_ALPHABETS = frozenset({Script.LATIN, Script.GREEK, Script.CYRILLIC, Script.ARMENIAN})


def unknown_words(question: str, is_written: Callable[[str], bool]) -> list[QuestionWord]:
    """The words to correct; none where the question seems to be in another language.

    Args:
        question: With single spaces between its words.
        is_written: Whether a collection has a word.
    """
    words = [word for word in question_words(question) if word.text.isalpha()]
    unknown = [
        word
        for word in words
        if _may_be_misspelt(word, question)
        and not is_english(word.text.casefold())
        and not is_written(word.text)
        and not is_listed(word.text.casefold())
    ]
    return unknown if len(unknown) <= max(1, MOST_UNKNOWN * len(words)) else []


def corrected(
    question: str, unknown: Sequence[QuestionWord], speller: Speller, snapshot: StoreGeneration
) -> str:
    """The question with each unknown word as it was meant, where that is likely."""
    fits = Fits(question, unknown, snapshot.lexical, snapshot.bm25)
    for word in reversed(unknown):
        low = word.text.casefold()
        weighed = [Weighed(one, fits.of(one.text)) for one in speller.candidates(low, MOST_CANDIDATES)]
        meant = chosen(low, speller.strangeness(low), weighed, named=word.names)
        if meant:
            question = question[: word.start] + _cased(meant.text, word.text) + question[word.end :]
    return question


class Fits:
    """How well words fit the rest of a question: what passages for that have them.

    Args:
        search: Finds the best passages for words, of those that may be seen.
    """

    def __init__(
        self,
        question: str,
        unknown: Sequence[QuestionWord],
        lexical: Lexical,
        search: Callable[[str, int], Sequence[Hit]],
    ) -> None:
        for word in reversed(unknown):
            question = question[: word.start] + question[word.end :]
        self._lexical = lexical
        asks = any(lexical.analyzer.content_terms(question))
        self._rest = dict(search(question, DEPTH)) if asks else {}
        self._best = max(self._rest.values(), default=0.0)

    def of(self, words: str) -> float:
        """From 0, no passage for the rest of the question has them all, to 1, the best one does; 1 where
        there is no rest."""
        if not self._best:
            return 1.0
        having = set(self._rest)
        for word in words.split():
            having &= self._lexical.scores(word, [*having]).keys()
        return max((self._rest[id] for id in having), default=0.0) / self._best


def _may_be_misspelt(word: QuestionWord, question: str) -> bool:
    """Whether it is a plain word: long enough, not part of a code or an address, not all capitals."""
    before, after = question[: word.start][-1:], question[word.end : word.end + 2]
    joined = before in _JOINED if before else False
    joined = joined or (len(after) == 2 and after[0] in _JOINED and after[1].isalnum())
    shouted = word.text.isupper() and not question.isupper()
    scripts = {script for script, _ in by_script(word.text)}
    return len(word.text) >= SHORTEST and scripts <= _ALPHABETS and not (joined or shouted)


def _cased(meant: str, typed: str) -> str:
    if typed.isupper():
        return meant.upper()
    return meant[:1].upper() + meant[1:] if typed[:1].isupper() else meant
