"""Which customer each electronic document names: by its numbers, by the invoice itself, by its name; else a new one.

The customers of a batch are read together; what the documents add to them is written together, by `flush`.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from django.db.models import Q

from encours.acts.import_file.einvoice_customers import accounts_taken, made_of, told_of, write_customers
from encours.acts.provenance.customers import complete
from encours.core.einvoice.documents import Document, Party
from encours.core.einvoice.parties import compact, name_words
from encours.core.numbers import number_key
from encours.core.searching import folded
from encours.records.history.writing import Record
from encours.records.parties.models import Contact, Customer
from encours.records.parties.searching import beginning
from encours.records.receivables.models import Receivable

_BY_EMAIL: Final = "EM"
_NEAR: Final = timedelta(days=7)
_ALIKE: Final = 50


class Buyers:
    """The customers that a batch of documents names, and what the documents tell of them."""

    def __init__(self, record: Record, documents: Sequence[Document]) -> None:
        self._record = record
        self._new: list[Customer] = []
        self._contacts: list[Contact] = []
        self._changed: dict[int, Customer] = {}
        self._filled: list[tuple[Customer, list[str]]] = []
        self._known: dict[int, Customer] = {}
        self._by: dict[str, dict[str, list[Customer]]] = defaultdict(lambda: defaultdict(list))
        self._named: dict[str, list[Customer]] = {}
        self._begun: dict[frozenset[str], dict[int, str]] = {}
        self._billed: dict[str, list[tuple[Customer, Receivable | Document]]] = defaultdict(list)
        self._load(documents)
        unknown = [each for each in documents if not self._by_number(each) and not self._by_account(each)]
        self._load_billed(unknown)
        self._taken = accounts_taken(record, [each.buyer for each in unknown])

    def buyer_of(self, document: Document) -> tuple[Customer, str]:
        """The customer, and how it was found: `number`, `account`, `invoice`, `name` or `new`.

        What the document tells of it and nobody had said is written; what is known stays.
        """
        found, how = self._found(document)
        if found is None:
            found = self._opened(document.buyer)
        else:
            self._complete(found, document.buyer)
        if not document.is_order:
            self._billed[number_key(document.number)].append((found, document))
        return found, how

    def _found(self, document: Document) -> tuple[Customer | None, str]:
        for how, ask in (
            ("number", self._by_number),
            ("account", self._by_account),
            ("invoice", self._by_invoice),
            ("name", self._by_name),
        ):
            found = self._one_of(ask(document), document)
            if found is not None:
                return found, how
        return None, "new"

    def flush(self) -> None:
        """Write new customers with their contacts, and those completed; their states before go to the past."""
        write_customers(self._record, self._new, self._contacts, list(self._changed.values()))
        complete(self._record, self._filled, source="einvoice")

    def _load(self, documents: Sequence[Document]) -> None:
        parties = [each.buyer for each in documents]
        ours = Customer.objects.filter(creditor=self._record.creditor)
        told = (
            Q(siren__in={each.siren for each in parties if each.siren})
            | Q(vat_number__in={each.vat_number for each in parties if each.vat_number})
            | Q(account__in={each.value for party in parties for each in party.ids if not each.scheme})
        )
        for customer in ours.filter(told).select_related("merged_into").order_by("pk"):
            self._remember(customer)
        addresses = {address for each in parties if (address := _address(each))}
        if not addresses:
            return
        asked = Q(pk__in=())
        for address in addresses:
            asked |= Q(email__iexact=address)
        reached = Contact.objects.filter(asked, creditor=self._record.creditor, removed_at__isnull=True)
        for contact in reached.select_related("customer").order_by("customer_id"):
            self._by["email"][contact.email.lower()].append(self._same(contact.customer))

    def _same(self, customer: Customer) -> Customer:
        """One object a customer, whatever it was read by; one that was merged is the one it is now."""
        now = customer.merged_into or customer
        return self._known.setdefault(now.pk, now)

    def _remember(self, customer: Customer) -> None:
        mine = customer if customer.pk is None else self._same(customer)
        told = [
            (("siren", row.siren), ("vat", row.vat_number), ("account", row.account))
            for row in (mine, customer)
        ]
        for key, value in itertools.chain(*told):
            if value and not any(each is mine for each in self._by[key][value]):
                self._by[key][value].append(mine)

    def _load_billed(self, documents: Sequence[Document]) -> None:
        """Invoices that the books bear under these numbers, of customers whose numbers they cannot tell."""
        wanted = {number_key(each.number) for each in documents}
        rows = Receivable.objects.filter(creditor=self._record.creditor, number_key__in=wanted)
        for row in rows.select_related("customer"):
            self._billed[row.number_key].append((self._same(row.customer), row))

    def _by_number(self, document: Document) -> list[Customer]:
        """The same VAT number or SIREN; else the electronic address, when it is a contact's."""
        party = document.buyer
        found = [
            *self._held("siren", party.siren),
            *self._held("vat", party.vat_number),
            *self._held("email", _address(party)),
        ]
        return sorted({id(each): each for each in found}.values(), key=lambda each: each.pk or 1 << 62)[
            :_ALIKE
        ]

    def _held(self, key: str, value: str) -> list[Customer]:
        return self._by[key].get(value, []) if value else []

    def _by_account(self, document: Document) -> list[Customer]:
        """The buyer's identifier is often its account in our books (BT-46)."""
        told = [each.value for each in document.buyer.ids if not each.scheme]
        found = [customer for value in told for customer in self._held("account", value)]
        return [customer for customer in found if not _contradicts(customer, document.buyer)]

    def _by_invoice(self, document: Document) -> list[Customer]:
        """The books know the invoice by its number and amount."""
        found = {
            id(customer): customer
            for customer, row in self._billed.get(number_key(document.number), [])
            if (row.owed_cents if isinstance(row, Document) else row.amount_cents) == document.owed_cents
            and row.currency == document.currency
            and abs(row.issued_on - document.issued_on) <= _NEAR
            and not _contradicts(customer, document.buyer)
        }
        return list(found.values()) if len(found) == 1 else []

    def _by_name(self, document: Document) -> list[Customer]:
        """The same name, legal form apart, and no number that says otherwise; nothing when several bear it."""
        party = document.buyer
        wanted = name_words(party.name)
        if not wanted:
            return []
        if wanted not in self._named:
            self._named[wanted] = self._read_named(wanted, party.name)
        found = [row for row in self._named[wanted] if not _contradicts(row, party)]
        return found if len(found) == 1 else []

    def _read_named(self, wanted: str, name: str) -> list[Customer]:
        """Those of that name in the books, and those that this batch opened."""
        starts = frozenset((wanted.partition(" ")[0], folded(name).partition(" ")[0])) - {""}
        if starts not in self._begun:
            told = Q(pk__in=())
            for start in starts:
                told |= beginning(start)
            rows = Customer.objects.filter(told, creditor=self._record.creditor).order_by("search_key")
            self._begun[starts] = {
                key: name_words(each) for key, each in rows.values_list("pk", "name")[: _ALIKE * 4]
            }
        keys = [key for key, words in self._begun[starts].items() if words == wanted]
        named = Customer.objects.filter(pk__in=keys).select_related("merged_into") if keys else ()
        found = {id(one): one for one in map(self._same, named)}.values()
        return [*found, *(each for each in self._new if name_words(each.name) == wanted)]

    def _one_of(self, customers: Sequence[Customer], document: Document) -> Customer | None:
        """Of several establishments under one number: the one that has the invoice, the account or the town."""
        if len(customers) <= 1:
            return customers[0] if customers else None
        party = document.buyer
        having = self._billed_to(customers, document)
        accounts = {each.value for each in party.ids}
        for kept in (
            [each for each in customers if id(each) in having],
            [each for each in customers if each.account in accounts],
            [each for each in customers if party.postcode and each.postcode == party.postcode],
            [each for each in customers if name_words(each.name) == name_words(party.name)],
        ):
            if kept:
                return kept[0]
        return customers[0]

    def _billed_to(self, customers: Iterable[Customer], document: Document) -> set[int]:
        """Those that bear this invoice, in the books or in this batch."""
        wanted = number_key(document.number)
        having = {id(customer) for customer, _row in self._billed.get(wanted, [])}
        near = (document.issued_on - _NEAR, document.issued_on + _NEAR)
        keys = [each.pk for each in customers if each.pk]
        rows = Receivable.objects.filter(customer__in=keys, issued_on__range=near, number_key=wanted)
        told = set(rows.values_list("customer_id", flat=True))
        return having | {id(each) for each in customers if each.pk in told}

    def _complete(self, customer: Customer, party: Party) -> None:
        """Fill what nobody had told of the customer."""
        told = {
            name: value for name, value in told_of(party).items() if value and not getattr(customer, name)
        }
        if customer.name == customer.account and party.name:
            told["name"] = party.name[:200]  # a table that named nobody left its account for a name
        if not told:
            return
        for name, value in told.items():
            setattr(customer, name, value)
        if customer.pk:
            self._changed[customer.pk] = customer
            self._filled.append((customer, list(told)))
        self._remember(customer)

    def _opened(self, party: Party) -> Customer:
        customer, contact = made_of(self._record, party, self._taken)
        self._new.append(customer)
        words = name_words(customer.name)
        if words in self._named:
            self._named[words].append(customer)
        self._contacts += [contact] if contact else []
        self._remember(customer)
        return customer


def _address(party: Party) -> str:
    told = party.endpoint
    return told.value.lower() if told is not None and told.scheme == _BY_EMAIL else ""


def _contradicts(customer: Customer, party: Party) -> bool:
    """Whether a number that both tell is another one."""
    if customer.siren and party.siren:
        return customer.siren != party.siren
    known = compact(customer.vat_number)
    return bool(known and party.vat_number and known != party.vat_number)
