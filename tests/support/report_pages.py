"""The pages of the annual report in `seeds/`: our own, of an invented company."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from tests.support.pdf_files import Text

REPORT_TITLE = "Tarnbeck Instruments plc: annual report 2023"
TOP, LEFT, LINE, WIDTH = 720, 72, 13, 88
#: Where the columns of figures begin.
COLUMNS = (72, 300, 400)


class Figures(NamedTuple):
    """A table: a label and two years' figures a row."""

    rows: tuple[tuple[str, str, str], ...]


class Head(NamedTuple):
    """A heading."""

    text: str


Piece: TypeAlias = Head | Figures | str

PAGES: tuple[tuple[Piece, ...], ...] = (
    (
        Head("Letter from the chief executive"),
        "Tarnbeck Instruments makes laboratory balances and moisture analysers at two works, in Kendal and in Brno. In "
        "2023 revenue rose by 8% to £64.2 million. Operating profit fell to £7.1 million, because steel and electronic "
        "parts cost more and because the move of the Kendal works took longer than planned.",
        "We opened the new hall in Kendal on 18 September 2023. It has a clean room of 900 square metres, in which the "
        "MicroLine balances are adjusted. The old works in Station Road was sold for £3.4 million.",
        "We expect revenue of £67 to £69 million in 2024. The board proposes a dividend of 11.5 pence a share, after "
        "11.0 pence for 2022.",
        "Fiona Harcastle, chief executive, 6 March 2024",
        Head("Markets"),
        "Pharmaceutical laboratories bought 46% of our products, food laboratories 31%, and universities 23%. Sales in "
        "Asia grew by 19%, helped by the distributor in Singapore with whom we have worked since May 2022. Sales in "
        "Germany were flat.",
    ),
    (
        Head("Five-minute summary of the figures"),
        "In millions of pounds, except where stated otherwise.",
        Figures(
            (
                ("", "2023", "2022"),
                ("Revenue", "64.2", "59.4"),
                ("Cost of sales", "38.9", "34.6"),
                ("Gross profit", "25.3", "24.8"),
                ("Research and development", "6.8", "5.9"),
                ("Operating profit", "7.1", "8.3"),
                ("Net profit", "5.2", "6.4"),
                ("Net debt", "12.6", "9.8"),
                ("Employees at year end", "418", "397"),
                ("Dividend per share (pence)", "11.5", "11.0"),
            )
        ),
        "Gross profit is revenue less cost of sales. Net debt is what we owe to banks less the cash that we hold.",
        Head("Revenue by product"),
        Figures(
            (
                ("£ million", "2023", "2022"),
                ("Laboratory balances", "41.7", "39.9"),
                ("Moisture analysers", "14.3", "12.1"),
                ("Service and calibration", "8.2", "7.4"),
            )
        ),
    ),
    (
        Head("Risks"),
        "The board sees four main risks:",
        "- Supply: two thirds of our load cells come from one supplier in Taiwan.",
        "- Currency: 58% of revenue is in euros and dollars.",
        "- Cyber attacks: a fraud by e-mail cost us £140,000 in April 2023.",
        "- Skilled people: it takes two years to train an adjuster.",
        "To lessen the first of these, a second supplier of load cells, in Switzerland, will deliver from July 2024.",
        Head("People"),
        "At the end of the year we had 418 employees, 273 of them in Kendal and 145 in Brno. The share of women in "
        "management rose from 24% to 29%. There were six accidents with lost days, after nine in 2022.",
        Head("Environment"),
        "Emissions of the two works fell by 14% to 3,120 tonnes of carbon dioxide, mainly because the Brno works is now "
        "heated by a heat pump. Packaging made of plastic foam will be given up by 2026.",
    ),
    (
        Head("The board"),
        "Sir Malcolm Reddy, chairman since 2018",
        "Fiona Harcastle, chief executive since 1 January 2021",
        "Jonas Weidmann, finance director since August 2022; before him Claire Osgood",
        "Dr Amara Nwosu, independent director, chair of the audit committee",
        "Pavel Hruby, director of the Brno works",
        "Sir Malcolm Reddy will retire at the general meeting on 22 May 2024. The board proposes Dr Amara Nwosu as his "
        "successor.",
        Head("Auditor"),
        "The auditor is Lowther & Gale LLP of Leeds. Its fee was £210,000, after £195,000 in 2022. Its report is "
        "unqualified. A qualified report is one in which the auditor says that he cannot agree with a part of the accounts.",
    ),
)


def report_pages() -> list[list[Text]]:
    """The pages, each line at its place."""
    return [[*_lines(pieces, number)] for number, pieces in enumerate(PAGES, 1)]


def _lines(pieces: Sequence[Piece], number: int) -> Iterator[Text]:
    bottom = float(TOP)
    if number == 1:
        yield Text(LEFT, bottom, REPORT_TITLE, 18, True)
        bottom -= 3 * LINE
    for piece in pieces:
        match piece:
            case Head(text):
                yield Text(LEFT, bottom, text, 13, True)
                bottom -= LINE
            case Figures(rows):
                for row in rows:
                    yield from (Text(x, bottom, cell) for x, cell in zip(COLUMNS, row, strict=True) if cell)
                    bottom -= LINE
            case str():
                for line in textwrap.wrap(piece, WIDTH):
                    yield Text(LEFT, bottom, line)
                    bottom -= LINE
        bottom -= LINE / 2
    yield Text(300, 40, f"{number}")
