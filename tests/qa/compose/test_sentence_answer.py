"""Sentence answers: which sentence, and which others with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from index.blocks import Block, BlockKind
from index.documents import Span
from qa.compose.composed import Findings
from qa.compose.sentence_answer import joined, sentence_answer
from qa.read.read_evidence import ReadEvidence
from qa.read.reader.protocol import Reading, ScoredSpan, Support
from qa.schemas import AnswerForm
from qa.understand.parse import parse
from tests.support.passages import of_text, read_evidence, searched

TEXT = "The mill stands by the river. It grinds rye. A flood broke its wheel. Nobody lives there."
SENTENCES = TEXT.replace(". ", ".|").split("|")


def read(odds: list[float], margins: dict[str, float] | None = None, offset: int = 0) -> ReadEvidence:
    """The text as it was read: the odds of its sentences, and spans of words with their margins."""
    passage = of_text(TEXT, offset=offset)
    starts, ends, said = [], [], []
    for span, value in zip(passage.sentences, odds, strict=True):
        starts.append(span.start - offset)
        ends.append(span.end - offset)
        said.append(value)
    support = Support(np.array(starts), np.array(ends), np.array(said, np.float32))
    found = sorted((margins or {}).items(), key=lambda item: -item[1])
    spans = tuple(ScoredSpan(Span(TEXT.index(w), TEXT.index(w) + len(w)), m) for w, m in found)
    return replace(read_evidence(1, 0.0, passage=passage), reading=Reading(spans, 0.0, support))


def answer(
    question: str, evidence: ReadEvidence, blocks: Sequence[Block] = ()
) -> tuple[AnswerForm, list[str]]:
    composed = sentence_answer(Findings(parse(question), searched(blocks), [evidence], []))
    assert composed is not None
    return composed.form, [part.text for part in composed.parts]


def test_the_sentence_that_the_reader_takes_for_the_answer_is_one() -> None:
    evidence = read([-5.0, -6.0, 3.0, -9.0], offset=70)
    assert answer("Why does the mill not work?", evidence) == (AnswerForm.SENTENCE, [SENTENCES[2]])


def test_a_sure_span_counts_where_sentences_are_alike() -> None:
    evidence = read([0.5, -9.0, 0.4, -9.0], {"flood": 6.0})
    assert answer("When did it break?", evidence)[1] == [SENTENCES[2]]


@pytest.mark.parametrize(
    ("odds", "texts"),
    [
        ([-5.0, 2.0, 3.0, -9.0], [" ".join(SENTENCES[1:3])]),
        ([2.0, -5.0, 3.0, -9.0], [SENTENCES[0], SENTENCES[2]]),
        ([2.0, 1.0, 3.0, 2.5], [SENTENCES[0], " ".join(SENTENCES[2:])]),
    ],
)
def test_further_sentences_go_with_it_in_the_order_of_the_text(odds: list[float], texts: list[str]) -> None:
    assert answer("Why does the mill not work?", read(odds)) == (AnswerForm.SENTENCES, texts)


def blocks_of(*kinds: tuple[BlockKind, int]) -> list[Block]:
    """Blocks of so many sentences of the text each."""
    made, at = [], 0
    for kind, count in kinds:
        words = " ".join(SENTENCES[at : at + count])
        start = TEXT.index(words)
        made.append(Block(Span(start, start + len(words)), kind))
        at += count
    return made


def test_further_sentences_are_of_the_same_paragraph() -> None:
    blocks = blocks_of((BlockKind.PARAGRAPH, 2), (BlockKind.PARAGRAPH, 2))
    evidence = read([2.0, 1.0, 3.0, 2.5])
    assert answer("Why does the mill not work?", evidence, blocks)[1] == [" ".join(SENTENCES[2:])]


def test_a_heading_is_no_answer() -> None:
    blocks = blocks_of((BlockKind.HEADING, 1), (BlockKind.PARAGRAPH, 3))
    evidence = read([5.0, -9.0, 1.0, -9.0])
    assert answer("Why does the mill not work?", evidence, blocks)[1] == [SENTENCES[2]]


def test_a_question_for_a_short_fact_gets_one_sentence() -> None:
    assert answer("Who lives in the mill?", read([2.0, 1.0, 3.0, 2.5])) == (
        AnswerForm.SENTENCE,
        [SENTENCES[2]],
    )


def test_nothing_read_is_no_answer() -> None:
    assert sentence_answer(Findings(parse("Why?"), searched(), [], [])) is None


def test_neighbours_are_joined_and_nothing_else() -> None:
    spans = [Span(10, 12), Span(13, 15), Span(16, 18)]
    assert joined(spans, "ab cd,ef", 10) == [Span(10, 15), Span(16, 18)]


def test_a_sentence_that_only_says_yes_or_no_goes_with_the_next() -> None:
    passage = of_text("It rains. Yes. The mill grinds rye. Nobody lives there.")
    starts = np.array([span.start for span in passage.sentences])
    ends = np.array([span.end for span in passage.sentences])
    support = Support(starts, ends, np.array([-9.0, 3.0, -4.0, -9.0], np.float32))
    evidence = replace(read_evidence(1, 0.0, passage=passage), reading=Reading((), 0.0, support))
    assert answer("Does the mill grind rye?", evidence)[1] == ["Yes. The mill grinds rye."]
