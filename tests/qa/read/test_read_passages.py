"""Reading: the order of passages, the choice among spans, when to answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from index.documents import Span
from qa.confidence.policy import AnswerPolicy
from qa.confidence.weights import load_weights
from qa.read.found_spans import found_spans, supporting_sentence
from qa.read.read_passages import APART, read_passages
from qa.read.reader.protocol import Reading, ReadPassage, ScoredSpan
from qa.read.rerank import rerank
from qa.read.table_text import MOST_AT_ONCE
from qa.read.weights import ReadingWeights
from qa.retrieve.evidence import Evidence
from qa.understand.parse import parse
from tests.support.passages import evidence, read_evidence, stored

WEIGHTS = ReadingWeights(odds=1.0, passage=0.5)


def ids(ranked: Sequence[Evidence]) -> list[str]:
    return [one.passage.document_id for one in ranked]


def untold(document_id: str, version: str) -> str:
    """No version's text is needed."""
    raise AssertionError


class Recording:
    """A reader that keeps what it was given."""

    def __init__(self) -> None:
        self.identity: Mapping[str, object] = {"name": "recording"}
        self.seen: list[ReadPassage] = []

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        self.seen += passages
        return [Reading((), -1.0) for _ in passages]


def test_only_the_first_passages_are_read_with_their_titles() -> None:
    reader = Recording()
    ranked = read_passages(reader, parse("q"), [evidence(1, 3), evidence(2, 2), evidence(3, 1)], 2, untold)
    assert [passage.text for passage in reader.seen] == ["zero one two three"] * 2
    assert ids(ranked) == ["d1", "d2"]


def test_what_is_much_worse_evidence_than_the_first_is_not_read() -> None:
    reader = Recording()
    scores = [20.0, 20.0 - APART - 1, 20.0 - APART - 2]
    ranked = read_passages(
        reader, parse("q"), [evidence(n, score) for n, score in enumerate(scores)], 8, untold
    )
    assert ids(ranked) == ["d0", "d1"]
    near = read_passages(reader, parse("q"), [evidence(n, 20.0 - n * APART / 4) for n in range(6)], 8, untold)
    assert ids(near) == [f"d{n}" for n in range(5)]


TABLE = "Prices of all plans.\n| Plan | Price |\n| --- | --- |\n| Team | 9 |\n| Solo | 4 |\n| Duo | 5 |"


class Finding(Recording):
    """A reader that finds the words that are asked for, each time they stand there."""

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        super().read(question, passages)
        asked = re.escape(question.rstrip("?"))
        found = [[Span(*match.span()) for match in re.finditer(asked, one.text)] for one in passages]
        return [
            Reading(tuple(ScoredSpan(span, -float(n)) for n, span in enumerate(spans)), float(len(spans)))
            for spans in found
        ]


@pytest.mark.parametrize("asked", ["9", "of the Plan Team is 9", "Plan Duo"])
def test_spans_of_a_table_told_as_sentences_are_spans_of_the_table(asked: str) -> None:
    held = stored([["x"]])._replace(text=TABLE, span=Span(100, 100 + len(TABLE)))
    known = replace(evidence(1, 3), passage=held)
    (read_one,) = read_passages(Finding(), parse(asked), [known], 2, untold)
    (scored,) = read_one.reading.spans
    assert scored.span.of(TABLE) == asked.split(" ")[-1]


def test_the_head_of_a_table_is_sought_above_the_passage() -> None:
    rows = TABLE.split("\n")
    text, above = "\n".join(rows[4:]), "\n".join(rows[:4]) + "\n"
    held = stored([["x"]])._replace(text=text, span=Span(len(above), len(TABLE)))
    reader = Recording()
    read_passages(reader, parse("q"), [replace(evidence(1, 3), passage=held)], 2, lambda id, version: TABLE)
    assert reader.seen[0].text == "The Price of the Plan Solo is 4. \nThe Price of the Plan Duo is 5. \n"


def test_the_parts_of_a_long_table_are_read_as_one_passage() -> None:
    text = "| Plan | Price |\n| --- | --- |\n" + "\n".join(f"| P{n} | {n} |" for n in range(90, 190))
    held = stored([["x"]])._replace(text=text, span=Span(0, len(text)))
    reader = Finding()
    (known,) = read_passages(reader, parse("is 1"), [replace(evidence(1, 3), passage=held)], 2, untold)
    assert len(reader.seen) > 4
    assert max(len(passage.text) for passage in reader.seen) <= MOST_AT_ONCE
    assert known.reading.odds == max(passage.text.count("is 1") for passage in reader.seen)
    assert [scored.margin for scored in known.reading.spans] == sorted(
        (scored.margin for scored in known.reading.spans), reverse=True
    )
    spans = sorted(scored.span for scored in known.reading.spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_what_the_reader_says_reorders_what_was_read() -> None:
    ranked = rerank([read_evidence(1, 3, -2), read_evidence(2, 2.5, 4)], WEIGHTS)
    assert ids(ranked) == ["d2", "d1"]


def test_scores_stay_above_what_was_not_read_where_the_reader_says_no() -> None:
    ranked = rerank([read_evidence(1, 3, -12), read_evidence(2, 2.9, -12)], WEIGHTS, least=1.0)
    assert ids(ranked) == ["d1", "d2"]
    assert [one.score for one in ranked] == pytest.approx([1.1, 1.0])
    kept = rerank([read_evidence(1, 3, 12), read_evidence(2, 2.9, 12)], WEIGHTS, least=1.0)
    assert [one.score for one in kept] == pytest.approx([15, 14.9])


def test_spans_are_of_the_version_and_count_their_passage() -> None:
    near, far = read_evidence(1, 5, 2.0), read_evidence(2, 1, 2.5)
    held = near.passage._replace(span=Span(100, 118))
    found = found_spans([replace(near, passage=held), far], WEIGHTS)
    assert [one.evidence.passage.document_id for one in found] == ["d1", "d2"]
    assert found[0].span == Span(109, 112)
    assert found[0].text == "two"


def test_the_sentence_around_a_span_and_across_two() -> None:
    one = evidence(1, 1)
    assert one.passage.enclosing_sentences(Span(9, 12)) == one.passage.sentences[1]
    assert one.passage.enclosing_sentences(Span(5, 12)) == Span(0, 18)


def test_the_sentence_shown_is_the_readers_only_where_it_is_sure() -> None:
    assert supporting_sentence(read_evidence(1, 1, 3.0)) == Span(9, 18)
    assert supporting_sentence(read_evidence(1, 1, -3.0)) == Span(0, 8)
    assert supporting_sentence(evidence(1, 1)) == Span(0, 8)


def test_a_stricter_error_rate_has_a_higher_threshold() -> None:
    weights = load_weights()
    asked = [weights.threshold(rate / 100) for rate in range(0, 101, 5)]
    assert asked == sorted(asked, reverse=True)
    assert asked[-1] == 0.0


@pytest.mark.parametrize(
    ("policy", "asked", "threshold"),
    [
        (AnswerPolicy(0.2, None), None, load_weights().threshold(0.2)),
        (AnswerPolicy(0.2, 0.7), None, 0.7),
        (AnswerPolicy(0.2, 0.7), 0.1, load_weights().threshold(0.1)),
        (AnswerPolicy(0.2, None), 1.0, 0.0),
    ],
)
def test_a_request_wins_over_the_setting(policy: AnswerPolicy, asked: float | None, threshold: float) -> None:
    assert policy.least_probability(asked, load_weights()) == threshold
