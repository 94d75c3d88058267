"""The sentence that defines a term."""

from __future__ import annotations

import re

from qa.compose.composed import Composed, Findings
from qa.compose.scored_sentences import ScoredSentence, scored_sentences, sentences_of
from qa.read.labelled_lines import is_labelled
from qa.schemas import AnswerForm

#: What a sentence that has the form of a definition gains, as log odds.
DEFINES = 2.5
#: What a whole sentence gains over an entry of a glossary, or over a setting: "term: words".
IN_WORDS = 1.0
#: What the first sentence below a title that is the term gains beside that.
LEADS = 1.0
#: Characters of a document before its first sentence.
LONGEST_HEAD = 240
#: What follows a term where it is defined.
_VERB = r"(?:is|are|was|were|means?|meant|refers?\s+to|describes?|denotes?|stands?\s+for|covers?)\b"
_AFTER = r"(?:\s*\([^)]*\))?[\"”'’*`_]*(?:,[^,.]{1,60},)?\s*"
_MARK = r"(?:[:=–—|]|\s-\s|\n\s*:)"
_BEFORE = r"\A[\W\d_]*(?:by|the\s+term|an?|the|our)?\s*[\"“'‘*`_]*"


def definition_answer(found: Findings) -> Composed | None:
    """The best sentence that has the form of a definition of the term; None where there is none."""
    term = found.question.topic.words
    if not term:
        return None
    pattern = _pattern(term)
    best: tuple[float, ScoredSentence] | None = None
    for one in scored_sentences(found):
        if defined := pattern.search(one.text):
            score = one.score + IN_WORDS * (defined["mark"] is None)
            best = max(best or (score, one), (score, one), key=lambda each: each[0])
    if lead := _lead_on(found, term):
        score = lead.score + IN_WORDS + LEADS
        best = max(best or (score, lead), (score, lead), key=lambda each: each[0])
    if best is None:
        return None
    return Composed(AnswerForm.SENTENCE, (best[1].part,), strength=best[1].support + DEFINES)


def _lead_on(found: Findings, term: str) -> ScoredSentence | None:
    """The first sentence below a title that is the term, which tells what the thing is by any verb."""
    terms = found.searched.analyzer.content_terms
    asked = {*terms(term)}
    for evidence in found.read if asked else ():
        passage = evidence.passage
        if not passage.headings and passage.span.start > LONGEST_HEAD:
            continue
        for one in filter(_is_sentence, sentences_of(evidence)):
            if {*terms(one.title or passage.document_title, passage.language)} == asked:
                return one
    return None


def _is_sentence(one: ScoredSentence) -> bool:
    words = one.text.strip()
    return words.endswith((".", "!", "?")) and not words.startswith("#") and not is_labelled(words)


def _pattern(term: str) -> re.Pattern[str]:
    """Finds a definition of a term, in the singular or plural; the term may also stand behind "called".

    Its group `mark` is found where a mark stands for the verb.
    """
    words = r"[\s-]+".join(
        f"{re.escape(_stem(word))}(?:s|es|ies|y)?" for word in re.findall(r"[\w.&/]+", term)
    )
    short = rf"{words}\s+\([^)]+\)|\({words}\)"
    return re.compile(
        rf"{_BEFORE}{words}{_AFTER}(?:{_VERB}|(?P<mark>{_MARK}))|\b(?:called|known\s+as|termed)\s+(?:an?\s+|the\s+)?[\"“*]*{words}\b|{short}",
        re.IGNORECASE,
    )


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|(?<=[^s])s|y)\Z", "", word) or word
