"""An answer in a response: its form and its parts, the claims beside it, and the passages behind it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, Field

from qa.citation_schemas import Citation, Duplicate, HighlightSpan, MetadataCitation


class Stance(StrEnum):
    """How firmly a source says a value, from a plain statement to a denial."""

    STATED = "stated"
    ESTIMATED = "estimated"
    EXPECTED = "expected"
    DENIED = "denied"


class Level(StrEnum):
    """How sure an answer is: shown as one, shown as the closest passage, or not there."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    NOTHING = "nothing"


class AnswerForm(StrEnum):
    """What an answer consists of."""

    SPAN = "span"
    SENTENCE = "sentence"
    SENTENCES = "sentences"
    LIST = "list"
    STEPS = "steps"
    ROW = "row"
    BLOCK = "block"
    METADATA = "metadata"
    WRITTEN = "written"


class Verdict(StrEnum):
    """What a sentence decides of a question that wants yes or no."""

    YES = "yes"
    NO = "no"


class RankedPassage(BaseModel):
    """A passage as evidence; `score` is comparable within one response only."""

    rank: int
    score: float
    text: str
    headings: list[str] = []
    highlights: list[HighlightSpan]
    citation: Citation
    duplicates: list[Duplicate] = Field(
        [], description="Copies of it, which are not listed again and do not count as sources of their own."
    )


class AnswerItem(BaseModel):
    """One entry of a list, one step, one side of a comparison, one cell of a row."""

    text: str = Field(description="As a person reads it.")
    label: str | None = Field(
        None,
        description="What it belongs to: the column or row of a cell, the side of a comparison, one of two "
        "questions, the document.",
    )
    citations: list[Citation | MetadataCitation] = Field(description="Where it stands.")


class WrittenSentence(BaseModel):
    """A sentence that a language model wrote, and what says the same in the documents."""

    text: str = Field(description="Plain text.")
    citations: list[Citation] = Field(description="Where it was found; at least one.")
    supported: bool = Field(True, description="Whether it passed the check; what did not is not shown.")
    score: float = Field(description="How far what is cited supports it, from 0 to 1, by the support model.")


class Answer(BaseModel):
    """The answer with its support."""

    kind: AnswerForm = Field(AnswerForm.SPAN, description="What it consists of.")
    text: str = Field(
        description="It reads well alone. For `span` these are the words of the source; for other kinds the "
        "words as a person reads them, parts that are not neighbours with `…` between them; `written` is a "
        "language model's text, each sentence of it checked."
    )
    value: str | None = Field(
        None,
        description="The short form where there is one: of a span with what belongs to a figure around it "
        "(`up to 9 kilometers`), of a row the cell that is asked for.",
    )
    verdict: Verdict | None = Field(
        None, description="What the text decides where yes or no is asked for, if that is clear."
    )
    lead: str | None = Field(None, description="The line that leads to a list, steps or a block.")
    items: list[AnswerItem] = Field([], description="The entries of a list, the steps, the cells of a row.")
    sentences: list[WrittenSentence] = Field([], description="Of `written`: each with its own citations.")
    probability: float = Field(
        description="Calibrated: how often an answer with this figure is right. Of `written` it is that of "
        "the quoted answer in whose place it stands."
    )
    citations: list[Citation | MetadataCitation] = Field(
        description="Where the text stands, then where other passages say it."
    )
    sentence: Citation | None = Field(
        description="The sentence around a span, on to what makes it the answer if that is elsewhere; the "
        "first sentence of `sentence` and `sentences`; null for other kinds."
    )

    @property
    def shown(self) -> str:
        """What to show first: the short form where there is one."""
        return self.value or self.text


class Claim(BaseModel):
    """One of the values that the sources give, and who gives it."""

    value: str = Field(description="The words of the source.")
    normalized: str = Field(description="The same in one way of writing: numbers, dates, names.")
    said_by: str | None = Field(description="Whom the source names as saying it.")
    stance: Stance = Field(description="How firmly it is said.")
    published: str | None = Field(description="The date of the document.")
    probability: float = Field(description="The reader's own word for it, not calibrated.")
    citations: list[Citation | MetadataCitation]
