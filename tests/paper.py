"""Reading a printed letter back, as a person and a telephone would; papers that people keep."""

from __future__ import annotations

import zipfile
from html import escape
from io import BytesIO

import cv2
import openpyxl
import pypdf
import pypdfium2

_LEFT_OF_THE_CODE = 400  # points: the code stands in the right third of the sheet

cv2.setNumThreads(1)  # the machine is shared


def code_on(content: bytes) -> list[str]:
    """The lines of the QR code on the first page; one empty line when there is none."""
    sheet = pypdfium2.PdfDocument(content)[0]
    picture = sheet.render(scale=3, grayscale=True, crop=(_LEFT_OF_THE_CODE, 0, 0, 0)).to_numpy()
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    return str(read).split("\n")


def words_on(content: bytes) -> str:
    """The printed words on one line, every kind of space made plain."""
    sheets = pypdf.PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())


def a_pdf(words: str) -> bytes:
    """A PDF of one page with these words in its text layer."""
    drawn = b"BT /F1 12 Tf 72 720 Td (" + words.encode("cp1252") + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    written, places = b"%PDF-1.7\n", []
    for number, told in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, told)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 7\n0000000000 65535 f \n%strailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return written + end % (rows, len(written))


def packed(parts: dict[str, str]) -> bytes:
    """An archive of texts by their names."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def a_letter(*runs: str, part: str = "word/document.xml") -> bytes:
    """A .docx of one paragraph, in as many runs."""
    inside = "".join(f"<w:r><w:t>{escape(run)}</w:t></w:r>" for run in runs)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{space}"><w:body><w:p>{inside}</w:p></w:body></w:document>'
    return packed({"[Content_Types].xml": "<Types/>", part: body})


def a_workbook(*rows: list[str]) -> bytes:
    """An .xlsx of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def a_sheet(words: str) -> bytes:
    """An .ods of one cell."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    cell = f'<table:table-cell office:value-type="string"><text:p>{escape(words)}</text:p></table:table-cell>'
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Suivi">'
        f"<table:table-row>{cell}</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return packed({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})
