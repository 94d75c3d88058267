"""An answer as Markdown: its text, with a footnote for each citation that quotes and links its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, cast

from qa.markdown import escape_markdown
from qa.quotes import place_words
from qa.schemas import AskResponse, Citation, Claim, MetadataCitation

Cited = TypeVar("Cited", bound=Citation | MetadataCitation)

#: How the text of an abstention begins.
NO_ANSWER = "No answer:"


def answer_markdown(response: AskResponse, base_url: str) -> tuple[str, list[Citation | MetadataCitation]]:
    """The text, and the citations in the order of their footnotes, with absolute URLs.

    Args:
        response: An answer or an abstention.
        base_url: The service's URL, which ends in a slash.
    """
    if response.answer is None:
        return f"{NO_ANSWER} {response.reason or ''}".strip(), []
    footnotes = _Footnotes(base_url)
    sentence = response.answer.sentence
    citations = [*response.answer.citations, *([sentence] if sentence else [])]
    blocks = [escape_markdown(response.answer.shown) + footnotes.references(citations)]
    if response.sources_disagree:
        lines = [f"- {_claim(claim)}{footnotes.references(claim.citations)}" for claim in response.claims]
        blocks.append("\n".join(["The sources give different values:", "", *lines]))
    return "\n\n".join([*blocks, footnotes.text()]), footnotes.cited


def _claim(claim: Claim) -> str:
    speaker = f" ({escape_markdown(claim.said_by)})" if claim.said_by else ""
    return escape_markdown(claim.value) + speaker


class _Footnotes:
    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self.cited: list[Citation | MetadataCitation] = []
        self._numbers: dict[str, int] = {}

    def references(self, citations: Sequence[Citation | MetadataCitation]) -> str:
        """The references to these citations; each gets its number when it is first mentioned."""
        numbers = []
        for citation in citations:
            if citation.url not in self._numbers:
                self.cited.append(with_absolute_url(citation, self._base_url))
                self._numbers[citation.url] = len(self.cited)
            numbers.append(self._numbers[citation.url])
        return "".join(f"[^{number}]" for number in dict.fromkeys(numbers))

    def text(self) -> str:
        """The footnotes, one a line."""
        return "\n".join(
            f"[^{number}]: “{escape_markdown(cited.quote)}” – "
            f"[{escape_markdown(source_words(cited))}](<{cited.url}>)"
            for number, cited in enumerate(self.cited, 1)
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
