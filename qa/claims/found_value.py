"""A found span as a value of its sentence: its whole words, what they stand for, and who says it."""

from __future__ import annotations

from functools import cached_property

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.claims.attribution import Attribution, attribute
from qa.claims.extent import extent
from qa.claims.stance import stance_of
from qa.claims.values import Value, value_of
from qa.read.found_spans import FoundSpan
from qa.schemas import Stance
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion


class FoundValue:
    """A value that may answer a question.

    Each property is computed at first use, and once: of the many spans that are found, few are looked at.
    `sentence` and `span` are spans of the passage's own text.

    Args:
        question: What it may answer.
        found: The span.
    """

    def __init__(self, question: ParsedQuestion, found: FoundSpan) -> None:
        self.question = question
        self.found = found

    @property
    def passage(self) -> StoredPassage:
        """Where it stands."""
        return self.found.evidence.passage

    @property
    def margin(self) -> float:
        """The reader's log odds of it."""
        return self.found.margin

    def less(self, odds: float) -> FoundValue:
        """The same value with so much less log odds."""
        if not odds:
            return self
        found = self.found._replace(margin=self.found.margin - odds, score=self.found.score - odds)
        return FoundValue(self.question, found)

    @cached_property
    def sentence(self) -> Span:
        """The sentence around it; of a span across sentences, all of them."""
        return self.passage.enclosing_sentences(self.found.span).moved(-self.passage.span.start)

    @cached_property
    def span(self) -> Span:
        """The span with all words of its sentence that belong to the same value."""
        inside = self.found.span.moved(-self.passage.span.start)
        return extent(self.passage.text, self.sentence, inside, self.question.asks(AnswerKind.NUMBER))

    @cached_property
    def value(self) -> Value:
        """What it stands for."""
        return value_of(self.question, self.words, self.passage.published)

    @cached_property
    def attribution(self) -> Attribution:
        """Who says it, and by which verb."""
        return attribute(self.passage.text, self.sentence, self.span)

    @cached_property
    def speaker(self) -> str | None:
        """Whom its sentence names as saying it; None where it names nobody."""
        span = self.attribution.speaker
        return " ".join(span.of(self.passage.text).split()) if span else None

    @cached_property
    def stance(self) -> Stance:
        """How firmly it is said."""
        return stance_of(self.passage.text, self.sentence, self.span, self.attribution.verb)

    @property
    def words(self) -> str:
        """The words of the whole value."""
        return self.span.of(self.passage.text)

    @property
    def text(self) -> str:
        """The words that the reader found."""
        return self.found.text

    @property
    def whole(self) -> Span:
        """The whole value, a span of the version's text."""
        return self.span.moved(self.passage.span.start)

    def overlaps(self, other: FoundValue) -> bool:
        """Whether both stand in one passage and the words of one hold those of the other."""
        if self.passage.id != other.passage.id:
            return False
        outer = min(self.span.start, other.span.start), max(self.span.end, other.span.end)
        return outer in (tuple(self.span), tuple(other.span))
