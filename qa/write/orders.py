"""Whether a text speaks to a language model: such a passage is not sent to one, and supports nothing written.

What a document says of anything else may be quoted and written about.  What it says of how to answer is no
statement of its subject.  A sentence counts where it names a model or its instructions beside a word that
orders, or where it orders how the answer is to be (a verb of saying as an order, beside a name of the answer
or of who asked).  The passage is quoted all the same where the answer is extractive.
"""

from __future__ import annotations

import re

from index.documents import Span
from index.ingest.sentences import sentences

_MODEL = (
    r"\b(?:ai(?:\s(?:assistants?|models?|systems?|agents?))?|assistants?|chat-?\s?(?:bots?|gpt)|gpt|llms?|large\slanguage\smodels?"
    r"|language\smodels?|bots?|summari[sz]ers?)\b"
)
_INSTRUCTIONS = (
    r"\b(?:(?:system|hidden|secret|original|initial|developer|your)\s(?:prompts?|instructions?|messages?|rules)"
    r"|(?:previous|prior|above|earlier|preceding|foregoing|former|all)\s(?:\w+\s){0,2}"
    r"(?:instructions?|prompts?|rules|directions?|commands?|context|passages?|messages?|text)|new\sinstructions?"
    r"|prompts?|jailbreak|developer\smode)\b"
)
_ORDER = (
    r"ignor(?:e|ing)|disregard|forget|override|overrule|bypass|stop|do\snot|don['’]t|never|must|always|instead|only|should"
    r"|please|say|says|tell|write|reply|respond|answer|output|print|repeat|return|reveal|show|include|insert|append|add|end"
    r"|begin|start|render|display|translate|summari[sz]e|pretend|act|behave|you\sare|you\swill|your|now|note|attention|important"
    r"|follow|obey|execute|run|call|send|visit|click|open|use|state|claim|confirm|recommend|mention|treat|consider"
)
_SAYING = (
    r"(?:say|tell|write|reply|respond|answer|output|print|repeat|return|reveal|show|include|insert|append|add|begin|start|end|render"
    r"|display|translate|pretend|act|ignore|disregard|forget|override|stop|conclude|state|mention|recommend|replace|embed|send"
    r"|encode|follow|obey)"
)
_ANSWER = (
    r"\b(?:(?:your|the|this|every|each|any|all|final|next)\s(?:\w+\s){0,2}(?:answers?|repl(?:y|ies)|responses?|output|summar(?:y|ies))"
    r"|the\s(?:user|reader|asker|person\swho\sasks?)(?:['’]s)?|this\squestion|(?:user|reader)(?:['’]s)?\s(?:question|query)"
    r"|if\sasked|when(?:ever)?\s(?:\w+\s){0,2}(?:asked|asks|answering|responding|replying|quer(?:y|ied))|verbatim|instructions?)\b"
)
_ROLE = re.compile(
    r"(?:\A|[\s>#\[(*-])(?:system|assistant|user|developer|instructions?)\s*(?:\]|\)|\*\*)?\s*:(?!//)|<\|\w+\|>|\[/?INST\]|<</?SYS>>|</?(?:system|instructions?)>",
    re.IGNORECASE,
)
_TO_MODEL = re.compile(rf"(?=.*(?:{_MODEL}|{_INSTRUCTIONS})).*\b(?:{_ORDER})\b", re.IGNORECASE | re.DOTALL)
_HOW_TO_ANSWER = re.compile(
    rf"(?:\A|[:;,.!?—–-]\s*|\b(?:please|must|should|always|then|and|you|to|now|instead|just|only|not)\s+){_SAYING}\b(?=.*{_ANSWER})"
    rf"|{_ANSWER}[^.]*(?:[:,;]\s*|\b(?:must|should|always|you)\s+(?:\w+\s+)?){_SAYING}\b",
    re.IGNORECASE | re.DOTALL,
)


def gives_orders(text: str) -> bool:
    """Whether a sentence of a text tells a language model what to do."""
    if _ROLE.search(text):
        return True
    spans = sentences(text, Span(0, len(text)))
    return any(_is_order(" ".join(text[span.start : span.end].split())) for span in spans)


def _is_order(sentence: str) -> bool:
    return bool(_TO_MODEL.match(sentence) or _HOW_TO_ANSWER.search(sentence))
