"""The form of answer that a question asks for, beside a short fact: steps, a list, a definition and so on.

The patterns are of English questions and search words, the more telling ones first.  On the hand-labelled
questions of `eval/question_kinds/held_out.tsv` they are right more often than a linear model over words and
word pairs that was trained on `development.tsv` beside it (`python -m eval.question_kinds`).
"""

from __future__ import annotations

import re

from qa.language.comparatives import is_comparative
from qa.language.plurals import is_plural
from qa.understand.answer_kind import AnswerKind

_IN = re.IGNORECASE
_BE = r"(?:is|are|was|were|['’]s|s)"
#: What goes before a question that is put politely.
_ASKED = (
    r"\A\W*(?:(?:and|but|so|please)\s+)*"
    r"(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?)?(?:(?:tell|show|give)\s+me\s+)?"
)
_HOW, _WHAT, _WHICH = r"h(?:ow|wo|w)", r"wh?at", r"(?:which|whcih|wich)"
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d+)"

_PATTERNS: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, _IN))
    for kind, pattern in (
        (
            AnswerKind.COMPARISON,
            rf"\bdiff?ere?nces?\s+(?:between|of|in)\b|\b(?:different|differs?|differed|distinguish\w*)\b.+\bfrom\b"
            rf"|\bare\b.+\bdifferent\W*\Z|\bcompar(?:e[ds]?|ing|ison)\b|\b(?:vs\.?|versus)\s|\bsimilarit(?:y|ies)\b"
            rf"|\bin\s+common\W*\Z|\bsets?\b.+\bapart\b|\bpros\s+and\s+cons\b"
            r"|\Z(?<=\Acompare)",
        ),
        (
            AnswerKind.REASON,
            rf"{_ASKED}(?:explain\s+)?why?\b|\bhow\s+come\b|\bwhy\b.+\?"
            rf"|{_ASKED}{_WHAT}\s+(?:causes|caused|led|made|makes|explains|resulted\s+in)\b"
            rf"|\b{_WHAT}\s?{_BE}\s+(?:the\s+)?(?:\w+\s+)?(?:cause|reasons?|purpose|rationale|(?:point|use)\s+of\s+(?:the|an?|\w+ing))\b"
            r"|\bfor\s+what\s+(?:reason|purpose)\b|\A\W*(?:the\s+)?(?:reasons?|cause)\s+(?:for|of)\b"
            r"|\b(?:due\s+to|because\s+of)\s+what\b|\bon\s+what\s+grounds\b",
        ),
        (
            AnswerKind.DESCRIPTION,
            rf"\b{_WHAT}(?:\s?{_BE})?\b.+\babout\W*\Z|\bsumm?ar(?:y|ies|ise|ize)\b|\bsum\s+up\b|\boverview\s+of\b"
            rf"|\btl;?\s?dr\b|\bgist\s+of\b|\b(?:main|key)\s+(?:points|takeaways)\b|{_ASKED}describe\b"
            r"|\bwhat\s+(?:do|does|did|is|was|are|were)\b.*\b(?:say|saying|said|written|known|know|discuss(?:ed)?)\b"
            r"(?=\s+(?:on|about|regarding|in|at|of)\b|\W*\Z)"
            r"|\bwhat\s+did\b.+\b(?:say|discuss)\b|\A\W*(?:is\s+there\s+)?(?:anything|something|info(?:rmation)?)"
            r"\s+(?:on|about)\b|\A\W*(?:background|history)\s+of\b"
            rf"|\b(?:tell\s+me|know)\s+(?:more\s+|something\s+)?about\b|{_ASKED}what\s+happened\b(?!\s+(?:when|if))"
            rf"|\A\W*{_WHAT}\s?['’]?s\s+(?:new\s+)?in\b|\bwhat\s+are\s+the\s+contents\s+of\b"
            r"|\A\W*who\s+(?:is|was)\s+(?-i:[A-Z][\w.'’-]*)(?:\s+(?:van|von|de|al|(?-i:[A-Z][\w.'’-]*)))*\W*\Z"
            rf"|{_ASKED}{_HOW}\s+(?:does|did)\b.+\b(?:work|start|begin|come\s+about)\W*\Z",
        ),
        (
            AnswerKind.DEFINITION,
            r"\bdefin(?:e|es|ed|ition)\b|\b(?:what|meaning)\b.*\bmean(?:s|ing|t)?\b|\bmeaning\s+of\b|\bmeaning\W*\Z"
            rf"|\bstands?\s+for\b|\b{_WHAT}\s+(?:counts|qualifies)\s+as\b|\bwho\s+(?:counts\s+as|is\s+considered)\b"
            rf"|{_ASKED}explain\s+(?:the\s+(?:term|concept|idea)|what)\b|{_ASKED}{_WHAT}\s+an?\s+[\w -]+\s+is\W*\Z"
            rf"|{_ASKED}(?:in\s+\w+\s+words,?\s+)?{_WHAT}\s?{_BE}\s+(?:exactly\s+)?an?\s+[\w-]+(?:\s+[\w-]+){0,4}\W*\Z"
            rf"|\bdo\s+(?:we|you|they)\s+call\b|\bunderstood\s+by\b"
            rf"|{_ASKED}{_WHAT}(?:\s?{_BE}|\s+is\s+\(are\))\s+(?!the\b|its\b|his\b|her\b|their\b|our\b|my\b|your\b|this\b"
            r"|some\b|there\b|in\b|on\b|it\b)[\w-]+(?:\s+[\w-]+){0,2}\W*\Z",
        ),
        (
            AnswerKind.HOW_TO,
            rf"{_ASKED}(?:explain\s+)?(?:where\s+and\s+)?{_HOW}\s?to\b|\bhow\s+to\b"
            rf"|(?:{_ASKED}|[,.?]\s+)(?:explain\s+)?(?:where\s+and\s+)?{_HOW}\s+(?:do|can|should|would|must|could|may)\s+"
            rf"|{_ASKED}{_HOW}\s+(?:does\s+(?:one|an?)|is|are)\s+.+\b\w+(?:ed|en|t|de|ld|un)\b"
            rf"|(?:{_ASKED}|[,.?]\s+)what\s+(?:do|should|must|can)\s+(?:\w+\s+){{1,2}}(?:have\s+to\s+|need\s+to\s+)?do\b"
            r"|\bwhat\s+to\s+do\b|\bmust\s+be\s+done\b|\bwhat\s+now\b|\b(?:procedure|process|steps)\s+(?:for|to|if|when)\b"
            r"|\bwhat\s+steps\b|\bsteps\s+(?:to|for)\b|\b(?:instructions|guide)\s+(?:for|to|on)\b|\bwalk\s+me\s+through\b"
            r"|\bstep\s+by\s+step\b|\b(?:best|right|correct)\s+way\s+to\b|\bin\s+what\s+way\b",
        ),
        (
            AnswerKind.LIST,
            rf"\A\W*(?:list|enumerate|mention)\b|{_ASKED}(?:name\s+|give\s+)?(?:some\s+|the\s+|all\s+)*{_COUNT}\s+\w+"
            r"|\A\W*(?:name|give|tell|show)\b.*\b(?:all|names|examples)\b"
            r"|\b(?:types|kinds|sorts|side\s+effects|symptoms|causes|members|parts|requirements|examples)\s+(?:of|for)\b"
            rf"|{_ASKED}what\s+(?:(?:is|are)\s+(?:not\s+|also\s+|everything\s+)?(?:included|covered|contained|excluded|needed)"
            r"|does\b.+\b(?:contain|include|cover))\b|\bwhat\s+else\b"
            r"|\A\W*who\s+(?:attended|took\s+part|participated|joined|(?:was|were)\s+(?:absent|present)|has\s+access)\b",
        ),
    )
)
_CHOICE = re.compile(
    rf"{_ASKED}(?:(?:{_WHICH}|who|{_WHAT})\b.+\bor\b"
    r"|(?:is|are|was|were|do|does|did|can|will|has|have|should)\b.+\b(?:or|than)\b)",
    _IN,
)
_WORD = re.compile(r"[^\W\d_]+")
_PHRASE = re.compile(
    rf"(?:{_ASKED}|\A\W*name\s+)(?:(?:in|on|for|from|at|to|with|under)\s+)?"
    rf"(?P<asks>{_WHAT}|{_WHICH}|who|name)(?P<be>\s+(?:are|were|of))?"
    r"(?:\s+(?:the|these|those|some|all|our|your|its|their|my|his|her))*(?P<words>(?:\s+[\w'’-]+){1,4})",
    _IN,
)
#: Behind a word that looks like a plural these show that it is a verb: "what river flows past the castle".
_AFTER_VERB = frozenset(
    "the a an his her its their our my your this that these those him them it us me if when after in on at to into"
    " past by with from for over through".split()
)
_FINITE = frozenset(
    "is are was were be do does did has have had can could will would should shall may might must".split()
)
_SINGULAR = frozenset("news physics species series means mathematics economics".split())
_ASKS = re.compile(
    r"\b(?:who|whom|whose|wh?at|which|whcih|when|where|wh?y|how|tell|give|show|name|list|explain|describe)\b|"
    r"\A\W*(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|may|must|has|have|had)(?:n['’]t)?\b|\w\?|"
    r"\b(?:is|are|was|were|has|have|had)\b",
    _IN,
)


