"""An answer as a person reads it: the sentence, then the numbered evidence it stands on."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from qa.cli.output import out, print_indented, printable
from qa.schemas import AskResponse, Citation, RankedPassage
from qa.settings import Settings

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}


def base_url(settings: Settings) -> str:
    """Where a browser on this machine finds the service."""
    host = WILDCARDS.get(settings.host, f"[{settings.host}]" if ":" in settings.host else settings.host)
    return f"http://{host}:{settings.port}"


def print_answer(response: AskResponse, url: str | None) -> None:
    """Print an answer or an abstention, and the evidence; links lead to the server at `url`, if any."""
    console = out()
    if response.answer is None:
        console.print(Text.assemble(("No answer. ", "bold yellow"), printable(response.reason or "")))
        below = f"answerability {response.answerability:.2f}, threshold {response.threshold:.2f}"
        console.print(Text(below, style="dim"))
    else:
        numbers = "".join(f"[{_number(c, response.passages)}]" for c in response.answer.citations)
        text = printable(response.answer.value)
        console.print(Text.assemble((text, "bold"), " ", (numbers, "cyan")))
        console.print(Text(f"probability {response.answer.probability:.2f}", style="dim"))
        if response.sources_disagree:
            console.print(_claims(response))
    if response.passages:
        console.print(Text("\nEvidence" if response.answer else "\nNearest passages", style="bold"))
    print_passages(response.passages, url)


def _claims(response: AskResponse) -> Group:
    """The sources' different values as a table."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("value", "who says it", "how firmly", "when", "where"):
        table.add_column(heading)
    for claim in response.claims:
        where = "".join(dict.fromkeys(f"[{_number(c, response.passages)}]" for c in claim.citations))
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
        cited = passage.citation
        title = printable(" > ".join([cited.document_title or cited.document_id, *passage.headings]))
        console.print(Text.assemble((f"\n[{passage.rank}] ", "cyan"), (title, "bold"), _date(cited)))
        print_indented(console, Text(_place(cited, collection=several), style="dim"))
        print_indented(console, _marked(passage, plain=not console.is_terminal))
        if url:
            print_indented(console, Text(url + cited.url, style="dim"), whole=True)
        if cited.source_url:
            print_indented(console, Text(printable(cited.source_url), style="dim"), whole=True)


def _number(citation: Citation, passages: Sequence[RankedPassage]) -> str:
    """The rank of the passage that holds the citation."""
    for passage in passages:
        around = passage.citation
        if _document(around) == _document(citation) and (
            around.start_char_index <= citation.start_char_index
            and citation.end_char_index <= around.end_char_index
        ):
            return str(passage.rank)
    return f"{citation.document_id}:{citation.start_char_index}-{citation.end_char_index}"


def _document(citation: Citation) -> tuple[str, str, str]:
    return citation.collection, citation.document_id, citation.version


def _date(citation: Citation) -> str:
    return f", {citation.published}" if citation.published else ""


def _place(citation: Citation, *, collection: bool) -> str:
    """Where a quote stands, with the name of its collection if that is wanted."""
    where = f"characters {citation.start_char_index}-{citation.end_char_index}"
    document = f"{citation.collection}: {citation.document_id}" if collection else citation.document_id
    return printable(f"{document}, {where}, version {citation.version[:12]}")


def _marked(passage: RankedPassage, *, plain: bool) -> Text:
    """The quote, its supporting sentences marked by colour, or by »« where colour is lost."""
    text, start = passage.text, passage.citation.start_char_index
    marked, at = Text(), 0
    for span in sorted(passage.highlights, key=lambda span: span.start):
        marked.append(printable(text[at : span.start - start]))
        sentence = printable(text[span.start - start : span.end - start])
        marked.append(f"»{sentence}«" if plain else sentence, style="bold green")
        at = span.end - start
    marked.append(printable(text[at:]))
    return marked
