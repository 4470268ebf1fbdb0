"""What is kept of electronic documents: their bytes, their imports, and what is opened from the invoice's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from encours.acts.attach_document import media_of
from encours.acts.captured import await_reading, tell_attached
from encours.acts.import_file.result import Source, filled_intake
from encours.core.einvoice.documents import Document
from encours.core.refusals import RuleError
from encours.records.documents.keeping import Parcel, laid_together
from encours.records.documents.models import Intake, KeptFile
from encours.records.history.writing import Record
from encours.records.intake.models import SetAside
from encours.records.parties.models import Attachment, Creditor, Customer

if TYPE_CHECKING:
    from encours.acts.import_file.einvoices import Read

_PDF: Final = b"%PDF-"
_MOST_INSIDE: Final = 20


def lay_down(creditor: Creditor, documents: Sequence[Read], home: Path) -> None:
    """All the bytes in one bundle, before the lock; an original that was set aside is kept already."""
    parcels = [
        [*([] if each.kept else [_original(each.source)]), *(_inside(each.document) if each.ours else ())]
        for each in documents
    ]
    laid = iter(laid_together([one for each in parcels for one in each], creditor_id=creditor.pk, home=home))
    for each, own in zip(documents, parcels, strict=True):
        each.kept += [next(laid) for _ in own]


def _original(source: Source) -> Parcel:
    media_type = "application/pdf" if source.content.startswith(_PDF) else "application/xml"
    return Parcel(source.content, source.name, media_type)


def _inside(document: Document) -> Iterator[Parcel]:
    """What came inside the XML (BG-24), when it is of a sort that is kept."""
    for each in document.attached[:_MOST_INSIDE]:
        with suppress(RuleError):
            name = PurePath(each.name).name
            yield Parcel(each.content, name, media_of(each.content, name))


def keep(record: Record, documents: Sequence[Read]) -> None:
    """The kept files and the imports' rows; an import that was set aside says what became of it since."""
    files = [file for each in documents for file in each.kept if file.pk is None]
    for file in files:
        file.recorded_at, file.entry = record.at, record.entry
    KeptFile.objects.bulk_create(files)
    record.wrote(KeptFile, files)
    again = {each.intake.pk: each for each in documents if each.intake.sha256}
    for each in documents:
        issued, by = each.document.issued_on, each.intake.by
        filled = filled_intake(
            record,
            each.source,
            each.reading,
            kept=each.kept[0],
            counts=each.counts,
            controls=controls_of(each),
            days=(issued, issued, None),
            intake_id=each.intake.pk,
        )
        if each.intake.pk in again:
            filled.by, filled.entry_id, filled.recorded_at = by, each.intake.entry_id, each.intake.recorded_at
        each.intake = filled
    Intake.objects.bulk_create([each.intake for each in documents if each.intake.pk not in again])
    if again:
        Intake.objects.bulk_update([each.intake for each in again.values()], ["counts", "notices"])
        SetAside.objects.filter(intake_id__in=again).update(taken_at=record.at)
    _set_aside(record, [each for each in documents if not each.ours])


def controls_of(each: Read) -> dict[str, Any]:
    """The sum of a document, as its import tells it."""
    return {"total_cents": each.document.totals.total_cents, "currency": each.document.currency}


def _set_aside(record: Record, documents: Sequence[Read]) -> None:
    """Who sells them, as far as it is known: by that they are taken up again."""
    rows = SetAside.objects.bulk_create(
        SetAside(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            intake=each.intake,
            seller=(each.document.seller.name or each.document.seller.trading_name)[:200],
            seller_siren=each.document.seller.siren[:9],
            seller_vat=each.document.seller.vat_number[:20],
            buyer=each.document.buyer.name[:200],
            number=each.document.number[:100],
            issued_on=each.document.issued_on,
            total_cents=each.document.totals.total_cents,
            currency=each.document.currency,
        )
        for each in documents
    )
    record.wrote(SetAside, rows)


def attach(record: Record, documents: Sequence[Read]) -> None:
    """The originals, opened in one click from the invoice's page (from the customer's, for an order)."""
    made: list[Attachment] = []
    leaves: dict[int, dict[str, list[Any]]] = {}
    for each in documents:
        if each.customer is None:
            continue
        made += [_attachment(record, each, each.customer, file) for file in each.kept]
        leaf = leaves.setdefault(each.customer.pk, {"invoices": [], "documents": []})
        leaf["documents"] += [file.sha256 for file in each.kept]
        if each.receivable is not None:
            leaf["invoices"].append([each.receivable.number, each.receivable.amount_cents])
    Attachment.objects.bulk_create(made)
    record.wrote(Attachment, made)
    await_reading(record, [each.kept for each in made if each.kept is not None])
    tell_attached(record, made)
    for customer, told in leaves.items():
        record.of(customer, **told)


def _attachment(record: Record, each: Read, customer: Customer, file: KeptFile) -> Attachment:
    original = "order" if each.document.is_order else "invoice"
    return Attachment(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer=customer,
        receivable=each.receivable,
        kind=original if file is each.kept[0] else "other",
        title=file.name[-200:],
        kept=file,
        by=record.entry.author,
    )
