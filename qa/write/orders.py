"""Whether a text speaks to a language model: such a passage is not sent to one, and supports nothing written.

What a document says of its subject may be quoted and written about; what it says of how to answer is no
statement of that.  These are the ways in which texts speak to whoever answers: they name a model or its
instructions beside an order, put on the marks of a conversation, order an answer, or order that what stands
around them is passed over.  This is one net of three: nothing is shown that was written from what has
nothing to do with the question (`relevance.py`), and nothing but plain sentences (`plain_text.py`).  A
passage that is kept back is quoted all the same where the answer is extractive.
"""

from __future__ import annotations

import re

from index.documents import Span
from index.ingest.sentences import sentences

_MODEL = (
    r"\b(?:ai(?:\s(?:assistants?|models?|systems?|agents?))?|assistants?|chat-?\s?(?:bots?|gpt)|gpt|llms?"
    r"|(?:large\s)?language\smodels?|bots?|summari[sz]ers?)\b"
)
_INSTRUCTIONS = (
    r"\b(?:(?:system|hidden|secret|original|initial|developer|your|new|previous|prior|above|earlier|all)\s"
    r"(?:\w+\s){0,2}(?:prompts?|instructions?|rules|directions?|commands?)|jailbreak|developer\smode)\b"
)
_ORDER = (
    r"\b(?:ignore|disregard|forget|override|bypass|stop|do\snot|don['’]t|never|must|always|instead|please|say|tell"
    r"|write|reply|respond|answer|output|print|repeat|return|reveal|include|insert|append|add|render|translate"
    r"|summari[sz]e|pretend|act|behave|you\s(?:are|will|have)|your|attention|obey|execute|recommend|state"
    r"|mention|says|tells|writes|replies|responds|answers)\b"
)
_SAYING = (
    r"(?:say|tell|write|reply|respond|answer|output|print|repeat|return|reveal|include|insert|append|add|begin|start"
    r"|end|render|translate|pretend|conclude|state|mention|recommend|replace|embed|encode)"
)
_ANSWER = (
    r"(?:(?:your|the|this|every|each|any|all|final|next)\s(?:\w+\s){0,2}(?:answers?|repl(?:y|ies)|responses?|output"
    r"|summar(?:y|ies))|the\s(?:user|reader|asker)|(?:user|reader)['’]s)"
)
#: Where an order begins: a sentence, a clause, or behind a word that makes one of it.
_BEGINS = r"(?:\A|[:;,.!?—–]\s*|\b(?:please|must|should|always|then|and|you|to|now|instead|just|only)\s+)"
_MARKS = re.compile(
    r"(?:\A|[\s>#\[(*-])(?:system|assistant|user|developer|instructions?|prompt)\s*(?:\]|\)|\*\*)?\s*:(?!//)"
    r"|<\|\w+\|>|\[/?INST\]|<</?SYS>>|</?(?:system|instructions?|script|img|iframe)\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    "|".join(
        (
            rf"\A(?=.*(?:{_MODEL}|{_INSTRUCTIONS})).*{_ORDER}",
            rf"{_BEGINS}{_SAYING}\b(?=.*\b{_ANSWER}\b)",
            rf"\b{_ANSWER}\s(?:\w+\s){{0,2}}(?:must|should|has\sto|have\sto|need\sto)\s(?:\w+\s)?"
            r"(?:say|state|read|be|contain|include|end|begin|mention)\b",
            r"\A(?:please\s|only\s|just\s|always\s|now\s|instead,?\s)*(?:reply|respond|answer|output)\b"
            r"\s*(?:only|with|that|in|:|[\"'“‘])",
            r"\b(?:when|whenever|if|before)\syou\s(?:answer|reply|respond|summari[sz]e)",
            r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:everything|above|previous|earlier|other|rest"
            r"|instructions|passages?)\b",
            r"\banswers?\sto\s(?:every|any|all|each)\b",
        )
    ),
    re.IGNORECASE | re.DOTALL,
)


def gives_orders(text: str) -> bool:
    """Whether a sentence of a text tells a language model what to do."""
    if _MARKS.search(text):
        return True
    spans = sentences(text, Span(0, len(text)))
    return any(_ORDERS.search(" ".join(text[span.start : span.end].split())) for span in spans)
