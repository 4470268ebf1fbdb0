"""A file of one electronic invoice, as every room of files reads its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO, Final

import polars as pl

from encours.core.einvoice.documents import Document
from encours.core.einvoice.tying import first_broken, printed
from encours.core.refusals import Controls, UnreadableFileError
from encours.formats.einvoice.cii import CII
from encours.formats.einvoice.hardened import root_of
from encours.formats.einvoice.nodes import tree
from encours.formats.einvoice.pdf import MOST_BYTES, embedded_xml
from encours.formats.einvoice.sniffing import PDF
from encours.formats.einvoice.syntax import Syntax
from encours.formats.einvoice.taking import document_of
from encours.formats.einvoice.ubl import UBL
from encours.formats.pieces import Piece

_UBL: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
_CII: Final = ("urn:un:unece:uncefact:data:", "urn:ferd:CrossIndustryDocument:invoice:1p0")
_CII_ROOTS: Final = frozenset(
    {"CrossIndustryInvoice", "CrossIndustryDocument", "SCRDMCCBDACIOMessageStructure", "Invoice"}
)  # the last is ZUGFeRD's before its version 1
_XML_NAMES: Final = frozenset({".xml", ".ubl", ".cii", ".txt", ""})


def read(file: BinaryIO, name: str = "") -> Iterator[Piece]:
    """Read one document: `facts["documents"]` holds it.

    Raises UnreadableFileError: hostile or broken bytes, no invoice, a term that cannot be read, or sums that do not
    tie.
    """
    document = read_document(file.read(MOST_BYTES + 1), name)
    yield Piece(
        pl.DataFrame(),
        controls=Controls(rows_read=max(len(document.lines), 1), rows_kept=max(len(document.lines), 1)),
        facts={"documents": [document]},
    )


def read_document(content: bytes, name: str = "") -> Document:
    """The document in these bytes, XML or hybrid PDF; `name` is the file's, and must not lie about it."""
    is_pdf = PDF in content[:1024]
    _named_right(name, is_pdf=is_pdf)
    element = root_of(embedded_xml(content) if is_pdf else content)
    local, syntax = _syntax(element)
    document = document_of(tree(element, syntax.renamed), local, syntax)
    _refuse_untied(document)
    return document


def _named_right(name: str, *, is_pdf: bool) -> None:
    suffix = PurePath(name).suffix.lower()
    if not name or (suffix in {".pdf", ""} if is_pdf else suffix in _XML_NAMES):
        return
    what = "PDF" if is_pdf else "XML"
    raise UnreadableFileError(
        "wrong_extension",
        f"Ce fichier est un {what}, et son nom se termine par « {suffix[:12]} ».",
        "Demandez le fichier d’origine à qui l’a émis : un nom qui ne dit pas ce qu’est le fichier est suspect.",
    )


def _syntax(element: Any) -> tuple[str, Syntax]:
    space, _, local = str(element.tag).rpartition("}")
    space = space.removeprefix("{")
    if space.startswith(_UBL) and local in {"Invoice", "CreditNote", "Order"}:
        return local, UBL
    if space.startswith(_CII) and local in _CII_ROOTS:
        return local, CII
    raise UnreadableFileError(
        "not_an_invoice",
        f"Ce fichier XML commence par « {local[:60]} » : ce n’est ni une facture, ni un avoir, ni une commande.",
        "Sont lus : Factur-X, ZUGFeRD, CII, UBL 2.1 et Order-X.",
    )


def _refuse_untied(document: Document) -> None:
    broken = first_broken(document)
    if broken is None:
        return
    what, told, found = broken.sentence, printed(broken.printed_cents), printed(broken.found_cents)
    raise UnreadableFileError(
        f"untied_{broken.rule}",
        f"{document.number} : la somme « {what} » ne tombe pas juste : {told} est écrit, {found} est trouvé.",
        "Faites corriger la facture par qui l’a émise : rien n’en est enregistré.",
    )
