"""Tables of PDF documents: columns, headers in any order, sections, labels of several lines; headings."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.ingest.formats import BlockKind
from index.ingest.formats.pdf import Pdf
from index.ingest.formats.pdf_cells import cells
from index.ingest.formats.pdf_lines import Line, Word
from tests.support.pdf_files import Text, paragraph, pdf

#: Where the columns of the tables end; the first begins at the margin.
MARGIN, ENDS = 72, (300, 400, 500)
PROSE = [
    "The wells of the district are measured four times a year, and what they give is added up in this",
    "report for each of the three valleys; nothing is rounded before it is added.",
]


def row(bottom: float, label: str, *values: str, ends: Sequence[float] = ENDS) -> list[Text]:
    """A row with its values at the right ends of columns; a character is about 5.5 points wide."""
    made = [Text(MARGIN, bottom, label)] if label else []
    return made + [
        Text(end - 5.56 * len(value), bottom, value)
        for end, value in zip(ends, values, strict=False)
        if value
    ]


def text(*pages: list[Text]) -> str:
    return Pdf().text(pdf(pages))


def table(found: str) -> list[str]:
    """The rows of the only table."""
    [one] = [
        block.span.of(found) for block in Pdf().blocks(found) if block.kind.value == BlockKind.TABLE.value
    ]
    header, rule, *rows = one.splitlines()
    assert set(rule) <= set("|- ")
    return [header, *rows]


def test_a_table_keeps_its_header_its_columns_and_what_stands_around_it() -> None:
    page = [
        *paragraph(PROSE, 700),
        *row(640, "(Thousands of litres)", "2023", "2022"),
        *row(626, "Upper valley", "1,204", "998"),
        *row(612, "Lower valley", "(31)", "-"),
        *row(598, "Total", "1,173", "998"),
        *paragraph(["No well ran dry."], 570),
    ]
    found = text(page)
    assert table(found) == [
        "| (Thousands of litres) | 2023 | 2022 |",
        "| Upper valley | 1,204 | 998 |",
        "| Lower valley | (31) | - |",
        "| Total | 1,173 | 998 |",
    ]
    assert found.startswith(" ".join(PROSE))
    assert found.endswith("No well ran dry.\n")


def test_signs_belong_to_their_figures() -> None:
    page = [
        *row(640, "", "2023", "2022"),
        *row(626, "Price", "$", "", ends=(260,)),
        *row(626, "", "12.50", "11.00"),
        *row(612, "Change", "13.6", "%", "2.0", "%", ends=(300, 309, 400, 409)),
    ]
    assert table(text(page))[1:] == ["| Price | $ 12.50 | 11.00 |", "| Change | 13.6 % | 2.0 % |"]


def test_a_header_is_put_together_whatever_the_order_of_its_lines() -> None:
    """Programs write a header cell by cell, each from its first line to its last."""
    page = [
        *row(650, "", "Gross"),
        *row(638, "", "yield"),
        *row(650, "", "", "Losses"),
        *row(638, "", "", "by leaks"),
        *row(624, "Upper valley", "1,204", "31"),
        *row(610, "Lower valley", "870", "12"),
    ]
    assert table(text(page))[0] == "|  | Gross yield | Losses by leaks |"


def test_a_name_over_several_columns_is_in_each_of_them() -> None:
    page = [
        Text(255, 650, "Year ended June 30, 2023"),
        *row(636, "Valley", "Wells", "Springs"),
        *row(622, "Upper", "1,204", "31"),
        *row(608, "Lower", "870", "12"),
    ]
    assert table(text(page))[0] == (
        "| Valley | Year ended June 30, 2023 Wells | Year ended June 30, 2023 Springs |"
    )


def test_sections_and_labels_of_two_lines() -> None:
    page = [
        *row(650, "", "2023", "2022"),
        *row(636, "Wells:"),
        *row(622, "Upper valley with the reservoir"),
        *row(610, "and its overflow", "1,204", "998"),
        *row(596, "Lower valley", "870", "861"),
        *row(582, "Springs:"),
        *row(568, "All", "12", "11"),
    ]
    assert table(text(page)) == [
        "|  | 2023 | 2022 |",
        "| Wells: |  |  |",
        "| Upper valley with the reservoir and its overflow | 1,204 | 998 |",
        "| Lower valley | 870 | 861 |",
        "| Springs: |  |  |",
        "| All | 12 | 11 |",
    ]


def test_a_new_header_begins_a_new_table() -> None:
    page = [
        *row(650, "Wells", "2023", "2022"),
        *row(636, "Upper valley", "1,204", "998"),
        *row(622, "Lower valley", "870", "861"),
        *row(600, "Springs", "2023", "2022"),
        *row(586, "Upper valley", "12", "11"),
        *row(572, "Lower valley", "9", "8"),
    ]
    found = text(page)
    headers = [line for line in found.splitlines() if "2023" in line]
    assert headers == ["| Wells | 2023 | 2022 |", "| Springs | 2023 | 2022 |"]


def test_a_table_goes_on_over_the_page() -> None:
    first = [
        *row(80, "Wells", "2023", "2022"),
        *row(66, "Upper", "1,204", "998"),
        *row(52, "Mid", "71", "68"),
    ]
    second = [*row(740, "Lower", "870", "861"), *row(726, "Lowest", "55", "44")]
    content = Pdf().content(pdf([first, second]))
    assert table(content.text)[3:] == ["| Lower | 870 | 861 |", "| Lowest | 55 | 44 |"]
    [start] = [one.start for one in content.places if one.place.page == 2]
    assert content.text[start:].startswith("| Lower")


def test_rows_without_a_header_stay_lines() -> None:
    page = [*row(640, "Upper", "1,204", "998"), *row(626, "Lower", "870", "861")]
    assert text(page) == "Upper 1,204 998\n\nLower 870 861\n"


def test_a_table_of_names_has_its_first_row_as_header() -> None:
    lines = [("Valley", "Keeper", "Station"), ("Upper", "A. Mills", "North"), ("Lower", "B. Ives", "South")]
    page = [
        Text(left, 640 - 14 * at, cell)
        for at, line in enumerate(lines)
        for left, cell in zip((72, 240, 400), line, strict=True)
    ]
    assert table(text(page)) == [f"| {' | '.join(line)} |" for line in lines]


def test_items_of_a_list_are_no_table() -> None:
    page = [
        Text(left, 640 - 14 * at, words)
        for at, line in enumerate((("(a)", "Wells run dry in summer."), ("(b)", "Springs do not.")))
        for left, words in zip((72, 110), line, strict=True)
    ]
    assert text(page) == "(a) Wells run dry in summer.\n\n(b) Springs do not.\n"


def test_two_columns_of_prose_are_no_table() -> None:
    left = ["The wells of the upper valley give", "more water than those of the lower", "valley in any"]
    right = ["Springs are measured by hand once", "a year, and the figures are less", "exact."]
    page = [*paragraph(left, 640), *paragraph(right, 640, 330)]
    assert "|" not in text(page)


def test_bold_lines_are_headings_and_units_are_not() -> None:
    page = [
        Text(MARGIN, 700, "Wells of the district", bold=True),
        *paragraph(PROSE, 670),
        Text(MARGIN, 630, "(in litres)", bold=True),
        *paragraph(PROSE, 600),
        Text(MARGIN, 560, "Springs", bold=True),
        *paragraph(PROSE, 530),
    ]
    headings = [block.heading for block in Pdf().blocks(text(page)) if block.heading]
    assert headings == ["Wells of the district", "Springs"]


def test_the_largest_letters_of_the_first_page_are_the_title_wherever_they_stand() -> None:
    page = [
        Text(MARGIN, 740, "District Board of Waters", 14),
        Text(MARGIN, 700, "Wells of the valleys", 20),
        *paragraph(PROSE * 2, 660),
    ]
    headings = [(block.level, block.heading) for block in Pdf().blocks(text(page)) if block.heading]
    assert headings == [(2, "District Board of Waters"), (1, "Wells of the valleys")]


def test_of_several_equally_large_lines_none_is_the_title() -> None:
    page = [
        Text(MARGIN, 740, "District Board of Waters", 14),
        *paragraph(PROSE, 700),
        Text(MARGIN, 660, "Wells of the valleys", 14),
        *paragraph(PROSE, 630),
    ]
    assert [block.level for block in Pdf().blocks(text(page)) if block.heading] == [2, 2]


def test_the_size_of_headings_is_told_page_by_page() -> None:
    """Appendices are often set in another size than the report."""
    report = [Text(MARGIN, 740, "Report", 13), *paragraph(PROSE * 20, 700)]
    annex = [Text(MARGIN, 700 - 15 * at, line, 13) for at, line in enumerate(PROSE * 8)]
    annex = [Text(MARGIN, 740, "Annex", 16), *annex]
    headings = [block.heading for block in Pdf().blocks(text(report, annex)) if block.heading]
    assert headings == ["Report", "Annex"]


def test_page_numbers_are_dropped_wherever_they_stand() -> None:
    """A page printed from a browser has its number below the last line."""
    pages = [
        [
            *paragraph([f"Well {n} of the valley was measured in {n} places."], 600),
            Text(300, 500 - 40 * n, str(n + 4)),
        ]
        for n in range(5)
    ]
    found = text(*pages)
    assert found.count("\n\n") == 4
    assert all(f"\n{n + 4}\n" not in found for n in range(5))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([("Sales", 0), ("$", 100), ("4", 130)], ["Sales", "$ 4"]),
        ([("Sales", 0), ("4", 130), ("$", 140), ("5", 170)], ["Sales", "4", "$ 5"]),
        ([("Rate", 0), ("27", 130), ("%", 145), ("$", 153), ("5", 190)], ["Rate", "27 %", "$ 5"]),
        ([("Net", 0), ("sales", 20)], ["Net sales"]),
    ],
)
def test_cells(words: list[tuple[str, float]], expected: list[str]) -> None:
    line = Line([Word(text, left, left + 5 * len(text), 0, 10) for text, left in words], 792)
    assert [cell.text for cell in cells(line)] == expected
