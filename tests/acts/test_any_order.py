"""Books and statements of one truth, whichever comes first and both twice, end in the same ledger, to the cent."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acts.test_outgoing_cash import broken
from books import AT, AUTHOR, SIREN, Books, apply, ours, owed, received, statement, take_in, take_ledger
from encours.acts.open_creditor import open_creditor
from encours.records.cash.models import BankLine, Payment
from encours.records.parties.models import Creditor
from houses import Begin

SOLD, PAID = date(2026, 9, 1), date(2026, 10, 2)
ACCOUNTS: Final = ("DUPONT", "DURAND", "MARTIN")
ORDERS: Final = (
    ("sales", "bank", "books", "bank again", "books again"),
    ("bank", "sales", "books", "bank again"),
    ("books", "bank", "books again", "bank again"),
    ("bank", "books", "bank again", "books again"),
    ("books", "books again", "bank", "bank again"),
    ("bank", "bank again", "books", "books again"),
)


class Sold(NamedTuple):
    """An invoice, what was paid of it (nothing, a part, all, more), and how many days later the books say so."""

    account: str
    cents: int
    paid: int
    late: int

    @property
    def named(self) -> str:
        return f"VIR {self.account} FA{self.cents}"


@st.composite
def truths(draw: Any) -> list[Sold]:
    amounts = draw(
        st.lists(st.integers(1_000, 90_000), min_size=1, max_size=6, unique_by=lambda cents: cents // 10)
    )
    account, share, late = (
        st.sampled_from(ACCOUNTS),
        st.sampled_from((0, 40, 100, 100, 130)),
        st.integers(0, 3),
    )
    return [Sold(draw(account), cents, cents * draw(share) // 100, draw(late)) for cents in amounts]


@pytest.fixture
def creditor(house: Path, begin: Begin, monkeypatch: pytest.MonkeyPatch) -> Creditor:
    """Each example is one transaction, rolled back: what is decided in it is read through it."""
    monkeypatch.setattr("encours.acts.deciding_once.snapshot", nullcontext)
    begin("any order", lambda: ours(open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)))
    return Creditor.objects.get()


def books_of(truth: list[Sold], *, receipts: bool, later: bool = False) -> Books:
    books = Books()
    for one in truth:
        books.sale(SOLD, one.account, f"FA{one.cents}", one.cents)
    for one in truth if receipts else []:
        if one.paid:
            books.receipt(PAID + timedelta(one.late), one.account, one.paid, label=one.named)
    return books.sale(PAID, "ZED", "FA1", 100) if later else books


def told(name: str, truth: list[Sold], creditor: Creditor, home: Path) -> None:
    """Take one file in, and apply what waits."""
    paid = [received(PAID, one.paid, one.named) for one in truth if one.paid]
    if "bank" not in name:
        take_ledger(creditor, books_of(truth, receipts=name != "sales", later="again" in name), 2026, home)
    elif paid:
        take_in(creditor, statement(*paid, rank=1 + ("again" in name)), f"{name}.xml", home)
    apply(creditor)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(truths(), st.sampled_from(ORDERS))
def test_whichever_comes_first_and_both_twice_each_customer_owes_what_it_did_not_pay(
    creditor: Creditor, house: Path, truth: list[Sold], order: tuple[str, ...]
) -> None:
    left: Counter[str] = Counter()
    for one in truth:
        left[one.account] += one.cents - one.paid
    with transaction.atomic():
        for name in order:
            told(name, truth, creditor, house)
        assert {account: owed(creditor, account) for account in left} == dict(left)
        paid = sorted(one.paid for one in truth if one.paid)
        assert (
            sorted(Payment.objects.filter(gone_on__isnull=True).values_list("amount_cents", flat=True))
            == paid
        )
        assert sorted(BankLine.objects.values_list("amount_cents", flat=True)) == paid
        assert broken() == []
        transaction.set_rollback(True)
