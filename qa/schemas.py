"""What goes in and out of Sourceline: one definition for the engine, the API and the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from index.documents import DEFAULT_SOURCE
from index.search.filters import DEEPEST, MOST_TERMS, MOST_VALUES
from qa.query_fields import MOST_COLLECTIONS, AsOf, CollectionName, FilterTerms, Question

MOST_TURNS = 100


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
    collections: list[CollectionName] | None = Field(
        None,
        min_length=1,
        max_length=MOST_COLLECTIONS,
        description="Several collections to search together, in place of `collection`: one ranking of all "
        "their passages, whose scores mean the same in each.",
    )
    top_k: int = Field(5, ge=1, le=100, description="How many passages to return.")
    candidates: int = Field(100, ge=1, le=1000, description="How deep each arm of the retrieval looks.")
    mode: Mode = Field(Mode.HYBRID, description="Rank by all evidence, or by one arm alone to compare.")
    filters: FilterTerms | None = Field(
        None,
        description='Metadata the documents must have, e.g. `{"year": {"$gte": 2020}}`; '
        "`published`, `modified`, `ingested`, `document_id`, `source` and `language` name the document's "
        "own. "
        f"At most {MOST_TERMS} conditions (an `$in` is one), `$and` and `$or` at most {DEEPEST} deep, "
        f"{MOST_VALUES:,} values in all `$in` together.",
    )

    as_of: AsOf | None = Field(
        None,
        description="Answer from the versions that were current then: an ISO 8601 date, which ends with its "
        "day, or a date-time. Versions are kept until their document is deleted.",
        examples=["2026-11-05"],
    )

    @model_validator(mode="after")
    def _check_one_of_both(self) -> Self:
        if self.collections is not None and "collection" in self.model_fields_set:
            context = {
                "detail": "A query has collection or collections, not both.",
                "at": "collections",
                "hint": "Send the names of all in collections, and leave out collection.",
            }
            raise PydanticCustomError("collections", "{detail}", context)
        return self

    @property
    def searched(self) -> tuple[str, ...]:
        """The names of the collections to search, each once."""
        return (self.collection,) if self.collections is None else tuple(dict.fromkeys(self.collections))


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

    kind: Literal["text"] = "text"
    collection: str = Field(description="The collection that holds the document.")
    document_id: str
    source: str = Field(
        DEFAULT_SOURCE, description="The source of the document: a folder, an upload, the API."
    )
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
    modified: str | None = None
    ingested: str | None = None
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


class Duplicate(BaseModel):
    """A passage with nearly the same text as one that is listed."""

    collection: str
    document_id: str
    source: str = DEFAULT_SOURCE
    document_title: str
    version: str
    start_char_index: int
    end_char_index: int
    published: str | None = None


class MetadataCitation(BaseModel):
    """What the metadata of a document say, not its text: there are no offsets."""

    kind: Literal["metadata"] = "metadata"
    collection: str = Field(description="The collection that holds the document.")
    document_id: str
    source: str = Field(DEFAULT_SOURCE, description="The source that gave the document.")
    document_title: str
    version: str = Field(description="SHA-256 of the version's text.")
    field: str = Field(description="`title`, `author`, `published` or `modified`.")
    cited_text: str = Field(description="The value of the field.")
    quote: str = Field(description="The same.")
    url: str = Field(description="Our page of the document.")
    source_url: str = Field(description="Where the source itself lives; may be empty.")
    published: str | None = None
    modified: str | None = None
    ingested: str | None = None


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


class Answer(BaseModel):
    """The answer with its support."""

    text: str = Field(description="The words of the source.")
    value: str = Field(
        description="What to show: the text with what belongs to a figure around it (`up to 9 kilometers`); "
        "the whole sentence where yes or no is asked for."
    )
    probability: float = Field(description="Calibrated: how often an answer with this figure is right.")
    citations: list[Citation | MetadataCitation] = Field(
        description="Where the text stands, then where other passages say it."
    )
    sentence: Citation | None = Field(
        description="The sentence around the text, on to what makes it the answer if that is elsewhere; "
        "null where metadata answer."
    )


class Claim(BaseModel):
    """One of the values that the sources give, and who gives it."""

    value: str = Field(description="The words of the source.")
    normalized: str = Field(description="The same in one way of writing: numbers, dates, names.")
    said_by: str | None = Field(description="Whom the source names as saying it.")
    stance: Stance = Field(description="How firmly it is said.")
    published: str | None = Field(description="The date of the document.")
    probability: float = Field(description="The reader's own word for it, not calibrated.")
    citations: list[Citation | MetadataCitation]


class SearchedCollection(BaseModel):
    """Which state of a collection was searched."""

    collection: str
    generation: int


class IndexInfo(BaseModel):
    """Which state of the index answered."""

    collection: str = Field(description="The first collection that was searched.")
    generation: int = Field(description="Its generation.")
    collections: list[SearchedCollection] = Field(description="All that were searched, in the query's order.")
    as_of: str | None = Field(None, description="The time asked for, if an earlier state answered.")
    embedding_model: str
    reader: str | None = Field(None, description="What read the passages; null where nothing was read.")


class QueryWarning(BaseModel):
    """What may have emptied a response without being an error."""

    field: str = Field(description="The part of the request, e.g. `filters.yaer`.")
    message: str


class SearchResponse(BaseModel):
    """Ranked passages."""

    question: str
    passages: list[RankedPassage]
    warnings: list[QueryWarning] = []
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
    warnings: list[QueryWarning] = []
    index: IndexInfo
    timings_ms: dict[str, float]


class ChatResponse(BaseModel):
    """An answer to a question within a conversation."""

    question: str = Field(description="As it was asked.")
    standalone: str = Field(description="As it was searched.")
    rewritten: bool = Field(description="Whether the two differ.")
    response: AskResponse
