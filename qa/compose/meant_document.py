"""Which document a question means as a whole: "Summarise the minutes of the council"."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from index.store.catalog.passages import StoredPassage
from qa.compose.composed import Findings
from qa.language.document_nouns import DOCUMENT_NOUNS, RECORDED_NOUNS

#: Characters at the beginning of a document that may be its title.
HEAD, LONGEST_LINE = 240, 80
_NOUNS = " ".join(DOCUMENT_NOUNS | RECORDED_NOUNS)


class MeantDocument(NamedTuple):
    """The document that is meant.

    Args:
        passage: One of its passages.
        is_plain: Whether it is named by its title or first lines, or is the only one that was found.
    """

    passage: StoredPassage
    is_plain: bool


def meant_document(found: Findings) -> MeantDocument | None:
    """The first document that was found and has the topic's words in its title, else in its first lines.

    Words for documents ("minutes", "meeting") may be missing there.  Without such words in the question, and
    for a time that is asked for, it is the first one of all.  None where no document is meant.
    """
    topic, first = found.question.topic, found.read[0]
    of_document = {one.passage.document_key: one.passage for one in reversed(found.read)}
    passages = [*dict.fromkeys(one.passage.document_key for one in found.read)]
    terms = found.searched.analyzer.content_terms
    asked = {*terms(f"{topic.words} {topic.document}")}
    heads: tuple[Callable[[StoredPassage], str], ...] = (_title, lambda passage: _beginning(found, passage))
    for nouns in ("", _NOUNS):
        for head in heads:
            for passage in (of_document[key] for key in passages):
                if asked and asked <= {*terms(f"{head(passage)} {nouns}", passage.language)}:
                    return MeantDocument(passage, is_plain=not nouns or len(passages) == 1)
    if not topic.words or first.timely > 0:
        return MeantDocument(first.passage, is_plain=len(passages) == 1)
    return None


def _title(passage: StoredPassage) -> str:
    return f"{passage.document_title} {passage.document_id}"


def _beginning(found: Findings, passage: StoredPassage) -> str:
    """The title and the first lines of a passage's document that are no sentences, as titles are not."""
    snapshot = found.searched.of(passage)
    first = snapshot.passages_of(passage.document_id, passage.version, passage.source, most=1)
    lines = (line.strip() for one in first for line in one.text[:HEAD].split("\n"))
    kept = (line for line in lines if len(line) <= LONGEST_LINE and not line.endswith((".", "!", "?")))
    return " ".join((_title(passage), *kept))
