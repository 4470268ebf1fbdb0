"""Which customer an electronic document names: by its numbers, by the invoice itself, by its name; else a new one."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Q

from encours.core.einvoice.documents import Document, Party
from encours.core.einvoice.parties import compact, name_words
from encours.core.numbers import number_key
from encours.core.searching import folded, search_key
from encours.records.frames.past import supersede
from encours.records.history.writing import Record
from encours.records.parties.models import Contact, Customer
from encours.records.parties.searching import beginning
from encours.records.receivables.models import Receivable

_BY_EMAIL: Final = "EM"
_NEAR: Final = timedelta(days=7)
_ALIKE: Final = 50
_LIMITS: Final = {
    "siren": 9,
    "vat_number": 20,
    "address": 300,
    "postcode": 12,
    "city": 100,
}
_LONGEST_ACCOUNT: Final = 76


def buyer_of(record: Record, document: Document) -> tuple[Customer, str]:
    """The customer, and how it was found: `number`, `invoice`, `account`, `name` or `new`.

    What the document tells of it and nobody had said is written; what is known stays.
    """
    party = document.buyer
    for how, customers in (
        ("number", _by_number(record, party)),
        ("account", _by_account(record, party)),
        ("invoice", _by_invoice(record, document)),
        ("name", _by_name(record, party)),
    ):
        found = _one_of(customers, document)
        if found is not None:
            _complete(record, found, party)
            return found, how
    return _opened(record, party), "new"


def _by_number(record: Record, party: Party) -> list[Customer]:
    """The same VAT number or SIREN; else the electronic address, when it is a contact's."""
    told = Q(pk__in=())
    if party.siren:
        told |= Q(siren=party.siren)
    if party.vat_number:
        told |= Q(vat_number=party.vat_number)
    if party.endpoint is not None and party.endpoint.scheme == _BY_EMAIL:
        told |= Q(contacts__email__iexact=party.endpoint.value, contacts__removed_at__isnull=True)
    return list(Customer.objects.filter(told, creditor=record.creditor).distinct().order_by("pk")[:_ALIKE])


def _by_account(record: Record, party: Party) -> list[Customer]:
    """The buyer's identifier is often its account in our books (BT-46)."""
    told = [each.value for each in party.ids if not each.scheme]
    found = Customer.objects.filter(creditor=record.creditor, account__in=told) if told else []
    return [customer for customer in found if not _contradicts(customer, party)]


def _by_invoice(record: Record, document: Document) -> list[Customer]:
    """The ledger knows the invoice by its number and amount, of a customer whose numbers it cannot tell."""
    rows = Receivable.objects.filter(
        creditor=record.creditor,
        number_key=number_key(document.number),
        amount_cents=document.owed_cents,
        currency=document.currency,
        issued_on__range=(document.issued_on - _NEAR, document.issued_on + _NEAR),
    ).select_related("customer")[:_ALIKE]
    found = {row.customer_id: row.customer for row in rows if not _contradicts(row.customer, document.buyer)}
    return list(found.values()) if len(found) == 1 else []


def _by_name(record: Record, party: Party) -> list[Customer]:
    """The same name, legal form apart, and no number that says otherwise; nothing when several bear it."""
    wanted = name_words(party.name)
    if not wanted:
        return []
    first = folded(party.name).split()
    starts = {word for word in (wanted.split()[0], first[0] if first else "") if word}
    told = Q(pk__in=())
    for start in starts:
        told |= beginning(start)
    rows = Customer.objects.filter(told, creditor=record.creditor).order_by("search_key")[: _ALIKE * 4]
    found = [row for row in rows if name_words(row.name) == wanted and not _contradicts(row, party)]
    return found if len(found) == 1 else []


def _contradicts(customer: Customer, party: Party) -> bool:
    """Whether a number that both tell is another one."""
    if customer.siren and party.siren:
        return customer.siren != party.siren
    known = compact(customer.vat_number)
    return bool(known and party.vat_number and known != party.vat_number)


def _one_of(customers: list[Customer], document: Document) -> Customer | None:
    """Of several establishments under one number: the one that has the invoice, the account or the town."""
    if len(customers) <= 1:
        return customers[0] if customers else None
    party, wanted = document.buyer, number_key(document.number)
    near = (document.issued_on - _NEAR, document.issued_on + _NEAR)
    billed = Receivable.objects.filter(customer__in=customers, issued_on__range=near, number_key=wanted)
    having = set(billed.values_list("customer_id", flat=True))
    accounts = {each.value for each in party.ids}
    for kept in (
        [each for each in customers if each.pk in having],
        [each for each in customers if each.account in accounts],
        [each for each in customers if party.postcode and each.postcode == party.postcode],
        [each for each in customers if name_words(each.name) == name_words(party.name)],
    ):
        if kept:
            return kept[0]
    return customers[0]


def _complete(record: Record, customer: Customer, party: Party) -> None:
    """Fill what nobody had told of the customer; its state before goes to the past."""
    told = {name: value for name, value in _told(party).items() if value and not getattr(customer, name)}
    if customer.name == customer.account and party.name:
        told["name"] = party.name[:200]  # a table that named nobody left its account for a name
    if not told:
        return
    supersede(Customer, [customer.pk], at=record.at)
    for name, value in told.items():
        setattr(customer, name, value)
    customer.entry, customer.recorded_at, customer.version = record.entry, record.at, customer.version + 1
    customer.search_key = search_key(customer.name, customer.account, customer.siren)
    fields = [*told, "entry", "recorded_at", "version", "search_key"]
    Customer.objects.bulk_update([customer], fields)
    record.wrote(Customer, [customer])


def _told(party: Party) -> dict[str, str]:
    told = {
        "siren": party.siren,
        "vat_number": party.vat_number,
        "address": party.address,
        "postcode": party.postcode,
        "city": party.city,
    }
    return {name: value[: _LIMITS[name]] for name, value in told.items()}


def _opened(record: Record, party: Party) -> Customer:
    creditor = record.creditor
    country = {"country": party.country} if len(party.country) == len("FR") else {}
    customer = Customer.objects.create(
        creditor=creditor,
        recorded_at=record.at,
        entry=record.entry,
        account=_account(record, party),
        name=(party.name or party.trading_name or party.siren or "?")[:200],
        language=creditor.language,
        regime_source="creditor" if creditor.regime_confirmed else "assumed",
        terms_source="person" if creditor.terms_confirmed else "assumed",
        **_told(party),
        **country,
    )
    record.wrote(Customer, [customer])
    if "@" in party.email:
        contact = Contact.objects.create(
            creditor=creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            name=party.contact_name[:120],
            role="buyer",
            email=party.email[:254],
            phone=party.phone[:30],
        )
        record.wrote(Contact, [contact])
    return customer


def _account(record: Record, party: Party) -> str:
    """The buyer's own identifier, else its SIREN, VAT number or name; with a rank where that is taken."""
    own = next((each.value for each in party.ids if not each.scheme), "")
    start = (own or party.siren or party.vat_number or compact(party.name) or "CLIENT")[:_LONGEST_ACCOUNT]
    taken = set(
        Customer.objects.filter(creditor=record.creditor, account__startswith=start).values_list(
            "account", flat=True
        )
    )
    ranked = (start if rank == 1 else f"{start}-{rank}" for rank in range(1, len(taken) + 2))
    return next(account for account in ranked if account not in taken)
