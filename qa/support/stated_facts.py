"""Numbers, dates, names and quotations of a sentence that its sources do not state.

A model's score says how well a sentence follows from a text; that no figure and no name is invented is
checked exactly, whatever the way of writing: "5,177" is "5177", "19 August 1948" is "1948-08-19", "Dr Brahms"
is "Brahms".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from index.language.written_dates import CalendarDate, written_dates
from qa.claims.names import folded
from qa.quantities.conversion import exactly_same
from qa.quantities.quantities import FoundQuantity, Quantity, quantities_in
from qa.support.names_in import names_in

_QUOTATION = re.compile(r"[“\"«](?P<words>[^“”\"«»]{3,400})[”\"»]")
#: A word with a digit that is no number by itself: "B12", "19th", "v2.3.1".
_CODE = re.compile(r"(?=[\w./-]*\d)\w+(?:[./-]\w+)*")
#: "One of them" counts nothing.
_NO_FIGURE = re.compile(r"one|half|a\s+\w+", re.IGNORECASE)


class SourceFacts:
    """What some texts state.

    Args:
        texts: Passages; a title or a heading that counts is a text of its own.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def unstated(self, sentence: str) -> list[str]:
        """What no text states: numbers, dates, names and quotations of a sentence, as it writes them."""
        found, left = [], sentence
        for written in written_dates(sentence):
            days = [*written.readings[:1], *([written.last] if written.last else [])]
            if not all(self._has_date(day) for day in days):
                found.append(sentence[written.start : written.end])
            left = _blanked(left, written.start, written.end)
        for quotation in _QUOTATION.finditer(sentence):
            if not self._says(quotation["words"]):
                found.append(quotation["words"])
        for figure in quantities_in(left):
            words = left[figure.start : figure.end].strip()
            if not _NO_FIGURE.fullmatch(words) and not self._has_figure(words, figure):
                found.append(words)
            left = _blanked(left, figure.start, figure.end)
        found += [code for code in _CODE.findall(left) if not self._says(code)]
        found += [name for name in names_in(left) if not self._has_name(name)]
        return list(dict.fromkeys(found))

    def _has_date(self, wanted: CalendarDate) -> bool:
        """Whether a date that is told says all of this one."""
        return any(
            all(want in (0, said) for said, want in zip(told, wanted, strict=True)) for told in self._dates
        )

    def _has_figure(self, words: str, figure: FoundQuantity) -> bool:
        wanted = figure.quantity
        if any(_states(told, wanted) for told in self._quantities):
            return True
        return not wanted.unit and self._says(words)

    def _has_name(self, name: str) -> bool:
        return self._says(name) or "".join(folded(name)) in self._initials

    def _says(self, words: str) -> bool:
        """Whether the words stand in a row in a text, whatever their case, accents and marks."""
        return f" {' '.join(folded(words))} " in self._words

    @cached_property
    def _words(self) -> str:
        return " | ".join(["", *(" ".join(folded(text)) for text in self._texts), ""])

    @cached_property
    def _dates(self) -> list[CalendarDate]:
        written = [one for text in self._texts for one in written_dates(text)]
        return [day for one in written for day in (*one.readings, *([one.last] if one.last else []))]

    @cached_property
    def _quantities(self) -> list[Quantity]:
        return [one.quantity for text in self._texts for one in quantities_in(text)]

    @cached_property
    def _initials(self) -> frozenset[str]:
        """What names in the texts are abbreviated to: "who" for "World Health Organization"."""
        names = (name.split() for text in self._texts for name in names_in(text))
        return frozenset("".join(word[0] for word in words if word[0].isupper()).lower() for words in names)


def _states(told: Quantity, wanted: Quantity) -> bool:
    """Whether a quantity that is told is the one that is wanted, or has it as an end; nothing is rounded."""
    ends: Iterator[Quantity] = (told._replace(low=end, high=end) for end in told[:2] if end is not None)
    return any(exactly_same(one, wanted) for one in (told, *ends))


def _blanked(text: str, start: int, end: int) -> str:
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"
