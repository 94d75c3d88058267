"""Other wordings of a question: what its words are also called, in the collection and in general."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from index.store.other_words import OtherWords
from qa.language.word_frequency import log_frequency_rank
from qa.understand.question_words import QuestionWord, question_words
from qa.understand.wordings.other_numbers import numbers_in
from qa.understand.wordings.same_meaning import key_of, same_meaning

#: The weight of a long form for an abbreviation and of another writing of a number, of an abbreviation for
#: its long form, which is ambiguous more often, and of a synonym.  Chosen on SQuAD's training set, NQ and
#: SciFact.
SAME, SHORT, SYNONYM = 0.8, 0.4, 0.3
#: Phrases of at most so many words are looked up.
MOST_WORDS = 6
#: Abbreviations with fewer letters, and common words, count in capitals only: "it", "us", "who".
LEAST_LETTERS, MOST_COMMON = 3, 2.5
#: At most so many other wordings of one part, those that texts explain most often first.
MOST_OTHERS = 3

#: Of an abbreviation the long forms that texts give, with how often.
Explained = Mapping[str, Mapping[str, int]]


class Wordings:
    """What the words of questions are also called.

    Args:
        explained: The abbreviations that a collection explains.
    """

    def __init__(self, explained: Explained) -> None:
        known = same_meaning()
        self._long: dict[str, tuple[str, ...]] = dict(known.long_forms)
        self._short: dict[str, tuple[str, ...]] = dict(known.short_forms)
        for short, longs in explained.items():
            ranked = sorted(longs, key=lambda long: (-longs[long], long))
            distinct = list({long.casefold(): long for long in reversed(ranked)}.values())[::-1]
            self._long[short] = tuple(distinct[:MOST_OTHERS])
            for long in self._long[short]:
                others = (*self._short.get(key_of(long), ()), short)
                self._short[key_of(long)] = tuple(dict.fromkeys(others))[-MOST_OTHERS:]
        self._typed = {short.casefold(): short for short in self._long if len(short) >= LEAST_LETTERS}
        #: How many words an abbreviation has at most: mostly one.
        self._most_words = max((len(question_words(short)) for short in self._long), default=0)
        #: With which stems the phrases begin that are looked up by their stems.
        self._first = {key.partition(" ")[0] for key in (*self._short, *known.synonyms)}

    def of(self, question: str, words: Sequence[QuestionWord]) -> list[OtherWords]:
        """The other wordings of a question's parts, each part once.

        Args:
            words: Of the question.
        """
        found = [OtherWords(part, others, SAME) for part, others in numbers_in(question)]
        stems = [key_of(word.text) for word in words]
        at = 0
        while at < len(words):
            size, one = next(self._from(question, words, stems, at), (1, None))
            found += [one] if one else []
            at += size
        return found

    def _from(
        self, question: str, words: Sequence[QuestionWord], stems: Sequence[str], at: int
    ) -> Iterator[tuple[int, OtherWords]]:
        """What is known of the phrases that begin at a word, the longest first."""
        may_be_known = stems[at].partition(" ")[0] in self._first
        longest = MOST_WORDS if may_be_known else min(MOST_WORDS, self._most_words)
        for size in range(min(longest, len(words) - at), 0, -1):
            phrase = question[words[at].start : words[at + size - 1].end]
            if size <= self._most_words and (others := self._long_forms(phrase)):
                yield size, OtherWords(phrase, others, SAME)
            elif may_be_known:
                key = " ".join(stems[at : at + size])
                if others := self._short.get(key, ()):
                    yield size, OtherWords(phrase, others, SHORT)
                elif others := same_meaning().synonyms.get(key, ()):
                    yield size, OtherWords(phrase, others, SYNONYM, is_same=False)

    def _long_forms(self, phrase: str) -> tuple[str, ...]:
        phrase = phrase[:-1] if phrase[-1:] == "s" and phrase[:-1].isupper() else phrase
        if phrase not in self._long:
            typed = phrase.casefold()
            if typed in self._typed and log_frequency_rank(typed) > MOST_COMMON:
                phrase = self._typed[typed]
        return self._long.get(phrase, ())
