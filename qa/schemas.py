"""What goes in and out of Sourceline: one definition for the engine, the API and the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    model_validator,
)
from pydantic_core import PydanticCustomError

from index.search.filters import DEEPEST, MOST_TERMS, MOST_VALUES
from qa.answer_schemas import (
    Answer,
    AnswerForm,
    AnswerItem,
    Claim,
    Level,
    RankedPassage,
    Stance,
    Verdict,
    WrittenSentence,
)
from qa.citation_schemas import Citation, Duplicate, HighlightSpan, MetadataCitation
from qa.json_values import Share, Truth, Whole
from qa.query_fields import MOST_COLLECTIONS, AsOf, CollectionName, FilterTerms, Question

__all__ = [
    "Answer",
    "AnswerForm",
    "AnswerItem",
    "AskQuery",
    "AskResponse",
    "ChatChoice",
    "ChatQuery",
    "ChatReply",
    "ChatResponse",
    "ChatTurn",
    "Citation",
    "Claim",
    "Duplicate",
    "HighlightSpan",
    "IndexInfo",
    "Level",
    "MetadataCitation",
    "Mode",
    "Query",
    "QueryWarning",
    "RankedPassage",
    "SearchResponse",
    "SearchedCollection",
    "Stance",
    "Verdict",
    "Writing",
    "WrittenSentence",
]

MOST_TURNS = 100


class Mode(StrEnum):
    """Which arms of the retrieval rank the passages."""

    HYBRID = "hybrid"
    DENSE = "dense"
    BM25 = "bm25"


_COLLECTION_AND_COLLECTIONS: dict[str, JsonValue] = {
    "required": ["collection", "collections"],
    "properties": {"collections": {"type": "array"}},
}


class Query(BaseModel):
    """A question to a collection."""

    model_config = ConfigDict(
        extra="forbid", populate_by_name=True, json_schema_extra={"not": _COLLECTION_AND_COLLECTIONS}
    )

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
    top_k: Whole = Field(5, ge=1, le=100, description="How many passages to return.")
    candidates: Whole = Field(100, ge=1, le=1000, description="How deep each arm of the retrieval looks.")
    mode: Mode = Field(Mode.HYBRID, description="Rank by all evidence, or by one arm alone to compare.")
    filters: FilterTerms | None = Field(
        None,
        description='Metadata the documents must have, e.g. `{"year": {"$gte": 2020}}`; '
        "`published`, `modified`, `ingested`, `document_id`, `source` and `language` name the document's "
        "own. "
        f"At most {MOST_TERMS} conditions (an `$in` is one), `$and` and `$or` at most {DEEPEST} deep, "
        f"{MOST_VALUES:,} values in all `$in` together.",
    )

    spelling: Truth = Field(
        True,
        description="False searches the question as it is typed; otherwise words that neither the collection "
        "nor a dictionary has are corrected, and `searched_as` says so.",
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

    abstain: Truth = Field(True, description="False always answers with the best there is.")
    max_error_rate: Share | None = Field(
        None,
        description="Of the answers shown at most this share may be wrong, as calibrated; "
        "unset takes the service's setting.",
    )
    write: Truth | None = Field(
        None,
        description="Let the language model of the settings write the answer from the passages that are "
        "listed; each sentence is checked against them. Unset takes the collection's setting. Where nothing "
        "can be written, the answer is quoted as ever, and `writing` says why.",
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
    stream: Truth = Field(
        False,
        description="Answer by server-sent events; the header `Accept: text/event-stream` does the same.",
    )


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
    searched_as: str | None = Field(
        None, description="The question as it was searched, where its words were corrected."
    )
    passages: list[RankedPassage]
    warnings: list[QueryWarning] = []
    index: IndexInfo
    timings_ms: dict[str, float]


class Writing(BaseModel):
    """What became of a request to write an answer."""

    model: str | None = Field(description="The name of the language model; null where none is set.")
    kept: int = Field(0, description="Sentences that passed the check and are shown.")
    left_out: dict[str, int] = Field(
        {},
        description="Sentences that are not shown, by reason: `unstated` (a number, a date, a name or a "
        "quotation that no passage states), `unsupported`, `not asked` (what says it has nothing to do with "
        "the question), `repeated`, `not prose` (an address, markup).",
    )
    asked_again: bool = Field(False, description="Whether the model was asked once more for what failed.")
    failure: str | None = Field(None, description="Why it wrote nothing, or not to the end.")


class AskResponse(BaseModel):
    """An answer, the closest passage, or neither, and the passages nearest to the question."""

    question: str
    searched_as: str | None = Field(
        None, description="The question as it was searched, where its words were corrected."
    )
    level: Level = Field(
        Level.ANSWERED,
        description="`answered`; `unsure`: the documents speak of it, and `closest` has the best quote; "
        "`nothing`.",
    )
    answer: Answer | None = Field(description="Null unless `level` is `answered`.")
    closest: Answer | None = Field(None, description="The best quote where `level` is `unsure`.")
    abstained: bool = Field(description="Whether there is no `answer`.")
    reason: str | None = Field(None, description="Why it abstained.")
    answerability: float = Field(
        description="The calibrated probability that these documents answer the question; given for "
        "abstentions too. How likely the answer shown is right is its `probability`."
    )
    calibrated: bool = Field(
        True,
        description="Whether probabilities and thresholds were fitted for the reader that answered; "
        "false where `SOURCELINE_READER` names another one than the bundled reader.",
    )
    threshold: float = Field(description="The least `probability` of an answer that is shown as one.")
    claims: list[Claim] = Field(description="The distinct values that the passages give, likeliest first.")
    sources_disagree: bool = Field(description="Whether they give more than one.")
    passages: list[RankedPassage]
    writing: Writing | None = Field(None, description="Null where no answer was to be written.")
    quoted: Answer | None = Field(
        None, description="Where a written answer is shown, the quoted one in whose place it stands."
    )
    warnings: list[QueryWarning] = []
    index: IndexInfo
    timings_ms: dict[str, float]

    @model_validator(mode="after")
    def _level_of_older_servers(self) -> Self:
        """Where a server says no level, as older ones do, there is an answer or nothing."""
        if "level" not in self.model_fields_set and self.abstained:
            self.level = Level.NOTHING
        return self


class ChatReply(StrEnum):
    """What a message of a conversation got."""

    ANSWER = "answer"
    GREETING = "greeting"
    CLARIFY = "clarify"


class ChatChoice(BaseModel):
    """One of the things that an unclear question may mean."""

    label: str = Field(description="The thing.")
    question: str = Field(description="The question about it, which stands alone.")


class ChatResponse(BaseModel):
    """A reply within a conversation: an answer, a friendly line, or a question back."""

    question: str = Field(description="As it was asked.")
    standalone: str = Field(description="As it was searched.")
    rewritten: bool = Field(description="Whether the two differ.")
    reply: ChatReply = Field(
        ChatReply.ANSWER,
        description="`answer`: the documents were searched, see `response`; `greeting`: small talk got a "
        "line in `text`; `clarify`: `text` asks what is meant.",
    )
    text: str = Field("", description="What to say; of an answer its text, empty where there is none.")
    choices: list[ChatChoice] = Field([], description="Where `reply` is `clarify`: what may be meant.")
    response: AskResponse | None = Field(None, description="Null where nothing was searched.")
