"""After new facts, the day again: cash applied, then every item decided, under the person who brought them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from encours.acts.aged_customers import keep_aged_sheet
from encours.acts.apply_cash import apply_cash
from encours.acts.debits.daily import keep_debits
from encours.acts.keep_measures import is_big
from encours.acts.quality.assess import assess
from encours.acts.run_day import run_day
from encours.acts.signal_sales import signal_sales
from encours.acts.stop_paid import stop_paid
from encours.core.days import next_business_day
from encours.desk import clock
from encours.desk.visits import Visit
from encours.records.cases.models import Hold
from encours.records.cash.models import BankLine, Payment
from encours.records.disputes.models import Dispute
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Run


def decide_today(creditor: Creditor, *, author: str) -> Run:
    """Apply the bank's credits and decide the creditor's present day; on a closed day, the next open one."""
    apply_cash(creditor, author=author, at=clock.now())
    stop_paid(creditor.pk, author=author, clock=clock.now, outbox=outbox())
    at = clock.now()
    if not is_big(creditor):  # a large base is looked over by whoever imports, or asks, and each night
        assess(creditor, on=clock.day_of(creditor, at), author=author, at=at)
    fresh = Creditor.objects.get(pk=creditor.pk)
    today = clock.day_of(fresh, at)
    keep_debits(fresh, on=today, author="rule:debits@1", at=clock.now())
    run = run_day(fresh, on=next_business_day(today), author=author, at=clock.now(), home=home())
    stop_paid(
        creditor.pk, author=author, clock=clock.now, outbox=outbox()
    )  # what the day made again is so again
    signal_sales(fresh, on=today, author=author, at=clock.now())
    keep_aged_sheet(fresh, on=today)
    return run


def stop_for(visit: Visit, customers: Iterable[int]) -> None:
    """Cancel at once what waited for what these customers paid, as a person just said.

    Letters laid in the outbox that are no longer true are recalled: held, contested and promised items are such too.
    """
    of = sorted(set(customers))
    stop_paid(visit.creditor.pk, author=visit.author, clock=clock.now, outbox=outbox(), customers=of)


def stop_after(visit: Visit, made: Hold | Dispute | Receivable) -> None:
    """The same for the customer of what was just written."""
    stop_for(visit, [made.customer_id])


def stop_for_line(visit: Visit, line: BankLine) -> None:
    """The same for all that a bank line pays."""
    stop_for(visit, Payment.objects.filter(bank_line=line).values_list("customer_id", flat=True))


def outbox() -> Path:
    """The folder in which letters are laid."""
    house: dict[str, Any] = settings.ENCOURS
    return Path(house["outbox"])


def home() -> Path:
    """The folder of kept files and keys."""
    house: dict[str, Any] = settings.ENCOURS
    return Path(house["home"])
