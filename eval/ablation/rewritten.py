"""One answer in two ways of writing: two documents say the same, and there is nothing to dispute."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from eval.ablation.derived import Paragraph, paragraphs
from eval.ablation.sets import AblationSet, places
from eval.questions import EvalSet, Question
from eval.reader_training.examples import is_kept_back
from index.documents import Document

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
#: Words for a unit, in how many of the other there is one of it, and the other.
_UNITS = {
    "miles": (1.609344, "kilometres"),
    "kilometers": (0.621371, "miles"),
    "km": (0.621371, "miles"),
    "feet": (0.3048, "metres"),
    "meters": (3.28084, "feet"),
    "metres": (3.28084, "feet"),
    "pounds": (0.453592, "kilograms"),
    "kg": (2.20462, "pounds"),
}
_MEASURE = re.compile(rf"(?P<figure>\d[\d,]*(?:\.\d+)?) (?P<unit>{'|'.join(_UNITS)})")
_DATES = ("%B %d, %Y", "%d %B %Y")


def other_date(answer: str) -> str:
    """8 August 2014 for August 8, 2014, and the other way round."""
    for form, other in zip(_DATES, reversed(_DATES), strict=True):
        try:
            return datetime.strptime(answer, form).strftime(other).replace(" 0", " ").removeprefix("0")
        except ValueError:
            continue
    return ""


def other_number(answer: str) -> str:
    """12 thousand for 12,000, seven for 7, and 7 for seven."""
    if answer.lower() in _SMALL[2:]:
        return str(_SMALL.index(answer.lower()))
    if answer.isdecimal() and 1 < int(answer) < len(_SMALL):
        return _SMALL[int(answer)]
    return f"{answer[:-4]} thousand" if re.fullmatch(r"\d{1,3},000", answer) else ""


def other_unit(answer: str) -> str:
    """16.1 kilometres for 10 miles: three figures are kept."""
    found = _MEASURE.fullmatch(answer)
    if not found:
        return ""
    factor, unit = _UNITS[found["unit"]]
    figure = float(f"{float(found['figure'].replace(',', '')) * factor:.3g}")
    return f"{figure:,g} {unit}"


def other_name(answer: str) -> str:
    """The surname for a name of two or three words."""
    parts = answer.split()
    is_name = 2 <= len(parts) <= 3 and all(re.fullmatch(r"[A-Z][a-z]+", part) for part in parts)
    return parts[-1] if is_name else ""


def _set(name: str, other: Callable[[str], str], asks: str, note: str) -> Callable[[Path, int], AblationSet]:
    def read(data: Path, most: int) -> AblationSet:
        asked = re.compile(asks, re.I)
        found = [one for one in _fresh(data) if asked.search(one.question) and other(one.answers[0])]
        spread = found[:: max(1, len(found) // most)][:most]
        documents, questions, filters = [], [], dict[str, dict[str, object]]()
        for number, one in enumerate(spread):
            answer, about = one.answers[0], {"pair": number}
            texts = one.text, one.text.replace(answer, other(answer))
            pair = [
                Document(f"{name}-{number}-{n}", text, one.title, metadata=about)
                for n, text in enumerate(texts)
            ]
            documents += pair
            answers = (*one.answers, other(answer))
            gold = (*places(pair[0], one.answers), *places(pair[1], (other(answer),)))
            questions.append(Question(pair[0].id, one.question, answers, gold))
            filters[pair[0].id] = {"pair": number}
        return AblationSet(EvalSet(name, questions, documents), note, filters)

    return read


def _fresh(data: Path) -> list[Paragraph]:
    """Questions that the reader has not learnt from, whose first answer stands once in its paragraph."""
    kept = [one for one in paragraphs(data / "squad1" / "train.json.gz") if is_kept_back(_article(one.title))]
    known = [*paragraphs(data / "squad1" / "dev.json.gz"), *kept]
    return [one for one in known if one.answers and one.text.count(one.answers[0]) == 1]


def _article(title: str) -> str:
    return title.replace(" ", "_")


dates = _set("two-dates", other_date, r"\bwhen\b|\bdate\b|\bday\b", "SQuAD, the date in two writings")
numbers = _set("two-numbers", other_number, r"\bhow many\b", "SQuAD, the number in two writings")
units = _set("two-units", other_unit, r"\bhow\b|\bwhat\b", "SQuAD, the quantity in two units")
names = _set("two-names", other_name, r"\bwho\b", "SQuAD, the name and the surname")
