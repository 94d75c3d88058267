"""Pairs made of questions on people's documents, of short answers and of yes or no."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

from eval.people_documents.passages import DocumentPassages
from eval.people_documents.questions import PeoplesQuestion, by_document
from eval.reader_training.examples import Reading
from eval.support_training.pair import CONTRADICTED, SUPPORTED, UNDECIDED, Pair
from eval.support_training.squad_pairs import MISLEADING, OTHER_ANSWER, Paragraph, other_answer, pairs_of
from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.schemas import Verdict
from qa.support.claim_texts import answer_claim, question_claim
from qa.understand.answer_kind import AnswerKind
from qa.understand.parse import parse

#: Each passage is taken so often, its sentences cut out anew each time: there are few beside those of SQuAD.
REPEATED = 5


def people_pairs(questions: Iterable[PeoplesQuestion], chance: random.Random) -> Iterator[tuple[str, Pair]]:
    """Pairs of questions, with the ids of their documents."""
    of = by_document(questions)
    documents = DocumentPassages([some[0].document for some in of.values()])
    for document, some in of.items():
        for passage in documents.of(some[0].document):
            for _ in range(REPEATED):
                yield from ((document, pair) for pair in _of_passage(passage, some, chance))


def _of_passage(
    passage: StoredPassage, some: Sequence[PeoplesQuestion], chance: random.Random
) -> Iterator[Pair]:
    asked = [
        (question, Span(start, start + len(question.answer or question.quote)))
        for question in some
        if question.quote and (start := _start(passage.text, question)) >= 0
    ]
    short = [(question.text, span) for question, span in asked if question.answer]
    paragraph = Paragraph(Reading(passage.title_and_headings, passage.text, passage.document_id), short)
    yield from pairs_of(paragraph, chance)
    for question, span in asked:
        yield from _of_question(paragraph, question, span, chance)
    for question in some:
        if question.near and question.near in passage.text:
            yield from _tempted(paragraph, question, chance)


def _start(text: str, question: PeoplesQuestion) -> int:
    quote = text.find(question.quote)
    return text.find(question.answer, quote) if quote >= 0 and question.answer else quote


def _of_question(
    paragraph: Paragraph, question: PeoplesQuestion, span: Span, chance: random.Random
) -> Iterator[Pair]:
    number = paragraph.sentence_of(span)
    if number is None:
        return
    title, near = paragraph.reading.title, paragraph.around(number, chance)
    shown = paragraph.joined(near)
    if question.verdict:
        yes = question.verdict is Verdict.YES
        claim, target = question_claim(question.text), SUPPORTED if yes else CONTRADICTED
        for text in dict.fromkeys((question.quote, shown if question.quote in shown else question.quote)):
            yield Pair(claim, title, text, target, "people: yes or no")
    elif question.answer:
        claim = answer_claim(question.text, question.answer)
        yield Pair(claim, title, shown, SUPPORTED, "people: answer")
        if other := other_answer(paragraph, question.answer, chance):
            false = answer_claim(question.text, other)
            yield Pair(false, title, shown, OTHER_ANSWER, "people: other answer")
    else:
        return
    rest = [n for n in range(len(paragraph.sentences)) if n not in near]
    if rest:
        other = paragraph.joined(paragraph.around(chance.choice(rest), chance))
        if question.quote not in other and (question.answer or question.quote) not in other:
            yield Pair(claim, title, other, UNDECIDED, "people: other sentences")


def _tempted(paragraph: Paragraph, question: PeoplesQuestion, chance: random.Random) -> Iterator[Pair]:
    """What misleads does not decide a question, nor whether a value of it answers."""
    start = paragraph.reading.text.find(question.near)
    near = Span(start, start + len(question.near))
    number = paragraph.sentence_of(near)
    if number is None:
        return
    title, shown = paragraph.reading.title, paragraph.joined(paragraph.around(number, chance))
    if parse(question.text).asks(AnswerKind.YES_NO):
        yield Pair(question_claim(question.text), title, shown, UNDECIDED, "people: not decided")
        return
    for _, span in paragraph.asked:
        if near.overlaps(span):
            claim = answer_claim(question.text, span.of(paragraph.reading.text))
            yield Pair(claim, title, shown, MISLEADING["E"], "people: misleading")
