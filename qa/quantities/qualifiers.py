"""Words around a number that make it approximate or a bound: "about", "up to", "or more"."""

from __future__ import annotations

import re

_ABOUT = r"""
    approximately|approx\.?|about|around|roughly|circa|ca?\.|nearly|almost|some|(?:an\ )?estimated|close\ to
    |just\ (?:about|around)|virtually|practically|more\ or\ less|in\ the\ (?:region|order|neighbou?rhood)\ of
    |an?\ (?:rough|approximate)\ |[~≈]
"""
_AT_MOST = r"""
    up\ to|as\ (?:many|much|high|long|far|tall|old)\ as|no\ (?:more|later|greater|higher|larger|longer)\ than
    |not\ more\ than|(?:(?:slightly|a\ little|just|far|well|much)\ )?(?:fewer|less|lower|smaller)\ than
    |(?:(?:just|well|slightly)\ )?(?:under|below)|at\ (?:the\ )?most|a\ maximum\ of|[<≤]
"""
_AT_LEAST = r"""
    at\ least|a\ minimum\ of
    |(?:(?:slightly|a\ little|just|far|well|much)\ )?(?:more|greater|higher|larger)\ than
    |(?:(?:just|well|slightly)\ )?(?:over|above)|upwards?\ of|in\ excess\ of|exceeding
    |as\ (?:few|little|low)\ as
    |no\ (?:fewer|less)\ than|not\ (?:fewer|less)\ than|[>≥]
"""


def _tidy(words: str) -> str:
    return re.sub(r"\n\s*", "", words).strip().replace(r"\ ", r"\s+")


ABOUT, AT_MOST, AT_LEAST = _tidy(_ABOUT), _tidy(_AT_MOST), _tidy(_AT_LEAST)
#: One such word or phrase before a number.
QUALIFIER = rf"(?:(?<!\w)(?:{ABOUT}|{AT_MOST}|{AT_LEAST})(?!\w))"
#: As many of them follow each other at most.  A run of them takes time in proportion to its length, not to
#: its square, as each place of it is tried.
MOST_QUALIFIERS = 4
#: The same behind it.
MORE_AFTER = r"(?:\+|(?:\s+(?:or|and)\s+(?:more|over|above|greater|upwards?)|\s+plus)\b)"
LESS_AFTER = r"(?:\s+or\s+(?:fewer|less|under|below)\b|\s+at\s+(?:the\s+)?most\b)"
ABOUT_AFTER = r"(?:\s+or\s+so\b)"
AFTER = rf"(?:{MORE_AFTER}|{LESS_AFTER}|{ABOUT_AFTER})"
