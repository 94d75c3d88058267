"""An answer as a person reads it: the sentence, then the numbered evidence it stands on."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from index.documents import Span
from qa.cli.answer_lines import NO_SURE_ANSWER, answer_lines
from qa.cli.output import out, print_indented, printable
from qa.quotes import copy_names, in_quote, place_words
from qa.schemas import (
    AskResponse,
    Citation,
    HighlightSpan,
    MetadataCitation,
    QueryWarning,
    RankedPassage,
)
from qa.settings import Settings

#: Copies of a passage that are named.
MOST_NAMED = 3
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}


def base_url(settings: Settings) -> str:
    """Where a browser on this machine finds the service."""
    host = WILDCARDS.get(settings.host, f"[{settings.host}]" if ":" in settings.host else settings.host)
    return f"http://{host}:{settings.port}"


def print_answer(response: AskResponse, url: str | None) -> None:
    """Print what was found, and the evidence; links lead to the server at `url`, if any."""
    console, numbering = out(), Numbering(response.passages)
    shown = response.answer or response.closest
    if shown is None:
        console.print(Text.assemble(("No answer. ", "bold yellow"), printable(response.reason or "")))
        console.print(Text(f"answerability {response.answerability:.2f}", style="dim"))
    else:
        if not response.answer:
            console.print(Text(NO_SURE_ANSWER, style="bold yellow"))
        for line in answer_lines(shown, numbering.numbers):
            console.print(line)
        below = "" if response.answer else f", threshold {response.threshold:.2f}"
        console.print(Text(f"probability {shown.probability:.2f}{below}", style="dim"))
        if response.sources_disagree:
            console.print(_claims(response, numbering))
    if response.passages:
        console.print(Text("\nEvidence" if response.answer else "\nNearest passages", style="bold"))
    print_passages(response.passages, url)
    for number, citation in numbering.more.items():
        _print_quote(number, citation, url)


def print_searched_as(searched: str | None) -> None:
    """Print the question that was searched, where it is another than was asked."""
    if searched:
        out().print(Text.assemble(("Showing results for ", "dim"), printable(searched), ("\n", "")))


class Numbering:
    """The numbers of citations: those of the passages they are in; what no passage shows gets its own."""

    def __init__(self, passages: Sequence[RankedPassage]) -> None:
        self._passages = passages
        self.more: dict[int, Citation] = {}

    def number(self, citation: Citation | MetadataCitation) -> int | str:
        """The number of a citation; of one of metadata, the document and the field."""
        if isinstance(citation, MetadataCitation):
            return printable(f"{citation.field} of {citation.document_title or citation.document_id}")
        for passage in self._passages:
            if _holds(passage.citation, citation):
                return passage.rank
        for number, other in self.more.items():
            if _holds(other, citation):
                return number
        number = len(self._passages) + len(self.more) + 1
        self.more[number] = citation
        return number

    def numbers(self, citations: Sequence[Citation | MetadataCitation]) -> str:
        """The numbers of citations in brackets, each once."""
        return "".join(dict.fromkeys(f"[{self.number(one)}]" for one in citations))


def _holds(around: Citation, citation: Citation) -> bool:
    return _document(around) == _document(citation) and (
        around.start_char_index <= citation.start_char_index
        and citation.end_char_index <= around.end_char_index
    )


def _claims(response: AskResponse, numbering: Numbering) -> Group:
    """The sources' different values as a table."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("value", "who says it", "how firmly", "when", "where"):
        table.add_column(heading)
    for claim in response.claims:
        where = numbering.numbers(claim.citations)
        cells = (claim.value, claim.said_by or "–", claim.stance, claim.published or "–")
        table.add_row(*(Text(printable(cell)) for cell in cells), Text(where, style="cyan"))
    return Group(Text("\nThe sources give different values:", style="bold"), table)


def print_passages(passages: Sequence[RankedPassage], url: str | None) -> None:
    """Print ranked passages with their numbers, the supporting sentences marked."""
    console = out()
    if not passages:
        console.print("No passage found.")
    several = len({passage.citation.collection for passage in passages}) > 1
    for passage in passages:
        _print_quote(passage.rank, passage.citation, url, passage.highlights, collection=several)
        if passage.duplicates:
            print_indented(console, Text(_more_like_it(passage), style="dim"))


def _print_quote(
    number: int,
    cited: Citation,
    url: str | None,
    highlights: Sequence[HighlightSpan] = (),
    *,
    collection: bool = False,
) -> None:
    console = out()
    title = printable(" > ".join([cited.document_title or cited.document_id, *cited.headings]))
    console.print(Text.assemble((f"\n[{number}] ", "cyan"), (title, "bold"), _date(cited)))
    print_indented(console, Text(_place(cited, highlights, collection=collection), style="dim"))
    print_indented(console, _marked(cited, highlights, plain=not console.is_terminal))
    if url:
        print_indented(console, Text(url + cited.url, style="dim"), whole=True)
    if cited.source_url:
        print_indented(console, Text(printable(cited.source_url), style="dim"), whole=True)


def _more_like_it(passage: RankedPassage) -> str:
    """How many copies there are, and what the first ones are called."""
    names = copy_names(passage.duplicates)
    named = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
    return printable(f"and {len(passage.duplicates)} more like it: {named}")


def print_warnings(warnings: Sequence[QueryWarning]) -> None:
    """Print what may have emptied the response, such as a misspelt field of a filter."""
    for warning in warnings:
        text = printable(f"Note: {warning.field}: {warning.message}")
        out().print(Text(text, style="yellow"))


def _document(citation: Citation) -> tuple[str, str, str]:
    return citation.collection, citation.document_id, citation.version


def _date(citation: Citation) -> str:
    return f", {citation.published}" if citation.published else ""


def _place(citation: Citation, highlights: Sequence[HighlightSpan], *, collection: bool) -> str:
    """Where a quote stands, with the name of its collection if that is wanted."""
    characters = f"characters {citation.start_char_index}-{citation.end_char_index}"
    document = f"{citation.collection}: {citation.document_id}" if collection else citation.document_id
    place = place_words(citation, next(iter(highlights), None))
    where = filter(None, [document, place, characters])
    return printable(f"{', '.join(where)}, version {citation.version[:12]}")


def _marked(cited: Citation, highlights: Sequence[HighlightSpan], *, plain: bool) -> Text:
    """The quote, its supporting sentences marked by colour, or by »« where colour is lost."""
    marked, at = Text(), 0
    spans = [in_quote(cited, Span(span.start, span.end)) for span in highlights]
    for span in sorted(filter(None, spans)):
        if span.start < at:
            continue
        marked.append(printable(cited.quote[at : span.start]))
        sentence = printable(span.of(cited.quote))
        marked.append(f"»{sentence}«" if plain else sentence, style="bold green")
        at = span.end
    marked.append(printable(cited.quote[at:]))
    return marked
