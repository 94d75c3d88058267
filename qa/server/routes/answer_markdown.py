"""An answer as Markdown: its text, with a footnote for each citation that quotes and links its source.

A list is a list, steps are numbered, the cells of a row stand one a line with their columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar, cast

from qa.markdown import escape_markdown
from qa.quotes import copy_names, place_words
from qa.schemas import (
    Answer,
    AnswerForm,
    AnswerItem,
    AskResponse,
    ChatResponse,
    Citation,
    Claim,
    MetadataCitation,
    RankedPassage,
)

Cited = TypeVar("Cited", bound=Citation | MetadataCitation)

#: How the text of an abstention begins.
NO_ANSWER = "No answer:"
#: The same where the best quote follows.
NO_SURE_ANSWER = "No sure answer. Closest passage:"
#: Behind a written answer.
WRITTEN = "*Written by a language model; each sentence was checked against its source.*"
#: Before the question as it was searched, where its words were corrected.
SEARCHED = "Showing results for:"


def reply_markdown(reply: ChatResponse, base_url: str) -> tuple[str, list[Citation | MetadataCitation]]:
    """A reply within a conversation, and the citations of its answer, as `answer_markdown` gives them."""
    if reply.response is None:
        return escape_markdown(reply.text), []
    text, cited = answer_markdown(reply.response, base_url)
    searched = reply.response.searched_as
    return (f"{text}\n\n{SEARCHED} {escape_markdown(searched)}" if searched else text), cited


def answer_markdown(response: AskResponse, base_url: str) -> tuple[str, list[Citation | MetadataCitation]]:
    """The text, and the citations in the order of their footnotes, with absolute URLs.

    Args:
        response: An answer, the closest passage or neither.
        base_url: The service's URL, which ends in a slash.
    """
    shown = response.answer or response.closest
    if shown is None:
        return f"{NO_ANSWER} {response.reason or ''}".strip(), []
    footnotes = _Footnotes(base_url, response.passages)
    blocks = [*([] if response.answer else [NO_SURE_ANSWER]), *_blocks(shown, footnotes)]
    if response.sources_disagree:
        lines = [f"- {_claim(claim)}{footnotes.references(claim.citations)}" for claim in response.claims]
        blocks.append("\n".join(["The sources give different values:", "", *lines]))
    return "\n\n".join([*blocks, footnotes.text()]), footnotes.cited


def _blocks(answer: Answer, footnotes: _Footnotes) -> list[str]:
    """An answer in the blocks of its kind."""
    verdict = f"**{answer.verdict.capitalize()}.** " if answer.verdict else ""
    if answer.kind is AnswerForm.BLOCK:
        return [*_lead(answer), _fenced(answer.text) + "\n\n" + footnotes.references(answer.citations)]
    if answer.kind is AnswerForm.WRITTEN:
        told = [escape_markdown(one.text) + footnotes.exact(one.citations) for one in answer.sentences]
        return [" ".join(told), WRITTEN]
    if answer.items and answer.kind is not AnswerForm.ROW:
        return [*_lead(answer), _lines(answer, footnotes)]
    sentence = [answer.sentence] if answer.sentence else []
    text = verdict + escape_markdown(answer.shown)
    own = [one for item in answer.items if item.text == answer.value for one in item.citations]
    blocks = [text + footnotes.references([*(own or answer.citations), *sentence])]
    return [*blocks, _lines(answer, footnotes)] if answer.items else blocks


def _lead(answer: Answer) -> list[str]:
    return [escape_markdown(answer.lead)] if answer.lead else []


def _lines(answer: Answer, footnotes: _Footnotes) -> str:
    """The items of an answer, one a line; steps have their numbers."""
    numbered = answer.kind is AnswerForm.STEPS
    return "\n".join(
        (f"{n}. " if numbered else "- ") + _item(item) + footnotes.references(item.citations)
        for n, item in enumerate(answer.items, 1)
    )


def _item(item: AnswerItem) -> str:
    label = f"**{escape_markdown(item.label)}:** " if item.label else ""
    return label + escape_markdown(" ".join(item.text.split()))


def _fenced(code: str) -> str:
    """Code between fences that are longer than any in it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    return f"{fence}\n{code}\n{fence}"


