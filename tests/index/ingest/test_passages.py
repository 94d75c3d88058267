"""Passages: limits, coverage, and the author's divisions kept."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.documents import Passage, normalise
from index.ingest.formats.markdown import Markdown
from index.ingest.formats.text import PlainText
from index.ingest.passages import LONGEST_HEADING, LONGEST_LEAD, PassageSizes, cut
from tests.support.fakes import WordCounter

PIECES = [
    "# A\n",
    "## B\n",
    "- item\n",
    "one two three. ",
    "Four five, six seven. ",
    "\n\n",
    "\n",
    "e\u0301😀",
    "| a |\n",
]
sources = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
SIZES = PassageSizes(least=6, most=10)


def tokens(text: str) -> int:
    return len(WordCounter().token_starts(text))


def cut_markdown(text: str, sizes: PassageSizes = SIZES) -> list[Passage]:
    return cut(text, Markdown().blocks(text), WordCounter(), sizes)


def sentence_of(words: int) -> str:
    return " ".join(["word"] * (words - 1)) + "."


@example("He ran. She hid. We sat: they, go;", 10, 1, PlainText())
@example("# 0\n0 0:0 0.;0:", 10, 1, Markdown())
@given(sources, st.integers(2, 12), st.integers(0, 3), st.sampled_from([PlainText(), Markdown()]))
def test_passages_cover_the_blocks_within_the_limits(
    source: str, most: int, overlap: int, format_: PlainText | Markdown
) -> None:
    text = normalise(source)
    blocks = format_.blocks(text)
    passages = cut(text, blocks, WordCounter(), PassageSizes(most // 2, most, overlap))
    covered: set[int] = set()
    at = 0
    for passage in passages:
        assert tokens(passage.span.of(text)) <= most
        assert passage.sentences[0].start == passage.span.start
        assert passage.sentences[-1].end == passage.span.end
        assert all(a.end <= b.start for a, b in pairwise(passage.sentences))
        assert passage.span.end > at
        assert overlap or passage.span.start >= at
        at = passage.span.end
        covered.update(i for span in passage.sentences for i in range(*span))
    assert {i for block in blocks for i in range(*block.span) if not text[i].isspace()} <= covered


def test_headings_open_the_passage_below_them_and_divide() -> None:
    text = "# A\n\nOne.\n\n## B\n\nTwo.\n\n# C\n\n## D\n\nThree."
    assert [(p.headings, p.span.of(text)) for p in cut_markdown(text)] == [
        (("A",), "# A\n\nOne."),
        (("A", "B"), "## B\n\nTwo."),
        (("C", "D"), "# C\n\n## D\n\nThree."),
    ]


def test_a_document_of_headings_has_a_passage() -> None:
    [passage] = cut_markdown("# Only\n\n## These")
    assert passage.span == (0, 16)
    assert cut_markdown("") == []


def test_short_neighbours_are_joined_and_none_is_left_alone() -> None:
    text = "\n\n".join([sentence_of(3)] * 5)
    assert [tokens(p.span.of(text)) for p in cut_markdown(text, PassageSizes(6, 14))] == [6, 9]


@pytest.mark.parametrize(("count", "sizes"), [(9, [115, 92]), (12, [138, 138]), (22, [161, 184, 161])])
def test_a_long_block_is_split_into_balanced_parts(count: int, sizes: list[int]) -> None:
    text = " ".join(["W" + sentence_of(23)[1:]] * count)
    assert [tokens(p.span.of(text)) for p in cut_markdown(text, PassageSizes(120, 200))] == sizes


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    text = "one two three four five, six seven eight nine ten eleven."
    assert [p.span.of(text) for p in cut_markdown(text)] == [
        "one two three four five,",
        "six seven eight nine ten eleven.",
    ]


def test_whole_sentences_overlap_only_inside_a_split_block() -> None:
    text = "He ran. She hid. We sat. They go. You see.\n\nOne two three four five six seven."
    found = cut_markdown(text, PassageSizes(4, 9, overlap=1))
    shared = [
        [s.of(text) for s in before.sentences if s in after.sentences] for before, after in pairwise(found)
    ]
    assert shared[0] == ["She hid."]
    assert shared[-1] == []


def test_rows_of_a_table_are_its_sentences() -> None:
    text = "| a | b |\n|---|---|\n| 1. x | 2 |\n| 3 | 4 |"
    [passage] = cut_markdown(text, PassageSizes(10, 100))
    assert [span.of(text) for span in passage.sentences] == [
        "| a | b |\n|---|---|",
        "| 1. x | 2 |",
        "| 3 | 4 |",
    ]


def parts(text: str, most: int) -> list[tuple[str, tuple[str, ...]]]:
    return [(p.span.of(text), p.above) for p in cut_markdown(text, PassageSizes(1, most))]


def test_each_part_of_a_table_has_what_stands_above_it() -> None:
    rows = ["| a | 1 |", "| b | 2 |", "| c | 3 |", "| d | 4 |", "| e | 5 |"]
    head = "| x | y |\n| - | - |"
    text = "\n".join(["Long before. The prices follow.\n", "In euros\n", head, *rows])
    above = ("The prices follow.", "In euros", head)
    assert parts(text, 17) == [
        ("Long before. The prices follow.", ()),
        (f"In euros\n\n{head}", above[:1]),
        # As they are embedded, rows are longer: "x: a; y: 1".
        ("\n".join(rows[:2]), above),
        ("\n".join(rows[2:4]), above),
        (rows[4], above),
    ]


def test_a_table_without_a_header_or_after_a_heading_has_no_more_than_there_is() -> None:
    text = "# Prices\n\n| x | y |\n| - | - |\n| a | 1 |\n\n- item\n\n| x | y |\n| - | - |\n| a | 1 |"
    assert [above for _, above in parts(text, 13)] == [
        (),
        ("| x | y |\n| - | - |",),
        (),
        (),
        ("| x | y |\n| - | - |",),
    ]


def test_a_list_stays_whole_with_the_line_that_leads_to_it() -> None:
    text = "Some words. You need:\n\n- a pump\n- a valve\n- a pipe\n\nBye."
    assert parts(text, 15) == [
        ("Some words. You need:", ()),
        ("- a pump\n- a valve\n- a pipe", ("You need:",)),
        ("Bye.", ()),
    ]
    text = text.removeprefix("Some words. ")
    assert parts(text, 15) == [("You need:\n\n- a pump\n- a valve\n- a pipe", ()), ("Bye.", ())]
    assert parts(text, 7) == [
        ("You need:\n\n- a pump", ()),
        ("- a valve\n- a pipe", ("You need:",)),
        ("Bye.", ()),
    ]


def test_a_list_after_any_other_line_has_no_lead() -> None:
    assert parts("You need:\n\nNothing.\n\n- a pump\n- a valve", 3)[-1] == ("- a valve", ())


@pytest.mark.parametrize("unit", ["w", "😀", "?", "e\u0301", "אב ", "\u0301", "👩‍👧 ", "a\n\n"])
def test_strange_texts_stay_within_limits(unit: str) -> None:
    text = normalise(unit * 20_000)
    passages = cut(text, PlainText().blocks(text), WordCounter(), PassageSizes())
    assert max(tokens(p.span.of(text)) for p in passages) <= 200
    assert max(p.span.end - p.span.start for p in passages) <= 200 * 64 + 64


def test_a_cut_parts_no_letter_from_its_accent() -> None:
    text = "x\u0301" * 20_000
    passages = cut(text, PlainText().blocks(text), WordCounter(), PassageSizes(1, 3))
    assert len(passages) > 3
    assert {p.span.of(text)[0] for p in passages} == {"x"}


@pytest.mark.parametrize("word", ["ข้าวผัดกุ้ง", "ភាសាខ្មែរ", "ພາສາລາວ"])
def test_a_text_without_spaces_gives_passages_of_the_usual_length(word: str) -> None:
    passages = cut(word * 40, PlainText().blocks(word * 40), LongestWordCounter(), SIZES)
    assert len(passages) >= len(word)
    assert all(len(passage.span.of(word * 40)) <= 4 * (SIZES.most + 2) for passage in passages)


class LongestWordCounter:
    """Takes whatever stands between spaces for one token, as models do that do not know the letters."""

    def token_starts(self, text: str) -> list[int]:
        """Where each token starts."""
        return [n for n, one in enumerate(text) if not one.isspace() and (n == 0 or text[n - 1].isspace())]


@pytest.mark.parametrize("heading", ["word " * 20_000, "x" * 100_000])
def test_a_passage_carries_no_endless_heading(heading: str) -> None:
    text = f"# {heading}\n\n" + "Wax melts. " * 2000
    passages = cut_markdown(text)
    assert max(len(line) for one in passages for line in one.headings) <= LONGEST_HEADING
    assert passages[-1].headings[0] in text


def test_a_passage_carries_no_endless_header() -> None:
    columns = "| " + " | ".join(f"column {n}" for n in range(2000)) + " |\n"
    text = columns + "| --- " * 2000 + "|\n" + columns * 3
    assert all(len(line) <= LONGEST_LEAD for one in cut_markdown(text) for line in one.above)
