"""Benchmark on questions for a number over texts whose lines are numbered, as rules and contracts are.

    python -m eval.benchmarks.line_numbers --squad2 dev.json.gz

Each paragraph of SQuAD 2.0 becomes a section with a number, each sentence of it a line with one; all passages
are searched.  The same is asked again without the rule that such numbers are no quantities.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.ablation.groups import LINE_NUMBERS
from eval.ablation.switching import switched_off
from eval.benchmarks.open_questions import RIGHT, SHOWN, ask_all, is_answered, opened
from eval.formats.squad import PARAGRAPH_BREAK, read_squad
from eval.measures.answers import best_f1
from eval.questions import Question
from index.documents import Document, Span
from index.ingest.sentences import sentences
from qa.read.line_numbers import line_numbers
from qa.schemas import AskResponse, Citation
from qa.understand.answer_kind import AnswerKind, kinds_of


def numbered(document: Document) -> Document:
    """A document with a heading for each paragraph and a line for each sentence, all with numbers."""
    sections = []
    for section, text in enumerate(document.text.split(PARAGRAPH_BREAK), 1):
        found = sentences(text, Span(0, len(text)))
        lines = [f"{section}.{n} {one.of(text)}" for n, one in enumerate(found, 1)]
        sections.append("\n".join([f"{section}. {document.title}", *lines]))
    return Document(document.id, PARAGRAPH_BREAK.join(sections), document.title)


def shows_line_number(response: AskResponse, numbers: Mapping[str, Sequence[Span]]) -> bool:
    """Whether what is shown is the number of a line; `numbers` has those of each document."""
    shown = response.answer.citations if response.answer else []
    return any(
        span.start <= one.start_char_index and one.end_char_index <= span.end
        for one in shown
        if isinstance(one, Citation)
        for span in numbers[one.document_id]
    )


def is_right(response: AskResponse, question: Question) -> bool:
    """Whether what is shown holds an answer, or has most of its words."""
    text = response.answer.text if response.answer else ""
    held = any(answer.casefold() in text.casefold() for answer in question.answers)
    return held or best_f1(text, question.answers) >= RIGHT


def report(
    name: str,
    questions: Sequence[Question],
    responses: Sequence[AskResponse],
    numbers: Mapping[str, Sequence[Span]],
) -> None:
    """Print what is shown, and what of it is wrong."""
    rows = [*zip(questions, responses, is_answered(responses), strict=True)]
    shown = [(question, response) for question, response, answered in rows if answered]
    wrong = sum(not is_right(response, question) for question, response in shown)
    of_line = sum(shows_line_number(response, numbers) for _, response in shown)
    counts = f"{len(rows)} questions, {len(shown)} answered, {wrong} wrong, {of_line} by the number of a line"
    SHOWN.print(f"{name}: {counts}", soft_wrap=True)


def main() -> None:
    """Read the arguments, index, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad2", type=Path, required=True, help="a file of SQuAD 2.0")
    arguments = parser.parse_args()
    given = read_squad(arguments.squad2)
    questions = [one for one in given.questions if AnswerKind.NUMBER in kinds_of(one.text)]
    sets = {
        "answerable": [one for one in questions if not one.unanswerable],
        "unanswerable": [one for one in questions if one.unanswerable],
    }
    for form, documents in (
        ("plain", given.documents),
        ("numbered", [numbered(one) for one in given.documents]),
    ):
        service = opened(documents)
        numbers = {one.id: line_numbers(one.text) for one in documents}
        for name, asked in sets.items():
            texts = [one.text for one in asked]
            report(f"{form}, {name}", asked, ask_all(service, texts, name), numbers)
            with switched_off(LINE_NUMBERS.switches):
                without = ask_all(service, texts, name)
            report(f"{form}, {name}, without the rule", asked, without, numbers)


if __name__ == "__main__":
    main()
