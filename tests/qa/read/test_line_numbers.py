"""The number of a section, a rule or an entry is not read where a number is asked for."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.read.line_numbers import line_numbers
from qa.read.table_text import readable_texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4. Berths\nA berth costs 80 crowns.\n4.1 Guests\nGuests stay.", ["4. ", "4.1 "]),
        ("## 7.3 How to moor\nTie up.", ["7.3 "]),
        ("Rules\n(2) Dogs are welcome.\n  3) Cats are not.", ["(2) ", "3) "]),
        ("- 12. Winding up\n**3. Fees**", ["12. ", "3. "]),
        ("5.1 Ropes\n5.2 Anchors", ["5.1 ", "5.2 "]),
        ("1.5 litres of milk\n3 eggs\n2.4 kg of flour", []),
        ("2019. That was the year.\n12 boats came.\n4.3.0 (19 May)", []),
        ("The fee is\n80 crowns.", []),
    ],
)
def test_numbers_of_lines_are_told_from_quantities(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in line_numbers(text)] == expected


def test_what_is_read_without_them_is_traced_to_where_it_stands() -> None:
    text = "4. **Berths**\nA berth costs 80 crowns.\n4.1 Fees: 9 crowns a week\n4.2 Guests stay."
    (read,) = readable_texts(text, str, line_numbers(text))
    assert read.text == "Berths\nA berth costs 80 crowns.\nFees: 9 crowns a week\nGuests stay.\n"
    for words in ("Berths", "80 crowns", "9 crowns a week", "Guests stay"):
        at = read.text.index(words)
        found = read.origin(Span(at, at + len(words)))
        assert found
        assert found.of(text) == words
