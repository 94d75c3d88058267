"""What could be shown for a question: which composers are asked, and in which order."""

from __future__ import annotations

from collections.abc import Mapping

from qa.compose.composed import Composed, Composer, Findings
from qa.compose.sentence_answer import SHORT, sentence_answer
from qa.compose.span_answer import span_answer
from qa.schemas import AnswerForm
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion

#: The composers of a kind of question, asked in this order before the general ones.
OF_KIND: Mapping[AnswerKind, tuple[Composer, ...]] = {}
#: Kinds that no span of a few words answers.
QUOTED = (
    AnswerKind.YES_NO,
    AnswerKind.REASON,
    AnswerKind.HOW_TO,
    AnswerKind.DEFINITION,
    AnswerKind.DESCRIPTION,
    AnswerKind.COMPARISON,
)


def states_a_value(question: ParsedQuestion, composed: Composed | None) -> bool:
    """Whether an answer stands for one value, which others may contradict.

    A span does, and a list that has a value; so does a sentence where a short fact or yes or no is asked for.
    """
    if composed is None or composed.form in (AnswerForm.LIST, AnswerForm.STEPS):
        return composed is not None and composed.value is not None
    return composed.form is AnswerForm.SPAN or question.asks(*SHORT)


def compose(found: Findings) -> list[Composed]:
    """All that could be shown, the most wanted form first; empty where no passage has a word."""
    own = [composer for kind, of in OF_KIND.items() if found.question.asks(kind) for composer in of]
    general = [sentence_answer] if found.question.asks(*QUOTED) else [span_answer, sentence_answer]
    return [made for composer in [*own, *general] if (made := composer(found))]
