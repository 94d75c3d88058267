"""What goes in and out of Sourceline: one definition for the engine, the API and the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from index.errors import InvalidInput
from index.search.filters import DEEPEST, MOST_TERMS, MOST_VALUES, compile_filter

LONGEST_QUESTION = 4_000
MOST_TURNS = 100

Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)]


def _compiles(filters: dict[str, Any]) -> dict[str, Any]:
    """Refuse a filter that does not compile before the request waits for a thread with all its objects."""
    try:
        compile_filter(filters)
    except InvalidInput as error:
        context = {"detail": error.detail, "at": error.field.removeprefix("filters"), "hint": error.hint}
        raise PydanticCustomError("filters", "{detail}", context) from error
    return filters


FilterTerms = Annotated[
    dict[str, Any], AfterValidator(_compiles), Field(json_schema_extra={"maxProperties": MOST_TERMS})
]


class Mode(StrEnum):
    """Which arms of the retrieval rank the passages."""

    HYBRID = "hybrid"
    DENSE = "dense"
    BM25 = "bm25"


class Stance(StrEnum):
    """How firmly a source says a value, from a plain statement to a denial."""

    STATED = "stated"
    ESTIMATED = "estimated"
    EXPECTED = "expected"
    DENIED = "denied"


class Query(BaseModel):
    """A question to a collection."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    question: Question = Field(
        validation_alias=AliasChoices("question", "query"),
        description="The question in plain words; `query` is accepted too.",
        examples=["How many North Korean troops were reported?"],
    )
    collection: str = Field("default", max_length=100, description="The collection to search.")
    top_k: int = Field(5, ge=1, le=100, description="How many passages to return.")
    candidates: int = Field(100, ge=1, le=1000, description="How deep each arm of the retrieval looks.")
    mode: Mode = Field(Mode.HYBRID, description="Rank by all evidence, or by one arm alone to compare.")
    filters: FilterTerms | None = Field(
        None,
        description='Metadata the documents must have, e.g. `{"year": {"$gte": 2020}}`; '
        "`published` and `document_id` name the document's own date and id. "
        f"At most {MOST_TERMS} conditions (an `$in` is one), `$and` and `$or` at most {DEEPEST} deep, "
        f"{MOST_VALUES:,} values in all `$in` together.",
    )


class AskQuery(Query):
    """A question that wants an answer."""

    abstain: bool = Field(True, description="False always answers with the best there is.")
    max_error_rate: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Of the answers shown at most this share may be wrong, as calibrated; "
        "unset takes the service's setting.",
    )


class ChatTurn(BaseModel):
    """What was asked before, and answered."""

    model_config = ConfigDict(extra="forbid")

    question: Question
    answer: str | None = Field(None, max_length=20_000, description="Null where there was an abstention.")
    sentence: str = Field(
        "", max_length=20_000, description="The sentence around the answer, if it is known."
    )


class ChatQuery(AskQuery):
    """A question within a conversation."""

    history: list[ChatTurn] = Field(
        [],
        max_length=MOST_TURNS,
        description="The conversation so far, oldest first; the last ten turns are looked at.",
    )
    stream: bool = Field(
        False,
        description="Answer by server-sent events; the header `Accept: text/event-stream` does the same.",
    )


class HighlightSpan(BaseModel):
    """A supporting sentence: code-point offsets into the version's text, and where in its file it begins."""

    start: int
    end: int
    page: int | None = None
    sheet: str | None = None
    row: int | None = None


