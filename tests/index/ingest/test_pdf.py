"""PDF documents: paragraphs, tables, furniture, columns, titles, and what cannot be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.errors import UnreadableFile
from index.ingest.files import SourceFile, read
from index.ingest.formats import BlockKind
from index.ingest.formats.limits import Limits
from index.ingest.formats.pdf import Pdf
from tests.support.pdf_files import Text, paragraph, pdf

PUMPS = [
    "The pumps of the northern station were replaced in March by the people of the mainte-",
    "nance team, who had waited for the parts since the autumn of the year before that one",
    "and finished within a week.",
]


def text(*pages: list[Text], title: str = "") -> str:
    return Pdf().text(pdf(pages, title))


def test_lines_of_a_paragraph_and_a_divided_word_are_joined() -> None:
    found = text([*paragraph(PUMPS, 600), *paragraph(["The valves follow in May."], 540)])
    assert found == (
        "The pumps of the northern station were replaced in March by the people of the maintenance "
        "team, who had waited for the parts since the autumn of the year before that one and finished "
        "within a week.\n\n"
        "The valves follow in May.\n"
    )


def test_a_hyphen_that_the_document_has_elsewhere_stays() -> None:
    lines = [
        "This is a plan for the short-term repair, and nothing in this plan is meant as more than short-",
        "term help.",
    ]
    assert "more than short-term help." in text(paragraph(lines, 600))


def test_headers_footers_and_page_numbers_are_dropped_and_a_sentence_goes_over_the_page() -> None:
    bodies = [PUMPS[:2], PUMPS[2:], ["The valves follow in May."], ["The gates follow in June."]]
    pages = [
        [Text(72, 760, "Annual report"), *paragraph(body, 600), Text(300, 30, str(number))]
        for number, body in enumerate(bodies, 7)
    ]
    found = text(*pages)
    assert "Annual report" not in found
    assert not any(digit in found for digit in "789")
    assert "of the year before that one and finished within a week." in found


def test_a_line_at_the_edge_that_does_not_repeat_stays() -> None:
    assert "Draft of May" in text([Text(72, 760, "Draft of May"), *paragraph(PUMPS, 600)])


def test_two_columns_are_not_mixed() -> None:
    left = ["Rivers rise in spring when", "the snow of the hills melts", "and runs to the sea."]
    right = ["Lakes freeze in winter when", "the wind of the north blows", "over the plain."]
    found = text([*paragraph(left, 600, 72), *paragraph(right, 600, 330)])
    assert found == f"{' '.join(left)}\n\n{' '.join(right)}\n"


@pytest.mark.parametrize(
    ("rotation", "matrix"),
    [(90, "0 1 -1 0 {y} {x}"), (180, "-1 0 0 -1 {x} {y}"), (270, "0 -1 1 0 {y} {x}")],
)
def test_a_turned_page_is_read_like_another(rotation: int, matrix: str) -> None:
    """Scanners and landscape tables turn the page and write the text to fit."""
    straight = pdf([[Text(72, 700, "Station report", 20), *paragraph(PUMPS, 660)]])
    width, height = (792, 612) if rotation == 180 else (612, 792)

    def turned(found: re.Match[bytes]) -> bytes:
        left, bottom = (float(number) for number in found.groups())
        x = {90: left, 180: 612 - left, 270: height - left}[rotation]
        y = {90: width - bottom, 180: 792 - bottom, 270: bottom}[rotation]
        return f" {matrix.format(x=x, y=y)} Tm".encode()

    source = re.sub(rb" (\d+) (\d+) Td", turned, straight)
    source = source.replace(b"/MediaBox", f"/Rotate {rotation} /MediaBox".encode())
    # PDFium finds the objects although their places have changed.
    assert Pdf().text(source) == Pdf().text(straight)


def test_double_spaced_lines_are_one_paragraph() -> None:
    lines = [Text(72, 600 - 24 * at, line) for at, line in enumerate(PUMPS)]
    assert text(lines).count("\n\n") == 0


def test_larger_letters_are_headings_and_bullets_are_lists() -> None:
    page = [
        Text(72, 700, "Station report", 20),
        *paragraph(PUMPS, 660),
        Text(72, 600, "Findings", 14),
        *paragraph([*PUMPS, "\x95 The first pump leaks.", "\x95 The second pump is loud."], 570),
    ]
    source = pdf([page]).replace(b"/BaseFont /Helvetica", b"/BaseFont /Helvetica /Encoding /WinAnsiEncoding")
    found = Pdf().text(source)
    headings = [(b.level, b.heading) for b in Pdf().blocks(found) if b.kind is BlockKind.HEADING]
    assert headings == [(1, "Station report"), (2, "Findings")]
    items = [b.span.of(found) for b in Pdf().blocks(found) if b.kind is BlockKind.LIST_ITEM]
    assert items == ["- The first pump leaks.", "- The second pump is loud."]


def test_text_never_becomes_markup() -> None:
    found = text(paragraph(["# 5 bolts are missing in the box."], 600))
    assert [block.kind for block in Pdf().blocks(found)] == [BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Pumps of 2024", "Pumps of 2024"),
        ("Microsoft Word - a.doc", "a file"),
        ("x.indd", "a file"),
        ("0000004962-23-000006", "a file"),
        ("", "a file"),
    ],
)
def test_the_title_is_the_stated_one_unless_a_program_put_it_there(
    tmp_path: Path, stated: str, title: str
) -> None:
    path = tmp_path / "a_file.pdf"
    path.write_bytes(pdf([paragraph(PUMPS, 600)], stated))
    document = read(SourceFile(path, path.name))
    assert (document.title, document.media_type) == (title, "application/pdf")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n", "damaged"),
        (b"No PDF at all.", "damaged"),
        (pdf([[]]), "no text layer.*OCR"),
        (pdf([]), "damaged"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=rf"a\.pdf: .*{reason}"):
        read(SourceFile(path, path.name))


def test_a_password_is_named() -> None:
    # The standard handler's dictionary with keys that no empty password fits.
    key = "<" + "00" * 32 + ">"
    encryption = (
        f"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O {key} /U {key} >> /ID [{key} {key}]"
    )
    data = pdf([paragraph(PUMPS, 600)]).replace(b"/Root 1 0 R", f"/Root 1 0 R {encryption}".encode())
    with pytest.raises(UnreadableFile, match="password"):
        Pdf().text(data)


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingest.formats.pdf.limits", lambda: Limits(pages=1))
    with pytest.raises(UnreadableFile, match="2 pages; 1 to 1 are allowed"):
        text(paragraph(PUMPS, 600), paragraph(PUMPS, 600))


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingest.formats.pdf.MAX_LENGTH", 300)
    with pytest.raises(UnreadableFile, match="more than 300 characters"):
        text(paragraph(PUMPS, 600), paragraph(PUMPS, 600))


def test_too_much_text_on_one_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingest.formats.pdf.MAX_PAGE_LENGTH", 100)
    with pytest.raises(UnreadableFile, match="A page of the PDF has more than 100 characters"):
        text(paragraph(PUMPS, 600))
