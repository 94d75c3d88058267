"""Yes and no out of a support model's shares and arithmetic on bounds."""

from __future__ import annotations

import pytest

from qa.quantities.bounds import only_amount
from qa.quantities.quantities import quantities_in
from qa.schemas import Verdict
from qa.support.verdict_features import (
    AskedOf,
    DecidingText,
    VerdictFeatures,
    bounds_verdict,
    verdict_features,
)
from qa.support.verdict_head import VerdictHead
from tests.support.fixed_support import FixedSupport

HEAD = VerdictHead(
    fitted_on="nothing",
    support="",
    sides=(0.5, 0.5, 0.0),
    decided=(-1.0, -1.0, -2.0),
    least={Verdict.YES: 0.8, Verdict.NO: 0.9},
)


def said(
    model: FixedSupport, question: str = "May I fish here?", sentence: str = "Fish here."
) -> Verdict | None:
    asked = AskedOf(question, only_amount(quantities_in(question)))
    found = verdict_features(model, asked, DecidingText("Lake", sentence, sentence, f"Read this. {sentence}"))
    assert found is not None
    told = HEAD.said(found)
    return told.verdict if told else None


def test_what_is_surely_supported_is_yes_and_what_is_contradicted_is_no() -> None:
    assert said(FixedSupport(0.97, 0.02, 0.01)) is Verdict.YES
    assert said(FixedSupport(0.02, 0.97, 0.01)) is Verdict.NO


def test_what_is_left_open_has_no_verdict() -> None:
    assert said(FixedSupport(0.1, 0.1, 0.8)) is None
    assert said(FixedSupport(0.45, 0.45, 0.1)) is None


def test_the_sentence_is_judged_alone_and_with_its_neighbours() -> None:
    model = FixedSupport(0.3, 0.3, 0.4)
    said(model)
    assert [pair.text for pair in model.asked] == ["Fish here.", "Read this. Fish here."]
    assert {pair.title for pair in model.asked} == {"Lake"}


def test_what_stands_around_a_sentence_never_turns_it_round() -> None:
    found = VerdictFeatures(sentence=-0.5, window=9.0, bounds=0.0, open_sentence=-6.0, open_window=-6.0)
    assert HEAD.probabilities(found)[Verdict.YES] > HEAD.least[Verdict.YES]
    assert HEAD.said(found) is None
    assert HEAD.said(found._replace(sentence=0.5)) is not None


def test_yes_and_no_are_mirror_images() -> None:
    text = DecidingText("", "It is.", "It is.", "It is.")
    found = [
        verdict_features(FixedSupport(*shares), AskedOf("So?"), text)
        for shares in ((0.6, 0.3, 0.1), (0.3, 0.6, 0.1))
    ]
    one, other = (HEAD.probabilities(features) for features in found if features)
    assert one[Verdict.YES] == pytest.approx(other[Verdict.NO])
    assert one[Verdict.NO] == pytest.approx(other[Verdict.YES])


@pytest.mark.parametrize(
    ("question", "sentence", "verdict"),
    [
        ("Can a child of 12 take the tablets?", "Do not give the tablets to children under 16.", -1.0),
        ("Can a child of 17 take the tablets?", "Do not give the tablets to children under 16.", 0.0),
        ("Can I send 7 kg?", "You can send up to 5 kg.", -1.0),
        ("Can I send 4 kg?", "You can send up to 5 kg.", 1.0),
        ("Can I send 4 kg?", "You can send no more than 5 kg.", 1.0),
        ("Can I send 4 kg?", "Parcels over 3 kg are prohibited.", -1.0),
    ],
)
def test_arithmetic_decides_by_bounds_and_denials(question: str, sentence: str, verdict: float) -> None:
    assert bounds_verdict(AskedOf(question, only_amount(quantities_in(question))), sentence) == verdict


def test_a_question_about_a_ban_is_the_other_way_round() -> None:
    asked = AskedOf(
        "Is it forbidden to send 7 kg?",
        only_amount(quantities_in("Is it forbidden to send 7 kg?")),
        asks_ban=True,
    )
    assert bounds_verdict(asked, "You can send up to 5 kg.") == 1.0


def test_arithmetic_comes_before_the_model_unless_the_text_leaves_the_question_open() -> None:
    question, sentence = "Can I send 4 kg?", "You can send up to 5 kg."
    assert said(FixedSupport(0.02, 0.97, 0.01), question, sentence) is Verdict.YES
    assert said(FixedSupport(0.02, 0.02, 0.96), question, sentence) is None
