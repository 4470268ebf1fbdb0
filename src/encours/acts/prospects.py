"""Prospects: customers of the base that owe nothing yet, and what makes one of them a customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import polars as pl
from django.db.models import Exists, F, OuterRef

from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.core.searching import search_key
from encours.records.frames.past import supersede
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.receivables.models import Receivable
from encours.records.sales.models import Prospect

_OF_CUSTOMER = ("name", "siren", "vat_number", "address", "postcode", "city", "country", "language")
_OF_CONTACT = {"contact_name": "name", "contact_email": "email", "contact_phone": "phone"}
_LONGEST_ACCOUNT = 60


def open_prospect(
    creditor: Creditor, told: Mapping[str, str], *, on: date, author: str, at: datetime
) -> Customer:
    """Add a prospect by hand, with somebody to write to.

    Raises
        RuleError: no name, or a SIREN that a customer or a prospect of the base has already.
    """
    if not told.get("name", "").strip():
        raise RuleError("name_wrong", "Donner le nom du prospect.")
    with recording(creditor, "open_prospect", author=author, cause="desk", at=at) as record:
        siren = told.get("siren", "")
        if siren and Customer.objects.filter(creditor=record.creditor, siren=siren).exists():
            raise RuleError("siren_wrong", "Un client ou un prospect a déjà ce SIREN : compléter sa fiche.")
        customer = Customer(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            account=f"P-{record.entry.pk}",
            **{name: told[name] for name in _OF_CUSTOMER if told.get(name)},
        )
        customer.save()
        record.wrote(Customer, [customer])
        _with_contact(record, customer, told)
        mark_prospects(record, [customer.account], on=on, source=told.get("source", ""))
        record.of(customer.pk, name=customer.name, source=told.get("source", ""))
    return customer


def become_customer(
    prospect: Prospect, *, account: str, made_from: int | None, author: str, at: datetime
) -> None:
    """Say that a prospect is a customer, under its account in the ledger; all that was kept of it stays its own.

    Raises
        StaleFormError: it was changed since the form was made.
        RuleError: it is none any more, or the account is another customer's.
    """
    with recording(prospect.creditor_id, "become_customer", author=author, cause="desk", at=at) as record:
        now = _open(prospect, made_from)
        code = account.strip()[:_LONGEST_ACCOUNT]
        others = Customer.objects.filter(creditor=record.creditor, account=code).exclude(pk=now.customer_id)
        if not code or others.exists():
            raise RuleError("account_wrong", "Donner un compte qui n’est celui d’aucun autre client.")
        customer = Customer.objects.get(pk=now.customer_id)
        if customer.account != code:
            supersede(Customer, [customer.pk], at=record.at)
            Customer.objects.filter(pk=customer.pk).update(
                account=code,
                search_key=search_key(customer.name, code, customer.siren),
                entry=record.entry,
                recorded_at=record.at,
                version=F("version") + 1,
            )
            record.wrote(Customer, [Customer.objects.get(pk=customer.pk)])
        _moved(record, [now], "won")
        record.of(customer.pk, prospect=now.pk, account=code)


def drop_prospect(prospect: Prospect, *, made_from: int | None, author: str, at: datetime) -> None:
    """Say that nothing is hoped for from a prospect any more.

    Raises
        StaleFormError: it was changed since the form was made.
        RuleError: it is none any more.
    """
    with recording(prospect.creditor_id, "drop_prospect", author=author, cause="desk", at=at) as record:
        now = _open(prospect, made_from)
        _moved(record, [now], "dropped")
        record.of(now.customer_id, prospect=now.pk, dropped=True)
        record.untouched.add(now.customer_id)


def note_conversions(creditor: Creditor, *, author: str, at: datetime) -> int:
    """Prospects that were sent an invoice are customers: an import brought it, whoever imported it says so."""
    owes = Receivable.objects.filter(customer=OuterRef("customer"))
    due = Prospect.objects.filter(Exists(owes), creditor=creditor, state="open")
    if not due.exists():
        return 0
    with recording(creditor, "become_customer", author=author, cause="first invoice", at=at) as record:
        rows = list(due.order_by("pk"))
        _moved(record, rows, "won")
        for row in rows:
            record.of(row.customer_id, prospect=row.pk)
        record.tell(prospects=len(rows))
    return len(rows)


def mark_prospects(record: Record, accounts: Iterable[str], *, on: date, source: str) -> int:
    """Say of customers just written that they are prospects."""
    customers = Customer.objects.filter(creditor=record.creditor, account__in=list(accounts))
    rows = [
        Prospect(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            source=source,
            since_on=on,
            by=record.entry.author,
        )
        for customer in customers.filter(prospect__isnull=True).order_by("pk")
    ]
    Prospect.objects.bulk_create(rows)
    record.wrote(Prospect, rows)
    return len(rows)


def open_by_siren(record: Record) -> dict[str, Customer]:
    """The prospects that a SIREN names, whose account is not known yet."""
    rows = Customer.objects.filter(creditor=record.creditor, prospect__state="open").exclude(siren="")
    return {one.siren: one for one in rows.order_by("-pk")}


def without_known(record: Record, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that name nobody of the base, by account nor by SIREN: a customer does not become a prospect."""
    known = Customer.objects.filter(creditor=record.creditor, prospect__isnull=True)
    accounts, sirens = set(), set()
    for account, siren in known.values_list("account", "siren"):
        accounts.add(account)
        sirens.add(siren)
    told = pl.col("account").is_in(list(accounts)) | pl.col("siren").is_in(list(sirens - {""}))
    return rows.filter(~told.fill_null(value=False))


def _with_contact(record: Record, customer: Customer, told: Mapping[str, str]) -> None:
    values = {name: told[key] for key, name in _OF_CONTACT.items() if told.get(key)}
    if values.get("email") or values.get("phone"):
        made = Contact.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            **values,
        )
        record.wrote(Contact, [made])


def _open(prospect: Prospect, made_from: int | None) -> Prospect:
    now = Prospect.objects.select_related("customer").get(pk=prospect.pk)
    same_version(now.version, made_from, now.customer.name)
    if now.state != "open":
        raise RuleError("prospect_closed", "Ce n’est plus un prospect.")
    return now


def _moved(record: Record, rows: list[Prospect], state: str) -> None:
    supersede(Prospect, [row.pk for row in rows], at=record.at)
    for row in rows:
        row.state, row.by, row.version = state, record.entry.author, row.version + 1
        row.entry, row.recorded_at = record.entry, record.at
    Prospect.objects.bulk_update(rows, ["state", "by", "version", "entry", "recorded_at"], batch_size=500)
    record.wrote(Prospect, rows)
