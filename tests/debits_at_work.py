"""A creditor that collects by direct debit: its rules, mandates of its customers, and what its bank says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from books import apply, received, statement, take_in
from collecting import Desk
from encours.acts.debits.announce import announce_debits
from encours.acts.debits.mandates import save_mandate
from encours.acts.debits.prepare import prepare_batch
from encours.acts.debits.ruling import let_debit
from encours.core.debits.rules import DebitRules
from encours.jobs.demo_company.ledger import BankNote
from encours.jobs.demo_company.statements import Movement
from encours.records.debits.models import Debit, DebitBatch, Mandate
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable
from vauban import CLAIRE

ICS = "FR72ZZZ123456"
IBANS = ("FR7630006000011234567890189", "DE89370400440532013000")
COLLECT = date(2026, 12, 4)  # fourteen days after the day of the desk
RULES = DebitRules(ics=ICS)


def ruled(desk: Desk, rules: DebitRules = RULES) -> None:
    """Publish the rules of direct debits."""
    let_debit(desk.creditor, rules, made_from=None, author=CLAIRE, at=desk.now)


def mandate(customer: Customer, rank: int = 0, **more: Any) -> dict[str, Any]:
    """The values of a mandate of a customer."""
    usual = {
        "umr": f"RUM-{customer.account}",
        "scheme": "CORE",
        "sequence": "FRST",
        "signed_on": date(2026, 1, 5),
        "debtor": customer.name,
        "iban": IBANS[rank],
        "bic": "",
        "document": None,
    }
    return usual | more


def with_mandates(desk: Desk, rules: DebitRules = RULES, **more: Any) -> list[Mandate]:
    """Rules, and a mandate of each customer."""
    ruled(desk, rules)
    return [
        save_mandate(one, mandate(one, rank, **more), on=desk.today, author=CLAIRE, at=desk.now)
        for rank, one in enumerate(Customer.objects.order_by("pk"))
    ]


def announce(desk: Desk) -> int:
    """Announce what is due, as the day's run does."""
    creditor = Creditor.objects.get(pk=desk.creditor.pk)
    return announce_debits(creditor, on=desk.today, author="rule:debits@1", at=desk.now)


def told(desk: Desk) -> None:
    """What is due is announced, and its pre-notifications leave."""
    announce(desk)
    desk.send()


def prepare(desk: Desk, on: date = date(2026, 12, 1)) -> DebitBatch:
    """The file of a day."""
    desk.now = datetime(on.year, on.month, on.day, 11, 0, tzinfo=UTC)
    creditor = Creditor.objects.get(pk=desk.creditor.pk)
    return prepare_batch(creditor, on=on, author=CLAIRE, at=desk.now, home=desk.home)


def batched(desk: Desk, **more: Any) -> DebitBatch:
    """All of it, until the file."""
    with_mandates(desk, **more)
    told(desk)
    return prepare(desk)


def bank(desk: Desk, *movements: Movement, name: str = "r.xml", rank: int = 1) -> dict[str, int]:
    """What the bank says, taken in and applied."""
    take_in(desk.creditor, statement(*movements, rank=rank), name, desk.home)
    return apply(desk.creditor)


def credited(cents: int, *, on: date = COLLECT, **note: str) -> Movement:
    """A credit of the bank."""
    return received(on, cents, note.pop("wording", "REMISE PRELEVEMENTS"), **note)


def credited_together(batch: DebitBatch) -> Movement:
    """One entry for the batch, with its transactions told."""
    parts = tuple(
        Movement(COLLECT, one.amount_cents, BankNote(end_to_end_id=one.end_to_end_id, wording="PRLV"))
        for one in batch.debits.order_by("pk")
    )
    return Movement(COLLECT, sum(one.cents for one in parts), BankNote(wording="REMISE"), parts=parts)


def came_back(debit: Debit, code: str, on: date = date(2026, 12, 9)) -> Movement:
    """A debit that gives a transaction back."""
    note = {"end_to_end_id": debit.end_to_end_id, "return_reason": code, "counterparty": "Client"}
    return received(on, -debit.amount_cents, "PRLV REJETE", **note)


def owed() -> dict[str, int]:
    """What is open, by number."""
    return dict(Receivable.objects.filter(open_cents__gt=0).values_list("number", "open_cents"))
