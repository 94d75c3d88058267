"""The quotes of a question with the text around them, as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eval.check import TextOf

AROUND = 250
#: Quotes nearer than this are shown in one piece of text.
JOINED = 600


def quoted(question: Mapping[str, Any], text_of: TextOf) -> list[dict[str, Any]]:
    """Pieces of documents that hold the gold: `document_id` and `parts`, of `text` that is `gold` or not.

    Where the document is gone or reads otherwise now, the quote stands alone, with `stale`.
    """
    pieces: list[dict[str, Any]] = []
    run: list[Mapping[str, Any]] = []
    golds = sorted(question.get("gold", ()), key=lambda one: (one["document_id"], one["start"]))
    for gold in golds:
        text = text_of(gold["document_id"])
        if text is None or text[gold["start"] : gold["end"]] != gold["quote"]:
            pieces.append(_piece(gold, [(gold["quote"], True)], stale=True))
        elif (
            run and run[-1]["document_id"] == gold["document_id"] and gold["start"] - run[-1]["end"] < JOINED
        ):
            run.append(gold)
        else:
            pieces += _run(run, text_of)
            run = [gold]
    return [*pieces, *_run(run, text_of)]


def _run(golds: list[Mapping[str, Any]], text_of: TextOf) -> list[dict[str, Any]]:
    text = text_of(golds[0]["document_id"]) if golds else None
    if text is None:
        return []
    at = _start(text, golds[0]["start"])
    begun = at
    parts: list[tuple[str, bool]] = []
    for gold in golds:
        start = max(at, gold["start"])
        if start >= gold["end"]:
            continue
        parts += [(text[at:start], False), (text[start : gold["end"]], True)]
        at = gold["end"]
    end = _end(text, at)
    parts.append((text[at:end], False))
    marks = ("… " if begun else "", " …" if end < len(text) else "")
    return [_piece(golds[0], [(marks[0], False), *parts, (marks[1], False)], stale=False)]


def _piece(gold: Mapping[str, Any], parts: list[tuple[str, bool]], *, stale: bool) -> dict[str, Any]:
    shown = [{"text": text, "gold": is_gold} for text, is_gold in parts if text]
    return {"document_id": gold["document_id"], "parts": shown, "stale": stale}


def _start(text: str, at: int) -> int:
    """A beginning before `at`, not within a word."""
    start = max(0, at - AROUND)
    space = text.find(" ", start, at) if start else -1
    return space + 1 if space >= 0 else start


def _end(text: str, at: int) -> int:
    end = min(len(text), at + AROUND)
    space = text.rfind(" ", at, end) if end < len(text) else -1
    return space if space >= 0 else end
