"""Messages that ask nothing are told from questions."""

from __future__ import annotations

import pytest

from qa.conversation.friendly_lines import friendly_line
from qa.conversation.small_talk import SmallTalk, small_talk
from qa.conversation.small_talk_phrases import PHRASES, Talk


@pytest.mark.parametrize(
    ("message", "talk", "language"),
    [
        ("Hello there!", Talk.GREETING, "en"),
        ("hi 👋", Talk.GREETING, "en"),
        ("Thanks a lot for your help!", Talk.THANKS, "en"),
        ("Thanks, bye.", Talk.FAREWELL, "en"),
        ("How are you?", Talk.HOW_ARE_YOU, "en"),
        ("Yes, please.", Talk.YES, "en"),
        ("No, thank you", Talk.THANKS, "en"),
        ("never mind", Talk.NO, "en"),
        ("Guten Morgen zusammen", Talk.GREETING, "de"),
        ("Vielen Dank, tschüss!", Talk.FAREWELL, "de"),
        ("شكرًا جزيلًا!", Talk.THANKS, "ar"),
        ("Bonjour à tous", Talk.GREETING, "fr"),
        ("¡Muchas gracias!", Talk.THANKS, "es"),
    ],
)
def test_small_talk(message: str, talk: Talk, language: str) -> None:
    assert small_talk(message) == SmallTalk(talk, language)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "?",
        "there",
        "Hi, how many days of leave do I get?",
        "Thanks. And who wrote it?",
        "Who is Hello Kitty?",
        "nice hotels",
        "thank you letter template",
        "What does goodbye mean?",
        "yes or no: is the gym open?",
    ],
)
def test_what_asks_something_is_no_small_talk(message: str) -> None:
    assert small_talk(message) is None


def test_there_is_a_line_for_all_small_talk_of_every_language() -> None:
    decides = set(Talk) - {Talk.BESIDE}
    lines = [friendly_line(SmallTalk(talk, language)) for language in PHRASES for talk in decides]
    assert len(set(lines)) == len(lines) == len(PHRASES) * len(decides)
