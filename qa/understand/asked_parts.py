"""Two questions in one: "Who built it and when?" asks who built it, and when it was built."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.language.word_classes import PREPOSITIONS, QUESTION_WORDS

_BEFORE = rf"(?:(?:{PREPOSITIONS})\s+)?"
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)"
_MEASURE = r"(?:\s+(?:much|many|long|often|far|old|high|big|fast|heavy|soon))?"
#: What asks alone: "when", "by whom", "how long", "in which year".
_ALONE = rf"{_BEFORE}(?:(?:{QUESTION_WORDS}){_MEASURE}|(?:what|which)\s+[\w-]+)"
_BOTH_FIRST = re.compile(
    rf"\A(?P<one>{_BEFORE}(?:{QUESTION_WORDS}){_MEASURE})\s+and\s+(?P<other>{_BEFORE}(?:{QUESTION_WORDS}){_MEASURE})\s+"
    rf"(?P<rest>{_AUXILIARY}\s.+)\Z",
    re.IGNORECASE,
)
_BARE_LAST = re.compile(
    rf"\A(?P<first>(?P<asks>{_BEFORE}(?:{QUESTION_WORDS}){_MEASURE})\s+(?P<rest>\S+\s+\S.*?)),?\s+and\s+(?P<other>{_ALONE})\Z",
    re.IGNORECASE,
)
#: Two whole questions: behind "when" and "how" the verb comes first, unlike in a subordinate clause.
_WHOLE = re.compile(
    rf"\A(?P<first>{_BEFORE}(?:{QUESTION_WORDS})\s.+?),?\s+and\s+"
    rf"(?P<other>{_BEFORE}(?:(?:when|where|why|how)\s+{_AUXILIARY}|how\s+(?:much|many|long|often|far|old|high|big|fast|heavy)"
    rf"|who|whom|whose|what|which)\s+\S.*)\Z",
    re.IGNORECASE,
)
#: "The difference between when and where" is one.
_PAIR = re.compile(r"\bbetween\b", re.IGNORECASE)
_NOUN = re.compile(rf"\A(?:[\w'’-]+\s+){{1,3}}?(?={_AUXILIARY}\s)", re.IGNORECASE)
_REFERS = re.compile(
    r"\b(?:it|its|they|them|their|he|him|his|she|her|this|that|these|those|there)\b", re.IGNORECASE
)


class AskedPart(NamedTuple):
    """One of the questions in a question.

    Args:
        words: As they stand there.
        question: Complete: with the rest of the other one where the words are a question word alone.
        refers: Whether a word of it stands for what the first one is about.
    """

    words: str
    question: str
    refers: bool = False


def asked_parts(question: str) -> tuple[AskedPart, ...]:
    """The two questions that one joins; none where it is one question."""
    bare = question.strip().rstrip(" ?.!")
    if _PAIR.search(bare):
        return ()
    if found := _BOTH_FIRST.match(bare):
        return tuple(AskedPart(found[name], f"{found[name]} {found['rest']}") for name in ("one", "other"))
    if found := _BARE_LAST.match(bare):
        rest = _NOUN.sub("", found["rest"])
        return AskedPart(found["first"], found["first"]), AskedPart(
            found["other"], f"{found['other']} {rest}"
        )
    if found := _WHOLE.match(bare):
        refers = _REFERS.search(found["other"]) is not None
        return AskedPart(found["first"], found["first"]), AskedPart(found["other"], found["other"], refers)
    return ()
