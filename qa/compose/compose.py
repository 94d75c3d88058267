"""What could be shown for a question: which composers are asked, and in which order."""

from __future__ import annotations

from collections.abc import Mapping

from qa.compose.author_list_answer import list_below_its_lead
from qa.compose.block_answer import block_answer
from qa.compose.comparison_answer import comparison_answer
from qa.compose.composed import Composed, Composer, Findings
from qa.compose.definition_answer import definition_answer
from qa.compose.description_answer import description_answer
from qa.compose.exception_answer import exception_answer
from qa.compose.keyword_answer import keyword_answer
from qa.compose.list_answer import list_answer
from qa.compose.mentions_answer import mentions_answer
from qa.compose.row_answer import compared_rows, row_answer, winner_of
from qa.compose.sentence_answer import SHORT, sentence_answer
from qa.compose.span_answer import span_answer
from qa.compose.steps_answer import steps_answer
from qa.compose.values_in_a_row import row_of_several
from qa.schemas import AnswerForm
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion

#: The composers of a kind of question, asked in this order before the general ones.
OF_KIND: Mapping[AnswerKind, tuple[Composer, ...]] = {
    AnswerKind.LIST: (list_answer,),
    AnswerKind.HOW_TO: (steps_answer, block_answer),
    AnswerKind.DEFINITION: (definition_answer,),
    AnswerKind.DESCRIPTION: (description_answer,),
    AnswerKind.KEYWORDS: (keyword_answer,),
}
#: Kinds that no span of a few words answers.
QUOTED = (
    AnswerKind.YES_NO,
    AnswerKind.REASON,
    AnswerKind.HOW_TO,
    AnswerKind.DEFINITION,
    AnswerKind.DESCRIPTION,
    AnswerKind.COMPARISON,
)
#: Those of them that a row of a table does not answer better.
EXPLAINED = tuple(kind for kind in QUOTED if kind is not AnswerKind.COMPARISON)
#: Forms with many parts, of which none contradicts another.
SEVERAL = (AnswerForm.LIST, AnswerForm.STEPS)


def states_a_value(question: ParsedQuestion, composed: Composed | None) -> bool:
    """Whether an answer stands for one value, which others may contradict.

    A span does, and a row of names where no list is asked for; so does a sentence where a short fact is asked
    for, or yes or no.
    """
    if composed is None or question.asks(AnswerKind.LIST):
        return False
    if composed.form in SEVERAL:
        return composed.value is not None and not question.asks(AnswerKind.COMPARISON)
    return composed.form is AnswerForm.SPAN or question.asks(*SHORT)


def compose(found: Findings) -> list[Composed]:
    """All that could be shown, the most wanted form first; empty where no passage has a word.

    Where two sides are compared and both are found, one of them alone is no answer.
    """
    question = found.question
    if mentioned := mentions_answer(found):
        return [mentioned]
    if question.asks(AnswerKind.COMPARISON):
        if rows := compared_rows(found):
            return [rows]
        if (sides := comparison_answer(found)) and (compared := winner_of(found, sides)):
            return [compared]
    own: list[Composer] = [block_answer] if question.wants_code else []
    if not question.asks(*EXPLAINED):
        own.append(row_answer)
    own += [composer for kind, of in OF_KIND.items() if question.asks(kind) for composer in of]
    own.append(exception_answer)
    short = (row_answer, row_of_several, list_below_its_lead, span_answer, sentence_answer)
    general = (sentence_answer, row_answer) if question.asks(*QUOTED) else short
    return [made for composer in dict.fromkeys([*own, *general]) if (made := composer(found))]
