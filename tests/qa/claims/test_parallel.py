"""Two speakers of one sentence, each with a value."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.claims.parallel import parallel_speaker


def speaker(sentence: str, value: str) -> str | None:
    start = sentence.index(value)
    found = parallel_speaker(sentence, Span(0, len(sentence)), Span(start, start + len(value)))
    return found.of(sentence) if found else None


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The plumber quotes 900 euros, the builder 1,200.", {"900": "The plumber", "1,200": "the builder"}),
        ("Sales says 40; Kemp Ltd puts it at 35.", {"40": "Sales", "35": "Kemp Ltd"}),
        (
            "Police counted 300, while the organisers spoke of 900.",
            {"300": "Police", "900": "the organisers"},
        ),
        ("The ranger, Ann Roe, saw 12; Bo Fox, a guide, says 15.", {"15": None}),
        (
            "The ranger, Ann Roe, says it was 12; Bo Fox, a guide, says 15.",
            {"12": "The ranger, Ann Roe", "15": "Bo Fox"},
        ),
        (
            "According to the club it opens in May, but the mayor says June.",
            {"May": "the club", "June": "the mayor"},
        ),
        (
            "Bus: the county expects it in May, the operator in June.",
            {"May": "the county", "June": "the operator"},
        ),
        ("It broke at 4 a.m., says Ann Roe; a guest insists on 2 a.m.", {"4 a": "Ann Roe", "2 a": "a guest"}),
        ("It cost 300, according to the club; the cook reckons 380.", {"300": "the club", "380": "the cook"}),
        ("The firm sold 40 boats, said the owner, and expects 60.", {"40": None, "60": None}),
        ("The firm said it sold 12 cars in May and 19 in June.", {"12": None, "19": None}),
        ("The roofer put the roof at 9,000, the walls at 3,000.", {"9,000": None, "3,000": None}),
        ("Ann scored 12, Bo 19.", {"12": None, "19": None}),
        ("The guide says 5 and, the guide says, 6.", {"5": None}),
    ],
)
def test_each_value_has_the_speaker_of_its_clause(sentence: str, said: dict[str, str | None]) -> None:
    assert {value: speaker(sentence, value) for value in said} == said
