"""Everything that a batch of messages is written from, read in a number of queries that does not grow with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

import polars as pl
from django.db.models import F, Model

from encours.acts.send.announced import debits_announced
from encours.acts.send.copies import kept_copies
from encours.acts.send.habits import Habit, habits_of
from encours.acts.send.happened import with_what_happened
from encours.acts.send.heads import Head, heads_of
from encours.acts.send.instalments import instalments_of
from encours.acts.send.own_words import OwnWords, own_words, written_fields
from encours.acts.send.reached import reached, zone_of
from encours.core.gate import Addressee, Item
from encours.core.interest_rates import InterestRules
from encours.core.scenario import Scenario, from_dict
from encours.records.cash.models import Application
from encours.records.debits.models import Debit
from encours.records.fields.models import Field
from encours.records.frames.customers import customer_facts
from encours.records.frames.items import open_items
from encours.records.frames.ladders import scenarios_but
from encours.records.messages.models import (
    DOCUMENTS,
    NO_STEPS,
    STATEMENT,
    AskedStatement,
    Delivery,
    Message,
    MessageItem,
)
from encours.records.parties.models import Attachment as Filed
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.policies.models import Template
from encours.records.policies.reading import interest_rules, latest_version
from encours.records.receivables.models import Receivable
from encours.records.requests.models import DocumentRequest, RequestMessage

_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True)
class House:
    """What all messages of a creditor share on a day; `scenario` is the latest, `version` its key."""

    creditor: Creditor
    scenario: Scenario
    version: int
    rules: InterestRules
    wordings: Mapping[tuple[str, str], Mapping[str, str]]  # (step, language) -> part -> text
    fields: Sequence[Field] = ()  # of the creditor's own, that a template may name

    @classmethod
    def of(cls, creditor_id: int) -> House:
        """Read a creditor's policies."""
        creditor = Creditor.objects.get(pk=creditor_id)
        latest = latest_version(creditor_id)
        wordings: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        rows = Template.objects.filter(creditor_id=creditor_id).order_by("number")
        for step, language, part, text in rows.values_list("step_code", "language", "part", "text"):
            wordings[step, language][part] = text
        rules, fields = interest_rules(creditor), written_fields(creditor_id)
        return cls(creditor, from_dict(latest.content), latest.pk, rules, wordings, fields)


@dataclass(frozen=True, slots=True)
class Told:
    """A message that reached this customer (in shadow mode, that would have), and the receivables it named."""

    on: date
    step_code: str
    channel: str
    receivables: frozenset[int]


@dataclass(slots=True)
class Dossier:
    """One message and all that it is written from; `scenario` is that of its customer's case."""

    message: Message
    customer: Customer
    scenario: Scenario
    contacts: list[Contact]
    addressee: Addressee
    items: dict[int, Item]
    lines: list[MessageItem]
    receivables: dict[int, Receivable]
    payments: dict[int, list[Application]] = field(default_factory=dict)
    earlier: list[Told] = field(default_factory=list)
    statement: AskedStatement | None = None  # the one it carries
    request: DocumentRequest | None = None  # for documents, that it carries
    debits: Sequence[Debit] = ()  # those it announces
    refused: Mapping[str, str] = field(default_factory=dict)  # addresses refused for good, and why
    copies: Mapping[int, Filed] = field(default_factory=dict)  # of its invoices, kept here
    own: OwnWords = field(default_factory=OwnWords)  # what fields of the creditor's own say
    head: Head | None = None  # of its group, where this message goes there with those of the other members
    plans: Mapping[int, Sequence[tuple[date, int]]] = field(default_factory=dict)  # of instalments
    habit: Habit | None = None  # how its customer pays, where its step offers by rule

    @property
    def language(self) -> str:
        """In which it is written: its customer's, but for a statement that somebody asked for in another."""
        return (self.statement.language if self.statement else "") or self.customer.language

    def due_on(self, receivable: Receivable) -> date:
        """Its due date; of an invoice in instalments, that of the earliest still open."""
        item = self.items.get(receivable.pk)
        return item.due_on if item and item.due_on and receivable.pk in self.plans else receivable.due_on


