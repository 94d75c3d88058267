"""The answers to the questions that one question joins, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.compose.composed import Composed, Part
from qa.schemas import AnswerForm

#: Forms that have a short value.
_SHORT = (AnswerForm.SPAN, AnswerForm.ROW)


def joint_answer(words: Sequence[str], answers: Sequence[Composed]) -> Composed | None:
    """All answers as one, each part labelled with the words that ask for it.

    None where two questions have the same answer: one of them was not understood.  None too where an answer
    was computed: no words of a document are cited for it.
    """
    if any(isinstance(one.value, str) for one in answers):
        return None
    parts = [[*_labelled(said, one)] for said, one in zip(words, answers, strict=True)]
    first, *others = ({(part.passage.id, part.span) for part in some} for some in parts)
    if any(first & other for other in others):
        return None
    form = AnswerForm.LIST if all(one.form in _SHORT for one in answers) else AnswerForm.SENTENCES
    return Composed(form, tuple(part for some in parts for part in some))


def _labelled(words: str, answer: Composed) -> Iterator[Part]:
    shown = (answer.value,) if isinstance(answer.value, Part) else answer.parts
    for part in shown:
        yield part._replace(label=words)


def agree(joint: Composed, whole: Composed) -> bool:
    """Whether some sentence is in the answers one by one and in that to the question as it was asked.

    Where none is, one of the questions was not understood alone.
    """
    return any(
        one.passage.id == other.passage.id and one.passage.enclosing_sentences(one.span).overlaps(other.span)
        for one in joint.parts
        for other in whole.parts
    )
