"""Files that are made to hurt who reads them: bombs, loops, attacks, locks."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
CONTAINER = '<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>'
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these parts, compressed as far as it goes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def docx_of(document: str | bytes) -> bytes:
    """A Word document with this main part."""
    return zipped(
        {"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document}
    )


def pdf_of(objects: Mapping[int, bytes], root: int = 1, encrypted: bytes = b"") -> bytes:
    """A PDF document of numbered objects."""
    data = b"%PDF-1.7\n"
    starts = {}
    for number, body in objects.items():
        starts[number] = len(data)
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(
        b"%010d %05d %b \n" % ((starts[n], 0, b"n") if n in starts else (0, 65535, b"f"))
        for n in range(max(objects) + 1)
    )
    trailer = b"<< /Size %d /Root %d 0 R %b >>" % (max(objects) + 1, root, encrypted)
    return data + b"xref\n0 %d\n%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (
        max(objects) + 1,
        table,
        trailer,
        len(data),
    )


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    head = b"<< %b /Filter /FlateDecode /Length %d >>\nstream\n" % (entries, len(packed))
    return head + packed + b"\nendstream"


def _page(contents: bytes, resources: bytes = b"/Font << /F1 5 0 R >>") -> dict[int, bytes]:
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << %b >> >>"
        % resources,
        4: contents,
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }


def pdf_bomb(megabytes: int = 300) -> bytes:
    """A page whose content is some kilobytes, and unpacked very much."""
    piece = b"BT /F1 10 Tf 10 10 Td (bomb) Tj ET\n"
    unpack = zlib.compressobj(9)
    packed = b"".join(unpack.compress(piece * (1_000_000 // len(piece))) for _ in range(megabytes))
    packed += unpack.flush()
    head = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    return pdf_of(_page(head + packed + b"\nendstream"))


def cyclic_pdf() -> bytes:
    """Pages that are their own parents, and a form that draws itself."""
    objects = _page(_stream(b"BT /F1 10 Tf 72 700 Td (Round and round.) Tj ET /X Do"))
    objects[3] = objects[3].replace(b"/Font", b"/XObject << /X 6 0 R >> /Font")
    objects[6] = _stream(
        b"/X Do /X Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
    )
    objects[2] = b"<< /Type /Pages /Kids [3 0 R 2 0 R 2 0 R] /Count 3 /Parent 2 0 R >>"
    return pdf_of(objects)


def many_pages(pages: int) -> bytes:
    """As many pages as wanted, all the same one."""
    objects = _page(_stream(b"BT /F1 10 Tf 72 700 Td (Again.) Tj ET"))
    objects[2] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b"3 0 R " * pages, pages)
    return pdf_of(objects)


def encrypted_pdf() -> bytes:
    """A document that needs a password."""
    keys = b"/O <%b> /U <%b>" % (b"ab" * 32, b"cd" * 32)
    encrypted = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 %b >> /ID [<00> <00>]" % keys
    return pdf_of(_page(_stream(b"")), encrypted=encrypted)


def docx_bomb(megabytes: int = 1_000) -> bytes:
    """A Word document that unpacks to very much."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(megabytes):
                part.write(b" " * 1_000_000)
    return file.getvalue()


def lying_docx(megabytes: int = 300) -> bytes:
    """A bomb whose directory says that it is small."""
    data = bytearray(docx_bomb(megabytes))
    size = (megabytes * 1_000_000).to_bytes(4, "little")
    at = data.rfind(size)
    data[at : at + 4] = (10_000).to_bytes(4, "little")
    return bytes(data)


def docx_of_entities() -> bytes:
    """Entities of entities: a billion laughs."""
    return docx_of(
        f"<?xml version='1.0'?><!DOCTYPE w:document [{ENTITIES}]><w:document {NAMESPACE}><w:body><w:p><w:r>"
        "<w:t>&e9;</w:t></w:r></w:p></w:body></w:document>"
    )


def docx_of_late_entities() -> bytes:
    """The same, behind more white space than is looked through."""
    return docx_of(
        f"<?xml version='1.0'?>{' ' * 9000}<!DOCTYPE w:document [{ENTITIES}]><w:document {NAMESPACE}>"
        "<w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>"
    )


def html_of_entities() -> bytes:
    """A page that declares entities, one of them a file of this machine."""
    return (
        f'<!DOCTYPE html [{ENTITIES}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
        "<html><body><p>Seen: &e9; &file; and no more.</p></body></html>"
    ).encode()


def epub_of_entities() -> bytes:
    """A book whose package document declares entities."""
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "p.opf": f"<?xml version='1.0'?><!DOCTYPE package [{ENTITIES}]><package><metadata>"
            '<title>&e9;</title></metadata><manifest><item id="a" href="a.xhtml"/></manifest>'
            '<spine><itemref idref="a"/></spine>'
            "</package>",
            "a.xhtml": f"<!DOCTYPE html [{ENTITIES}]><html><body><p>Seen: &e9;</p></body></html>",
        }
    )


def deep_html(depth: int = 200_000) -> bytes:
    """Elements inside each other."""
    return b"<html><body>" + b"<div>" * depth + b"The bottom." + b"</div>" * depth + b"</body></html>"


def deep_docx(depth: int = 100_000) -> bytes:
    """Runs inside each other."""
    inside = "<w:ins>" * depth + "<w:r><w:t>The bottom.</w:t></w:r>" + "</w:ins>" * depth
    return docx_of(f"<w:document {NAMESPACE}><w:body><w:p>{inside}</w:p></w:body></w:document>")


def deep_json(depth: int = 500_000) -> bytes:
    """Lists inside each other."""
    return b"[" * depth + b"]" * depth


def deep_mail(depth: int = 5_000) -> bytes:
    """Parts inside each other."""
    lines = ["From: a@example.org", "Subject: Parts"]
    for n in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{n}"', "", f"--b{n}"]
    lines += ["Content-Type: text/plain", "", "The bottom."]
    return "\n".join(lines).encode()


def same_chapter_epub() -> bytes:
    """A book whose chapters are one and the same part, thousands of times."""
    items = "".join(f'<item id="i{n}" href="a.xhtml"/>' for n in range(20_000))
    refs = "".join(f'<itemref idref="i{n}"/>' for n in range(20_000))
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "p.opf": f"<package><manifest>{items}</manifest><spine>{refs}</spine></package>",
            "a.xhtml": "<html><body>" + "<p>Again.</p>" * 10_000 + "</body></html>",
        }
    )