def gather(house: House, messages: Sequence[Message], *, on: date, as_known: bool = False) -> list[Dossier]:
    """Read what these messages need, as it stands now, or as it was known on `on`."""
    creditor, customers = house.creditor, sorted({message.customer_id for message in messages})
    facts = customer_facts(creditor.pk, on=on, shadow=creditor.shadow, as_known=as_known, customers=customers)
    now = open_items(creditor.pk, on=on, shadow=creditor.shadow, as_known=as_known, customers=customers)
    lines = _grouped(MessageItem.objects.filter(message__in=messages).order_by("pk"), "message_id")
    wanted = {line.receivable_id for rows in lines.values() for line in rows}
    receivables = Receivable.objects.in_bulk(sorted(wanted))
    people, contacts = Customer.objects.in_bulk(customers), contacts_reached(customers)
    deliveries, ladders = _deliveries(creditor, customers), _ladders(house, customers)
    items = _items(with_what_happened(creditor.pk, now, ladders, on=on))
    addressees = _addressees(facts, deliveries, ladders, on=on)
    paid = _grouped(Application.objects.filter(receivable__in=wanted).order_by("pk"), "receivable_id")
    statements, requests, refused = _on_demand(messages)
    debits, copies = debits_announced(messages), kept_copies(sorted(wanted), on=on if as_known else None)
    own, plans = own_words(house.fields, people, receivables), instalments_of(wanted)
    habits = habits_of(_offered_by_rule(messages, ladders), now, on=on)
    dossiers = [
        Dossier(
            message=message,
            customer=people[message.customer_id],
            scenario=ladders[message.customer_id],
            contacts=contacts.get(message.customer_id, []),
            addressee=addressees[message.customer_id],
            items=items[message.customer_id],
            lines=lines.get(message.pk, []),
            receivables=receivables,
            payments=paid,
            earlier=deliveries.get(message.customer_id, []),
            statement=statements.get(message.pk),
            request=requests.get(message.pk),
            debits=debits.get(message.pk, ()),
            refused=refused.get(message.customer_id, {}),
            copies=copies,
            own=own,
            plans=plans,
            habit=habits.get(message.customer_id),
        )
        for message in messages
    ]
    return dossiers if as_known else _with_heads(creditor, dossiers, on=on)


def _offered_by_rule(messages: Sequence[Message], ladders: Mapping[int, Scenario]) -> list[int]:
    """The customers of messages whose step offers, and of which no person chose what they offer."""
    steps = ((one, ladders[one.customer_id].by_code(one.step_code)) for one in messages if not one.offer)
    return sorted({one.customer_id for one, step in steps if step is not None and step.offers})


def _with_heads(creditor: Creditor, dossiers: list[Dossier], *, on: date) -> list[Dossier]:
    """The same, those marked that go to the head of a group."""
    customers = {dossier.customer.pk for dossier in dossiers}
    heads = heads_of(creditor, on=on, shadow=creditor.shadow, customers=customers)
    for dossier in dossiers if heads else ():
        _go_to_head(dossier, heads)
    return dossiers


def _go_to_head(dossier: Dossier, heads: Mapping[int, Head]) -> None:
    """An e-mail of courtesy goes to the group's head, by the rhythm of who reads it there.

    Not where a person typed another address for this very message.
    """
    head, message = heads.get(dossier.customer.pk), dossier.message
    step = dossier.scenario.by_code(message.step_code)
    if head is None or message.channel != "email" or message.typed_recipient:
        return
    if step is None or not step.courtesy:
        return
    since, told = dossier.addressee.recent_messages_on, dossier.addressee.last_message_on
    dossier.head = head
    dossier.addressee = replace(
        dossier.addressee,
        last_message_on=max((day for day in (told, *head.told_on) if day is not None), default=None),
        recent_messages_on=tuple(sorted({*since, *head.told_on})),
        recipient_doubt=None,
    )


