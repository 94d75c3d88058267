"""Feedback as lines of an eval set (`eval/sets/schema.json`).

All feedback on a question makes one line.  Answers with a thumb up are accepted, and their citations are gold
as far as the current documents still hold them.  An abstention with a thumb up says that the documents do not
answer.  A question that has thumbs down only is `unjudged`: no answer of it is known to be right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qa.feedback.records import StoredFeedback, Verdict

#: The current text of a document, or None where it is not there.
TextOf = Callable[[str], str | None]


def lines(feedback: Sequence[StoredFeedback], text_of: TextOf) -> list[dict[str, Any]]:
    """The questions, in the order of their first feedback (oldest first).

    Args:
        feedback: Of one collection.
        text_of: The documents as they are now.
    """
    asked: dict[str, list[StoredFeedback]] = {}
    for kept in feedback:
        asked.setdefault(_searched(kept).casefold(), []).append(kept)
    return [_line(same, text_of) for same in asked.values()]


def _searched(kept: StoredFeedback) -> str:
    return kept.standalone or kept.question


def _line(same: list[StoredFeedback], text_of: TextOf) -> dict[str, Any]:
    ups = [kept for kept in same if kept.verdict == Verdict.UP]
    line: dict[str, Any] = {"id": f"feedback-{same[0].id}", "question": _searched(same[0])}
    answers, gold = _accepted(ups, text_of)
    verdicts = dict.fromkeys(f"thumbs-{kept.verdict}" for kept in same)
    tags = ["feedback", *verdicts]
    if answers:
        return {**line, "answers": answers, "gold": gold, "tags": tags}
    if ups and all(kept.answer is None for kept in ups):
        return {**line, "unanswerable": True, "tags": tags}
    if ups:  # an answer was right, but its documents are others now
        tags.append("gold-gone")
    return {**line, "unjudged": True, "tags": tags}


def _accepted(ups: list[StoredFeedback], text_of: TextOf) -> tuple[list[str], list[dict[str, Any]]]:
    answers: dict[str, None] = {}
    gold: dict[tuple[str, int, int], dict[str, Any]] = {}
    for kept in ups:
        answer = (kept.answer or "").strip()
        for cited in kept.citations if answer else ():
            start, end, quote = cited.start_char_index, cited.end_char_index, cited.cited_text
            text = text_of(cited.document_id)
            if text is None or text[start:end] != quote or answer.casefold() not in quote.casefold():
                continue
            answers[answer] = None
            span = {"document_id": cited.document_id, "start": start, "end": end, "quote": quote}
            gold[cited.document_id, start, end] = span
    return list(answers), list(gold.values())
