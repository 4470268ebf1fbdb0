"""What a source is to be told, written with the act that causes it: it leaves later, once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from encours.connectors.registry import KINDS
from encours.core.evidence import canonical
from encours.records.cases.models import Case
from encours.records.cash.models import Payment
from encours.records.connectors.models import Connector, Intention, SourceLink
from encours.records.history.writing import Record
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable

_KEY_BYTES, _CHUNK = 8, 500


@dataclass(frozen=True, slots=True)
class Wish:
    """Something to be told of a customer, of one of its invoices, or of none (an entry that moves no customer).

    `lines` are those of an entry, each naming the `customer` whose account it is in, None for another account.
    """

    kind: str
    customer_id: int | None
    on: date
    text: str = ""
    receivable: Receivable | None = None
    payment: Payment | None = None
    amount_cents: int = 0
    currency: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[Mapping[str, Any]] = ()

    @property
    def people(self) -> set[int]:
        """Every customer that it names."""
        named = {self.customer_id, *(line["customer"] for line in self.lines)}
        return {one for one in named if one is not None}


def intend(record: Record, wishes: Sequence[Wish]) -> list[Intention]:
    """Write down what each source that knows its customers (and the invoice) is to be told.

    In shadow mode it is written down too, and never leaves by itself.
    """
    listening = list(Connector.objects.filter(creditor=record.creditor, is_on=True, writes=True))
    if not listening or not wishes:
        return []
    wanted = [
        (connector, wish)
        for connector in listening
        for wish in wishes
        if connector.kind in KINDS and wish.kind in KINDS[connector.kind].pushes
    ]
    known = _known(listening, wishes)
    made = []
    for connector, wish in wanted:
        named = {one: known.get((connector.pk, "customer", one, "")) for one in wish.people}
        there = {one: link.source_id for one, link in named.items() if link is not None}
        number = wish.receivable.number if wish.receivable else ""
        invoice = (
            known.get((connector.pk, "invoice", wish.customer_id or 0, number)) if wish.receivable else None
        )
        if there.keys() == named.keys() and (invoice is not None or wish.receivable is None):
            made.append(_intention(record, connector, wish, there, invoice))
    Intention.objects.bulk_create(made)
    record.wrote(Intention, made)
    return made


def intend_closings(record: Record, cases: Sequence[int], *, on: date) -> None:
    """Tell the sources that these cases are closed: nothing is overdue any more."""
    if not Connector.objects.filter(creditor=record.creditor, is_on=True, writes=True).exists():
        return
    for begin in range(0, len(cases), _CHUNK):
        closed = Case.objects.filter(pk__in=list(cases[begin : begin + _CHUNK])).values_list(
            "customer_id", flat=True
        )
        intend(
            record, [Wish("closing", customer, on, "Dossier de recouvrement clos.") for customer in closed]
        )


def _known(
    listening: Sequence[Connector], wishes: Sequence[Wish]
) -> dict[tuple[int, str, int, str], SourceLink]:
    """The rows of the sources that these customers and invoices are, by customer and number."""
    people = {person for one in wishes for person in one.people}
    accounts = dict(Customer.objects.filter(pk__in=people).values_list("account", "pk"))
    merged = Customer.objects.filter(merged_into__in=people).values_list("account", "merged_into_id")
    accounts |= {account: into for account, into in merged if into is not None}
    links = SourceLink.objects.filter(
        connector__in=listening, kind__in=("customer", "invoice"), account__in=accounts, gone_on__isnull=True
    )
    numbers = {"", *(one.receivable.number for one in wishes if one.receivable)}
    return {
        (one.connector_id, one.kind, accounts[one.account], one.number): one
        for one in links.filter(number__in=numbers).order_by("-pk")
        if one.kind == "invoice" or one.source_id.isdecimal()  # the customer itself, no contact of it
    }


def _intention(
    record: Record, connector: Connector, wish: Wish, there: Mapping[int, str], invoice: SourceLink | None
) -> Intention:
    lines = [dict(line) | {"customer": there.get(line["customer"], "")} for line in wish.lines]
    content = {
        "customer": there.get(wish.customer_id or 0, ""),
        "invoice": invoice.source_id if invoice else "",
        "number": invoice.number if invoice else "",
        "text": wish.text,
        "amount_cents": wish.amount_cents,
        "currency": wish.currency,
        "on": wish.on.isoformat(),
        "facts": dict(wish.facts) | ({"lines": lines} if lines else {}),
    }
    return Intention(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        connector=connector,
        customer_id=wish.customer_id,
        receivable=wish.receivable,
        payment=wish.payment,
        kind=wish.kind,
        key=f"enc-{secrets.token_hex(_KEY_BYTES)}",
        content=canonical(content),
        by=record.entry.author,
        state="shadow" if record.creditor.shadow else "waiting",
    )
