"""What a person reads of a quoted span: no marks, rows with their columns' names, every word in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Span
from index.ingest.formats.markdown import markdown_blocks
from index.readable.inline import without_marks
from index.readable.pieces import ReadableText
from index.readable.quoting import quote
from tests.support.processor_time import takes_at_most

TABLE = "| Plan | **Price** |\n| --- | --- |\n| Team \\| Solo | *€9* |\n|  | 4 |"


def quoted(text: str, part: str | None = None, media_type: str = "text/markdown") -> ReadableText:
    start = text.index(part) if part else 0
    span = Span(start, start + len(part or text))
    touched = [b for b in markdown_blocks(text) if b.span.start < span.end and b.span.end > span.start]
    return quote(text, span, touched, media_type)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# The **Handbook** #", "The Handbook"),
        ("Head *line*\n---", "Head line"),
        ("> A quotation\n> on `two` lines.", "A quotation\non two lines."),
        ("A line.\\\nAnother.  \nA third.", "A line.\nAnother.\nA third."),
        ("- [one](http://x.y/z_(a) 'title')", "one"),
        ("- one\n- two\n  lines", "one\n• two\nlines"),
        ("Steps:\n\n1. Open.\n2. Close.", "Steps:\n\n1. Open.\n2. Close."),
        ("Above.\n\n***\n\nBelow.", "Above.\n\nBelow."),
        ('```python\na = "**"\n```', 'a = "**"'),
        ("![A **pump**](p.png) <b>leaks</b><br/>&amp; [drips][1] <http://x.y>", "A pump leaks & drips http://x.y"),
        ("snake_case and 2 * 3 * 4, **kwargs, [1], \\*", "snake_case and 2 * 3 * 4, **kwargs, [1], *"),
        ("*a **b*** ~~c~~ __d__ ***e***", "a b c d e"),
        ("**a* b **", "*a b **"),
        (TABLE, "Plan: Team | Solo; Price: €9\nPrice: 4"),
        ("| a |\n|---|\n| b |", "a: b"),
        ("---", "---"),
    ],
)  # fmt: skip
def test_marks_are_gone(text: str, shown: str) -> None:
    assert quoted(text).text == shown


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("€9", "€9"),
        ("Solo | *€9", "Solo; €9"),
        ("| Team \\| Solo | *€9* |", "Plan: Team | Solo; Price: €9"),
        ("| Plan | **Price** |\n| --- | --- |", "Plan; Price"),
        ("| --- |", "| --- |"),
        ("ice** |\n| --- | --- |\n| Te", "Te"),
    ],
)
def test_a_part_of_a_table(part: str, shown: str) -> None:
    assert quoted(TABLE, part).text == shown


def test_a_part_of_a_line_has_no_half_of_a_mark() -> None:
    assert quoted("Press **Save or\nSend** now.", "Save or\nSend** now").text == "Save or\nSend now"
    assert quoted("- one\n- two", "two").text == "two"
    assert quoted("See [the plan](a.md) first.", "the plan](a.md) first").text == "the plan first"


@pytest.mark.parametrize("media_type", ["text/plain", "application/pdf"])
def test_a_star_is_a_star_where_the_source_is_not_markdown(media_type: str) -> None:
    assert quoted("2 *a* <T> [x](y) &amp; `", None, media_type).text == "2 *a* <T> [x](y) &amp; `"


def test_what_converting_escaped_is_as_it_was() -> None:
    assert quoted("\\# 1 is the oldest.", None, "application/pdf").text == "# 1 is the oldest."
    assert quoted("\\\\server\\share", None, "application/pdf").text == "\\\\server\\share"
    assert quoted("| a\\|b | c |\n| --- | --- |\n| d | e |", None, "text/csv").text == "a|b: d; c: e"
    assert quoted("## Prices\n\nIn euros", None, "text/csv").text == "Prices\n\nIn euros"


MARKED = st.text("*_`~[]()<>!#|-\\\n ab&;.", max_size=60)


@given(MARKED, st.data(), st.sampled_from(["text/markdown", "text/html", "text/plain"]))
def test_every_run_is_in_the_span_and_says_the_same(text: str, data: st.DataObject, media_type: str) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    touched = [b for b in markdown_blocks(text) if b.span.start < span.end and b.span.end > span.start]
    found = quote(text, span, touched, media_type)
    done, at = span.start, 0
    for run in found.runs:
        assert done <= run.start
        assert at <= run.at
        done, at = run.start + run.length, run.at + run.length
        assert done <= span.end
        assert found.text[run.at : at] == text[run.start : done]


@pytest.mark.parametrize(
    "text",
    [mark * 5_000 for mark in ("[", "*", "*a", "_*a", "[a](", "`", "<!--", "**a ", "&a", "[](", "~~a", "]")],
    ids=range(12),
)
def test_hostile_lines_take_no_time(text: str) -> None:
    with takes_at_most(5):
        without_marks(text, Span(0, len(text)))
