"""The last seven days in words."""

from __future__ import annotations

from qa.insights.report import Levels, QuestionGroup, Speed, Verdicts
from qa.insights.summary import summary

WEEK = Levels(answered=6, unsure=2, nothing=2)
GROUP = QuestionGroup(name="Who feeds the cat?", asked=4, last="", questions=[], wordings=2)


def test_a_week_is_told_in_sentences() -> None:
    verdicts = Verdicts(up=3, down=2, reasons={"outdated": 2, "other": 1})
    assert summary(WEEK, Levels(answered=8), [GROUP], verdicts, Speed(half=99.6, most=240)) == [
        "10 questions in the last seven days, 25% more than in the seven days before.",
        "60% were answered, 20% got the closest passage, 20% got nothing; in the seven days before, "
        "100% were answered.",
        "Asked most without an answer: “Who feeds the cat?” (4 times in 2 wordings).",
        "2 of 5 verdicts said that the answer did not help; most often: out of date (2).",
        "Half of the answers took at most 100 ms, 95 in 100 at most 240 ms.",
    ]


def test_what_there_is_nothing_of_is_not_told() -> None:
    said = summary(Levels(answered=1), Levels(), [], Verdicts(), Speed())
    assert said[0] == "1 question in the last seven days, none in the seven days before."
    assert len(said) == 3
    assert summary(Levels(), WEEK, [], Verdicts(up=1), Speed()) == [
        "Nobody asked anything in the last seven days."
    ]


def test_fewer_and_as_many_are_told() -> None:
    assert "50% fewer" in summary(Levels(answered=5), WEEK, [], Verdicts(), Speed())[0]
    assert "as many as" in summary(WEEK, WEEK, [], Verdicts(), Speed())[0]
    assert ";" not in summary(WEEK, WEEK, [], Verdicts(), Speed())[1]
