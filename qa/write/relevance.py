"""Whether what a sentence was written from has to do with the question.

A document may say much that is true and not asked for, and what it orders a reader to say is mostly that.
The reader, which has learnt from a hundred thousand questions, tells whether a text answers.
"""

from __future__ import annotations

from index.documents import Span
from qa.read.reader.protocol import Reader, ReadPassage

#: The least log odds that a text answers, or is of the answering sentence, for a sentence to be written from
#: it.  Of 217 sentences that people chose for answers (ClapNQ), each read alone, 96% have more.
LEAST_ODDS = -2.5


def has_to_do_with(reader: Reader, question: str, title: str, text: str) -> bool:
    """Whether a text answers the question, or belongs to what does.  Blocking: the reader reads."""
    (reading,) = reader.read(question, [ReadPassage(title, text)])
    within = reading.support.of(Span(0, len(text))) if reading.support else reading.odds
    return max(reading.odds, within) >= LEAST_ODDS
