"""The form of answer that a question asks for, beside a short fact: steps, a list, a definition and so on.

The patterns are of English questions and search words, the more telling kinds first.  A linear model over
words and word pairs, trained on the development questions, is right less often (`eval/question_kinds/`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from qa.language.comparatives import is_comparative
from qa.language.names import ROLES
from qa.language.plurals import is_plural
from qa.understand.answer_kind import AnswerKind

#: What goes before a question that is put politely.
_ASKED = (
    r"\A\W*(?:(?:and|but|so|please)\s+)*"
    r"(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?)?(?:(?:tell|show|give)\s+me\s+)?(?:explain\s+)?"
)
_HOW, _WHAT, _WHICH = r"h(?:ow|wo|w)", r"wh?at", r"(?:which|whcih|wich)"
_BE = r"(?:is|are|was|were|['’]s|s)"
_WHAT_IS = rf"{_ASKED}{_WHAT}(?:\s?{_BE}|\s+is\s+\(are\))\s+"
_AUXILIARY = r"(?:is|are|was|were|do|does|did|can|will|has|have|should)"
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d+)"
_NO_TERM = r"(?!(?:the|its|his|her|their|our|my|your|this|some|there|in|on|it|next|another)\b)"
_NAME = r"(?-i:[A-Z][\w.-]*)"

_PATTERNS: Mapping[AnswerKind, tuple[str, ...]] = {
    AnswerKind.COMPARISON: (
        r"\bdiff?ere?nces?\s+(?:between|of|in)\b",
        r"\b(?:different|differs?|differed|distinguish\w*)\b.+\bfrom\b",
        r"\bare\b.+\bdifferent\W*\Z",
        r"\bhow\s+(?:do|does|did)\b.+\band\b.+\bdiffer\W*\Z",
        r"\A\W*(?:are|is|was|were|do|does|did|has|have)\b.+\band\b.+\b(?:equally\b|the\s+same|alike|identical)\b",
        r"\bcompar(?:e[ds]?|ing|ison)\b",
        r"\b(?:vs\.?|versus)\s",
        r"\bsimilarit(?:y|ies)\b|\bin\s+common\W*\Z|\bsets?\b.+\bapart\b|\bpros\s+and\s+cons\b",
    ),
    AnswerKind.REASON: (
        rf"{_ASKED}why?\b|\bwhy\b.+\?|\bhow\s+come\b",
        rf"{_ASKED}{_WHAT}\s+(?:causes|caused|led|made|makes|explains|resulted\s+in)\b",
        rf"{_ASKED}{_WHAT}\s?{_BE}\s+(?:the\s+)?(?:\w+\s+)?(?:cause|reasons?|purpose|rationale)\b",
        rf"{_ASKED}{_WHAT}\s?{_BE}\s+the\s+(?:point|use)\s+of\s+(?:the|an?|\w+ing)\b",
        r"\bfor\s+what\s+(?:reason|purpose)\b|\b(?:due\s+to|because\s+of)\s+what\b|\bon\s+what\s+grounds\b",
        r"\A\W*(?:the\s+)?(?:reasons?|cause)\s+(?:for|of)\b",
    ),
    AnswerKind.DESCRIPTION: (
        rf"\b{_WHAT}(?:\s?{_BE})?\b.+\babout\W*\Z",
        r"\bsumm?ar(?:y|ies|i[sz]e)\b|\bsum\s+up\b|\boverview\s+of\b|\btl;?\s?dr\b|\bgist\s+of\b",
        rf"\b(?:main|key)\s+(?:points|takeaways)\b|{_ASKED}describe\b",
        r"\bwhat\s+(?:do|does|did|is|was|are|were)\b.*\b(?:say|saying|said|written|known|know|discuss(?:ed)?)\b"
        r"(?=\s+(?:on|about|regarding|in|at|of)\b|\W*\Z)",
        r"\bwhat\s+did\b.+\b(?:say|discuss)\b",
        r"\A\W*(?:is\s+there\s+)?(?:anything|something|info(?:rmation)?)\s+(?:on|about)\b",
        r"\A\W*(?:background|history)\s+of\b|\b(?:tell\s+me|know)\s+(?:more\s+|something\s+)?about\b",
        rf"{_ASKED}what\s+happened\b(?!\s+(?:when|if))",
        rf"\A\W*{_WHAT}\s?['’]?s\s+in\b|\bwhat\s+are\s+the\s+contents\s+of\b",
        rf"\A\W*who\s+(?:is|was)\s+(?!.*\b(?:{ROLES})\b){_NAME}(?:\s+(?:van|von|de|al|{_NAME}))*\W*\Z",
        rf"{_ASKED}{_HOW}\s+(?:does|did)\b.+\b(?:work|start|begin|come\s+about)\W*\Z",
    ),
    AnswerKind.DEFINITION: (
        r"\bdefin(?:e|es|ed|ition)\b|\bstands?\s+for\b|\bmeaning\s+of\b|\bmeaning\W*\Z",
        r"\bwhat\b.*\bmean(?:s|ing|t)?\b|\bunderstood\s+by\b|\bdo\s+(?:we|you|they)\s+call\b",
        rf"\b{_WHAT}\s+(?:counts|qualifies)\s+as\b|\bwho\s+(?:counts\s+as|is\s+considered)\b",
        r"\bexplain\s+the\s+(?:term|concept|idea)\b",
        rf"{_ASKED}{_WHAT}\s+an?\s+[\w -]+\s+is\W*\Z",
        rf"{_WHAT_IS}(?:exactly\s+)?an?\s+[\w-]+(?:\s+[\w-]+){{0,4}}\W*\Z",
        rf"{_WHAT_IS}{_NO_TERM}[\w-]+(?:\s+[\w-]+){{0,2}}\W*\Z",
    ),
    AnswerKind.HOW_TO: (
        rf"{_ASKED}(?:where\s+and\s+)?{_HOW}\s?to\b|\bhow\s+to\b",
        rf"(?:{_ASKED}|[,.?]\s+)(?:where\s+and\s+)?{_HOW}\s+(?:do|can|should|would|must|could|may)\s+",
        rf"{_ASKED}{_HOW}\s+(?:does\s+(?:one|an?)\b|(?:is|are)\s+.+\b\w+(?:ed|en|t|de|ld|un)\b)",
        r"\bwhat\s+(?:do|should|must|can)\s+(?:\w+\s+){1,2}(?:have\s+to\s+|need\s+to\s+)?do\b",
        r"\bwhat\s+to\s+do\b|\bmust\s+be\s+done\b|\bwhat\s+now\b|\bwhat\s+steps\b|\bin\s+what\s+way\b",
        r"\b(?:procedure|process|steps|instructions|guide)\s+(?:for|to|if|when|on|of)\b",
        r"\bwalk\s+me\s+through\b|\bstep\s+by\s+step\b|\b(?:best|right|correct)\s+way\s+to\b",
    ),
    AnswerKind.LIST: (
        r"\A\W*(?:list|enumerate|mention)\b|\bwhat\s+else\b|\bwhat(?:\s+is|['’]?s)\s+new\b",
        rf"{_ASKED}(?:name\s+|give\s+)?(?:some\s+|the\s+|all\s+)*{_COUNT}\s+\w+",
        r"\A\W*(?:name|give|tell|show)\b.*\b(?:all|names|examples)\b",
        r"\b(?:types|kinds|sorts|side\s+effects|symptoms|causes|members|parts|requirements|examples)\s+(?:of|for)\b",
        rf"{_WHAT_IS}(?:not\s+|also\s+|everything\s+)?(?:included|covered|contained|excluded|needed)\b",
        rf"{_ASKED}what\s+does\b.+\b(?:contain|include|cover)\b",
        r"\A\W*who\s+(?:attended|took\s+part|participated|joined|(?:was|were)\s+(?:absent|present)|has\s+access)\b",
    ),
}
_COMPILED = tuple((kind, re.compile("|".join(some), re.IGNORECASE)) for kind, some in _PATTERNS.items())
#: A choice of two: "is the bus or the train cheaper".
_CHOICE = re.compile(
    rf"{_ASKED}(?:(?:{_WHICH}|who|{_WHAT})\b.+\bor\b|{_AUXILIARY}\b.+\b(?:or|than)\b)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_ASKED_NOUN = re.compile(
    rf"(?:{_ASKED}|\A\W*name\s+)(?:(?:in|on|for|from|at|to|with|under)\s+)?"
    rf"(?P<asks>{_WHAT}|{_WHICH}|who|name)(?P<be>\s+(?:are|were|of))?"
    r"(?:\s+(?:the|these|those|some|all|our|your|its|their|my|his|her))*(?P<words>(?:\s+[\w'’-]+){1,4})",
    re.IGNORECASE,
)
#: Behind a word that looks like a plural these show that it is a verb: "what river flows past the castle".
_AFTER_VERB = frozenset(
    """
    the a an his her its their our my your this that these those him them it us me if when after in on at to
    into past by with from for over through
    """.split()  # noqa: SIM905
)
_FINITE = frozenset(
    """
    is are was were be do does did has have had can could will would should shall may might must
    """.split()  # noqa: SIM905
)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|wh?at|which|whcih|when|where|wh?y|how|tell|give|show|name|list|explain|describe)\b"
    r"|\A\W*(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|may|must|has|have|had)(?:n['’]t)?\b"
    r"|\w\?|\b(?:is|are|was|were|has|have|had)\b",
    re.IGNORECASE,
)


def asked_form(question: str) -> AnswerKind | None:
    """The kind of a question that asks for more than a short fact; None for one that does not.

    Words without a verb or a question word are `KEYWORDS`.
    """
    if _compares(question):
        return AnswerKind.COMPARISON
    for kind, pattern in _COMPILED:
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
    found = _ASKED_NOUN.match(question)
    if found is None or (found["asks"].lower() == "who" and not found["be"]):
        return False
    words = [word.lower() for word in found["words"].split()]
    sure = found["be"] or found["asks"].lower() not in ("what", "wat")
    following = [*words[1:], *question[found.end() :].lower().split()[:1], ""]
    for place, (word, after) in enumerate(zip(words, following, strict=False)):
        if word in _FINITE or word in ("of", "for", "in"):
            return False
        if is_plural(word):
            return bool(found["be"]) or (sure and place == 0) or after not in _AFTER_VERB
    return False
