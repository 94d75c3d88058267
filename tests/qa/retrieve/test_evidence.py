"""Word cover, late interaction, kinds of answers, fusion: each against a plain computation or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Span
from index.embed.protocol import QuestionVectors
from index.language.sentence_content import content_of
from index.store.columns.passage_columns import columns_of
from index.store.term_ids import term_ids
from qa.confidence.weights import load_weights
from qa.retrieve import fusion
from qa.retrieve.evidence import Evidence
from qa.retrieve.fusion import FEEDBACK_PASSAGES
from qa.retrieve.maxsim import maxsim
from qa.retrieve.term_overlap import WeightedTerms, term_overlap
from qa.retrieve.weights import FusionWeights
from qa.schemas import Mode
from qa.understand.parse import parse
from tests.support.passages import places_of, ranked_of, stored

WEIGHTS = load_weights().fusion
WORDS = ["troops", "sent", "north", "the", "to", "minister"]


def asked(words: list[str], pairs: list[tuple[str, str]]) -> WeightedTerms:
    """A question with every word and pair of the same weight."""
    return WeightedTerms(
        term_ids(words),
        np.full(len(words), 1 / max(len(words), 1), np.float32),
        np.array([[*term_ids(pair)] for pair in pairs], np.uint32).reshape(-1, 2),
        np.full(len(pairs), 1 / max(len(pairs), 1), np.float32),
    )


sentence = st.lists(st.sampled_from(WORDS), max_size=4)
passage = st.tuples(st.lists(sentence, min_size=1, max_size=3), st.lists(st.sampled_from(WORDS), max_size=2))


@settings(max_examples=200)
@given(st.lists(passage, min_size=1, max_size=4), st.sets(st.sampled_from(WORDS), min_size=1))
def test_term_overlap_is_what_sets_say(
    drawn: list[tuple[list[list[str]], list[str]]], words: set[str]
) -> None:
    order = sorted(words)
    pairs = [(a, b) for a in order for b in order]
    passages = columns_of([stored(sentences, title) for sentences, title in drawn])
    found = term_overlap(asked(order, pairs), passages)
    expected = [len(words & {*said, *title}) / len(words) for held, title in drawn for said in held]
    assert found.sentences.tolist() == pytest.approx(expected)
    flat = [[word for said in sentences for word in said] for sentences, _ in drawn]
    follows = [len({pair for pair in pairwise(one) if pair in pairs}) / len(pairs) for one in flat]
    assert found.pairs.tolist() == pytest.approx(follows)


def test_maxsim_by_hand() -> None:
    question = QuestionVectors(np.ones(2, np.float32), np.array([[1, 0], [0, 1]], np.float32), (0, 4))
    weights = np.array([0.75, 0.25], np.float32)
    first = stored([["a"], ["b", "c"]], tokens=[np.array([[127, 0]]), np.array([[0, 127], [-127, 0]])])
    second = stored([["a"], []], tokens=[np.array([[0, -127]]), np.zeros((0, 2))])
    found = maxsim(question, weights, columns_of([first, second]))
    assert found.sentences.tolist() == pytest.approx([0.75, 0.25, -0.25, -1.0])
    assert found.passages.tolist() == pytest.approx([1.0, -0.25])


def test_maxsim_of_no_tokens_is_zero() -> None:
    question = QuestionVectors(np.ones(2, np.float32), np.zeros((0, 2), np.float32), ())
    found = maxsim(question, np.zeros(0, np.float32), columns_of([stored([["a"]])]))
    assert [*found.sentences, *found.passages] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("How many troops were reported?", "Up to 12,000 troops.", "They came under fire."),
        ("how much did it cost", "It cost two million.", "It was dear."),
        ("When did it begin?", "It began in August.", "It began badly."),
        ("In what year was it built?", "It was built in 1887.", "It was built of iron."),
        ("Who is the minister?", "The minister is Rustem Umerov.", "the minister is new."),
    ],
)
def test_the_kind_of_thing_asked_for(question: str, yes: str, no: str) -> None:
    asked = parse(question).answer_content
    assert asked is not None
    assert content_of(yes) & asked
    assert not content_of(no) & asked


def test_a_question_that_names_no_kind_takes_any_sentence() -> None:
    assert parse("Why did they leave?").answer_content is None


def evidence(n: int, *, bm25: float = 0.0, dense: float = 0.0, vector: np.ndarray | None = None) -> Evidence:
    held = stored([["a"]], id=n, document_id=f"d{n}", vector=vector)
    return Evidence(held, dense, bm25, 0.0, 0.0, 0.0, 0.0, 1.0, held.sentences[0], 0.0)


def fuse(
    evidence: Sequence[Evidence], mode: Mode, weights: FusionWeights, *, is_read: bool = True
) -> list[Evidence]:
    """Evidence as it is fused."""
    found = ranked_of(evidence)
    return [*fusion.fuse(found.scores, mode, weights, found.fetch, places_of(evidence), is_read=is_read)]


def names(ranked: Sequence[Evidence]) -> list[str]:
    return [e.passage.document_id for e in ranked]


def test_modes_rank_by_their_arm_alone() -> None:
    candidates = [evidence(1, bm25=3, dense=0.1), evidence(2, bm25=1, dense=0.9)]
    assert names(fuse(candidates, Mode.BM25, WEIGHTS)) == ["d1", "d2"]
    assert names(fuse(candidates, Mode.DENSE, WEIGHTS)) == ["d2", "d1"]


@pytest.mark.parametrize("mode", list(Mode))
def test_ties_are_broken_by_document_and_offset(mode: Mode) -> None:
    candidates = [evidence(3), evidence(1), evidence(2)]
    later = replace(candidates[0], passage=candidates[0].passage._replace(id=4, span=Span(9, 10)))
    noisy = replace(candidates[2], dense=1e-7)
    assert names(fuse([later, noisy, *candidates[:2]], mode, WEIGHTS)) == ["d1", "d2", "d3", "d3"]
    assert fuse([later, candidates[0]], mode, WEIGHTS)[0].passage.span.start == 0


def test_feedback_pulls_up_what_is_near_the_best_and_leaves_the_first() -> None:
    """d8 lies near the first five, d9 far from them; without feedback d9 is a little better."""
    near, far = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    candidates = [evidence(n, dense=2 - n / 100, vector=near) for n in range(1, FEEDBACK_PASSAGES + 1)]
    candidates += [evidence(9, dense=1.1, vector=far), evidence(8, dense=1.0, vector=near)]
    ranked = fuse(candidates, Mode.HYBRID, WEIGHTS)
    assert names(ranked)[0] == "d1"
    assert names(ranked).index("d8") < names(ranked).index("d9")
    scores = [e.score for e in ranked]
    assert scores == sorted(scores, reverse=True)


def test_words_lead_where_the_model_has_not_learnt_the_script() -> None:
    by_vectors = replace(evidence(1), dense=0.9, nearest=0.9, tokens=0.9)
    by_words = replace(evidence(2), bm25=30, cover=0.9)
    both = [by_vectors, by_words]
    assert fuse(both, Mode.HYBRID, WEIGHTS)[0].passage.id == 1
    assert fuse(both, Mode.HYBRID, WEIGHTS, is_read=False)[0].passage.id == 2
