"""Where the parts of a file stand: pages, slides, sheets, rows, messages, chapters."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pptx
import pytest

from index.ingest.files import SourceFile, read
from index.places import Place
from tests.support.pdf_files import Text, paragraph, pdf


def placed(folder: Path, name: str, data: bytes) -> list[tuple[str, Place]]:
    """The text at each place of a file, without white space around it."""
    path = folder / name
    path.write_bytes(data)
    document = read(SourceFile(path, name))
    assert document.file_name == name
    starts = [start for start, _ in document.places]
    ends = [*starts[1:], *[len(document.text)] * bool(starts)]
    return [
        (document.text[start:end].strip(), place)
        for (start, place), end in zip(document.places, ends, strict=True)
    ]


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_pdf_has_pages_also_within_a_paragraph(tmp_path: Path) -> None:
    pages = [
        paragraph(["The pumps of the northern station were replaced in March by the people"], 600),
        [
            *paragraph(["of the mainte-", "nance team."], 600),
            *paragraph(["· They rest now, all of them."], 500),
        ],
        [Text(72, 600, "Afterword", 24), *paragraph(["#1 was the oldest."], 500)],
    ]
    assert placed(tmp_path, "a.pdf", pdf(pages)) == [
        ("The pumps of the northern station were replaced in March by the people", Place(page=1)),
        ("of the maintenance team.\n\n- They rest now, all of them.", Place(page=2)),
        ("## Afterword\n\n#1 was the oldest.", Place(page=3)),
    ]


def test_an_empty_page_counts(tmp_path: Path) -> None:
    found = placed(tmp_path, "a.pdf", pdf([[], paragraph(["The pump leaks."], 600)]))
    assert found == [("The pump leaks.", Place(page=2))]


def test_a_slide_is_a_page(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    for title in ("Pumps", "", "Valves"):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        assert slide.shapes.title is not None
        slide.shapes.title.text = title
    assert placed(tmp_path, "a.pptx", saved(presentation)) == [
        ("# Pumps", Place(page=1)),
        ("## Valves", Place(page=3)),
    ]


def test_rows_of_a_sheet_have_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    first, second = workbook.active, workbook.create_sheet("Costs")
    assert first is not None
    first.title = "Prices"
    for row, cells in {2: ["In euros"], 4: ["Plan", "Price"], 5: ["Team", "9"], 9: ["Solo", "4"]}.items():
        for column, value in enumerate(cells, 2):
            first.cell(row, column, value)
    second.append(["Item", "Cost"])
    assert placed(tmp_path, "a.xlsx", saved(workbook)) == [
        ("## Prices", Place(sheet="Prices")),
        ("In euros", Place(sheet="Prices", row=2)),
        ("| Plan | Price |\n| --- | --- |", Place(sheet="Prices", row=4)),
        ("| Team | 9 |", Place(sheet="Prices", row=5)),
        ("| Solo | 4 |\n| --- | --- |", Place(sheet="Prices", row=9)),
        ("## Costs", Place(sheet="Costs")),
        ("| Item | Cost |\n| --- | --- |", Place(sheet="Costs", row=1)),
    ]


def test_rows_of_a_csv_file_count_from_its_first_line(tmp_path: Path) -> None:
    assert placed(tmp_path, "a.csv", b"\xef\xbb\xbfPlan,Price\n\nTeam,9\n,\nSolo,4\n") == [
        ("| Plan | Price |\n| --- | --- |", Place(row=1)),
        ("| Team | 9 |", Place(row=3)),
        ("| Solo | 4 |", Place(row=5)),
    ]


@pytest.mark.parametrize(
    ("name", "data", "rows"),
    [
        ("a.json", json.dumps([{"x": 1}, {"x": 2}]), [("| 1 |", 1), ("| 2 |", 2)]),
        ("a.jsonl", '["x","y"]\n\n["1","2"]\n', [("| x | y |\n| --- | --- |", 1), ("| 1 | 2 |", 3)]),
        ("b.jsonl", '{"x": 1}\n\n{"y": [2]}', [("### Record 1\n\n- x: 1", 1), ("### Record 2\n\n- y: 2", 3)]),
        ("b.json", '{"x": [{"y": 1}, {"y": 2}]}', []),
        ("c.json", '["x", "y"]', []),
    ],
)  # fmt: skip
def test_records_of_json_are_numbered(
    tmp_path: Path, name: str, data: str, rows: list[tuple[str, int]]
) -> None:
    found = placed(tmp_path, name, data.encode())
    assert found == [(text, Place(row=row)) for text, row in rows]


def test_messages_have_their_ids(tmp_path: Path) -> None:
    one = b"From: a@example.com\nSubject: Pump\nMessage-ID: <1@example.com>\n\nIt leaks.\n"
    two = b"From: b@example.com\nSubject: Valve\n\nIt holds.\n"
    [(text, place)] = placed(tmp_path, "a.eml", one)
    assert text.endswith("It leaks.")
    assert place == Place(message_id="<1@example.com>")
    found = placed(
        tmp_path, "a.mbox", b"From a Mon\n" + one + b"\nFrom b Mon\n" + two + b"\nFrom a Mon\n" + one
    )
    assert [place.message_id for _, place in found] == ["<1@example.com>", None, "<1@example.com>"]
    assert [text.split("\n")[0] for text, _ in found] == ["## Pump", "## Valve", "## Pump"]


def test_chapters_of_a_book_have_their_files(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml", "<container><rootfile full-path='o/book.opf'/></container>"
        )
        archive.writestr(
            "o/book.opf",
            "<package><item id='a' href='a.xhtml'/><item id='b' href='b.xhtml'/>"
            "<itemref idref='b'/><itemref idref='a'/></package>",
        )
        for name in "ab":
            archive.writestr(f"o/{name}.xhtml", f"<html><body><p>Chapter {name} here.</p></body></html>")
    assert placed(tmp_path, "a.epub", file.getvalue()) == [
        ("Chapter b here.", Place(file="o/b.xhtml")),
        ("Chapter a here.", Place(file="o/a.xhtml")),
    ]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.rst"])
def test_other_formats_know_of_no_places(tmp_path: Path, name: str) -> None:
    assert placed(tmp_path, name, b"<p>The pump leaks.</p>") == []
