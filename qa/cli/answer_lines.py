"""The lines in which a terminal shows an answer: its text, or its items one a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.text import Text

from qa.cli.output import printable
from qa.schemas import Answer, AnswerForm, AnswerItem, Citation, MetadataCitation

NO_SURE_ANSWER = "No sure answer. Closest passage:"
WRITTEN = "Written by a language model; each sentence was checked against its source."
#: Gives the numbers of citations.
Numbers = Callable[[Sequence[Citation | MetadataCitation]], str]


def answer_lines(answer: Answer, numbers: Numbers) -> Iterator[Text]:
    """The answer: a list with dashes, steps with their numbers, a row with its columns."""
    if answer.kind is AnswerForm.WRITTEN:
        for sentence in answer.sentences:
            yield _line(sentence.text, numbers(sentence.citations), "bold")
        yield Text(WRITTEN, style="dim")
        return
    in_items = bool(answer.items) and answer.kind is not AnswerForm.ROW
    if not in_items:
        verdict = f"{answer.verdict.capitalize()}. " if answer.verdict else ""
        yield _line(verdict + answer.shown, numbers(answer.citations), "bold")
    elif answer.lead:
        yield Text(printable(answer.lead), style="bold")
    for number, item in enumerate(answer.items, 1):
        mark = f"{number}. " if answer.kind is AnswerForm.STEPS else "- "
        yield _line(mark + _labelled(item), numbers(item.citations), "bold" if in_items else "")


def _labelled(item: AnswerItem) -> str:
    return f"{item.label}: {item.text}" if item.label else item.text


def _line(text: str, numbers: str, style: str) -> Text:
    return Text.assemble((printable(text), style), " ", (numbers, "cyan"))
