"""Follow-up questions with the rewriting that a person gave: CANARD, CAsT; and questions that stand alone.

Sources: Elgohary, Peskov and Boyd-Graber 2019, "Can you unpack that? Learning to rewrite
questions-in-context" (CANARD); Dalton, Xiong and Callan 2020, "CAsT 2019: the conversational assistance
track overview".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from eval.formats.files import json_lines
from eval.formats.rows import cast
from eval.formats.squad import read_squad
from eval.questions import Question
from qa.conversation.follow_up.turns import Turn

HALVES = ("develop", "test")
#: Names of two to four words.
_PERSON = re.compile(r"[A-Z][\w.-]*(?: [A-Z][\w.-]*){1,3}")


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


def read_made(path: Path, per_article: int = 2) -> list[Case]:
    """Follow-ups made from pairs of SQuAD's questions on one article.  Raises `BadSet`.

    The first asks who it is and is answered by a name, the second has that name: a pronoun takes its place.
    CANARD's and CAsT's conversations seldom go on to speak of whom they asked for.
    """
    articles: dict[str, list[Question]] = {}
    for question in read_squad(path).questions:
        if question.gold:
            articles.setdefault(question.gold[0].document_id, []).append(question)
    cases = []
    for article, questions in articles.items():
        made = dict(_made(article, questions))
        cases += list(made.values())[:per_article]
    return cases


def _made(article: str, questions: Sequence[Question]) -> Iterator[tuple[str, Case]]:
    for question in questions:
        name = next(iter(question.answers), "")
        if not question.text.startswith("Who ") or not _PERSON.fullmatch(name):
            continue
        for number, other in enumerate(questions):
            if name in other.text and other.text != question.text:
                he, his = ("he", "his") if number % 2 else ("she", "her")
                owned = re.sub(rf"\b{re.escape(name)}['’]s?(?!\w)", his, other.text)
                text = re.sub(rf"\b{re.escape(name)}\b", he, owned)
                yield name, Case(article, (Turn(question.text, name),), text, other.text)
                break
