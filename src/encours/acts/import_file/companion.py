"""A companion table taken in: what a ledger cannot tell of customers, contacts, due dates and orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from encours.acts.apply_terms import apply_terms, terms_dates
from encours.acts.import_file.apart import Rows, laid_apart
from encours.acts.import_file.preparing import OvertakenError, prepared
from encours.acts.import_file.result import Reading, Source, Written, keep_aside, keep_intake
from encours.acts.import_file.table_contracts import write_contracts
from encours.acts.import_file.table_credit import write_credit
from encours.acts.import_file.table_lines import write_lines
from encours.acts.import_file.table_mandates import write_mandates
from encours.acts.import_file.table_own import read_own, write_own
from encours.acts.import_file.table_owners import write_owners
from encours.acts.import_file.table_payments import write_table_payments
from encours.acts.import_file.table_promotions import write_promotions
from encours.acts.import_file.table_rows import write_rows
from encours.acts.import_file.table_sales import write_campaigns, write_deals, write_orders
from encours.acts.prospects import mark_prospects, open_by_siren, without_known
from encours.acts.provenance.customers import spoken_by, weigh
from encours.core.custom_fields import PREFIX
from encours.core.refusals import Refusal
from encours.core.searching import search_key
from encours.formats.companion.reading import LeftOut
from encours.records.documents.models import Intake, KeptFile
from encours.records.frames import bulk
from encours.records.frames.past import supersede
from encours.records.history.writing import Record, recording
from encours.records.merging.reading import merged_accounts
from encours.records.parties.models import Contact, Creditor, Customer

_TEXTS = ("name", "address", "postcode", "city", "country", "siren", "vat_number", "language")
_LIMITS = {
    "name": 200,
    "address": 300,
    "postcode": 12,
    "city": 100,
    "country": 2,
    "siren": 9,
    "vat_number": 20,
}


def import_companion(
    creditor: Creditor,
    source: Source,
    *,
    author: str,
    at: datetime,
    on: date,
    home: Path,
    laid: KeptFile | None = None,
) -> Intake:
    """Import a table of customers (with contacts), invoices, orders, deals or campaigns.

    Or, mapped, of payments, credit data, owners, lines, contracts, promotions or mandates. Only what the file says
    is changed, and what a person confirmed is not overwritten by a file. `laid`: the file, where it is kept already.

    Raises
        UnreadableFileError: the file cannot be trusted as a whole.
    """
    reading = Reading(source)
    merged = merged_accounts(creditor.pk)
    with laid_apart(reading.frames(), expected=source.rows_told, merged=merged, home=home) as rows:
        laid = laid or keep_aside(creditor.pk, source, home)
        return _taken(creditor, source, reading, rows, author=author, at=at, on=on, home=home, laid=laid)


def _taken(
    creditor: Creditor,
    source: Source,
    reading: Reading,
    rows: Rows,
    *,
    author: str,
    at: datetime,
    on: date,
    home: Path,
    laid: KeptFile,
) -> Intake:
    own, controls = read_own(creditor, rows.whole(), reading) if _has_own(rows) else [], _controls(reading)
    table, act = _table_of(reading), f"import_{reading.facts['table']}"

    def concluded(record: Record, written: Written) -> Intake:
        counts = written.counts | write_own(record, own)
        reading.refusals += written.refusals
        record.tell(counts=counts, controls=controls, file=source.sha256, name=source.name)
        return keep_intake(
            record,
            source,
            reading,
            counts=counts,
            controls=controls,
            author=author,
            days=(None, None, None),
            home=home,
            laid=laid,
            intake_id=written.intake_id,
        )

    told = {"author": author, "cause": f"file {source.name}"}
    ahead = rows.count if act == "import_invoices" else 0
    write = partial(_written, rows=rows, table=table, short=reading.facts.get("short", ()), on=on)
    with prepared(creditor, write, rows=ahead, at=at) as ready:
        with suppress(OvertakenError), ready.lock(creditor, act, **told, at=at) as record:
            return concluded(record, ready.written(record))
        with recording(creditor, act, **told, at=at) as record:
            return concluded(record, write(record))


def _has_own(rows: Rows) -> bool:
    return any(name.startswith(PREFIX) for name in rows.columns)


def _written(record: Record, rows: Rows, table: str, short: Sequence[LeftOut], *, on: date) -> Written:
    """Write the rows; the import's own row comes last, its key reserved, so that each says where it was read."""
    intake_id = int(bulk.reserve_ids(Intake, 1)[0])
    if table == "lines":
        lines, untied = write_lines(record, rows.whole())
        return Written({"table": table, **lines}, intake_id, untied)
    # Invoices of one customer are compared with each other; those of two never are.
    apart = table == "invoices" and not _has_own(rows)
    told: Counter[str] = Counter()
    refusals: list[Refusal] = []
    for part in rows.parts() if apart else [rows.whole()]:
        named = part.with_columns(intake_id=pl.lit(intake_id))
        if table == "invoices":
            counts, refused = write_rows(record, named, short, on=on)
            refusals += refused
        else:
            counts = WRITERS[table](record, named, on=on)
        told.update(counts)
        if apart:
            record.fold()
    return Written({"table": table, **told}, intake_id, refusals)


def _table_of(reading: Reading) -> str:
    """Which writer takes the rows: prospects are read as customers are, and written otherwise."""
    return "prospects" if reading.facts.get("target") == "prospects" else str(reading.facts["table"])


