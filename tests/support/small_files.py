"""One small file of every format, with what its parsers have to look at: tables, parts, encodings."""

from __future__ import annotations

import io
import json
from typing import Any

import docx
import openpyxl
import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tests.support.hostile_files import CONTAINER, zipped
from tests.support.pdf_files import Text, paragraph, pdf

WORDS = ["The pump of the northern station leaks.", "It was mended in March 2024 for 1,204 euros."]


def _saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _word() -> bytes:
    document = docx.Document()
    document.add_heading("Pumps", 1)
    for words in WORDS:
        document.add_paragraph(words)
    document.add_paragraph("North", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "12"
    return _saved(document)


def _powerpoint() -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Pumps"
    slide.placeholders[1].text = "\n".join(WORDS)
    data = CategoryChartData()
    data.categories = ["North", "South"]
    data.add_series("Litres", (12.5, 3))
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(1), Inches(1), Inches(3), Inches(3), data)
    return _saved(presentation)


def _excel() -> bytes:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    for row in (["Pump", "Litres"], ["North", 12.5], ["South", 3], [WORDS[0], "=1+1"]):
        workbook.active.append(row)
    return _saved(workbook)


def _pdf() -> bytes:
    rows = [("Pump", "2024", "2023"), ("North", "1,204", "998"), ("South", "871", "865")]
    table = [
        Text(left, 500 - 14 * at, cell)
        for at, row in enumerate(rows)
        for left, cell in zip((72, 300, 400), row, strict=True)
    ]
    return pdf([[Text(72, 700, "Pumps", 18, bold=True), *paragraph(WORDS, 640), *table], table], "Pumps")


def _epub() -> bytes:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        '<dc:title>Pumps</dc:title></metadata><manifest><item id="a" href="a.xhtml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    chapter = f"<html><body><h1>Pumps</h1><p>{WORDS[0]}</p><ul><li>North</li></ul></body></html>"
    return zipped({"META-INF/container.xml": CONTAINER, "p.opf": package, "a.xhtml": chapter})


def _mail() -> str:
    return (
        "From: Ann Lee <ann@example.org>\nTo: bo@example.org\nSubject: =?utf-8?q?Pumps_=C3=BC?=\n"
        'Date: Tue, 5 Nov 2024 09:30:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"'
        f"\n\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        f"{WORDS[0]} =C3=BC=\n\n--b\nContent-Type: text/html\n\n<p>{WORDS[1]}</p>\n--b\nContent-Type: "
        'application/pdf; name="a.pdf"\nContent-Disposition: attachment; filename="a.pdf"\n'
        "Content-Transfer-Encoding: base64\n\nJVBERi0xLjc=\n--b--\n"
    )


def small_files() -> dict[str, bytes]:
    """A file for each suffix."""
    html = (
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>Pumps</title></head><body>"
        f"<nav>Home</nav><main><h1>Pumps</h1><p>{WORDS[0]}</p>"
        "<table><tr><th>Pump<th>Litres<tr><td colspan=2>12</table><pre>a b</pre>"
        f"<ol><li>North</ol><p>{WORDS[1]}</p></main><script>x()</script></body></html>"
    )
    rst = (
        f"Pumps\n=====\n\n{WORDS[0]}\n\n- North\n- South\n\n+---+---+\n| a | b |\n+---+---+\n\n::\n\n  code\n"
    )
    front = "---\ntitle: Pumps\ndate: 2024-03-01\n---\n"
    markdown = f"{front}# Pumps\n\n{WORDS[0]}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    records = [
        {"id": n, "title": "Pump", "text": words, "more": [1, {"a": None}]} for n, words in enumerate(WORDS)
    ]
    table = 'Pump;Litres\nNorth;12,5\n"South; old";3\n'
    return {
        ".txt": " ".join(WORDS * 5).encode("utf-16"),
        ".md": markdown.encode(),
        ".rst": rst.encode(),
        ".html": html.encode(),
        ".epub": _epub(),
        ".eml": _mail().encode(),
        ".mbox": (f"From ann Tue Nov  5 09:30:00 2024\n{_mail()}\n" * 2).encode(),
        ".json": json.dumps(records).encode(),
        ".jsonl": "\n".join(map(json.dumps, records)).encode(),
        ".pdf": _pdf(),
        ".docx": _word(),
        ".pptx": _powerpoint(),
        ".xlsx": _excel(),
        ".csv": table.encode("cp1252"),
    }
