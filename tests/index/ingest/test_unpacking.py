"""Containers: zip archives and e-mails with attachments."""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from index.documents import Document
from index.errors import UnreadableFile
from index.ingest.files import SourceFile
from index.ingest.formats import archive
from index.ingest.unpacking import Unread, documents_of
from tests.support.pdf_files import paragraph, pdf


def zipped(files: dict[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


def read(folder: Path, data: bytes, name: str = "a.zip") -> tuple[dict[str, Document], dict[str, str]]:
    """The documents of a file by id, and the reasons why others were not read."""
    path = folder / name
    path.write_bytes(data)
    found = [*documents_of(SourceFile(path, name, "s"))]
    documents = {one.id: one for one in found if isinstance(one, Document)}
    return documents, {one.id: one.reason for one in found if isinstance(one, Unread)}


def test_the_files_of_an_archive_are_documents(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "notes/wax.md": "# Wax\n\nIt melts.",
        "notes/wax.md.meta.json": json.dumps({"title": "On wax", "metadata": {"n": 1}}),
        "fort.pdf": pdf([paragraph(["Thirty soldiers came to the fort."], 600)]),
        "noise.bin": b"\x00\x01\xff",
        ".hidden": "x",
        "__MACOSX/wax.md": "x",
        "empty.txt": "",
    }
    documents, unread = read(tmp_path, zipped(files))
    assert {*documents} == {"a.zip/notes/wax.md", "a.zip/fort.pdf"}
    wax = documents["a.zip/notes/wax.md"]
    assert (wax.title, wax.metadata["n"], wax.source, wax.media_type) == ("On wax", 1, "s", "text/markdown")
    assert "Thirty soldiers" in documents["a.zip/fort.pdf"].text
    assert {*unread} == {"a.zip/noise.bin", "a.zip/empty.txt"}
    assert "a.zip/noise.bin: Files ending in .bin are not supported." in unread["a.zip/noise.bin"]


def test_an_archive_in_an_archive_is_read_and_one_in_that_is_not(tmp_path: Path) -> None:
    inner = zipped({"x.txt": "Wax.", "deep.zip": zipped({"y.txt": "Ice."})})
    documents, unread = read(tmp_path, zipped({"b/inner.zip": inner}))
    assert [*documents] == ["a.zip/b/inner.zip/x.txt"]
    assert "container within two others" in unread["a.zip/b/inner.zip/deep.zip"]


def test_an_office_file_is_no_archive_whatever_its_name(tmp_path: Path) -> None:
    office = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"})
    for name in ("a.docx", "a.zip", "a"):
        with pytest.raises(UnreadableFile, match="damaged"):
            read(tmp_path, office, name)
    documents, _ = read(tmp_path, zipped({"word/a.txt": "A folder called word."}), "w.zip")
    assert [*documents] == ["w.zip/word/a.txt"]
    with pytest.raises(UnreadableFile, match="jar are not supported"):
        read(tmp_path, zipped({"a.txt": "x"}), "a.jar")
    documents, _ = read(tmp_path, zipped({"a.txt": "x"}), "archive")
    assert [*documents] == ["archive/a.txt"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 broken", "damaged"),
        (zipped({}), "no files"),
        (zipped({"../up.txt": "x"}), "not one within it"),
        (zipped({"/etc/up.txt": "x"}), "not one within it"),
        (zipped({"C:\\up.txt": "x"}), "not one within it"),
        (zipped({"a\\..\\up.txt": "x"}), "not one within it"),
        (zipped({"zeros.txt": b"\0" * 20_000_000}), "unpacks from"),
    ],
    ids=["damaged", "empty", "up", "absolute", "drive", "backslashes", "bomb"],
)
def test_an_archive_that_is_not_safe_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as raised:
        read(tmp_path, data)
    assert raised.value.field.endswith("a.zip")
    assert raised.value.hint


def test_too_many_files_and_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_FILES", 2)
    with pytest.raises(UnreadableFile, match="in 3 files"):
        read(tmp_path, zipped({f"{n}.txt": "x" for n in range(3)}))
    monkeypatch.setattr(archive, "MAX_UNPACKED", 10)
    with pytest.raises(UnreadableFile, match="to 11 bytes"):
        read(tmp_path, zipped({"a.txt": "x" * 11}))


def test_nested_archives_have_one_limit_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingest.unpacking._Unpacking.__init__.__defaults__", (2_000,))
    inner = zipped({"x.txt": "w" * 1_500})
    documents, unread = read(tmp_path, zipped({"1.zip": inner, "2.zip": inner}))
    assert [*documents] == ["a.zip/1.zip/x.txt"]
    assert "unpacks to more than" in unread["a.zip/2.zip/x.txt"]


def test_a_file_with_a_password_fails_alone(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "Wax.", "b.txt": "Ice."}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    documents, unread = read(tmp_path, bytes(data))
    assert [*documents] == ["a.zip/b.txt"]
    assert "password" in unread["a.zip/a.txt"]


def test_attachments_of_an_email_are_documents(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "Figures"
    message.set_content("See the attached.")
    message.add_attachment("Wax melts.", filename="../wax.txt")
    message.add_attachment("Ice melts.", filename="wax.txt")
    message.add_attachment(b"\x89PNG\r\n", "image", "png", filename="logo.png")
    forwarded = EmailMessage()
    forwarded["From"], forwarded["Subject"] = "b@example.org", "Before"
    forwarded.set_content("As I said.")
    message.add_attachment(forwarded)
    documents, unread = read(tmp_path, message.as_bytes(), "m.eml")
    assert {*documents} == {"m.eml", "m.eml/wax.txt", "m.eml/wax (2).txt", "m.eml/Before.eml"}
    assert documents["m.eml"].title == "Figures"
    assert "As I said." in documents["m.eml/Before.eml"].text
    assert not unread
