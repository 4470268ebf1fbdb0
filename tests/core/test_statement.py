"""A statement of account equals the ledger at its date, whichever way it is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from encours.core.statement import Account, Movement, Use, accounts

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 60)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def movement(key: str, cents: int, on: int, **told: Any) -> dict[str, Any]:
    return {
        "key": key,
        "kind": "invoice" if cents > 0 else "payment",
        "day": day(on),
        "issued_on": day(on),
        "due_on": day(on + 30) if cents > 0 else None,
        "number": key,
        "label": "",
        "amount_cents": cents,
        "currency": "EUR",
        "known_on": day(on),
        "gone_on": None,
        **told,
    }


def use(source: str, target: str, cents: int, on: int, known: int | None = None) -> dict[str, Any]:
    return {
        "source": source,
        "target": target,
        "amount_cents": cents,
        "day": day(on),
        "known_on": day(on if known is None else known),
    }


def told(movements: list[dict[str, Any]], uses: list[dict[str, Any]], on: int, **how: Any) -> list[Account]:
    return accounts(
        pl.DataFrame(movements, schema=Movement.create_empty().schema),
        pl.DataFrame(uses, schema=Use.create_empty().schema),
        on=day(on),
        **how,
    )


def test_movements_run_from_the_opening_to_the_closing_balance() -> None:
    (account,) = told(
        [movement("F1", 1000, 0), movement("P1", -400, 10), movement("F2", 500, 20)], [], 30, from_on=day(5)
    )
    assert account.opening_cents == 1000
    assert account.lines["balance_cents"].to_list() == [600, 1100]
    assert account.closing_cents == 1100


def test_what_is_open_is_what_was_not_extinguished_by_that_day() -> None:
    movements = [movement("F1", 1000, 0), movement("P1", -400, 10)]
    (before,) = told(movements, [use("P1", "F1", 400, 12)], 11)
    assert before.items["open_cents"].to_list() == [1000, -400]
    (after,) = told(movements, [use("P1", "F1", 400, 12)], 12)
    assert after.items["open_cents"].to_list() == [600]


def test_a_payment_before_its_invoice_is_cash_not_applied_until_the_invoice_is_there() -> None:
    movements = [movement("P1", -400, 10), movement("F1", 400, 20)]
    (early,) = told(movements, [use("P1", "F1", 400, 10)], 15)
    assert early.items["open_cents"].to_list() == [-400]
    (later,) = told(movements, [use("P1", "F1", 400, 10)], 20)
    assert later.items.is_empty()


def test_as_known_leaves_out_what_was_learnt_later_and_brings_back_what_has_gone() -> None:
    movements = [movement("F1", 1000, 0, gone_on=day(40)), movement("P1", -400, 10, known_on=day(25))]
    (known,) = told(movements, [], 20, as_known=True)
    assert known.closing_cents == 1000
    (now,) = told(movements, [], 20)
    assert now.closing_cents == -400


def test_two_currencies_are_two_accounts() -> None:
    found = told([movement("F1", 1000, 0), movement("F2", 700, 0, currency="GBP")], [], 5)
    assert [(one.currency, one.closing_cents) for one in found] == [("EUR", 1000), ("GBP", 700)]


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Invoices, payments, and uses between them in any order of days."""
    cents = st.integers(1, 100_000)
    invoices = [movement(f"F{n}", draw(cents), draw(DAYS)) for n in range(draw(st.integers(0, 5)))]
    payments = [movement(f"P{n}", -draw(cents), draw(DAYS)) for n in range(draw(st.integers(0, 5)))]
    uses = []
    if invoices and payments:
        for _ in range(draw(st.integers(0, 6))):
            pair = draw(st.sampled_from(payments))["key"], draw(st.sampled_from(invoices))["key"]
            uses.append(use(*pair, draw(cents), draw(DAYS), draw(DAYS)))
    return draw(st.permutations(invoices + payments)), uses


@given(ledgers(), DAYS, DAYS, st.booleans())
def test_open_items_and_movements_tell_the_balance_of_the_ledger(
    ledger: tuple[list[dict[str, Any]], list[dict[str, Any]]], on: int, since: int, as_known: bool
) -> None:
    movements, uses = ledger
    found = told(movements, uses, on, from_on=day(min(on, since)), as_known=as_known)
    by_hand = 0
    for one in movements:
        if one["day"] <= day(on):
            by_hand += one["amount_cents"]
    assert sum(account.closing_cents for account in found) == by_hand
    for account in found:
        assert account.items["open_cents"].sum() == account.closing_cents
        last = account.lines["balance_cents"].to_list()[-1:] or [account.opening_cents]
        assert last == [account.closing_cents]
