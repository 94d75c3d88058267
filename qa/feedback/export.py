"""Export feedback as lines of an eval set (`eval/sets/schema.json`).

All feedback on a question makes one line.  Answers with a thumb up are accepted, and their citations are gold
if the current documents still contain them.  An abstention with a thumb up marks the question as
unanswerable.  A question that has only thumbs down is `unjudged`: no right answer to it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from index.language.words import runs
from qa.feedback.records import StoredFeedback, Verdict

#: Returns the current text of a document; None if the document does not exist.
TextOf = Callable[[str], str | None]


def eval_set_lines(feedback: Sequence[StoredFeedback], text_of: TextOf) -> list[dict[str, Any]]:
    """One line for each question, in the order of their first feedback (oldest first).

    Args:
        feedback: All feedback on one collection.
        text_of: Looks up the current documents.
    """
    by_question: dict[str, list[StoredFeedback]] = {}
    for one in feedback:
        by_question.setdefault(one.searched.casefold(), []).append(one)
    return [_line(group, text_of) for group in by_question.values()]


def _line(group: list[StoredFeedback], text_of: TextOf) -> dict[str, Any]:
    ups = [one for one in group if one.verdict == Verdict.UP]
    line: dict[str, Any] = {"id": f"feedback-{group[0].id}", "question": group[0].searched}
    answers, gold = _accepted(ups, text_of)
    verdicts = dict.fromkeys(f"thumbs-{one.verdict}" for one in group)
    tags = ["feedback", *verdicts]
    if answers:
        return {**line, "answers": answers, "gold": gold, "tags": tags}
    if ups and all(one.answer is None for one in ups):
        return {**line, "unanswerable": True, "tags": tags}
    if ups:  # an answer was right, but the documents have changed since
        tags.append("gold-gone")
    return {**line, "unjudged": True, "tags": tags}


def _belong(answer: str, quote: str) -> bool:
    """Whether one has the words of the other in a row: a list or several sentences have several quotes."""
    one, other = (f" {' '.join(runs(text.casefold()))} " for text in (answer, quote))
    return one in other or other in one


def _accepted(ups: list[StoredFeedback], text_of: TextOf) -> tuple[list[str], list[dict[str, Any]]]:
    answers: dict[str, None] = {}
    gold: dict[tuple[str, int, int], dict[str, Any]] = {}
    for one in ups:
        answer = (one.answer or "").strip()
        for cited in one.citations if answer else ():
            if cited.collection not in (None, one.collection):
                continue  # the eval set is of one collection
            start, end, quote = cited.start_char_index, cited.end_char_index, cited.cited_text
            text = text_of(cited.document_id)
            if text is None or text[start:end] != quote or not _belong(answer, quote):
                continue
            answers[answer] = None
            span = {"document_id": cited.document_id, "start": start, "end": end, "quote": quote}
            gold[cited.document_id, start, end] = span
    return list(answers), list(gold.values())
