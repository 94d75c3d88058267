"""Word, PowerPoint and Excel documents: headings, lists, tables, titles, and what cannot be read."""

from __future__ import annotations

import datetime
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from index.errors import UnreadableFile
from index.ingest.files import SourceFile, read
from index.ingest.formats import BlockKind, Format
from index.ingest.formats.excel import Excel
from index.ingest.formats.powerpoint import PowerPoint
from index.ingest.formats.word import Word
from tests.support.project import ROOT

SUFFIXES = (".docx", ".pptx", ".xlsx")


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word(text: str = "The pump leaks.", title: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    document.add_paragraph(text)
    return saved(document)


def powerpoint(text: str = "The pump leaks.", title: str = "") -> bytes:
    presentation = pptx.Presentation()
    presentation.core_properties.title = title
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    if text:
        slide.shapes.title.text = text
    return saved(presentation)


def excel(text: str = "The pump leaks.", title: str = "") -> bytes:
    workbook = openpyxl.Workbook()
    workbook.properties.title = title
    assert workbook.active is not None
    if text:
        workbook.active.append([text, "often"])
    return saved(workbook)


MAKERS: dict[str, Callable[..., bytes]] = {".docx": word, ".pptx": powerpoint, ".xlsx": excel}


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The package with each part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file.getvalue()


def reader(suffix: str) -> Format:
    formats: tuple[Format, ...] = (Word(), PowerPoint(), Excel())
    return formats[SUFFIXES.index(suffix)]


# Word ----------------------------------------------------------------------------------------------------


def test_word_headings_lists_and_tables_keep_their_order() -> None:
    document = docx.Document()
    document.add_heading("Station report", 0)
    document.add_heading("Pumps", 1)
    document.add_paragraph("Two pumps\nwere checked.")
    document.add_paragraph("North", style="List Bullet")
    document.add_paragraph("South", style="List Number")
    document.add_heading("Costs", 2)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Year", "Euros | net", "2024", "152"], strict=True):
        cell.text = text
    document.add_paragraph("That is all.")
    assert Word().text(saved(document)) == (
        "# Station report\n\n# Pumps\n\nTwo pumps\nwere checked.\n\n- North\n- South\n\n## Costs\n\n"
        "| Year | Euros \\| net |\n| --- | --- |\n| 2024 | 152 |\n\nThat is all.\n"
    )


def test_word_merged_cells_keep_the_columns() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table._cells, ["All", "", "Rest", "1", "2", "3"], strict=True):
        cell.text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    assert Word().text(saved(document)) == "| All |  | Rest |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n"


def test_word_inserted_text_counts_and_deleted_text_does_not() -> None:
    def track(name: str, part: bytes) -> bytes:
        changed = b"<w:ins><w:r><w:t>The gate opens.</w:t></w:r></w:ins>"
        changed += b"<w:del><w:r><w:delText>The gate fell.</w:delText></w:r></w:del>"
        return part.replace(b"</w:p>", changed + b"</w:p>", 1) if name == "word/document.xml" else part

    assert Word().text(repacked(word(), track)) == "The pump leaks.The gate opens.\n"


