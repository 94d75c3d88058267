"""What OpenAI's clients send to `/v1/chat/completions`, as far as it means something here."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from index.errors import InvalidInput, NotFound
from index.store.catalog.collections import DEFAULT, LONGEST_NAME
from qa.schemas import LONGEST_QUESTION, ChatQuery, ChatTurn
from qa.server.routes.document_bodies import Unicode
from qa.server.routes.metadata import is_unicode, refused

MODEL = "sourceline"
#: Messages that are looked at, and characters of an answer.
MOST_MESSAGES = 40
LONGEST_ANSWER = 20_000
_MARK = re.compile(r"\s*\[\^\d+\]")


class TextPart(BaseModel):
    """A part of a message; only text is read."""

    type: Unicode
    text: Unicode = ""


def _parts(content: object) -> object:
    """Text alone is a message of one part, and null one of none."""
    if content is None:
        return []
    if isinstance(content, str):
        if not is_unicode(content):
            raise refused("unicode", "The text holds half a surrogate pair.", "", "Send valid Unicode.")
        return [TextPart(type="text", text=content)]
    if not isinstance(content, list):
        raise refused("content", "Text was expected, or an array of parts.", "", "Send a JSON string.")
    return content


class Message(BaseModel):
    """A message of the conversation; `user` and `assistant` count, other roles are ignored."""

    role: Unicode
    content: Annotated[
        list[TextPart], BeforeValidator(_parts, json_schema_input_type=str | list[TextPart] | None)
    ] = []

    @property
    def text(self) -> str:
        """All its text."""
        return "\n".join(part.text for part in self.content if part.type == "text").strip()


class StreamOptions(BaseModel):
    """How to stream."""

    include_usage: bool | None = Field(None, description="True sends a last chunk with the usage.")


class CompletionQuery(BaseModel):
    """A chat completion; sampling settings are accepted and mean nothing here."""

    model_config = ConfigDict(extra="ignore")

    model: Unicode = Field(description="`sourceline`, or `sourceline/COLLECTION`.", examples=[MODEL])
    messages: list[Message] = Field(min_length=1, max_length=2_000)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = Field(None, description="There is one answer.")

    @property
    def collection(self) -> str:
        """Which collection the model's name means.  Raises `NotFound`."""
        name, slash, collection = self.model.partition("/")
        if name != MODEL or (slash and not collection) or len(collection) > LONGEST_NAME:
            raise NotFound(
                f"The model {self.model[:150]!r} does not exist.",
                field="model",
                hint=f"Name {MODEL}, or {MODEL}/ and a collection.",
            )
        return collection or DEFAULT

    def chat(self) -> ChatQuery:
        """The question and the conversation before it.

        Raises:
            InvalidInput: The last message is not a question of the user.
            NotFound: There is no such model.
        """
        said = [message for message in self.messages if message.role in ("user", "assistant")]
        if not said or said[-1].role != "user" or not said[-1].text:
            raise InvalidInput(
                "The last message has no question of the user.",
                field="messages",
                hint="End with a user message.",
            )
        question = said[-1].text
        if len(question) > LONGEST_QUESTION:
            raise InvalidInput(
                f"The last message has {len(question)} characters.",
                field="messages",
                hint=f"Ask in at most {LONGEST_QUESTION}.",
            )
        fields: dict[str, Any] = {"question": question, "collection": self.collection}
        return ChatQuery(**fields, history=_turns(said[:-1][-MOST_MESSAGES:]))


def _turns(messages: list[Message]) -> list[ChatTurn]:
    turns: list[ChatTurn] = []
    for message in messages:
        if message.role == "user":
            if 0 < len(message.text) <= LONGEST_QUESTION:
                turns.append(ChatTurn(question=message.text))
        elif turns and turns[-1].answer is None:
            turns[-1].answer = _answer(message.text)
    return turns


def _answer(text: str) -> str | None:
    """The answer in a reply of ours: its first paragraph without marks; none of an abstention."""
    if text.startswith(NO_ANSWER):
        return None
    return _MARK.sub("", text.split("\n\n", 1)[0]).strip()[:LONGEST_ANSWER] or None


#: How a reply begins that is an abstention.
NO_ANSWER = "No answer:"
