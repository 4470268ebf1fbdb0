"""Files of SEPA credit transfers for refunds: those agreed to, in one file at most, that a person hands to the bank."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.db.models import F, QuerySet

from encours.acts.rules import same_version
from encours.core.debits.identifiers import account, latin
from encours.core.refusals import RuleError
from encours.formats.pain001 import Order, Transfer, write
from encours.records.cash.outgoing import Refund, RefundOrder
from encours.records.documents.keeping import keep
from encours.records.documents.models import KeptFile
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor

MEDIA_TYPE: Final = "application/xml"
STANDARD: Final = "pain.001.001.09"
_NAME, _WORDING = 70, 140


def orderable(creditor_id: int) -> QuerySet[Refund]:
    """Refunds agreed to that no file holds yet, in euro, whose account is said."""
    rows = Refund.objects.of([creditor_id]).filter(state="awaited", order__isnull=True, currency="EUR")
    return rows.exclude(iban="").order_by("planned_on", "pk")


def prepare_refund_order(
    creditor: Creditor, *, on: date, author: str, at: datetime, home: Path
) -> RefundOrder:
    """Make the file of the refunds that wait for their transfer; each is in one live file at most.

    Nothing is sent to the bank: a person hands the file over. A day that is past is today.

    Raises
        RuleError: no account of the creditor, no refund to pay, or an account that is none.
    """
    with recording(creditor, "prepare_refunds", author=author, cause="desk", at=at) as record:
        if not record.creditor.iban:
            raise RuleError(
                "iban_missing",
                "L’IBAN du créancier n’est pas renseigné : le saisir dans les réglages, à deux personnes.",
            )
        refunds = list(orderable(record.creditor.pk).select_related("customer"))
        if not refunds:
            raise RuleError("no_refund", "Aucun remboursement accordé n’attend son virement, IBAN compris.")
        wrong = [each.reference for each in refunds if not account(each.iban)]
        if wrong:
            raise RuleError(
                "refund_iban_wrong",
                f"L’IBAN du remboursement {wrong[0]} n’est pas valide : l’annuler, et le demander de nouveau.",
            )
        return _written(record, refunds, on=on, home=home)


def _written(record: Record, refunds: Sequence[Refund], *, on: date, home: Path) -> RefundOrder:
    creditor = record.creditor
    last = RefundOrder.objects.filter(creditor=creditor).order_by("-number").first()
    number = last.number + 1 if last else 1
    reference = f"RBT{creditor.pk}-{on:%y%m%d}-{number}"
    transfers = tuple(_transfer(each, creditor, on) for each in refunds)
    order = Order(reference, record.at, latin(creditor.name, _NAME), creditor.iban, creditor.bic, transfers)
    kept = keep(
        write(order, STANDARD),
        creditor_id=creditor.pk,
        name=f"{reference}.xml",
        media_type=MEDIA_TYPE,
        at=record.at,
        entry_id=record.entry.pk,
        home=home,
    )
    made = RefundOrder.objects.create(
        creditor=creditor,
        recorded_at=record.at,
        entry=record.entry,
        number=number,
        reference=reference,
        made_on=on,
        refunds_count=len(refunds),
        total_cents=sum(each.amount_cents for each in refunds),
        kept=kept,
        by=record.entry.author,
    )
    record.wrote(KeptFile, [kept])
    record.wrote(RefundOrder, [made])
    Refund.objects.filter(pk__in=[each.pk for each in refunds]).update(order=made, version=F("version") + 1)
    for each in refunds:
        leaf = record.customers.setdefault(each.customer_id, {})
        leaf.setdefault("refunds_ordered", []).append(
            {"order": reference, "refund": each.reference, "cents": each.amount_cents}
        )
    record.tell(order=reference, refunds=len(refunds), total_cents=made.total_cents, sha256=kept.sha256)
    return made


def _transfer(refund: Refund, creditor: Creditor, on: date) -> Transfer:
    return Transfer(
        end_to_end_id=refund.reference,
        cents=refund.amount_cents,
        on=max(on, refund.planned_on),
        name=latin(refund.customer.name, _NAME),
        iban=account(refund.iban),
        wording=latin(f"{refund.reference} {creditor.name}", _WORDING),
    )


def cancel_refund_order(
    order: RefundOrder, *, reason: str, made_from: int | None, author: str, at: datetime
) -> None:
    """Say that a file will not be paid: its refunds wait for another.

    Raises
        RuleError: no reason, it was cancelled already, or the bank made some of it.
        StaleFormError: somebody acted on it since the form was made.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Annuler un fichier de virements demande un motif : l’indiquer.")
    with recording(order.creditor_id, "cancel_refunds_file", author=author, cause=reason, at=at) as record:
        now = RefundOrder.objects.select_for_update().get(pk=order.pk)
        same_version(now.version, made_from, "Ce fichier")
        refunds = list(Refund.objects.filter(order=now).order_by("pk"))
        if now.state == "cancelled" or any(each.state != "awaited" for each in refunds):
            raise RuleError(
                "order_over",
                "Ce fichier est déjà annulé, ou la banque en a payé une partie : il ne s’annule plus.",
            )
        Refund.objects.filter(order=now).update(order=None, version=F("version") + 1)
        RefundOrder.objects.filter(pk=now.pk).update(
            state="cancelled", cancel_reason=reason.strip()[:200], version=F("version") + 1
        )
        for each in refunds:
            record.of(each.customer_id, refund=each.reference, order_cancelled=now.reference)
        record.tell(order=now.reference, cancelled=reason)