def test_word_content_controls_and_text_boxes_are_read() -> None:
    def wrap(name: str, part: bytes) -> bytes:
        if name != "word/document.xml":
            return part
        control = (
            b"<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        )
        box = b"<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
        return part.replace(b"<w:body>", b"<w:body>" + control + box + b"</w:pict></w:r></w:p>")

    assert Word().text(repacked(word(), wrap)) == "In a control.\n\nIn a box.\n\nThe pump leaks.\n"


@pytest.mark.parametrize(
    "prose",
    ["# 5 bolts", "```", "<!-- a comment", "<script> is bad", "---", "| --- | --- |", "~~~ waves", "==="],
)
def test_prose_never_becomes_markup(prose: str) -> None:
    document = docx.Document()
    for text in [prose, "The pump\n" + prose, "The valve."]:
        document.add_paragraph(text)
    found = Word().text(saved(document))
    assert [block.kind for block in Word().blocks(found)] == [BlockKind.PARAGRAPH] * 3
    assert prose in found


# PowerPoint ----------------------------------------------------------------------------------------------


def test_powerpoint_titles_bullets_tables_charts_and_notes() -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    slide.shapes.title.text = "Station report"
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Pumps"
    frame = slide.placeholders[1].text_frame
    frame.text = "North"
    inner = frame.add_paragraph()
    inner.text, inner.level = "It leaks.", 1
    frame.add_paragraph().text = "South"
    slide.notes_slide.notes_text_frame.text = "Say that the parts are late."
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    cells = slide.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    for (row, column), text in {(0, 0): "Year", (0, 1): "Euros", (1, 0): "2024", (1, 1): "152"}.items():
        cells.cell(row, column).text = text
    slide.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1)).text_frame.text = "Costs follow."
    chart = CategoryChartData()
    chart.categories = ["2023", "2024"]
    chart.add_series("Leaks", (3, 4.5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(5), Inches(4), Inches(2), chart)
    assert PowerPoint().text(saved(presentation)) == (
        "# Station report\n\n## Pumps\n\n- North\n  - It leaks.\n- South\n\nSay that the parts are late.\n\n"
        "Costs follow.\n\n| Year | Euros |\n| --- | --- |\n| 2024 | 152 |\n\n"
        "|  | Leaks |\n| --- | --- |\n| 2023 | 3 |\n| 2024 | 4.5 |\n"
    )


# Excel ---------------------------------------------------------------------------------------------------


def test_excel_sheets_tables_captions_and_values() -> None:
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    sheet.title = "Costs"
    for row in [
        ["In thousands of euros"],
        [None, "Item", None, "2023", "Share"],
        [None, "Pumps", None, 0.1 + 0.2, 0.25],
        [],
        [],
        ["Due", "Paid"],
        [datetime.datetime(2024, 5, 12), True],
    ]:
        sheet.append(row)
    sheet["E3"].number_format = "0%"
    hidden = workbook.create_sheet("Secret")
    hidden.append(["Never shown", 1])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("Empty")
    workbook.create_sheet("More").append(["One cell"])
    assert Excel().text(saved(workbook)) == (
        "## Costs\n\nIn thousands of euros\n\n"
        "| Item | 2023 | Share |\n| --- | --- | --- |\n| Pumps | 0.3 | 25% |\n\n"
        "| Due | Paid |\n| --- | --- |\n| 2024-05-12 | TRUE |\n\n## More\n\nOne cell\n"
    )


def test_excel_has_a_limit_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingest.formats.excel.MAX_ROWS", 2)
    workbook = openpyxl.Workbook()
    for _ in range(3):
        workbook.active.append([1, 2])  # type: ignore[union-attr]
    with pytest.raises(UnreadableFile, match="more than 2 rows"):
        Excel().text(saved(workbook))


# All -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_title_is_in_the_properties(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(MAKERS[suffix](title="Pumps of 2024"))
    document = read(SourceFile(path, path.name))
    assert document.title == "Pumps of 2024"
    assert "The pump leaks." in document.text
    assert document.media_type == reader(suffix).media_type


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_without_a_title_the_first_heading_or_the_name_is_it(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a_file{suffix}"
    path.write_bytes(MAKERS[suffix]())
    assert read(SourceFile(path, path.name)).title == ("The pump leaks." if suffix == ".pptx" else "a file")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04", "damaged"),
        (b"No package.", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
    ],
)
def test_what_is_no_package_is_one_clear_error(tmp_path: Path, suffix: str, data: bytes, reason: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=rf"a\{suffix}: .*{reason}"):
        read(SourceFile(path, path.name))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_package_without_text_is_refused(suffix: str) -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        reader(suffix).text(MAKERS[suffix](""))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_package_of_another_kind_is_refused(suffix: str) -> None:
    other = MAKERS[SUFFIXES[SUFFIXES.index(suffix) - 1]]()
    with pytest.raises(UnreadableFile, match="of another kind"):
        reader(suffix).text(other)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_damaged_parts_are_one_clear_error(suffix: str) -> None:
    data = repacked(MAKERS[suffix](), lambda name, part: part[: len(part) // 2])
    with pytest.raises(UnreadableFile, match="damaged"):
        reader(suffix).text(data)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_package_that_unpacks_to_much_more_is_refused(suffix: str) -> None:
    file = io.BytesIO(MAKERS[suffix]())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("filler.xml", bytes(30_000_000))
    with pytest.raises(UnreadableFile, match=r"unpacks from .* to 30,"):
        reader(suffix).text(file.getvalue())


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused(suffix: str, encoding: str) -> None:
    attack = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'

    def declare(name: str, part: bytes) -> bytes:
        return attack.encode(encoding) if name == "docProps/app.xml" else part

    with pytest.raises(UnreadableFile, match="entities"):
        reader(suffix).text(repacked(MAKERS[suffix](), declare))


def test_parsers_are_imported_only_when_such_a_file_is_read() -> None:
    """They would slow every question and `qa --help` down."""
    parsers = {"docx", "pptx", "openpyxl", "pypdfium2", "defusedxml"}
    code = f"import sys, qa.cli, index.ingest.files; print(sorted({parsers} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
