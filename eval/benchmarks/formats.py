"""Benchmark of reading files: what is kept of web pages, and what of Office files, PDF documents and e-mail.

    python -m eval.benchmarks.formats --files DIR

DIR has `html_trafilatura.jsonl.gz`, pages with strings that must be kept and strings that must not, and
`office_pdf_mail.tar.gz`, real files, with its manifest.  Files are read in the worker process, as they are
when they are ingested.  A crash is a file that ended its worker, took too long or raised what no parser may.
"""

from __future__ import annotations

import argparse
import re
import tarfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import trafilatura
from rich.console import Console
from rich.table import Table

from eval.formats.files import objects_of
from index.errors import UnreadableFile
from index.ingest.parsing.parser import parse

SHOWN = Console()
PAGES, FILES, MANIFEST = (
    "html_trafilatura.jsonl.gz",
    "office_pdf_mail.tar.gz",
    "office_pdf_mail.manifest.jsonl.gz",
)
#: What errors say of files that ended their worker.
CRASHED = re.compile(r"crashed its parser|parser failed|took more than|of memory to read")
#: Strings that files of markitdown's tests have, from its own list of them.
KNOWN = {
    "test.docx": (
        "314b0a30-5b04-470b-b9f7-eed2c2bec74a",
        "49e168b7-d2ae-407f-a055-2167576f39a1",
        "d666f1f7-46cb-42bd-9a39-9a39cf2a509f",
        "AutoGen: Enabling Next-Gen LLM Applications via Multi-Agent Conversation",
    ),
    "test_with_comment.docx": ("314b0a30-5b04-470b-b9f7-eed2c2bec74a",),
    "test.xlsx": ("6ff4173b-42a5-4784-9b19-f49caff4d93d", "affc7dad-52dc-4b98-9b5d-51e65d8a8ad0"),
    "test.pptx": (
        "2cdda5c8-e50e-4db4-b5f0-9722a649f455",
        "04191ea8-5c73-4215-a1d3-1cfb43aaaf12",
        "44bf7d06-5e7a-4a40-a2e1-a2e42ef28c8a",
        "1b92870d-e3b5-4e65-8153-919f4ff45592",
        "a3f6004b-6f4f-4ea8-bee3-3741f4dc385f",
        "2003",
    ),
    "test.pdf": ("While there is contemporaneous exploration of multi-agent approaches",),
    "test.epub": ("Chapter 1: Test Content", "A bullet point", "This is a blockquote for testing"),
    "test_blog.html": ("an example where high cost can easily prevent a generic complex",),
    "test_wikipedia.html": ("Microsoft entered the operating system (OS) business in 1980",),
    "test_mskanji.csv": ("名前", "佐藤太郎", "髙橋淳"),
}


def ours(html: str) -> str:
    """The text of a page as it is ingested; empty where it is refused."""
    try:
        return parse(html.encode(), "page.html", "text/html").content.text
    except UnreadableFile:
        return ""


def theirs(html: str) -> str:
    """The text of a page by trafilatura's defaults."""
    return trafilatura.extract(html) or ""


def pages(folder: Path) -> None:
    """Print what is kept of web pages."""
    records = list(objects_of(folder / PAGES))
    table = Table(title=f"{len(records)} web pages")
    for name in ("", "wanted strings kept", "unwanted strings dropped", "both, mean", "pages/s"):
        table.add_column(name, justify="right" if name else "left")
    readers: dict[str, Callable[[str], str]] = {"ours": ours, "trafilatura's defaults": theirs}
    for name, reader in readers.items():
        kept, dropped = [], []
        start = time.perf_counter()
        for record in records:
            text = plain(reader(record["html"]))
            kept += [plain(string) in text for string in record["with_"]]
            dropped += [plain(string) not in text for string in record["without"]]
        seconds = time.perf_counter() - start
        shares = [sum(kept) / len(kept), sum(dropped) / len(dropped)]
        row = [
            *(f"{share:.4f}" for share in shares),
            f"{sum(shares) / 2:.4f}",
            f"{len(records) / seconds:.1f}",
        ]
        table.add_row(name, *row)
    SHOWN.print(table)


def plain(text: str) -> str:
    """Words without markup and white space, which differ between readers."""
    return re.sub(r"[\s\\*_|#>`]+|\]\([^)]*\)|[\[\]]", "", text)


def files(folder: Path) -> None:
    """Print what became of real files."""
    kinds = {record["file"]: record["kind"] for record in objects_of(folder / MANIFEST)}
    became: dict[str, Counter[str]] = {}
    found: list[tuple[str, str, bool]] = []
    slowest: list[tuple[float, str]] = []
    refusals: Counter[str] = Counter()
    with tarfile.open(folder / FILES) as archive:
        for member in archive:
            opened = archive.extractfile(member) if member.isfile() and member.name in kinds else None
            if opened is None:
                continue
            name = PurePosixPath(member.name).name
            start = time.perf_counter()
            text, outcome = "", "read"
            try:
                text = parse(opened.read(), name).content.text
            except UnreadableFile as error:
                outcome = "crashed" if CRASHED.search(error.detail) else "refused"
                refusals[f"{outcome}: {error.detail}"] += 1
            slowest.append((time.perf_counter() - start, name))
            became.setdefault(kinds[member.name], Counter())[outcome] += 1
            found += [(name, string, plain(string) in plain(text)) for string in KNOWN.get(name, ())]
    table = Table(title=f"{sum(map(Counter.total, became.values()))} real files")
    for column in ("kind", "read", "refused with a reason", "crashed"):
        table.add_column(column, justify="left" if column == "kind" else "right")
    for kind, counts in sorted(became.items()):
        table.add_row(kind, *(str(counts[outcome]) for outcome in ("read", "refused", "crashed")))
    SHOWN.print(table)
    for reason, count in refusals.most_common():
        SHOWN.print(f"{count:4} {reason}", highlight=False)
    SHOWN.print(f"known strings: {sum(ok for *_, ok in found)} of {len(found)} found", highlight=False)
    for name, string, ok in found:
        if not ok:
            SHOWN.print(f"     not found in {name}: {string}", highlight=False)
    SHOWN.print(
        "slowest: " + ", ".join(f"{name} {seconds:.2f} s" for seconds, name in sorted(slowest)[:-4:-1]),
        highlight=False,
    )


def main() -> None:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=Path, required=True, help="the folder with both sets")
    folder = parser.parse_args().files
    files(folder)
    pages(folder)


if __name__ == "__main__":
    main()
