"""Plain statements of prose: subject, verb, rest, told by form alone.

Only sentences of the simplest build are taken, as questions made of others would be broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from eval.making.made import SourceText
from eval.making.phrases import CLAUSE, begins_with_name, inside, is_clear, is_whole, one_line
from eval.making.verbs import of_present, plain_form
from index.blocks import BlockKind
from index.documents import Span
from index.ingest.sentences import sentences
from qa.language.word_classes import DETERMINERS, PREPOSITIONS, SENTENCE_STARTS

AUXILIARIES = "is|are|was|were|will|can|could|must|may|should|has|have|had|would"
MOST_SUBJECT_WORDS, LEAST_WORDS, MOST_WORDS = 8, 4, 45
_WORD = re.compile(r"\S+")
_STARTS = re.compile(rf"(?:{SENTENCE_STARTS}|{PREPOSITIONS}|[a-z]|\w+ly(?=\s))\b")
_BEFORE_NOUN = re.compile(rf"(?:{DETERMINERS}|{PREPOSITIONS}|each|every|and|or)", re.I)
_AUXILIARY = re.compile(rf"\b(?:{AUXILIARIES})\b")
#: Whether a subject goes on behind a second noun is not known: "A and B".
_JOINED = re.compile(r"\b(?:and|or|not|there|only|just|even|compared|both|later|earlier|ago)\b")
#: A clause that a comma cuts within a measure: "a 1 year, 9 months old child".
_CUT_MEASURE = re.compile(r"\b\d[\d.]*(?: \w+)?\Z")


#: A comma behind it parts adjectives: "a state-of-the-art, automated plant".
_ADJECTIVE = re.compile(r"[a-z]-[a-z]+\Z")


class Statement(NamedTuple):
    """A sentence in its parts.

    Args:
        span: The sentence in the text.
        subject: Its words.
        verb: The auxiliary, or the verb as it is written.
        plain: The plain form of the verb; empty where `verb` is an auxiliary.
        rest: The span behind the verb, without the stop.
    """

    source: SourceText
    span: Span
    subject: str
    verb: str
    plain: str
    rest: Span

    @property
    def rest_words(self) -> str:
        """The words behind the verb."""
        return self.rest.of(self.source.text)

    def is_predicate(self, words: str, most: int) -> bool:
        """Whether words behind the verb belong to it alone, whole and clear, and no second verb follows."""
        return (
            len(words.split()) <= most
            and is_clear(words)
            and is_whole(words)
            and not _ADJECTIVE.search(words)
            and not CLAUSE.search(words)
            and not _AUXILIARY.search(words)
            and not _JOINED.search(words)
            and not _CUT_MEASURE.search(words)
        )

    def asked(self, predicate: str) -> str:
        """The inverted clause: "was the bridge opened", "did the firm open a shop"."""
        return one_line(f"{self.clause} {predicate}")

    @property
    def clause(self) -> str:
        """The verb before the subject: "was the bridge", "did the firm open", "does the term last"."""
        subject = inside(self.subject)
        helper = "does" if of_present(self.verb) else "did"
        return f"{helper} {subject} {self.plain}" if self.plain else f"{self.verb} {subject}"


def prose(source: SourceText) -> Iterator[Span]:
    """The sentences of the paragraphs, whole ones of a fair length."""
    for block in source.blocks:
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        for span in sentences(source.text, block.span):
            words = span.of(source.text)
            whole = words[:1].isupper() and words.endswith(".")
            if whole and "\n\n" not in words and LEAST_WORDS <= len(words.split()) <= MOST_WORDS:
                yield span


def statements(source: SourceText) -> Iterator[Statement]:
    """The sentences whose parts are plain."""
    for span in prose(source):
        if found := statement_of(source, span):
            yield found


def statement_of(source: SourceText, span: Span) -> Statement | None:
    """The parts of a sentence; None where they are not plain."""
    words, before = span.of(source.text), ""
    for number, match in enumerate(_WORD.finditer(words)):
        word = match.group()
        if number > MOST_SUBJECT_WORDS or (number and word[-1] in ",;:"):
            return None
        # "an armed conflict": behind an article or a preposition it is no verb.
        plain = (
            (plain_form(word) or of_present(word)) if number and not _BEFORE_NOUN.fullmatch(before) else ""
        )
        # "the newly opened bridge": an adverb in between changes nothing.
        before = before if word.endswith("ly") else word
        if number and (plain or re.fullmatch(AUXILIARIES, word)):
            subject = words[: match.start()].strip()
            if not is_subject(subject):
                return None
            rest = Span(span.start + match.end(), span.end - 1)
            rest = Span(rest.start + len(rest.of(source.text)) - len(rest.of(source.text).lstrip()), rest.end)
            return Statement(source, span, subject, word, plain, rest) if rest.start < rest.end else None
    return None


def is_subject(words: str) -> bool:
    """Whether words that begin a sentence are a subject that stands by itself."""
    return (
        not _STARTS.match(words)
        and begins_with_name(words)
        and is_clear(words)
        and not CLAUSE.search(words)
        and not _JOINED.search(words)
        and not words.lower().endswith(" no")
        and not re.search(r"[$€£]\s?\d", words)  # an object: "The graph assumes $100 was invested"
        and "\n" not in words.strip()[-1:]
    )
