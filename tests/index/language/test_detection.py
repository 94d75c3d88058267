"""The language of a text, or none."""

from __future__ import annotations

import pytest

from index.language.detection import detect, named_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The heating is switched off on Monday morning.", "en"),
        ("Die Heizung wird am Montagmorgen abgeschaltet.", "de"),
        ("Le chauffage est coupé lundi matin.", "fr"),
        ("Отопление отключают в понедельник утром.", "ru"),
        ("暖房は月曜日の朝に止まります。", "ja"),
        ("暖气将于星期一上午关闭。", "zh"),
        ("난방은 월요일 아침에 꺼집니다.", "ko"),
        ("ระบบทำความร้อนจะปิดในเช้าวันจันทร์", "th"),
        ("יש לכבות את ההסקה ביום שני בבוקר.", "he"),
        ("سيتم إيقاف التدفئة صباح يوم الاثنين.", "ar"),
        ("सोमवार की सुबह हीटिंग बंद कर दी जाएगी।", "hi"),
    ],
)
def test_one_sentence_is_enough(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text", ["", " \n", "Invoice", "NOR.0707-60", "Q3 2024: 152", "Kim Jong-un", "\x00\x07", "\ud800", "🙂"]
)
def test_too_little_to_tell_is_no_language(text: str) -> None:
    assert detect(text) == ""


def test_a_long_text_is_cut_first() -> None:
    assert detect("Die Heizung wird am Montagmorgen abgeschaltet. " * 100_000) == "de"


@pytest.mark.parametrize(
    ("given", "language"),
    [("de", "de"), ("de-AT", "de"), ("German", "de"), (" FR ", "fr"), ("iw", "he"), ("nb_NO", "no")],
)
def test_metadata_name_a_language_by_code_tag_or_name(given: str, language: str) -> None:
    assert named_language({"language": given}) == language


@pytest.mark.parametrize("given", ["", "unknown tongue", "und", 7, None, ["de"]])
def test_what_names_no_language_is_none(given: object) -> None:
    assert named_language({"language": given}) == ""
