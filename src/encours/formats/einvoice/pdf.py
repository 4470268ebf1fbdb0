"""The XML that a hybrid PDF (Factur-X, ZUGFeRD, Order-X) carries, and what hides in PDFs."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader, apply_configuration
from pypdf.errors import PyPdfError

from encours.core.refusals import UnreadableFileError
from encours.formats.einvoice.sniffing import PDF

MOST_BYTES: Final = 64 * 1024 * 1024
INFLATED: Final = 32 * 1024 * 1024  # of one stream
_INVOICES: Final = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml")
_END: Final = b"%%EOF"
_ARCHIVE: Final = (b"PK\x03\x04", b"PK\x05\x06")
_PROGRAMS: Final = (
    ".exe", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".jar", ".lnk",
    ".dll", ".docm", ".xlsm", ".sh",
)  # fmt: skip
_BEGINS: Final = (b"MZ", b"\x7fELF", b"#!")
_TAIL: Final = 1024
_MOST_ATTACHED: Final = 50
ODD: Final = (  # what odd files make of pypdf
    PyPdfError, ValueError, TypeError, LookupError, AttributeError, OSError, ArithmeticError, RuntimeError,
    AssertionError,
)  # fmt: skip


def embedded_xml(content: bytes) -> bytes:
    """The invoice inside a PDF.

    Raises UnreadableFileError: `polyglot`, `file_too_large`, `active_pdf`, `locked_pdf`, `broken_pdf`,
    `pdf_without_invoice`.
    """
    _refuse_polyglot(content)
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(
            "file_too_large", "Le PDF dépasse 64 Mo.", "Demandez la facture sans ses images, ou son seul XML."
        )
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # its remarks on odd files concern nobody here
    try:
        with apply_configuration(zlib_maximum_output_length=INFLATED, lzw_maximum_output_length=INFLATED):
            return _carried(PdfReader(BytesIO(content)))
    except UnreadableFileError:
        raise
    except ODD as error:
        raise UnreadableFileError(
            "broken_pdf",
            f"Le PDF est tronqué ou mal formé ({type(error).__name__}).",
            "Demandez le fichier d’origine à qui l’a émis.",
        ) from None


def _carried(reader: PdfReader) -> bytes:
    if reader.is_encrypted:
        raise UnreadableFileError(
            "locked_pdf", "Le PDF est chiffré.", "Demandez-le sans mot de passe : Factur-X l’interdit."
        )
    _refuse_active(reader)
    _refuse_programs(reader)
    return _chosen(reader)


def _refuse_polyglot(content: bytes) -> None:
    """A file that other programs would read as something else: bytes before the PDF, an archive after it."""
    after = content[content.rfind(_END) + len(_END) :] if _END in content else b""
    if content.startswith(PDF) and not any(mark in after for mark in _ARCHIVE) and len(after) < _TAIL:
        return
    raise UnreadableFileError(
        "polyglot",
        "Ce PDF contient autre chose avant son début ou après sa fin : il peut être malveillant.",
        "Demandez le fichier d’origine à qui l’a émis.",
    )


def _refuse_active(reader: PdfReader) -> None:
    root: Any = reader.trailer["/Root"]
    names = _plain(root.get("/Names"))
    opening = _plain(root.get("/OpenAction"))
    runs = isinstance(opening, dict) and opening.get("/S") in {
        "/JavaScript",
        "/Launch",
        "/URI",
        "/SubmitForm",
    }
    if runs or "/AA" in root or (isinstance(names, dict) and "/JavaScript" in names):
        raise UnreadableFileError(
            "active_pdf",
            "Ce PDF exécute quelque chose à l’ouverture : il peut être malveillant.",
            "Demandez une facture au format PDF/A-3, qui l’interdit.",
        )


def _refuse_programs(reader: PdfReader) -> None:
    """A program among the files that the PDF carries: by its name, or by how it begins."""
    for rank, attached in enumerate(reader.attachment_list):
        if rank >= _MOST_ATTACHED:
            break
        name = (attached.name or "").lower()
        if name.endswith(_PROGRAMS) or bytes(attached.content or b"").startswith(_BEGINS):
            raise UnreadableFileError(
                "program_in_pdf",
                "Ce PDF porte un programme parmi ses pièces jointes : il peut être malveillant.",
                "Demandez la facture seule à qui l’a émise.",
            )


def _plain(found: Any) -> Any:
    return found.get_object() if hasattr(found, "get_object") else found


def _chosen(reader: PdfReader) -> bytes:
    """The attachment that bears a known name; else the only XML."""
    xml: list[bytes] = []
    for rank, attached in enumerate(reader.attachment_list):
        name = (attached.name or "").lower()
        if rank >= _MOST_ATTACHED:
            break
        if name in _INVOICES:
            return bytes(attached.content or b"")
        if name.endswith(".xml"):
            xml.append(bytes(attached.content or b""))
    if len(xml) == 1:
        return xml[0]
    raise UnreadableFileError(
        "pdf_without_invoice",
        "Ce PDF ne porte pas de facture électronique : il n’a pas de XML Factur-X, ZUGFeRD ou Order-X.",
        "Demandez la facture au format Factur-X, ou joignez ce PDF à la facture depuis sa page.",
    )
