"""The request body of `/v1/chat/completions`: those of OpenAI's fields that have a meaning here."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from index.errors import InvalidInput, NotFound
from index.names import MAX_NAME_LENGTH
from index.store.catalog.collections import DEFAULT
from qa.conversation.friendly_lines import WHICH
from qa.json_values import Truth
from qa.query_fields import LONGEST_QUESTION
from qa.schemas import ChatQuery, ChatTurn
from qa.server.http.text_fields import UnicodeText, check_unicode, value_error
from qa.server.routes.answer_markdown import NO_ANSWER, NO_SURE_ANSWER

MODEL = "sourceline"
#: How many messages before the question are read.
MAX_HISTORY = 40
MAX_ANSWER_CHARACTERS = 20_000
#: How many messages may be sent, and how many parts each may have.
MAX_MESSAGES, MAX_PARTS = 2_000, 100
_FOOTNOTE_REFERENCE = re.compile(r"\s*\[\^\d+\]")


class TextPart(BaseModel):
    """A part of a message; only text is read."""

    type: UnicodeText
    text: UnicodeText = ""


def _content_parts(content: object) -> object:
    """The parts of a content: a string is one text part, and null is none."""
    if content is None:
        return []
    if isinstance(content, str):
        return [TextPart(type="text", text=check_unicode(content))]
    if not isinstance(content, list):
        raise value_error("content", "The content must be text or an array of parts.", "Send a JSON string.")
    if len(content) > MAX_PARTS:  # before any part is made
        raise value_error("parts", f"The message has {len(content):,} parts.", f"Send at most {MAX_PARTS}.")
    return content


class Message(BaseModel):
    """A message of the conversation.  Roles other than `user` and `assistant` are ignored."""

    role: UnicodeText
    content: Annotated[
        list[TextPart],
        BeforeValidator(_content_parts, json_schema_input_type=str | list[TextPart] | None),
        Field(json_schema_extra={"maxItems": MAX_PARTS}),
    ] = []

    @property
    def text(self) -> str:
        """The text of all its parts."""
        return "\n".join(part.text for part in self.content if part.type == "text").strip()


class StreamOptions(BaseModel):
    """How to stream."""

    include_usage: Truth | None = Field(None, description="True adds a last chunk with the usage.")


class CompletionQuery(BaseModel):
    """A chat completion; sampling settings are accepted and ignored."""

    model_config = ConfigDict(extra="ignore")

    model: UnicodeText = Field(description="`sourceline`, or `sourceline/COLLECTION`.", examples=[MODEL])
    messages: list[Message] = Field(min_length=1, max_length=MAX_MESSAGES)
    stream: Truth | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = Field(None, description="There is one answer.")

    @property
    def collection(self) -> str:
        """The collection that the model's name stands for.  Raises `NotFound`."""
        name, slash, collection = self.model.partition("/")
        if name != MODEL or (slash and not collection) or len(collection) > MAX_NAME_LENGTH:
            raise NotFound(
                f"The model {self.model[:150]!r} does not exist.",
                field="model",
                hint=f"Send {MODEL}, or {MODEL}/ and the name of a collection.",
            )
        return collection or DEFAULT

    def chat(self) -> ChatQuery:
        """The last message as a question, with the messages before it as history.

        Raises:
            InvalidInput: The last message is not a question of the user.
            NotFound: There is no such model.
        """
        messages = [message for message in self.messages if message.role in ("user", "assistant")]
        if not messages or messages[-1].role != "user" or not messages[-1].text:
            raise InvalidInput(
                "The last message is not a question of the user.",
                field="messages",
                hint="End with a user message that has text.",
            )
        question = messages[-1].text
        if len(question) > LONGEST_QUESTION:
            raise InvalidInput(
                f"The last message has {len(question)} characters.",
                field="messages",
                hint=f"Ask in at most {LONGEST_QUESTION} characters.",
            )
        fields: dict[str, Any] = {"question": question, "collection": self.collection}
        return ChatQuery(**fields, history=_turns(messages[:-1][-MAX_HISTORY:]))


def _turns(messages: list[Message]) -> list[ChatTurn]:
    turns: list[ChatTurn] = []
    for message in messages:
        if message.role == "user":
            if 0 < len(message.text) <= LONGEST_QUESTION:
                turns.append(ChatTurn(question=message.text))
        elif turns and turns[-1].answer is None:
            turns[-1].answer = _answer(message.text)
    return turns


def _answer(reply: str) -> str | None:
    """The answer in a reply of ours: its first paragraph without footnotes.

    None for an abstention and for a question back.
    """
    if reply.startswith((NO_ANSWER, NO_SURE_ANSWER, WHICH)):
        return None
    first_paragraph = reply.split("\n\n", 1)[0]
    return _FOOTNOTE_REFERENCE.sub("", first_paragraph).strip()[:MAX_ANSWER_CHARACTERS] or None
