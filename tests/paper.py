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