class Citation(BaseModel):
    """A verified quote: the version's text from start to end is `cited_text`."""

    document_id: str
    document_title: str
    version: str = Field(description="SHA-256 of the version's text.")
    start_char_index: int = Field(description="Unicode code points, inclusive.")
    end_char_index: int = Field(description="Exclusive.")
    cited_text: str
    quote: str = Field(
        "",
        description="`cited_text` as a person reads it: no marks of layout, rows with their columns' names.",
    )
    quote_runs: list[tuple[int, int, int]] = Field(
        [],
        description="What of `quote` stands in the text: where in `quote`, where in the text, and how many "
        "code points.",
    )
    url: str = Field(description="Our page, at the span.")
    source_url: str = Field(description="Where the source itself lives; may be empty.")
    published: str | None = None
    file_name: str | None = Field(
        None, description="The file, or the part of an archive, that it was read from."
    )
    page: int | None = Field(None, description="The page or slide on which it begins, from 1.")
    page_end: int | None = Field(None, description="The page or slide on which it ends.")
    sheet: str | None = Field(None, description="The sheet of a workbook.")
    row: int | None = Field(
        None, description="The first row, or record of a list, as the file's program numbers them, from 1."
    )
    message_id: str | None = Field(None, description="The Message-ID of an e-mail.")
    headings: list[str] = Field([], description="The headings above it, outermost first, without the title.")

    @model_validator(mode="after")
    def _quote_the_text(self) -> Citation:
        """Where a server says no quote, as older ones do, that is the text."""
        if not self.quote:
            self.quote = self.cited_text
            self.quote_runs = [(0, self.start_char_index, len(self.cited_text))]
        return self


class RankedPassage(BaseModel):
    """A passage as evidence; `score` is comparable within one response only."""

    rank: int
    score: float
    text: str
    headings: list[str] = []
    highlights: list[HighlightSpan]
    citation: Citation


class Answer(BaseModel):
    """The answer with its support."""

    text: str = Field(description="The words of the source.")
    value: str = Field(
        description="What to show: the text with what belongs to a figure around it (`up to 9 kilometers`); "
        "the whole sentence where yes or no is asked for."
    )
    probability: float = Field(description="Calibrated: how often an answer with this figure is right.")
    citations: list[Citation] = Field(description="Where the text stands, then where other passages say it.")
    sentence: Citation = Field(
        description="The sentence around the text, on to what makes it the answer if that is elsewhere."
    )


class Claim(BaseModel):
    """One of the values that the sources give, and who gives it."""

    value: str = Field(description="The words of the source.")
    normalized: str = Field(description="The same in one way of writing: numbers, dates, names.")
    said_by: str | None = Field(description="Whom the source names as saying it.")
    stance: Stance = Field(description="How firmly it is said.")
    published: str | None = Field(description="The date of the document.")
    probability: float = Field(description="The reader's own word for it, not calibrated.")
    citations: list[Citation]


class IndexInfo(BaseModel):
    """Which state of the index answered."""

    collection: str
    generation: int
    embedding_model: str
    reader: str | None = Field(None, description="What read the passages; null where nothing was read.")


class SearchResponse(BaseModel):
    """Ranked passages."""

    question: str
    passages: list[RankedPassage]
    index: IndexInfo
    timings_ms: dict[str, float]


class AskResponse(BaseModel):
    """An answer, or an abstention with its reason, and the passages nearest to the question."""

    question: str
    answer: Answer | None
    abstained: bool
    reason: str | None = Field(None, description="Why it abstained.")
    answerability: float = Field(
        description="The calibrated probability that these documents answer the question, rightly, with the "
        "best answer found in them; given for abstentions too."
    )
    calibrated: bool = Field(
        True,
        description="Whether probabilities and thresholds were fitted for the reader that answered; "
        "false where `SOURCELINE_READER` names another one than the bundled reader.",
    )
    threshold: float = Field(description="`answerability` below this abstains.")
    claims: list[Claim] = Field(description="The distinct values that the passages give, likeliest first.")
    sources_disagree: bool = Field(description="Whether they give more than one.")
    passages: list[RankedPassage]
    index: IndexInfo
    timings_ms: dict[str, float]


class ChatResponse(BaseModel):
    """An answer to a question within a conversation."""

    question: str = Field(description="As it was asked.")
    standalone: str = Field(description="As it was searched.")
    rewritten: bool = Field(description="Whether the two differ.")
    response: AskResponse
