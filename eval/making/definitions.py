"""What something is: the first sentence of a document that says so of a term."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.making.made import Made, SourceText
from eval.making.persons import is_person
from eval.making.phrases import inside, is_clear
from eval.making.statements import statements
from qa.language.names import ROLES
from qa.language.word_classes import PREPOSITIONS

_COMPLEMENT = re.compile(r"(?:an?|any) [A-Za-z]")
_TERM = re.compile(r"(?:(?P<article>An?) )?(?P<noun>[\w&'’.-]+(?: [\w&'’.-]+){0,4})")
LEAST_WORDS = 6
_UNCLEAR = re.compile(r"\b(?:following|such|these|those|this|if|unless)\b")
#: What a person is, by its form, before what tells more of it.
_ROLE = re.compile(rf"(?:(?:er|or|ist|ian|man|eer|ess)|\b(?:{ROLES}))\s*\Z")
_OPENER = re.compile(rf",|\b(?:{PREPOSITIONS}|who|that|which)\b")


def made(source: SourceText) -> Iterator[Made]:
    """One question for each term that a statement defines; the sentence is the gold."""
    seen = set()
    for statement in statements(source):
        found = _TERM.fullmatch(statement.subject)
        defines = statement.verb in ("is", "are", "was") and _COMPLEMENT.match(statement.rest_words)
        if not found or not defines or len(statement.rest_words.split()) < LEAST_WORDS:
            continue
        term = statement.subject
        if "'" in term or "’" in term or _UNCLEAR.search(statement.rest_words):
            continue
        named = found["article"] or (term[:1].isupper() and not term.startswith(("The ", "Each ", "Every ")))
        if not named or not is_clear(term) or term.lower() in seen:
            continue
        seen.add(term.lower())
        person = is_person(term)
        role = _ROLE.search(_OPENER.split(statement.rest_words)[0]) is not None
        if person != role and not found["article"]:
            continue
        word = "Who" if person else "What"
        yield Made(
            f"{word} {statement.verb} {inside(term)}?", "definition", "definitions", source, (statement.span,)
        )
