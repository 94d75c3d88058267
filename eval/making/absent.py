"""Questions without an answer: an attribute that no document with the subject mentions.

That one is absent is judged by words: a document that says it in quite other words is not found out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from eval.making.made import Made, SourceText
from eval.making.phrases import is_common
from eval.making.words_of_texts import WordsOfTexts
from index.language.calendar import MONTH_FORMS
from qa.language.plurals import is_plural
from qa.support.names_in import names_in

_LABEL = re.compile(r"What (?:is|are) the (?P<label>[^?]+)\?")
#: Attributes that persons, bodies and places may have.
_ATTRIBUTES = (
    "phone number",
    "e-mail address",
    "postal address",
    "tax number",
    "registration number",
    "coat of arms",
)
LONGEST_NAME = 5
_DATE_WORD = re.compile(rf"\d|\b(?:{MONTH_FORMS})\b|day\Z")


def made(
    questions: Sequence[Made], sources: Sequence[SourceText], words: WordsOfTexts, chance: random.Random
) -> Iterator[Made]:
    """Questions about names of the documents, and about labels that one document has and another lacks.

    Args:
        questions: What was made of the documents; its labels are asked of other documents.
    """
    subjects = [(source, name) for source in sources for name in _names(source)]
    chance.shuffle(subjects)
    for source, name in subjects:
        holders = words.holders(name)
        absent = [one for one in _ATTRIBUTES if not any(words.has_any(holder, one) for holder in holders)]
        if absent:
            text = f"What is the {chance.choice(absent)} of {name}?"
            yield Made(text, "fact", "absent", source, ())
    labels = [one for one in questions if one.method == "labels"]
    labelled = {one.source.document_id for one in labels}
    for source in sources:
        if source.document_id not in labelled:
            continue
        known = {match["label"] for one in labels if (match := _LABEL.fullmatch(one.text))}
        missing = sorted(label for label in known if not words.has_any(source.document_id, label))
        if missing:
            label = chance.choice(missing)
            text = f"What {'are' if is_plural(label.split()[-1]) else 'is'} the {label}?"
            yield Made(text, "fact", "absent", source, (), of_document=True)


def _names(source: SourceText) -> list[str]:
    """The names of more than one word that the document says most, at most five."""
    counted: dict[str, int] = {}
    for block in source.blocks:
        for name in names_in(block.span.of(source.text)):
            words = name.split()
            if all(is_common(word, source.text) for word in words):
                continue  # a heading or a label with capitals
            if 1 < len(words) <= LONGEST_NAME and "\n" not in name and not _DATE_WORD.search(name):
                counted[name] = counted.get(name, 0) + 1
    return sorted((name for name in counted if counted[name] > 1), key=lambda name: (-counted[name], name))[
        :5
    ]