def _items(now: pl.DataFrame) -> dict[int, dict[int, Item]]:
    """Open items by customer, then by receivable."""
    found: dict[int, dict[int, Item]] = defaultdict(dict)
    for row in now.iter_rows(named=True):
        found[row["customer_id"]][row["receivable_id"]] = Item.from_row(row)
    return found


def _ladders(house: House, customers: Sequence[int]) -> dict[int, Scenario]:
    """The scenario that each is chased by."""
    kept = scenarios_but(house.creditor.pk, customers, house.version)
    return {customer: kept.get(customer, house.scenario) for customer in customers}


def contacts_reached(customers: Sequence[int]) -> dict[int, list[Contact]]:
    """Whom one can write to, but where the address came back for good or cannot be one."""
    return _grouped(reached().filter(customer__in=customers).order_by("pk"), "customer_id")


def _on_demand(
    messages: Sequence[Message],
) -> tuple[dict[int, AskedStatement], dict[int, DocumentRequest], dict[int, dict[str, str]]]:
    """Which statement or request each carries, and which addresses refuse; nothing is read where none does."""
    mine = [message for message in messages if message.step_code in NO_STEPS]
    keys = {code: [one.pk for one in mine if one.step_code == code] for code in (STATEMENT, DOCUMENTS)}
    rows = AskedStatement.objects.filter(message__in=keys[STATEMENT]) if keys[STATEMENT] else ()
    asked = RequestMessage.objects.filter(message__in=keys[DOCUMENTS]) if keys[DOCUMENTS] else None
    beside = asked.select_related("request__receivable") if asked is not None else ()
    return (
        {one.message_id: one for one in rows},
        {one.message_id: one.request for one in beside},
        _refused([message.customer_id for message in mine]),
    )


def _refused(customers: Sequence[int]) -> dict[int, dict[str, str]]:
    """The addresses of these customers that were refused for good, as long as nothing of them has changed."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    if customers:
        rows = Delivery.objects.filter(
            customer__in=customers,
            state="refused",
            message__state="refused",
            message__held_reason="undeliverable",
            message__facts_version=F("customer__facts_version"),
        )
        for customer, recipient, detail in rows.values_list("customer_id", "recipient", "detail"):
            found[customer][recipient] = detail
    return found


def _addressees(
    facts: pl.DataFrame,
    deliveries: Mapping[int, Sequence[Told]],
    ladders: Mapping[int, Scenario],
    *,
    on: date,
) -> dict[int, Addressee]:
    """Each customer as the gate knows it, with the messages that its own ladder still counts."""
    recent = {
        customer: tuple(one.on for one in rows if one.on > on - timedelta(days=ladders[customer].cap_days))
        for customer, rows in deliveries.items()
    }
    return {
        row["customer_id"]: Addressee.from_row(
            row,
            recent_messages_on=recent.get(row["customer_id"], ()),
            zone=zone_of(row["region"]),
            opted_out=frozenset({"email"} if row["refuses_email"] else ()),
        )
        for row in facts.iter_rows(named=True)
    }


def _deliveries(creditor: Creditor, customers: Sequence[int]) -> dict[int, list[Told]]:
    """What was delivered to them, oldest first; in shadow mode, what would have been."""
    state = "shadowed" if creditor.shadow else "delivered"
    rows = Delivery.objects.filter(
        creditor=creditor, customer__in=customers, state=state, message__bounce__isnull=True
    ).exclude(message__state="recalled")
    rows = rows.order_by("pk")
    told = list(rows.values_list("customer_id", "message_id", "on", "message__step_code", "channel"))
    named: dict[int, set[int]] = defaultdict(set)
    lines = MessageItem.objects.filter(message__in=[message for _, message, *_ in told])
    for message, receivable in lines.values_list("message_id", "receivable_id"):
        named[message].add(receivable)
    found: dict[int, list[Told]] = defaultdict(list)
    for customer, message, on, step_code, channel in told:
        found[customer].append(Told(on, step_code, channel, frozenset(named[message])))
    return found


def _grouped(rows: Iterable[_Row], name: str) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
