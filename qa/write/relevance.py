"""Whether a written sentence, and what it was written from, have to do with the question.

A document may say much that is true and not asked for, and what it orders a reader to say is mostly that;
small language models tell what a passage is about.  The reader, which has learnt from a hundred thousand
questions, tells whether a text answers.
"""

from __future__ import annotations

from index.documents import Span
from qa.read.reader.protocol import Reader, Reading, ReadPassage

#: The least log odds that a text answers, or is of an answering sentence, for what is said first, and for
#: what is said behind that.  Of 110 answers whose sentences people chose (ClapNQ), each read alone, 82% have
#: a sentence with more than the first, and 97% of their sentences have more than the second; of the sentences
#: beside them, 20% and 79%.
FIRST, LATER = 0.5, -2.5
#: For what is said first and written from where the quoted answer stands: 95% and 51% of the same.
FROM_QUOTED = -1.0


def has_to_do_with(reader: Reader, question: str, title: str, texts: tuple[str, str], least: float) -> bool:
    """Whether texts answer the question, or belong to what does.  Blocking: the reader reads.

    Args:
        title: Of the document.
        texts: The written sentence and what it was written from.
        least: `FIRST`, `LATER` or `FROM_QUOTED`.
    """
    readings = reader.read(question, [ReadPassage(title, text) for text in texts])
    return all(_odds(reading, text) >= least for reading, text in zip(readings, texts, strict=True))


def _odds(reading: Reading, text: str) -> float:
    within = reading.support.of(Span(0, len(text))) if reading.support else reading.odds
    return max(reading.odds, within)
