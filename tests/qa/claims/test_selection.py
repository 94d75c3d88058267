"""Which spans are shown as claims, each cited exactly."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from eval.benchmarks.ramdocs import shares
from index.documents import Span
from index.store.stemming import TermAnalyzer
from qa.claims import selection
from qa.claims.found_value import FoundValue
from qa.claims.grouping import FoundClaim
from qa.claims.selection import (
    IN_PARTS,
    LEAST_MARGIN,
    LIKELY,
    MOST_CLAIMS,
    WITHIN,
    RatedClaim,
    disagree,
    select_claims,
)
from qa.read.found_spans import FoundSpan
from qa.understand.answer_kind import AnswerKind
from qa.understand.parse import parse
from tests.support.passages import read_evidence, stored

QUESTION = "How many cows were there?"


def found(text: str, words: str, margin: float, n: int) -> FoundSpan:
    """A span of the only sentence of document `n`."""
    passage = stored([text.split()], id=n, document_id=f"d{n}")
    span = Span(text.index(words), text.index(words) + len(words))
    return FoundSpan(read_evidence(n, 1.0, passage=passage), span, margin, margin)


def claims(*spans: FoundSpan, question: str = QUESTION) -> list[FoundClaim]:
    parsed = parse(question)
    selected = select_claims(parsed, TermAnalyzer(), [FoundValue(parsed, span) for span in spans])
    strengths = [one.strength for one in selected]
    assert strengths == sorted(strengths, reverse=True)
    return [one.claim for one in selected]


#: A second value of these tests competes from this strength on.
COMPETES = 1.0


@pytest.fixture(autouse=True)
def fixed_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """What competes is told by the strength alone: the fitted model has tests of its own."""
    monkeypatch.setattr(selection, "is_rival", lambda measured: measured["strength"] >= COMPETES)


def documents(claim: FoundClaim) -> list[str]:
    return [passage.document_id for passage, _ in claim.support]


NINE = found("There were up to 9 cows here", "9", 3.5, 1)
TEN = found("The mayor said that there were ten cows", "ten", 3.0, 2)
AGAIN = found("10 cows were there", "10", 2.0, 3)


def test_different_values_stand_side_by_side_and_equal_ones_are_one() -> None:
    ten, nine = claims(NINE, TEN, AGAIN)
    assert (ten.value, nine.value) == ("ten", "up to 9")
    assert documents(ten) == ["d2", "d3"]
    assert ten.said_by == "The mayor"
    assert nine.said_by is None


def test_the_support_of_a_claim_is_its_words() -> None:
    for claim in claims(NINE, TEN, AGAIN):
        passage, span = claim.support[0]
        assert passage.slice(span) == claim.value


def test_the_answer_is_a_claim_however_unsure_but_no_other_span_is() -> None:
    unsure = [span._replace(margin=LEAST_MARGIN - n, score=-n) for n, span in enumerate((NINE, TEN), 1)]
    assert [claim.value for claim in claims(*unsure)] == ["up to 9"]


def test_where_yes_or_no_is_asked_for_a_document_makes_one_claim() -> None:
    text = "The mayor said that the gate stayed shut, and the guard said that nobody went in"
    shut, nobody = (
        found(text, words, 3.0 - n, 1) for n, words in enumerate(("stayed shut", "nobody went in"))
    )
    open_ = found("The gate was open all day", "open all day", 2.5, 2)
    told = claims(shut, open_, nobody, question="Was the gate open?")
    assert [claim.value for claim in told] == ["stayed shut", "open all day"]


def test_what_does_not_compete_is_no_claim() -> None:
    assert [claim.value for claim in claims(NINE, AGAIN._replace(margin=COMPETES - 0.1))] == ["up to 9"]


def test_what_several_documents_say_stands_beside_what_one_is_surer_of() -> None:
    alone, too = (span._replace(margin=0.0) for span in (TEN, AGAIN))
    sure = NINE._replace(margin=WITHIN + 1.0, score=5.0)
    assert [claim.value for claim in claims(sure, alone)] == ["up to 9"]
    nine, ten = claims(sure, alone, too)
    assert (nine.value, ten.value) == ("up to 9", "ten")


@pytest.mark.parametrize("kind", IN_PARTS)
def test_parts_of_an_answer_do_not_compete(kind: AnswerKind) -> None:
    asked = replace(parse(QUESTION), kinds=frozenset((kind,)))
    values = [FoundValue(asked, span) for span in (NINE, TEN)]
    assert [one.claim.value for one in select_claims(asked, TermAnalyzer(), values)] == ["up to 9"]


def test_a_likely_value_in_a_name_of_its_own_is_shown_however_sure_another_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(selection, "is_rival", lambda _: False)
    sure = NINE._replace(margin=LIKELY + WITHIN + 1, score=10.0)
    assert [claim.value for claim in claims(sure, TEN._replace(margin=LIKELY + 0.1))] == ["up to 9"]
    said = found("The farmer said that there were up to 9 cows here", "9", LIKELY + WITHIN + 1, 4)
    texts = [claim.value for claim in claims(said, TEN._replace(margin=LIKELY + 0.1))]
    assert texts == ["up to 9", "ten"]
    assert len(claims(said, AGAIN._replace(margin=LIKELY + 0.1))) == 1


BOTH = "Ann said that there were 9 cows. There were 10, Bob said. Eight I saw."


def in_one(words: str, margin: float, text: str = BOTH) -> FoundSpan:
    """A span of one document of several sentences."""
    sentences = [sentence.split() for sentence in re.findall(r"[^.]+\.", text)]
    passage = stored(sentences, id=9, document_id="d9")
    span = Span(text.index(words), text.index(words) + len(words))
    return FoundSpan(read_evidence(9, 1.0, passage=passage), span, margin, margin)


def test_in_one_document_another_voice_competes_and_an_unlikely_second_reading_does_not() -> None:
    unlikely = COMPETES - 0.5
    spans = in_one("9", LIKELY + 1), in_one("10", unlikely), in_one("Eight", unlikely)
    assert [c.value for c in claims(*spans)] == ["9", "10"]


def rated(*spans: FoundSpan) -> list[RatedClaim]:
    parsed = parse(QUESTION)
    return select_claims(parsed, TermAnalyzer(), [FoundValue(parsed, span) for span in spans])


def test_two_documents_or_two_speakers_disagree_and_one_document_by_itself_does_not() -> None:
    assert disagree(rated(NINE, TEN))
    assert disagree(rated(in_one("9", 4.0), in_one("10", 4.0)))
    itself = rated(in_one("9", 4.0), in_one("Eight", 4.0))
    assert len(itself) == 2
    assert not disagree(itself)


@pytest.mark.parametrize(
    ("answers", "said", "recall", "precision"),
    [
        (["741", "472"], ["741", "472"], 1.0, 1.0),
        (["741", "472"], ["741", "1,234"], 0.5, 0.5),
        (["The Killers"], ["Killers", "Coldplay", "the killers"], 1.0, 2 / 3),
        (["1989"], [], 0.0, 0.0),
        (["19 August 1948"], ["August 1948"], 1.0, 1.0),
        (["12"], ["120"], 0.0, 0.0),
    ],
)
def test_shares_of_disagreeing_values(
    answers: list[str], said: list[str], recall: float, precision: float
) -> None:
    assert shares(answers, said) == pytest.approx((recall, precision))


def test_the_answer_is_among_the_most_that_are_shown() -> None:
    spans = [found(f"{n} cows were there", str(n), 6.0, n) for n in range(20, 40)]
    answer = found("There were up to 9 cows here", "9", 5.0, 1)
    shown = claims(answer, *spans)
    assert len(shown) == MOST_CLAIMS
    assert shown[-1].value == "up to 9"


def test_two_speakers_of_one_sentence_stand_side_by_side() -> None:
    text = "Mr Roe counted 30 cows, Ms Fox 45."
    weak = LEAST_MARGIN + 1.5
    one, other = found(text, "30", 0.0, 1), found(text, "45", weak, 1)
    assert [(c.value, c.said_by) for c in claims(one, other)] == [("30", "Mr Roe"), ("45", "Ms Fox")]
    apart = found("Ms Fox said 45 cows.", "45", weak, 2)
    assert len(claims(one, apart)) == 1
