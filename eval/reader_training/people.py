"""Questions on people's documents, asked of the passages that the service cuts and finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from eval.people_documents.passages import DocumentPassages
from eval.people_documents.questions import PeoplesQuestion, documents_of
from eval.reader_training.examples import Asked, Examples, Reading
from index.documents import Span
from index.readable.pieces import ReadableText
from index.store.catalog.passages import StoredPassage
from qa.read.read_passages import context_of
from qa.read.table_text import readable_texts

#: Passages that the service finds for a question, of which those without the answer are wrong ones.
FOUND = 8
#: A question that nothing answers is asked of so many of the passages that are found, beside what misleads.
UNANSWERED_OF = 2
#: Each question comes so often in a pass: there are few beside those of other sets.
REPEATED = 3


class Part(NamedTuple):
    """A part of a passage as the reader gets it; `number` is its place in `Examples.passages`."""

    number: int
    passage: StoredPassage
    readable: ReadableText

    def place(self, words: str, quote: str = "") -> tuple[int, int] | None:
        """Where words of the passage, or of a quote in it, stand in the part; None if not as a whole."""
        text = self.passage.text
        start = text.find(words, max(text.find(quote), 0)) if words else -1
        if start < 0:
            return None
        wanted = Span(start, start + len(words))
        runs = [run for run in self.readable.runs if Span(run.start, run.start + run.length).overlaps(wanted)]
        if not runs:
            return None
        first, last = runs[0], runs[-1]
        found = Span(
            first.at + max(0, wanted.start - first.start), last.at + min(last.length, wanted.end - last.start)
        )
        # Bars of a table and marks are not read; words are added.
        is_whole = _letters(found.of(self.readable.text)) >= _letters(words)
        return (found.start, found.end) if is_whole else None


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def read_people(questions: Sequence[PeoplesQuestion]) -> Examples:
    """Questions, each `REPEATED` times, asked of all their documents."""
    documents = documents_of(questions)
    searched = DocumentPassages(documents)
    passages: list[Reading] = []
    parts: dict[str, list[Part]] = defaultdict(list)
    for document in documents:
        for passage in searched.of(document):
            for readable in readable_texts(passage.text, partial("\n".join, passage.above)):
                parts[document.id].append(Part(len(passages), passage, readable))
                passages.append(Reading(context_of(passage), readable.text, document.id))
    asked = [
        one for question in questions for one in _asked(question, parts, searched.found(question.text, FOUND))
    ]
    return Examples(passages, asked * REPEATED)


def _asked(
    question: PeoplesQuestion, parts: Mapping[str, Sequence[Part]], found: Sequence[StoredPassage]
) -> Iterator[Asked]:
    own = parts[question.document.id]
    beside = [part for one in found for part in parts[one.document_id] if part.passage.span == one.span]
    if not question.quote:
        tempting = [part.number for part in own if part.place(question.near)]
        others = [part.number for part in beside if part.number not in tempting]
        for number in [*tempting, *others[:UNANSWERED_OF]]:
            yield Asked(question.text, number, ())
        return
    wrong = tuple(part.number for part in beside if question.quote not in part.passage.text)
    for part in own:
        whole, short = part.place(question.quote), part.place(question.answer, question.quote)
        if whole and (short or not question.answer):
            spans, within = ((short,), ()) if short else ((), (whole,))
            yield Asked(question.text, part.number, spans, wrong, within=within)
            return
