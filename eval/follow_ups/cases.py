"""Follow-up questions with the rewriting that a person gave: CANARD, CAsT; and questions that stand alone.

Sources: Elgohary, Peskov and Boyd-Graber 2019, "Can you unpack that? Learning to rewrite
questions-in-context" (CANARD); Dalton, Xiong and Callan 2020, "CAsT 2019: the conversational assistance
track overview".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from eval.formats.files import json_lines
from eval.formats.rows import cast
from eval.formats.squad import read_squad
from qa.conversation.follow_up.turns import Turn

HALVES = ("develop", "test")


class Case(NamedTuple):
    """A question within a conversation.

    Args:
        group: The conversation; halves and folds keep it together.
        history: Oldest first.
        rewrite: What a person made of the question, so that it can be understood on its own.
    """

    group: str
    history: tuple[Turn, ...]
    question: str
    rewrite: str


class _Canard(BaseModel):
    history: list[str]
    question: str
    rewrite: str
    dialog: str


class _Said(BaseModel):
    user: str


class _Cast(BaseModel):
    id: str
    history: list[_Said]
    question: str
    rewrite: str


def half(group: str) -> str:
    """Which half a conversation is in: by the last bit of the first byte of its SHA-256, 0 is `develop`."""
    return HALVES[hashlib.sha256(group.encode()).digest()[0] % 2]


def of_half(cases: Iterable[Case], wanted: str) -> list[Case]:
    """The cases of one half."""
    return [case for case in cases if half(case.group) == wanted]


def read_canard(path: Path, *, title: bool = True) -> list[Case]:
    """CANARD's JSON lines.  Raises `BadSet`.

    `history` begins with the title and the heading of the section that the dialogue is about, which its
    writers saw.  They become the first turn; without `title` they are left out, as in a conversation whose
    questions are all there is, and so is each dialogue's first question.
    """
    cases = []
    for number, row in json_lines(path):
        given = cast(_Canard, row, f"{path}:{number}")
        said = given.history if title else given.history[2:]
        turns = [Turn(*said[at : at + 2]) for at in range(0, len(said), 2)]
        if turns:
            cases.append(Case(given.dialog, tuple(turns), given.question, given.rewrite))
    return cases


def read_cast(path: Path) -> list[Case]:
    """CAsT's JSON lines: questions without answers.  Raises `BadSet`."""
    cases = []
    for number, row in json_lines(path):
        given = cast(_Cast, row, f"{path}:{number}")
        # "2019-evalu-31_4" and "2020-81-4": the conversation, then the turn.
        group = given.id[: max(given.id.rfind("_"), given.id.rfind("-"))]
        turns = tuple(Turn(said.user) for said in given.history)
        cases.append(Case(group, turns, given.question, given.rewrite))
    return cases


def read_alone(path: Path, *, related: bool) -> list[Case]:
    """SQuAD's questions, which stand alone, each after one of the same article or of another.

    Raises:
        BadSet: The file is not SQuAD JSON.
    """
    questions = [question for question in read_squad(path).questions if question.gold]
    if not related:
        step = max(1, len(questions) // 2)
        pairs = list(zip(questions[step:] + questions[:step], questions, strict=True))
    else:
        pairs = list(pairwise(questions))
    cases = []
    for before, question in pairs:
        one, other = before.gold[0].document_id, question.gold[0].document_id
        if (one == other) == related:
            turn = Turn(before.text, next(iter(before.answers), None))
            cases.append(Case(other, (turn,), question.text, question.text))
    return cases