def asked_form(question: str) -> AnswerKind | None:
    """The kind of a question that asks for more than a short fact; None for one that does not.

    Words without a verb or a question word are `KEYWORDS`.
    """
    if _compares(question):
        return AnswerKind.COMPARISON
    for kind, pattern in _PATTERNS:
        if pattern.search(question):
            return kind
    if _asks_for_several(question):
        return AnswerKind.LIST
    return None if _ASKS.search(question) else AnswerKind.KEYWORDS


def _compares(question: str) -> bool:
    """Whether it asks which of two is more: "is the bus or the train cheaper"."""
    return _CHOICE.search(question) is not None and any(map(is_comparative, _WORD.findall(question)))


def _asks_for_several(question: str) -> bool:
    """Whether the noun that is asked for is a plural: "what action items came out of it"."""
    found = _PHRASE.match(question)
    if found is None or (found["asks"].lower() == "who" and not found["be"]):
        return False
    words = [word.lower() for word in found["words"].split()]
    sure = found["be"] or found["asks"].lower() not in ("what", "wat")
    following = [*words[1:], *question[found.end() :].lower().split()[:1], ""]
    for place, (word, after) in enumerate(zip(words, following, strict=False)):
        if word in _FINITE or word in ("of", "for", "in"):
            return False
        if is_plural(word) and word not in _SINGULAR:
            return bool(found["be"]) or (sure and place == 0) or after not in _AFTER_VERB
    return False
