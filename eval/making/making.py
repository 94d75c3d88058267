"""Make questions from documents: all ways of making, then a choice spread over documents and ways."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from eval.making import (
    absent,
    author_lists,
    dates,
    definitions,
    headings,
    labels,
    numbers,
    persons,
    reasons,
    table_cells,
)
from eval.making.in_context import in_context
from eval.making.made import Made, Maker, SourceText
from eval.making.words_of_texts import WordsOfTexts
from index.ingest.prepare import Progress

_TITLE = re.compile(r",? ?(?:According to|according to|In)? “[^”]*”,?")
#: The ways of making, by the module that has each.
MAKERS: tuple[Maker, ...] = (
    author_lists.made,
    dates.made,
    definitions.made,
    headings.made,
    labels.made,
    numbers.made,
    persons.made,
    reasons.made,
    table_cells.made,
)
#: One question in so many has no answer.
ONE_UNANSWERABLE_IN = 8
LONGEST = 220


def make(
    sources: Sequence[SourceText], n: int, seed: int, progress: Progress, more: Iterable[Made] = ()
) -> list[Made]:
    """Up to `n` questions, the same for the same documents and seed, in the order of the documents.

    Args:
        progress: Called with the number of documents read and their total.
        more: Questions made in another way, which are chosen from as well.
    """
    chance = random.Random(seed)
    found = [*_found(sources, progress), *more]
    words = WordsOfTexts(sources)
    titles = Counter(" ".join(source.title.split()) for source in sources)
    named = [one for turn, made in enumerate(found) if (one := in_context(made, words, titles, turn))]
    answerable = _asked_once(named)
    without = min(n // ONE_UNANSWERABLE_IN, len(answerable) // (ONE_UNANSWERABLE_IN - 1))
    absent_ones = absent.made(found, sources, words, chance)
    lacking = [one for made in absent_ones if (one := in_context(made, words, titles, len(made.text)))]
    lacking = _asked_once(lacking)
    chosen = _spread(lacking, without, chance)
    chosen += _spread(answerable, n - len(chosen), chance)
    order = {source.document_id: place for place, source in enumerate(sources)}
    return sorted(chosen, key=lambda one: (order[one.source.document_id], one.spans[:1], one.text))


def _found(sources: Sequence[SourceText], progress: Progress) -> Iterator[Made]:
    for done, source in enumerate(sources, 1):
        for maker in MAKERS:
            yield from (one for one in maker(source) if len(one.text) <= LONGEST)
        progress(done, len(sources))


def _asked_once(questions: Sequence[Made]) -> list[Made]:
    """The questions without those that are asked of two places: which is meant cannot be told."""
    asked: dict[str, set[tuple[object, ...]]] = {}
    for one in questions:
        asked.setdefault(_key(one), set()).add((one.source.document_id, *one.spans))
    seen: set[str] = set()
    kept = []
    for one in questions:
        key = _key(one)
        if len(asked[key]) == 1 and key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def _key(one: Made) -> str:
    return " ".join("".join(mark if mark.isalnum() else " " for mark in one.text.lower()).split())


def _spread(questions: Sequence[Made], n: int, chance: random.Random) -> list[Made]:
    """A choice in which documents, ways of making and answers each come up as evenly as they can."""
    left = list(questions)
    chance.shuffle(left)
    used: Counter[tuple[str, str]] = Counter()
    chosen: list[Made] = []
    while left and len(chosen) < n:
        best = min(range(len(left)), key=lambda place: _cost(left[place], used))
        one = left.pop(best)
        chosen.append(one)
        for mark in _marks(one):
            used[mark] += 1
    return chosen


def _cost(one: Made, used: Counter[tuple[str, str]]) -> tuple[int, int]:
    document, method, wording, *answer = _marks(one)
    # A span that was asked for already is asked for again only when nothing else is left.
    again = 100 * sum(used[mark] for mark in answer) + 4 * used[wording]
    return again + 3 * used[document] + used[method], used[document]


def _marks(one: Made) -> list[tuple[str, str]]:
    id = one.source.document_id
    spans = [("span", f"{id} {span.start}") for span in one.spans[:1]]
    # Without the title in it, so that one label is not asked of every document.
    wording = ("wording", _key(one._replace(text=_TITLE.sub("", one.text))))
    return [("document", id), ("method", one.method), wording, *spans]
