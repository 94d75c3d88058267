"""Questions with their kinds, labelled by hand."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

from qa.understand.answer_kind import AnswerKind

#: What stands for no kind of its own: the answer is a short fact, a number, a date, a name, or yes or no.
FACT = "fact"
_OF_FACT = ("number", "date", "person", "yes_no")


class LabelledQuestion(NamedTuple):
    """A question and the name of its kind, `fact` for one without."""

    kind: str
    text: str


def labelled(part: str) -> list[LabelledQuestion]:
    """The questions of a part: `development`, or `held_out`, which nothing was tuned on."""
    lines = files(__package__).joinpath(f"{part}.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return [LabelledQuestion(FACT if kind in _OF_FACT else kind, text) for kind, text in rows]


def name_of(kind: AnswerKind | None) -> str:
    """The name of a kind as the labels have it."""
    return kind.name.lower() if kind else FACT
