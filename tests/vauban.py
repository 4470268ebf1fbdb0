"""A small invented company, its person, a customer with invoices: what several tests of acts start from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from encours.acts.open_creditor import open_creditor
from encours.records.history.writing import recording
from encours.records.messages.models import Message, MessageItem
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import Membership, User
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Run

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ON = date(2026, 11, 20)
IBAN = "FR7630006000011234567890189"
OTHER_IBAN = "FR1420041010050500013M02606"
CLAIRE, DENIS = "claire@vauban.example", "denis@vauban.example"
IDENTITY = {
    "name": "Atelier Vauban",
    "legal_form": "SARL",
    "siren": "732829320",
    "address": "4 rue des Tilleuls",
    "postcode": "59000",
    "city": "Lille",
    "country": "FR",
    "iban": IBAN,
    "sender_name": "Claire Aubry",
    "sender_email": "compta@vauban.example",
    "terms_days": 30,
    "terms_mode": "net",
}


def a_person(email: str = CLAIRE, creditor: Creditor | None = None, role: str = "administrator") -> User:
    person = User.objects.create_user(email, "secret-secret", name=email.split("@", maxsplit=1)[0])
    if creditor is not None:
        Membership.objects.create(user=person, creditor=creditor, role=role)
    return person


def a_creditor(owner: User | None = None) -> Creditor:
    return open_creditor(name="Atelier Vauban", siren="", author=CLAIRE, at=AT, owner=owner)


def a_customer(creditor: Creditor, account: str = "411DUPONT", **values: Any) -> Customer:
    with recording(creditor, "import_ledger", author=CLAIRE, cause="test", at=AT) as record:
        customer = Customer.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            account=account,
            name=values.pop("name", f"Client {account}"),
            **values,
        )
        record.wrote(Customer, [customer])
    return customer


def an_invoice(
    customer: Customer, number: str, issued_on: date, due_on: date, cents: int = 120_000, **values: Any
) -> Receivable:
    with recording(customer.creditor_id, "import_ledger", author=CLAIRE, cause="test", at=AT) as record:
        invoice = Receivable.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            key=f"{customer.account}/{number}",
            number=number,
            kind=values.pop("kind", "invoice"),
            issued_on=issued_on,
            entry_on=issued_on,
            known_on=issued_on,
            due_on=due_on,
            amount_cents=cents,
            open_cents=cents,
            **values,
        )
        record.wrote(Receivable, [invoice])
    return invoice


def a_message(invoice: Receivable, *, step: str = "friendly", position: int = 2, **values: Any) -> Message:
    customer = Customer.objects.get(pk=invoice.customer_id)
    with recording(customer.creditor_id, "run_day", author="rule:day@1", cause="test", at=AT) as record:
        run, _ = Run.objects.get_or_create(
            creditor=record.creditor, on=ON, defaults={"recorded_at": record.at, "by": CLAIRE}
        )
        message = Message.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            run=run,
            key=f"{customer.pk}-{step}-{invoice.pk}",
            step_code=step,
            position=position,
            channel=values.pop("channel", "email"),
            currency="EUR",
            total_cents=invoice.open_cents,
            planned_on=ON,
            facts_version=customer.facts_version,
            **values,
        )
        MessageItem.objects.create(
            creditor=record.creditor,
            message=message,
            receivable=invoice,
            position=position,
            role="due_step",
            open_cents=invoice.open_cents,
        )
    return message
