"""A document that questions are made from."""

from __future__ import annotations

from eval.making.made import SourceText
from index.documents import version_name
from index.ingest.formats.registry import for_media_type

REPORT = """# Ferry service of Orrin Sound

The harbour wall was rebuilt in 1987. The ferry Petrel has 140 seats. Nadia Fell designed the terminal
in 2003, and she opened it herself. A pontoon is a floating platform that rises with the tide. The
crossing was cancelled because the slipway had iced over. In June 2011, the council bought the second
vessel. It was painted in 1999.

## Lost property

Things that are left on board are kept in the terminal office for six weeks. After that they are sold.

## Booking a place

1. Ring the terminal office.
2. Say how long the vehicle is.
3. Pay at the gate.

## Fares

| Ticket | Price | Valid |
| --- | --- | --- |
| Single | £4.20 | one day |
| Ten crossings | £31.00 | one year |

Harbour master: Tom Brandt
Berths: 24
"""


def source(text: str, title: str = "Orrin Sound ferry", id: str = "ferry.md") -> SourceText:
    """A Markdown document."""
    return SourceText(id, version_name(text), title, text, for_media_type("text/markdown").blocks(text))
