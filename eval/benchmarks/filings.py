"""Benchmark of page citations on FinanceBench: filings as PDF documents, questions with their evidence page.

    python -m eval.benchmarks.filings --filings DIR [--plain FILE]

DIR has `pdfs/` and `questions.jsonl`.  All filings are one collection.  A question is right at a depth if one
of its evidence pages is a page of a passage up to there; beside it stands plain BM25 over windows of 130
words of the same text.  The words of citations are looked for on their page as pdfminer.six reads it.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.corpus import open_corpus
from index.documents import Document
from index.ingest.files import SourceFile, read
from index.places import Places
from qa.schemas import AskQuery, Citation, Mode, Query
from qa.service import Service
from qa.settings import Settings

SHOWN = Console(width=160)
DEPTHS = (1, 5, 20)
WINDOW = 130
K1, B = 1.2, 0.75
#: Share of a citation's words that must stand on its page.
ON_PAGE = 0.95
_WORD = re.compile(r"\w+")
Page = tuple[str, int]


class Asked(NamedTuple):
    """A question, and the pages that have its evidence: document and number from 1."""

    text: str
    evidence: frozenset[Page]


class Window(NamedTuple):
    """A run of words, and the pages on which it stands."""

    words: Counter[str]
    length: int
    pages: frozenset[Page]


def read_questions(folder: Path) -> list[Asked]:
    """The questions; the set counts pages from 0."""
    found = []
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        pages = {(f"{one['doc_name']}.pdf", one["evidence_page_num"] + 1) for one in row["evidence"]}
        found.append(Asked(row["question"], frozenset(pages)))
    return found


def read_filings(folder: Path) -> list[Document]:
    """The filings, with the time that reading them takes printed."""
    start = time.perf_counter()
    documents = [read(SourceFile(path, path.name)) for path in sorted((folder / "pdfs").glob("*.pdf"))]
    seconds = time.perf_counter() - start
    pages = sum(max(start.place.page or 0 for start in document.places) for document in documents)
    SHOWN.print(
        f"{len(documents)} filings, {pages} pages read in {seconds:.1f} s: {pages / seconds:.1f} a second"
    )
    return documents


def page_at(places: Places, offset: int) -> int:
    """The page of a character; 0 where it is not known."""
    at = bisect_right(places, offset, key=lambda one: one.start)
    return (places[at - 1].place.page or 0) if at else 0


def windows(document: Document) -> list[Window]:
    """The text cut after every 130 words."""
    found = list(_WORD.finditer(document.text))
    cuts = [found[at : at + WINDOW] for at in range(0, len(found), WINDOW)]
    return [
        Window(
            Counter(word[0].lower() for word in cut),
            len(cut),
            frozenset((document.id, page_at(document.places, word.start())) for word in cut),
        )
        for cut in cuts
    ]


def ranked(question: str, corpus: Sequence[Window]) -> list[frozenset[Page]]:
    """The pages of windows by Okapi BM25, best first."""
    terms = {word.lower() for word in _WORD.findall(question)}
    average = mean(window.length for window in corpus)
    having = {term: sum(term in window.words for window in corpus) for term in terms}
    rarity = {term: math.log(1 + (len(corpus) - n + 0.5) / (n + 0.5)) for term, n in having.items()}

    def score(window: Window) -> float:
        norm = K1 * (1 - B + B * window.length / average)
        counts = ((term, window.words[term]) for term in terms)
        return sum(rarity[term] * count * (K1 + 1) / (count + norm) for term, count in counts)

    return [window.pages for window in sorted(corpus, key=score, reverse=True)]


def pages_of(citation: Citation) -> frozenset[Page]:
    """The pages of a citation."""
    first, last = citation.page or 0, citation.page_end or citation.page or 0
    return frozenset((citation.document_id, page) for page in range(first, last + 1))


def first_hit(question: Asked, found: Sequence[frozenset[Page]]) -> float:
    """The rank of the first pages that have evidence; infinite without any."""
    return next((rank for rank, pages in enumerate(found, 1) if pages & question.evidence), math.inf)


def on_page(citation: Citation, text: str) -> float:
    """The share of a citation's words that stand on its page, wherever lines and words are divided."""
    words = [word.lower() for word in _WORD.findall(citation.cited_text)]
    there = re.sub(r"\W+", "", text).lower()
    return mean(word in there for word in words) if words else 1.0