def _controls(reading: Reading) -> dict[str, Any]:
    """Rows in, rows kept; and the mapping that was followed, where there was one."""
    told = {"rows_read": reading.controls.rows_read, "rows_kept": reading.controls.rows_kept}
    mapped = {name: reading.facts[name] for name in ("mapping", "target") if name in reading.facts}
    return told | mapped


def _prospects(record: Record, rows: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Customers of the base that owe nothing yet: those that a file adds; one that is known stays what it is."""
    fresh = without_known(record, rows)
    counts = write_customers(record, fresh, on=on)
    return counts | {"prospects": mark_prospects(record, fresh["account"], on=on, source="")}


def write_customers(record: Record, rows: pl.DataFrame, *, on: date, source: str = "table") -> dict[str, Any]:
    """Customers and their contacts; what a source better believed says of one that is known is kept.

    `source` is who tells them (`core.provenance`).
    """
    prospects = open_by_siren(record)
    rows_known = Customer.objects.filter(creditor=record.creditor).select_related("merged_into")
    known = {one.account: one.merged_into or one for one in rows_known}
    spoken = spoken_by(record.creditor.pk, source)
    new, told_again, opened = [], [], []
    for account, told in _by_account(rows):
        customer = known.get(account)
        if customer is None and told.get("siren") in prospects:
            customer = known[account] = prospects.pop(told["siren"])
            opened.append((customer, told | {"account": account}))
        elif customer is None:
            customer = Customer(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                account=account,
                name=account,
            )
            _give(customer, told)
            new.append(customer)
            known[account] = customer
        elif customer.pk in spoken or _differs(customer, told):
            told_again.append((customer, told))
    changed = opened + [one for one in weigh(record, told_again, source=source) if _differs(*one)]
    Customer.objects.bulk_create(new)
    moved = [customer.pk for customer, _ in changed]
    before = terms_dates(record.creditor, moved)
    supersede(Customer, moved, at=record.at)
    for customer, told in changed:
        _give(customer, told)
        customer.entry, customer.recorded_at, customer.version = record.entry, record.at, customer.version + 1
        customer.search_key = search_key(customer.name, customer.account, customer.siren)
    names = ["account", *_FIELDS, "entry", "recorded_at", "version", "search_key"]
    Customer.objects.bulk_update([customer for customer, _ in changed], names, batch_size=500)
    written = new + [customer for customer, _ in changed]
    record.wrote(Customer, written)
    contacts = _contacts(record, rows, known)
    redated = apply_terms(record, before, terms_dates(record.creditor, moved))
    return {"new": len(new), "changed": len(changed), "contacts": contacts, "redated": redated}


def _by_account(rows: pl.DataFrame) -> list[tuple[str, dict[str, Any]]]:
    """What the file says of each account: the last word of several rows."""
    columns = [*_TEXTS, "regime", "terms_days", "terms_mode"]
    told = rows.group_by("account", maintain_order=True).agg(pl.col(columns).drop_nulls().last())
    return [
        (row["account"], {name: row[name] for name in columns if row[name] is not None})
        for row in told.iter_rows(named=True)
    ]


def _differs(customer: Customer, told: dict[str, Any]) -> bool:
    before = {name: getattr(customer, name) for name in _FIELDS}
    _give(customer, told)
    after = {name: getattr(customer, name) for name in _FIELDS}
    for name, value in before.items():
        setattr(customer, name, value)
    return before != after


_FIELDS = (*_TEXTS, "regime", "regime_source", "terms_days", "terms_mode", "terms_source")


def _give(customer: Customer, told: dict[str, Any]) -> None:
    customer.account = told.get("account", customer.account)
    for name in _TEXTS:
        if name in told:
            setattr(customer, name, str(told[name])[: _LIMITS.get(name, 2)])
    if "regime" in told and customer.regime_source != "person":
        customer.regime, customer.regime_source = told["regime"], "file"
    # The creditor's usual terms are a person's word too, but not on this customer.
    if "terms_days" in told and (customer.terms_source != "person" or customer.terms_days is None):
        customer.terms_days, customer.terms_source = told["terms_days"], "file"
        customer.terms_mode = told.get("terms_mode") or customer.terms_mode or "net"


def _contacts(record: Record, rows: pl.DataFrame, customers: dict[str, Customer]) -> int:
    """Add the contacts not yet known: the same e-mail (else the same name) of a customer is the same contact."""
    told = rows.filter(pl.col("contact_email").is_not_null() | pl.col("contact_phone").is_not_null()).unique(
        ["account", "contact_email", "contact_name"], maintain_order=True
    )
    known = {
        (customer, (email or name).lower())
        for customer, email, name in Contact.objects.filter(
            creditor=record.creditor, removed_at__isnull=True
        ).values_list("customer_id", "email", "name")
    }
    made = []
    for row in told.iter_rows(named=True):
        customer = customers[row["account"]]
        email, name = row["contact_email"] or "", (row["contact_name"] or "")[:120]
        if (customer.pk, (email or name).lower()) in known:
            continue
        made.append(
            Contact(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                customer=customer,
                name=name,
                role=(row["contact_role"] or "")[:60],
                email=email,
                phone=(row["contact_phone"] or "")[:30],
            )
        )
    Contact.objects.bulk_create(made)
    record.wrote(Contact, made)
    return len(made)


WRITERS = {
    "customers": write_customers,
    "prospects": _prospects,
    "orders": write_orders,
    "deals": write_deals,
    "campaigns": write_campaigns,
    "payments": write_table_payments,
    "credit": write_credit,
    "owners": write_owners,
    "contracts": write_contracts,
    "promotions": write_promotions,
    "mandates": write_mandates,
}
