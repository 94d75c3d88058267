"""Small PDF documents, written by hand: text at given places, in Helvetica."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Text(NamedTuple):
    """A line of text; `left` and `bottom` in points from the bottom left corner of a page of 612 x 792."""

    left: float
    bottom: float
    text: str
    size: float = 10
    bold: bool = False


def paragraph(lines: Sequence[str], top: float, left: float = 72) -> list[Text]:
    """Lines below each other, 12 points apart."""
    return [Text(left, top - 12 * at, line) for at, line in enumerate(lines)]


def pdf(pages: Sequence[Sequence[Text]], title: str = "") -> bytes:
    """A PDF document with these pages."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
    ]
    kids = []
    for page in pages:
        content = "\n".join(
            f"BT /F{1 + bold} {size} Tf {left} {bottom} Td ({_escaped(text)}) Tj ET"
            for left, bottom, text, size, bold in page
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< /Title ({_escaped(title)}) >>")
    return _file(objects)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(objects: Sequence[str]) -> bytes:
    data = b"%PDF-1.4\n"
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\n"
    end += f"startxref\n{len(data)}\n%%EOF\n"
    return data + end.encode("latin-1")
