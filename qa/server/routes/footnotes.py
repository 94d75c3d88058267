"""An answer as Markdown: its words, and footnotes with the words quoted and a link to them."""

from __future__ import annotations

import re

from qa.schemas import AskResponse, Citation, Claim
from qa.server.routes.openai_bodies import NO_ANSWER

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")
_SPACE = re.compile(r"\s+")


def markdown(response: AskResponse, root: str) -> tuple[str, list[Citation]]:
    """The text, and the citations in the order of their footnotes, with whole addresses.

    Args:
        response: An answer or an abstention.
        root: The service's address, ending in a slash.
    """
    if response.answer is None:
        return f"{NO_ANSWER} {response.reason or ''}".strip(), []
    notes = _Notes(root)
    text = escaped(response.answer.value) + notes.marks(
        [*response.answer.citations, response.answer.sentence]
    )
    blocks = [text]
    if response.sources_disagree:
        lines = [
            f"- {escaped(claim.value)}{_by(claim)}{notes.marks(claim.citations)}" for claim in response.claims
        ]
        blocks.append("\n".join(["The sources give different values:", "", *lines]))
    return "\n\n".join([*blocks, notes.text()]), notes.cited


def _by(claim: Claim) -> str:
    return f" ({escaped(claim.said_by)})" if claim.said_by else ""


class _Notes:
    def __init__(self, root: str) -> None:
        self._root = root
        self.cited: list[Citation] = []
        self._numbers: dict[str, int] = {}

    def marks(self, citations: list[Citation]) -> str:
        """The marks of these, each numbered at its first mention."""
        numbers = []
        for citation in citations:
            if citation.url not in self._numbers:
                whole = citation.model_copy(update={"url": self._root + citation.url.removeprefix("/")})
                self.cited.append(whole)
                self._numbers[citation.url] = len(self.cited)
            numbers.append(self._numbers[citation.url])
        return "".join(f"[^{number}]" for number in dict.fromkeys(numbers))

    def text(self) -> str:
        """The notes themselves, one a line."""
        return "\n".join(
            f"[^{number}]: “{escaped(cited.cited_text)}” – "
            f"[{escaped(cited.document_title or cited.document_id)}](<{cited.url}>)"
            for number, cited in enumerate(self.cited, 1)
        )


def escaped(text: str) -> str:
    """A text of a document within Markdown: it says what it says and formats nothing."""
    return _MARKUP.sub(r"\\\1", _SPACE.sub(" ", text).strip())