class OtherReader:
    """Reads single pages with pdfminer.six."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[Page, str] = {}

    def text(self, pages: frozenset[Page]) -> str:
        """The text of pages."""
        from pdfminer.high_level import extract_text

        for name, number in pages - self._texts.keys():
            self._texts[name, number] = extract_text(str(self._folder / name), page_numbers=[number - 1])
        return "\n".join(self._texts[page] for page in sorted(pages))


def retrieval(
    service: Service, documents: Sequence[Document], questions: Sequence[Asked], folder: Path
) -> None:
    """Print whether the evidence pages are found, and whether citations stand on their pages."""
    corpus = [window for document in documents for window in windows(document)]
    other = OtherReader(folder / "pdfs")
    ranks: dict[str, list[float]] = {}
    shares: list[float] = []
    for question in track(questions, transient=True):
        ranks.setdefault(f"BM25, windows of {WINDOW} words", []).append(
            first_hit(question, ranked(question.text, corpus))
        )
        for mode in Mode:
            passages = service.search(Query(question=question.text, top_k=max(DEPTHS), mode=mode)).passages
            found = [pages_of(passage.citation) for passage in passages]
            ranks.setdefault(mode.value, []).append(first_hit(question, found))
            if mode is Mode.HYBRID:
                shares += [
                    on_page(passage.citation, other.text(pages))
                    for passage, pages in zip(passages[:5], found, strict=False)
                ]
    table = Table(title=f"{len(questions)} questions: an evidence page among those of the top passages")
    table.add_column("")
    for depth in DEPTHS:
        table.add_column(f"top {depth}", justify="right")
    table.add_column("ranks", justify="right")
    for name, row in ranks.items():
        hits = [
            f"{sum(rank <= depth for rank in row)} = {mean(rank <= depth for rank in row):.3f}"
            for depth in DEPTHS
        ]
        table.add_row(name, *hits, " ".join("-" if rank > 20 else str(int(rank)) for rank in row))
    SHOWN.print(table)
    there = sum(share >= ON_PAGE for share in shares)
    SHOWN.print(
        f"{there} of {len(shares)} passages stand on their page as pdfminer.six reads it "
        f"({ON_PAGE:.0%} of their words; mean share {mean(shares):.4f})"
    )


class Plain(NamedTuple):
    """A plain question on one filing.

    Args:
        of: The filing that answers.
        only: Whether it is asked of that filing alone, since it does not name it.
        answers: Words of which the right quote has one.
    """

    question: str
    of: str
    only: bool
    answers: tuple[str, ...]


def read_plain(path: Path, part: str) -> list[Plain]:
    """The questions of a part; a line has `question`, `of`, `document` (to ask alone), `answers`, `part`."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Plain(row["question"], row["of"], bool(row["document"]), tuple(row["answers"]))
        for row in rows
        if row["part"] == part
    ]


def plain_questions(service: Service, questions: Sequence[Plain]) -> None:
    """Print how often the answer, and what it cites, has the right words."""
    quotes, values, shown = [], [], []
    for one in questions:
        filters = {"document_id": one.of} if one.only else None
        response = service.ask(AskQuery(question=one.question, filters=filters, abstain=False))
        answer = response.answer
        cited = [*answer.citations, answer.sentence] if answer else []
        texts = [it.cited_text for it in cited if isinstance(it, Citation) and it.document_id == one.of]
        quotes.append(any(words in text for text in texts for words in one.answers))
        values.append(answer is not None and any(words in answer.shown for words in one.answers))
        shown.append(response.answerability >= response.threshold)
        best = answer.text.replace("\n", " ")[:100] if answer else "-"
        mark = "right" if quotes[-1] else "wrong"
        SHOWN.print(f"{mark} {one.of}: {one.question} {best}", markup=False, highlight=False)
    SHOWN.print(
        f"{len(questions)} plain questions: right quote {mean(quotes):.3f}, right value {mean(values):.3f}, "
        f"likely enough to be shown {mean(shown):.3f}"
    )


def main() -> None:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--filings", type=Path, required=True, help="the folder with pdfs/ and questions.jsonl"
    )
    parser.add_argument("--plain", type=Path, help="plain questions; only these are asked")
    parser.add_argument("--part", default="dev", help="of the plain questions")
    arguments = parser.parse_args()
    documents = read_filings(arguments.filings)
    service = open_corpus(
        documents, Settings(), lambda done, total: SHOWN.print(f"{done}/{total} characters", end="\r")
    )
    if arguments.plain:
        plain_questions(service, read_plain(arguments.plain, arguments.part))
    else:
        retrieval(service, documents, read_questions(arguments.filings), arguments.filings)


if __name__ == "__main__":
    main()
