"""PDF invoices without XML: read by rules and laid aside; a person confirms what they say, or wants none of it.

What is confirmed is taken in as an electronic invoice is: it completes the invoice that is known, or is that invoice.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any, Final

from encours.acts.captured import await_reading
from encours.acts.import_file.einvoices import Read, import_together
from encours.acts.import_file.result import Reading, Source
from encours.acts.rules import same_version
from encours.core.einvoice.documents import Document, Identifier, Party, Totals
from encours.core.extraction import facts_of
from encours.core.refusals import RuleError
from encours.formats.native_pdf import WITHOUT_XML, read_printed
from encours.records.documents.keeping import laid_down, opened
from encours.records.documents.models import Intake, KeptFile
from encours.records.history.writing import recording
from encours.records.intake.models import PrintedInvoice
from encours.records.parties.models import Creditor, Customer

__all__ = ["WITHOUT_XML", "Confirmed", "confirm_printed", "decline_printed", "lay_printed"]

FORMAT: Final = "printed"
_PDF: Final = "application/pdf"
_TYPES: Final = {"invoice": "380", "credit_note": "381"}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a person says that the document says; `customer` where it is one of ours, else its name."""

    kind: str
    number: str
    issued_on: date
    due_on: date | None
    currency: str
    net_cents: int
    tax_cents: int
    total_cents: int
    customer: Customer | None
    buyer_name: str = ""
    buyer_siren: str = ""
    buyer_vat: str = ""


def lay_printed(
    creditor: Creditor, content: bytes, name: str, *, author: str, at: datetime, home: Path
) -> PrintedInvoice:
    """Read a PDF and lay it aside until a person confirms it; the same bytes are the same row.

    Raises
        UnreadableFileError: no text (a scan), hostile or broken bytes, or nothing that an invoice says.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    same = PrintedInvoice.objects.of([creditor.pk]).filter(sha256=sha256)
    known = same.first()
    if known is not None:
        return known
    read = read_printed(content)
    kept = laid_down(content, creditor_id=creditor.pk, name=PurePath(name).name, media_type=_PDF, home=home)
    with recording(creditor, "lay_printed", author=author, cause=f"file {name}", at=at) as record:
        known = same.first()
        if known is not None:  # another worker read it meanwhile
            return known
        kept.recorded_at, kept.entry = record.at, record.entry
        kept.save()
        record.wrote(KeptFile, [kept])
        await_reading(record, [kept])
        row = PrintedInvoice.objects.create(
            creditor=record.creditor, kept=kept, sha256=sha256, name=kept.name, read=facts_of(read),
            tied=read.tied, by=author, laid_at=record.at,
        )  # fmt: skip
        record.tell(printed=row.pk, file=sha256, tied=read.tied)
    return row


def confirm_printed(
    row: PrintedInvoice,
    told: Confirmed,
    *,
    made_from: int | None,
    author: str,
    at: datetime,
    on: date,
    home: Path,
) -> Intake:
    """Take in what a person read with us; its PDF is attached to the invoice.

    Raises
        StaleFormError: somebody decided since the form was made.
        RuleError: it was decided already, its sums do not tie, or its file is gone.
    """
    now = _waiting(row, made_from)
    if told.net_cents + told.tax_cents != told.total_cents:
        raise RuleError("total_cents_wrong", "Le hors taxe et la TVA ne font pas le total.")
    try:
        content = opened(now.kept, home=home)
    except FileNotFoundError as gone:
        raise RuleError("file_gone", "Le PDF n’est plus gardé : déposez-le de nouveau.") from gone
    source = Source(FORMAT, "einvoice", lambda _file: iter(()), content, now.name, now.sha256)
    read = Read(source, Reading(source), _document(now.creditor, told), ours=True, kept=[now.kept])
    (intake,) = import_together(
        now.creditor, [read], cause=f"file {now.name}", author=author, at=at, on=on, home=home
    )
    _decided(now, state="taken", intake=intake)
    return intake


def decline_printed(row: PrintedInvoice, *, made_from: int | None, author: str, at: datetime) -> None:
    """Want none of it: nothing is due; the file stays kept.

    Raises
        StaleFormError, RuleError: as for confirming it.
    """
    now = _waiting(row, made_from)
    with recording(now.creditor_id, "decline_printed", author=author, cause="desk", at=at) as record:
        _decided(now, state="declined")
        record.tell(printed=now.pk, file=now.sha256)


def _waiting(row: PrintedInvoice, made_from: int | None) -> PrintedInvoice:
    now = PrintedInvoice.objects.select_related("creditor", "kept").get(pk=row.pk)
    same_version(now.version, made_from, now.name)
    if now.state != "waiting":
        raise RuleError("printed_decided", "Ce document a déjà été confirmé ou écarté.")
    return now


def _decided(row: PrintedInvoice, **changed: Any) -> None:
    PrintedInvoice.objects.filter(pk=row.pk, version=row.version).update(**changed, version=row.version + 1)


def _document(creditor: Creditor, told: Confirmed) -> Document:
    return Document(
        syntax="pdf",
        profile="",
        kind=told.kind,
        type_code=_TYPES[told.kind],
        number=told.number,
        issued_on=told.issued_on,
        due_on=told.due_on,
        currency=told.currency,
        seller=Party(name=creditor.name, siren=creditor.siren, vat_number=creditor.vat_number),
        buyer=_buyer(told),
        totals=Totals(
            net_cents=told.net_cents,
            tax_cents=told.tax_cents,
            total_cents=told.total_cents,
            payable_cents=told.total_cents,
        ),
    )


def _buyer(told: Confirmed) -> Party:
    if told.customer is None:
        return Party(name=told.buyer_name, siren=told.buyer_siren, vat_number=told.buyer_vat)
    one = told.customer
    return Party(name=one.name, siren=one.siren, vat_number=one.vat_number, ids=(Identifier(one.account),))
