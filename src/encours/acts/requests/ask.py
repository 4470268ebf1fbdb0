"""Asking a customer for documents: a message like any other, through the one gate, with a link to deposit them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from encours.acts.approvals.by_asker import agreed_by_asker
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.messages.models import DOCUMENTS, Message
from encours.records.parties.models import DOCUMENT_KINDS, Contact, Creditor, Customer
from encours.records.receivables.models import Receivable
from encours.records.requests.models import DocumentRequest, RequestEvent, RequestMessage

LASTS = timedelta(days=30)  # the link, after the day by which documents are asked for
_LONGEST = 2_000
_FARTHEST = timedelta(days=365)
_GAP = timedelta(days=1)  # between two reminders of one request


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents, in which words, by when; `address` is where customers open links of this house."""

    kinds: tuple[str, ...]
    text: str
    due_on: date
    address: str
    contact: Contact | None = None
    receivable: Receivable | None = None


def ask_documents(
    customer: Customer, wanted: Wanted, *, on: date, author: str, at: datetime
) -> DocumentRequest:
    """Write that documents are asked for; its message leaves with the next sending, or by `acts.send.send_now`.

    Raises
        RuleError: nothing asked for, a day gone by or too far, a stranger's contact or invoice.
    """
    _check(customer, wanted, on)
    with recording(customer.creditor_id, "ask_documents", author=author, cause="desk", at=at) as record:
        (made,) = _written(record, [customer.pk], wanted, on)
    return made


def ask_many(
    creditor: Creditor, customers: Sequence[int], wanted: Wanted, *, on: date, author: str, at: datetime
) -> int:
    """The same of many customers, in one entry; their messages leave with the next sending.

    Raises
        RuleError: nothing asked for, a day gone by or too far.
    """
    _check(None, wanted, on)
    with recording(creditor, "ask_documents", author=author, cause="desk", at=at) as record:
        ours = Customer.objects.filter(creditor=record.creditor, pk__in=list(customers))
        made = _written(record, list(ours.order_by("pk").values_list("pk", flat=True)), wanted, on)
        record.tell(asked=len(made), kinds=",".join(wanted.kinds))
    return len(made)


def remind_documents(
    request: DocumentRequest, *, made_from: int | None, on: date, author: str, at: datetime
) -> Message:
    """Ask again for what has not come.

    Raises
        StaleFormError: somebody acted on it since the form was made.
        RuleError: it is closed, its link has ended, or it was sent a day ago at most.
    """
    with recording(request.creditor_id, "remind_documents", author=author, cause="desk", at=at) as record:
        now = DocumentRequest.objects.select_for_update().get(pk=request.pk)
        same_version(now.version, made_from, "Cette demande")
        if now.state == "closed" or now.until_on < on:
            raise RuleError("request_ended", "Cette demande est close, ou son lien n’est plus valable.")
        if record.at - (now.reminded_at or now.recorded_at) < _GAP:
            raise RuleError("request_early", "Cette demande est partie il y a moins d’un jour : attendre.")
        message = _messages(record, [now], on)[0]
        now.reminded_at, now.version = record.at, now.version + 1
        now.save(update_fields=["reminded_at", "version"])
        tell_event(record, now, "reminded")
    return message


def tell_event(
    record: Record, request: DocumentRequest, kind: str, *, text: str = "", attachment: Any = None
) -> RequestEvent:
    """Write what happened, in the customer's history; it changes no fact that a decision rests on."""
    made = RequestEvent.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=request.customer_id,
        request=request,
        kind=kind,
        attachment=attachment,
        text=text,
        by=record.entry.author,
    )
    record.wrote(RequestEvent, [made])
    record.of(request.customer_id, request=request.pk, event=kind, text=text)
    record.untouched.add(request.customer_id)
    return made


def _written(record: Record, customers: Sequence[int], wanted: Wanted, on: date) -> list[DocumentRequest]:
    rows = [
        DocumentRequest(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer_id=customer,
            receivable=wanted.receivable,
            contact=wanted.contact,
            kinds=",".join(wanted.kinds),
            text=wanted.text.strip(),
            due_on=wanted.due_on,
            until_on=wanted.due_on + LASTS,
            address=wanted.address.rstrip("/"),
            nonce=secrets.token_urlsafe(16),
            by=record.entry.author,
        )
        for customer in customers
    ]
    DocumentRequest.objects.bulk_create(rows)
    record.wrote(DocumentRequest, rows)
    for row in rows:
        record.of(row.customer_id, request=row.pk, kinds=row.kinds, due_on=row.due_on, text=row.text)
    record.untouched |= set(customers)
    _messages(record, rows, on)
    return rows


def _messages(record: Record, requests: Sequence[DocumentRequest], on: date) -> list[Message]:
    """A message for each, approved by whoever asks where it may be; numbered, so that a reminder is another one."""
    versions = dict(
        Customer.objects.filter(pk__in=[one.customer_id for one in requests]).values_list(
            "pk", "facts_version"
        )
    )
    told = RequestMessage.objects.filter(request__in=[one.pk for one in requests])
    before = list(told.values_list("request_id", flat=True))
    made = [
        _message(record, one, before.count(one.pk) + 1, on, versions[one.customer_id]) for one in requests
    ]
    agreed_by_asker(record, made, asker=record.entry.author)
    Message.objects.bulk_create(made)
    links = [
        RequestMessage(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer_id=one.customer_id,
            request=one,
            message=message,
        )
        for one, message in zip(requests, made, strict=True)
    ]
    RequestMessage.objects.bulk_create(links)
    record.wrote(RequestMessage, links)
    return made


def _message(record: Record, one: DocumentRequest, rank: int, on: date, version: int) -> Message:
    return Message(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=one.customer_id,
        key=f"documents-{one.pk}-{rank}",
        step_code=DOCUMENTS,
        position=0,
        channel="email",
        courtesy_only=True,
        currency=record.creditor.currency,
        total_cents=0,
        planned_on=on,
        facts_version=version,
    )


def _check(customer: Customer | None, wanted: Wanted, on: date) -> None:
    if not wanted.kinds or set(wanted.kinds) - set(DOCUMENT_KINDS):
        raise RuleError("kinds_wrong", "Choisir au moins un document à demander.")
    if wanted.kinds == ("other",) and not wanted.text.strip():
        raise RuleError("text_wrong", "Dire quel document est demandé.")
    if len(wanted.text) > _LONGEST:
        raise RuleError("text_wrong", f"Le texte tient en {_LONGEST} caractères : le raccourcir.")
    if not on <= wanted.due_on <= on + _FARTHEST:
        raise RuleError("due_on_wrong", "Choisir un jour à venir, dans l’année.")
    if not wanted.address.startswith(("https://", "http://")):
        raise RuleError(
            "no_address",
            "L’adresse d’Encours n’est pas réglée (ENCOURS_ADDRESS) : un client ne pourrait pas ouvrir le lien.",
        )
    contact, receivable = wanted.contact, wanted.receivable
    if contact is not None and (customer is None or contact.customer_id != customer.pk or not contact.email):
        raise RuleError("contact_wrong", "Choisir un contact de ce client qui a une adresse e-mail.")
    if receivable is not None and (customer is None or receivable.customer_id != customer.pk):
        raise RuleError("receivable_wrong", "Cette facture est celle d’un autre client.")
