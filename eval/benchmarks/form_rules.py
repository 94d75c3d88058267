"""The composers and rules behind answers of every form, and how each is switched off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eval.ablation.switching import Switch
from qa.compose.compose import OF_KIND
from qa.compose.list_blocks import AuthorList
from qa.understand.answer_kind import AnswerKind

#: Modules that weigh what retrieval says of a sentence.
_WEIGHED = ("scored_sentences", "author_list_answer", "values_in_a_row", "steps_answer", "block_answer")


def _none(*_: Any, **__: Any) -> None:
    return None


def _no(*_: Any, **__: Any) -> list[Any]:
    return []


def _false(*_: Any, **__: Any) -> bool:
    return False


def _true(*_: Any, **__: Any) -> bool:
    return True


def _read(_: Any, __: Any, read: Any) -> Any:
    return read


def _passages(_: Any, passages: Any) -> Any:
    return passages


def _all_entries(_: Any, __: Any, one: AuthorList) -> Any:
    return one.entries


def _without(kind: AnswerKind) -> tuple[Switch, ...]:
    others: Mapping[AnswerKind, Any] = {other: of for other, of in OF_KIND.items() if other is not kind}
    return (Switch("qa.compose.compose:OF_KIND", others),)


RULES: tuple[tuple[str, tuple[Switch, ...]], ...] = (
    *((f"the composer of {kind.value}", _without(kind)) for kind in OF_KIND),
    ("blocks of code", (Switch("qa.understand.asked_code:asks_for_code", _false),)),
    ("lists of authors", (Switch("qa.compose.author_list_answer:author_list", _none),)),
    ("lists that no plural asks for", (Switch("qa.compose.author_list_answer:list_below_its_lead", _none),)),
    ("rows of names", (Switch("qa.compose.values_in_a_row:row_of_several", _none),)),
    ("lists without bullets", (Switch("qa.compose.line_runs:line_runs", _no),)),
    ("rows behind a colon", (Switch("qa.compose.coordination:row_after_colon", _none),)),
    ("entries that do not answer", (Switch("qa.compose.author_list_answer:_answering", _all_entries),)),
    ("instructions in running text", (Switch("qa.compose.instructions:is_instruction", _false),)),
    ("titles support what is below", (Switch("qa.compose.scored_sentences:_is_title", _false),)),
    ("sections of a matter", (Switch("qa.compose.description_answer:_titled", _no),)),
    ("leads of documents", (Switch("qa.compose.description_answer:lead_of", _no),)),
    ("retrieval beside the reader", tuple(Switch(f"qa.compose.{one}:RETRIEVED", 0.0) for one in _WEIGHED)),
    ("lines with labels as sentences", (Switch("qa.read.table_text:labelled_lines", _no),)),
    ("labels that fit", (Switch("qa.pipeline:weigh_labels", _read),)),
    ("terms as titles", (Switch("qa.compose.definition_answer:_lead_on", _none),)),
    ("sections of a time", (Switch("qa.compose.description_answer:_of_time", _passages),)),
    ("rows of one kind", (Switch("qa.compose.values_in_a_row:_alike", _true),)),
    ("one sentence of reason", (Switch("qa.compose.sentence_answer:LEAST_MORE_OF_REASON", -1.0),)),
    ("verbs of definitions", (Switch("qa.compose.definition_answer:IN_WORDS", 0.0),)),
)
