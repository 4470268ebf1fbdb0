"""Customers as electronic documents tell them: what is filled, what is opened, and all of it written together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from encours.core.einvoice.documents import Party
from encours.core.einvoice.parties import compact
from encours.core.searching import search_key
from encours.records.frames import bulk
from encours.records.frames.past import supersede
from encours.records.history.writing import Record
from encours.records.parties.models import Contact, Customer

_LIMITS: Final = {
    "siren": 9,
    "vat_number": 20,
    "address": 300,
    "postcode": 12,
    "city": 100,
}
_LONGEST_ACCOUNT: Final = 76
_WRITTEN: Final = ("name", *_LIMITS, "search_key", "entry_id", "recorded_at", "version")


def told_of(party: Party) -> dict[str, str]:
    """What a document tells of a customer, as long as it is kept."""
    told = {
        "siren": party.siren,
        "vat_number": party.vat_number,
        "address": party.address,
        "postcode": party.postcode,
        "city": party.city,
    }
    return {name: value[: _LIMITS[name]] for name, value in told.items()}


def accounts_taken(record: Record, parties: Iterable[Party]) -> set[str]:
    """Which of the accounts that new customers would have are somebody's already."""
    wanted = {_start(each) for each in parties}
    rows = Customer.objects.filter(creditor=record.creditor, account__in=wanted)
    return set(rows.values_list("account", flat=True))


def made_of(record: Record, party: Party, taken: set[str]) -> tuple[Customer, Contact | None]:
    """A customer not yet written, and its contact where one is named; its account is added to those taken."""
    creditor = record.creditor
    stamp = {"creditor": creditor, "recorded_at": record.at, "entry": record.entry}
    country = {"country": party.country} if len(party.country) == len("FR") else {}
    customer = Customer(
        account=_account(record, party, taken),
        name=(party.name or party.trading_name or party.siren or "?")[:200],
        language=creditor.language,
        regime_source="creditor" if creditor.regime_confirmed else "assumed",
        terms_source="person" if creditor.terms_confirmed else "assumed",
        **told_of(party),
        **country,
        **stamp,
    )
    if "@" not in party.email:
        return customer, None
    contact = Contact(
        customer=customer,
        name=party.contact_name[:120],
        role="buyer",
        email=party.email[:254],
        phone=party.phone[:30],
        **stamp,
    )
    return customer, contact


def _start(party: Party) -> str:
    own = next((each.value for each in party.ids if not each.scheme), "")
    return (own or party.siren or party.vat_number or compact(party.name) or "CLIENT")[:_LONGEST_ACCOUNT]


def _account(record: Record, party: Party, taken: set[str]) -> str:
    """The buyer's own identifier, else its SIREN, VAT number or name; with a rank where that is taken."""
    start = _start(party)
    if start in taken:
        alike = Customer.objects.filter(creditor=record.creditor, account__startswith=start)
        taken |= set(alike.values_list("account", flat=True))
    ranked = (start if rank == 1 else f"{start}-{rank}" for rank in range(1, len(taken) + 2))
    account = next(each for each in ranked if each not in taken)
    taken.add(account)
    return account


def write_customers(
    record: Record, new: Sequence[Customer], contacts: Sequence[Contact], changed: Sequence[Customer]
) -> None:
    """Write them, and seal what was written."""
    Customer.objects.bulk_create(new)
    Contact.objects.bulk_create(contacts)
    if changed:
        supersede(Customer, [each.pk for each in changed], at=record.at)
    for each in changed:
        each.entry, each.recorded_at, each.version = record.entry, record.at, each.version + 1
        each.search_key = search_key(each.name, each.account, each.siren)
    if changed:
        rows = [{"id": each.pk, **{name: getattr(each, name) for name in _WRITTEN}} for each in changed]
        bulk.update(Customer, pl.DataFrame(rows, infer_schema_length=None))
    record.wrote(Customer, [*new, *changed])
    record.wrote(Contact, contacts)