def _claim(claim: Claim) -> str:
    speaker = f" ({escape_markdown(claim.said_by)})" if claim.said_by else ""
    return escape_markdown(claim.value) + speaker


class _Footnotes:
    def __init__(self, base_url: str, passages: Sequence[RankedPassage]) -> None:
        self._base_url = base_url
        self._passages = passages
        self.cited: list[Citation | MetadataCitation] = []

    def references(self, citations: Sequence[Citation | MetadataCitation]) -> str:
        """The references to these citations; each gets its number when it is first mentioned.

        A quote within another of the same text gets no footnote of its own: the wider one has its number.
        """
        numbers = [self._number(with_absolute_url(citation, self._base_url)) for citation in citations]
        return "".join(f"[^{number}]" for number in dict.fromkeys(numbers))

    def exact(self, citations: Sequence[Citation]) -> str:
        """The references to these citations, none of which takes the number of a wider one."""
        made = [with_absolute_url(citation, self._base_url) for citation in citations]
        self.cited += [one for one in made if all(one.url != cited.url for cited in self.cited)]
        urls = [cited.url for cited in self.cited]
        return "".join(f"[^{number}]" for number in dict.fromkeys(urls.index(one.url) + 1 for one in made))

    def _number(self, citation: Citation | MetadataCitation) -> int:
        for number, cited in enumerate(self.cited, 1):
            if cited.url == citation.url or _within(citation, cited):
                return number
            if _within(cited, citation):
                self.cited[number - 1] = citation
                return number
        self.cited.append(citation)
        return len(self.cited)

    def text(self) -> str:
        """The footnotes, one a line."""
        return "\n".join(
            f"[^{number}]: “{escape_markdown(cited.quote)}” – "
            f"[{escape_markdown(source_words(cited))}](<{cited.url}>){self._more(cited)}"
            for number, cited in enumerate(self.cited, 1)
        )

    def _more(self, cited: Citation | MetadataCitation) -> str:
        """How many copies of its passage there are, and their names: "and 2 more like it: A, B"."""
        if isinstance(cited, MetadataCitation):
            return ""
        copies = next((one.duplicates for one in self._passages if _holds(one.citation, cited)), [])
        named = escape_markdown(", ".join(copy_names(copies)))
        return f" and {len(copies)} more like it: {named}" if copies else ""


def _within(inner: Citation | MetadataCitation, outer: Citation | MetadataCitation) -> bool:
    """Whether a quote is a part of another one of the same text."""
    if isinstance(inner, MetadataCitation) or isinstance(outer, MetadataCitation):
        return False
    return (
        (inner.collection, inner.source, inner.document_id, inner.version)
        == (outer.collection, outer.source, outer.document_id, outer.version)
        and outer.start_char_index <= inner.start_char_index
        and inner.end_char_index <= outer.end_char_index
    )


def _holds(passage: Citation, cited: Citation) -> bool:
    """Whether a passage holds what is cited."""
    return (passage.document_id, passage.version) == (cited.document_id, cited.version) and (
        passage.start_char_index <= cited.start_char_index < passage.end_char_index
    )


def source_words(cited: Citation | MetadataCitation) -> str:
    """The title, and where in the document the quote stands; of metadata, their field."""
    where = cited.field if isinstance(cited, MetadataCitation) else place_words(cited)
    return ", ".join(filter(None, [cited.document_title or cited.document_id, where]))


def with_absolute_url(citation: Cited, base_url: str) -> Cited:
    """`citation` with the absolute URL of its page."""
    return cast("Cited", citation.model_copy(update={"url": absolute_url(citation.url, base_url)}))


def absolute_url(path: str, base_url: str) -> str:
    """The URL of a path of this service.

    Args:
        path: Starts with a slash.
        base_url: The service's URL, which ends in a slash.
    """
    return base_url + path.removeprefix("/")
