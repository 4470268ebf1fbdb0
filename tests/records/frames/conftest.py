"""A house in which every invariant holds, for tests that break one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps

from encours.records.cases.models import Hold, Stop
from encours.records.cash.models import BankAccount, BankLine, Statement
from encours.records.documents.models import Intake, KeptFile
from encours.records.history.sealing import seal
from encours.records.messages.letters import LetterEnding, RecallAnswer
from encours.records.messages.models import Message, MessageItem
from encours.records.parties.models import Customer, CustomerPast
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position, Run
from small_history import (
    AT,
    ON,
    a_creditor,
    a_customer,
    a_delivery,
    a_kept_file,
    a_message,
    a_note,
    a_payment,
    an_invoice,
    applied,
    in_instalments,
)


def a_sound_house(home: Path) -> None:
    """Two creditors; invoices paid, credited, chased; a bank line; a past; a sealed history."""
    creditor = a_creditor()
    customer = a_customer(creditor)
    a_note(customer)
    invoice, other = an_invoice(customer, "F-1"), an_invoice(customer, "F-2", 5_000)
    credit = an_invoice(customer, "A-1", -3_000, kind="credit_note")
    payment = a_payment(customer, "P-1", 10_000)
    first = applied(payment, invoice, 4_000)
    applied(payment, invoice, -4_000, reverses=first)
    applied(payment, invoice, 7_500)
    in_instalments(other, (ON, 2_000), (ON + timedelta(days=30), 3_000))
    applied(credit, other, 2_000)
    a_note(customer)
    kept = a_kept_file(customer, home=home)
    message = a_message(customer, "delivered")
    MessageItem.objects.create(
        creditor=creditor, message=message, receivable=invoice, position=2, role="due_step", open_cents=4_500
    )
    a_delivery(message, kept)
    run = Run.objects.create(creditor=creditor, recorded_at=AT, on=ON, by="rule:run@1")
    Position.objects.create(
        receivable=invoice,
        creditor=creditor,
        customer=customer,
        step=2,
        segment="b2b",
        reason="gap",
        run=run,
    )
    CustomerPast.objects.create(
        creditor=creditor,
        customer=customer,
        recorded_at=AT,
        superseded_at=AT + timedelta(days=1),
        account="411DUPONT",
        name="Dupont",
    )
    _a_bank_line(customer.pk, kept.pk)
    Hold.objects.create(
        creditor=creditor, recorded_at=AT, customer=customer, receivable=other, from_on=ON, reason="x", by="y"
    )
    a_payment(a_customer(a_creditor("Menuiserie Lebrun", "552100554"), "411MARTIN", "Martin"), "P-9")
    for one in (creditor.pk, creditor.pk + 1):
        seal(one, at=AT, home=home)


def _a_bank_line(customer_id: int, kept_id: int) -> None:
    customer = apps.get_model("parties.Customer").objects.get(pk=customer_id)
    fact = {"creditor": customer.creditor, "recorded_at": AT}
    kept = apps.get_model("documents.KeptFile").objects.get(pk=kept_id)
    intake = Intake.objects.create(
        kept=kept, sha256=kept.sha256, name="r.xml", format="camt053", kind="bank", counts={}, controls={},
        refusals=[], notices=[], by="claire", **fact,
    )  # fmt: skip
    account = BankAccount.objects.create(number="FR76", **fact)
    statement = Statement.objects.create(account=account, intake=intake, **fact)
    line = BankLine.objects.create(
        account=account, statement=statement, booked_on=ON, known_on=ON, amount_cents=900, currency="EUR",
        fingerprint="f", state="applied", wording="VIR DUPONT", **fact,
    )  # fmt: skip
    payment = a_payment(customer, "P-2", 900, source="bank", bank_line=line)
    applied(payment, Receivable.objects.get(number="F-2"), 900)
    Stop.objects.create(
        customer=customer, kind="letter", message=a_message(customer, "stopped", "m-2"), line=line, how="bank",
        reason="paid", after_ms=800, **fact,
    )  # fmt: skip
    _a_recalled_letter(customer, kept)


def _a_recalled_letter(customer: Customer, kept: KeptFile) -> None:
    message = a_message(customer, "recalled", "m-recalled")
    a_delivery(message, kept)
    Message.objects.filter(pk=message.pk).update(state="recalled")
    fact = {"creditor": customer.creditor, "recorded_at": AT, "on": ON, "by": "rule:stop@1"}
    ending = LetterEnding.objects.create(
        customer=customer,
        message=message,
        kind="recalled",
        cause="payment",
        reason="paid",
        facts="{}",
        **fact,
    )
    RecallAnswer.objects.create(customer=customer, ending=ending, found="taken_out", **fact)


@pytest.fixture
def sound(house: Path) -> Path:
    a_sound_house(house)
    return house
