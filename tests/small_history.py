"""A small history for tests: acts on invented customers, and a hand that goes behind the triggers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, models

from encours.records.cases.models import Note
from encours.records.cash.models import Application, Payment
from encours.records.documents.keeping import keep
from encours.records.documents.models import KeptFile
from encours.records.history.writing import Record, recording
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Instalment, Receivable
from encours.records.runs.models import Run

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ON = date(2026, 11, 20)
CLAIRE = "claire@vauban.example"


def a_creditor(name: str = "Atelier Vauban", siren: str = "") -> Creditor:
    return Creditor.objects.create(name=name, siren=siren)


def recorded(creditor: Creditor | int, act: str) -> Any:
    return recording(creditor, act, author=CLAIRE, cause="test", at=AT)


def _fact(record: Record) -> dict[str, Any]:
    return {"creditor": record.creditor, "recorded_at": record.at, "entry": record.entry}


def a_customer(creditor: Creditor, account: str = "411DUPONT", name: str = "Dupont SARL") -> Customer:
    with recorded(creditor, "add_customer") as record:
        customer = Customer.objects.create(account=account, name=name, **_fact(record))
        record.wrote(Customer, [customer])
        record.of(customer.pk, name=name)
    return customer


def a_note(customer: Customer, text: str = "Rappeler lundi.") -> Note:
    with recorded(customer.creditor_id, "note") as record:
        note = Note.objects.create(customer=customer, text=text, by=CLAIRE, **_fact(record))
        record.wrote(Note, [note])
        record.of(customer.pk, note=text)
    return note


def an_invoice(customer: Customer, number: str = "F-1", cents: int = 12_000, **facts: Any) -> Receivable:
    given = {"kind": "invoice", "open_cents": cents, "due_on": ON, "currency": "EUR"} | facts
    with recorded(customer.creditor_id, "import") as record:
        item = Receivable.objects.create(
            customer=customer,
            key=number,
            number=number,
            issued_on=date(2026, 10, 1),
            entry_on=date(2026, 10, 1),
            known_on=date(2026, 10, 1),
            amount_cents=cents,
            **given,
            **_fact(record),
        )
        record.wrote(Receivable, [item])
        record.of(customer.pk, invoice=number)
    return item


def in_instalments(item: Receivable, *told: tuple[date, int]) -> None:
    """Tell the instalments (day, cents) of an invoice."""
    with recorded(item.creditor_id, "import") as record:
        facts = {"customer": item.customer, "receivable": item, **_fact(record)}
        parts = [
            Instalment.objects.create(due_on=due_on, amount_cents=cents, **facts) for due_on, cents in told
        ]
        record.wrote(Instalment, parts)
        record.of(item.customer_id, invoice=item.number)


def a_payment(customer: Customer, key: str = "P-1", cents: int = 12_000, **facts: Any) -> Payment:
    given = {"source": "ledger", "unapplied_cents": cents} | facts
    with recorded(customer.creditor_id, "import") as record:
        payment = Payment.objects.create(
            customer=customer,
            key=key,
            paid_on=ON,
            known_on=ON,
            amount_cents=cents,
            **given,
            **_fact(record),
        )
        record.wrote(Payment, [payment])
    return payment


def applied(source: Payment | Receivable, item: Receivable, cents: int, **facts: Any) -> Application:
    """Apply, and move both balances as an act does."""
    paying: dict[str, Any] = {"payment": source} if isinstance(source, Payment) else {"credit_note": source}
    with recorded(item.creditor_id, "apply") as record:
        application = Application.objects.create(
            customer=item.customer,
            receivable=item,
            amount_cents=cents,
            applied_on=ON,
            known_on=ON,
            reason="named",
            source="ledger",
            **paying,
            **facts,
            **_fact(record),
        )
        record.wrote(Application, [application])
        Receivable.objects.filter(pk=item.pk).update(open_cents=models.F("open_cents") - cents)
        if isinstance(source, Payment):
            Payment.objects.filter(pk=source.pk).update(unapplied_cents=models.F("unapplied_cents") - cents)
        else:
            Receivable.objects.filter(pk=source.pk).update(open_cents=models.F("open_cents") + cents)
    return application


def a_kept_file(customer: Customer, content: bytes = b"lettre", *, home: Path) -> KeptFile:
    """Keep a letter, named in the customer's leaf by its fingerprint."""
    with recorded(customer.creditor_id, "keep") as record:
        kept = keep(
            content,
            creditor_id=customer.creditor_id,
            name="lettre.pdf",
            media_type="application/pdf",
            at=record.at,
            entry_id=record.entry.pk,
            home=home,
        )
        record.wrote(KeptFile, [kept])
        record.of(customer.pk, file=kept.sha256)
    return kept


def a_message(customer: Customer, state: str = "proposed", key: str = "m-1", **facts: Any) -> Message:
    with recorded(customer.creditor_id, "run") as record:
        run = Run.objects.create(on=ON, by="rule:run@1", **_fact(record))
        return Message.objects.create(
            customer=customer,
            run=run,
            key=key,
            state=state,
            step_code="friendly",
            position=2,
            channel="letter",
            currency="EUR",
            total_cents=12_000,
            planned_on=ON,
            facts_version=1,
            **facts,
            **_fact(record),
        )


def a_delivery(message: Message, kept: KeptFile, state: str = "delivered") -> Delivery:
    with recorded(message.creditor_id, "deliver") as record:
        delivery = Delivery.objects.create(
            customer=message.customer,
            message=message,
            state=state,
            on=ON,
            channel=message.channel,
            recipient="1 rue des Lilas",
            subject="Rappel",
            document_sha256=kept.sha256,
            document=kept,
            **_fact(record),
        )
        record.wrote(Delivery, [delivery])
        record.of(message.customer_id, delivery=state)
    return delivery


def forced(sql: str, *params: object) -> None:
    """Write behind the triggers' back, as someone with the database's file or superuser would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute(sql, params)
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
            cursor.execute("PRAGMA foreign_keys = ON")
            for _, text in triggers:
                cursor.execute(text)
        else:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(sql, params)
            cursor.execute("SET session_replication_role = DEFAULT")
