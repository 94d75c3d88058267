"""What a reader is given of a passage, and where that stands in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Span
from qa.read.table_text import readable_texts


def nothing() -> str:
    """What stands above the first passage."""
    return ""


def told(text: str, above: str = "") -> str:
    return "".join(part.text for part in readable_texts(text, lambda: above))


def test_a_name_and_its_role_stand_where_they_are_written() -> None:
    text = "Staff\n- Ann Lee, cook\n- Ben Ros, mate"
    (part,) = readable_texts(text, nothing)
    for words in ("Ann Lee", "cook", "Ben Ros", "mate"):
        at = part.text.index(words)
        found = part.origin(Span(at, at + len(words)))
        assert found is not None
        assert found.of(text) == words


def test_prose_is_read_as_it_is() -> None:
    text = "One | two: a * b.\n\nQ is a letter. __init__"
    (part,) = readable_texts(text, nothing)
    assert part.text == text
    assert part.origin(Span(4, 9)) == Span(4, 9)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Cook: Ben\nMate: Ada.\nEnd", "Cook: Ben.\nMate: Ada.\nEnd\n"),
        ("Crew\n- Cook: Ben\n- Mate: Ada", "Crew\n- Cook: Ben\n- Mate: Ada"),
        ("Crew\n- red boat, sails\n- blue boat", "Crew\n- red boat, sails.\n- blue boat.\n"),
        ("- a boat that\n  sails\n- oars.", "- a boat that\n  sails\n- oars.\n"),
        ("- Ann Lee, cook\n- Ben de Ros - the mate", "Ann Lee is cook.\nBen de Ros is the mate.\n"),
        ("Rev. Al Fox (vicar)\nMo Hall (bell tower)", "Rev. Al Fox is vicar.\nMo Hall is bell tower.\n"),
        ("Ann Lee, cook\nWe sail.", "Ann Lee, cook\nWe sail."),
        ("Ann Lee, who left\nBen Ros, and others", "Ann Lee, who left\nBen Ros, and others"),
        ("| a | b |\n|---|:-:|\n| c | d |", "\n\nThe b of the a c is d. \n"),
        ("a | b\n- | -\nc | d", "\n\nThe b of the a c is d. \n"),
        ("|  | b | e |\n|--|--|--|\n| c | d | |", "\n\nThe b of c is d. \n"),
        ("| a | b |\n|--|--|\n| | d |\n| c | |", "\n\nThe b is d. \nc\n"),
        ("| a |\n|--|\n| c | d \\| e |", "\n\nThe value of the a c is d \\| e. \n"),
        (
            "| a | b |\n|--|--|\n| c | d |\nEnd | of.",
            "\n\nThe b of the a c is d. \nThe b of the a End is of.. \n",
        ),
        ("| a | b |\n|--|--|\n| c | d |\nEnd.", "\n\nThe b of the a c is d. \nEnd.\n"),
        ("| a | b |\n| c | d |", "| a | b |\n| c | d |"),
        ("Q: Who came?\nA: Nobody.", "Who came?\nNobody.\n"),
        ("Press **Save** now.", "Press Save now.\n"),
        ("|", "|"),
        ("", ""),
    ],
)
def test_tables_are_sentences_and_marks_are_gone(text: str, read: str) -> None:
    assert told(text) == read


@pytest.mark.parametrize(
    ("above", "read"),
    [
        ("| a | b |\n|--|--|\n| x | y |\n", "The b of the a c is d. \n"),
        ("| a | b |\n|--|--|\n| x | y |\n\nText.\n", "| c | d |"),
        ("| a | b |\n", "| c | d |"),
        ("", "| c | d |"),
    ],
)
def test_rows_without_a_head_have_that_of_the_table_above(above: str, read: str) -> None:
    assert told("| c | d |", above) == read


def test_a_span_across_marks_is_the_passage_between() -> None:
    text = "Press **Save** or **Send** now."
    (part,) = readable_texts(text, nothing)
    start = part.text.index("Save")
    found = part.origin(Span(start, start + len("Save or Send")))
    assert found
    assert found.of(text) == "Save** or **Send"


@given(st.text("|-: \n*abQA.\\", max_size=60), st.data())
def test_every_origin_is_in_the_passage_and_whole_cells_are_cells(text: str, data: st.DataObject) -> None:
    for part in readable_texts(text, lambda: text):
        for piece in part.pieces:
            assert piece.span is None or piece.span.of(text) == piece.words
        if part.text:
            start = data.draw(st.integers(0, len(part.text) - 1))
            found = part.origin(Span(start, data.draw(st.integers(start + 1, len(part.text)))))
            assert found is None or 0 <= found.start < found.end <= len(text)
