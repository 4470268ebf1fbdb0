"""Reading a printed letter back, as a person and a telephone would."""

from __future__ import annotations

from io import BytesIO

import cv2
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
