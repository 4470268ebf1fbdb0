"""Measures of money computed a second time in plain Python, event by event, on any ledger: both must agree.

Events are drawn in any order; the balance of a past day does not depend on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.measures import Book, compute
from encours.core.measures.as_of import open_at, settled_by, unapplied_at, with_corrections
from encours.core.measures.book import empty

ON = date(2026, 11, 21)
BEFORE = ON - timedelta(days=30)
SINCE = ON - timedelta(days=365)
DAYS = st.integers(-500, 40).map(lambda days: ON + timedelta(days=days))
KINDS = st.sampled_from(["invoice"] * 5 + ["credit_note", "bill", "opening"])


@dataclass
class Bill:
    key: int
    customer: int
    kind: str
    issued_on: date
    due_on: date
    cents: int
    currency: str
    gone: bool
    disputed: int


@dataclass
class Use:
    """So much of a payment set against a receivable; `undone_on` when it was undone, `returned` by the bank."""

    key: int
    payment: int
    receivable: int
    cents: int
    on: date
    undone_on: date | None
    returned: bool


@dataclass
class Money:
    key: int
    customer: int
    paid_on: date
    cents: int
    currency: str
    in_bank: bool


@dataclass
class Ledger:
    bills: list[Bill]
    money: list[Money]
    uses: list[Use] = field(default_factory=list)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    bills, money = [], []
    for key in range(draw(st.integers(1, 7))):
        kind, issued_on = draw(KINDS), draw(DAYS)
        cents = draw(st.integers(100, 90_000))
        bills.append(
            Bill(
                key=key,
                customer=draw(st.integers(1, 3)),
                kind=kind,
                issued_on=issued_on,
                due_on=issued_on + timedelta(days=draw(st.integers(0, 90))),
                cents=-cents if kind == "credit_note" else cents,
                currency=draw(st.sampled_from(["EUR", "EUR", "EUR", "USD"])),
                gone=draw(st.sampled_from([False, False, False, True])),
                disputed=draw(st.sampled_from([0, 0, 50])),
            )
        )
    money += [
        Money(key, draw(st.integers(1, 3)), draw(DAYS), draw(st.integers(1, 90_000)),
              draw(st.sampled_from(["EUR", "EUR", "USD"])), draw(st.booleans()))
        for key in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    ledger = Ledger(bills, money)
    _apply(draw, ledger)
    return ledger


def _apply(draw: st.DrawFn, ledger: Ledger) -> None:
    """Set payments against receivables, some of them undone afterwards, never beyond either."""
    left = {one.key: one.cents for one in ledger.bills}
    free = {one.key: one.cents for one in ledger.money}
    for key, paying in enumerate(ledger.money):
        for bill in ledger.bills:
            most = min(left[bill.key], free[paying.key])
            if bill.currency != paying.currency or most < 1 or not draw(st.booleans()):
                continue
            cents = draw(st.integers(1, most))
            on = max(paying.paid_on, bill.issued_on)
            undone = draw(st.none() | st.integers(0, 60))
            undone_on = None if undone is None else on + timedelta(days=undone)
            ledger.uses.append(
                Use(
                    100 * (key + 1) + bill.key,
                    paying.key,
                    bill.key,
                    cents,
                    on,
                    undone_on,
                    draw(st.booleans()),
                )
            )
            if undone_on is None:
                left[bill.key] -= cents
                free[paying.key] -= cents


# --- the house's way: frames


def book(ledger: Ledger, order: list[int]) -> Book:
    """The frames of a day, their events put in any order."""
    states = _frame(
        [
            {
                "receivable_id": one.key, "customer_id": one.customer, "kind": one.kind, "issued_on": one.issued_on,
                "due_on": one.due_on, "due_assumed": False, "amount_cents": one.cents, "currency": one.currency,
                "gone": one.gone, "reconstructed": False,
            }
            for one in ledger.bills
        ],
        "owed", ("open_cents", "disputed_cents"),
    )  # fmt: skip
    paid = _frame(
        [
            {
                "payment_id": one.key, "customer_id": one.customer, "paid_on": one.paid_on,
                "amount_cents": one.cents, "currency": one.currency, "in_bank": one.in_bank,
            }
            for one in ledger.money
        ],
        "receipts", ("unapplied_cents",),
    )  # fmt: skip
    applied = with_corrections(_applied(ledger, order))
    disputed = pl.DataFrame(
        {"receivable_id": [one.key for one in ledger.bills], "disputed_cents": [one.disputed for one in ledger.bills]},
        schema_overrides={"disputed_cents": pl.Int64},
    )  # fmt: skip

    def owed(on: date) -> pl.DataFrame:
        return open_at(states, applied, on, as_reported=False).join(disputed, on="receivable_id")

    return Book(
        ON,
        "EUR",
        {
            "owed": owed(ON),
            "owed_before": owed(BEFORE),
            "issued": states.filter(pl.col("issued_on") <= ON),
            "settled": settled_by(states, applied, paid, ON),
            "receipts": unapplied_at(paid, applied, ON, as_reported=False),
            "receipts_before": unapplied_at(paid, applied, BEFORE, as_reported=False),
        },
    )


def _frame(rows: list[dict[str, Any]], shape: str, but: tuple[str, ...]) -> pl.DataFrame:
    schema = {name: kind for name, kind in empty(shape).schema.items() if name not in but}
    return pl.DataFrame(rows, schema=schema)


def _applied(ledger: Ledger, order: list[int]) -> pl.DataFrame:
    rows = []
    for use in ledger.uses:
        common = {"payment_id": use.payment, "credit_note_id": None, "receivable_id": use.receivable}
        rows.append({"application_id": use.key, **common, "amount_cents": use.cents, "applied_on": use.on,
                     "reverses_id": None, "returned": False})  # fmt: skip
        if use.undone_on is not None:
            rows.append({"application_id": 10_000 + use.key, **common, "amount_cents": -use.cents,
                         "applied_on": use.undone_on, "reverses_id": use.key, "returned": use.returned})  # fmt: skip
    schema = {"application_id": pl.Int64, "payment_id": pl.Int64, "credit_note_id": pl.Int64,
              "receivable_id": pl.Int64, "amount_cents": pl.Int64, "applied_on": pl.Date,
              "reverses_id": pl.Int64, "returned": pl.Boolean}  # fmt: skip
    ranks = [order[place % len(order)] * 1000 + place for place in range(len(rows))]
    ordered = [row for _, row in sorted(zip(ranks, rows, strict=True), key=lambda pair: pair[0])]
    return pl.DataFrame(ordered, schema=schema)


# --- the plain way: loops


def stands(use: Use, on: date) -> bool:
    """A use undone by hand never stood; one that the bank took back stood until then."""
    if use.on > on:
        return False
    return use.undone_on is None or (use.returned and use.undone_on > on)


def left_of(ledger: Ledger, on: date) -> dict[int, int]:
    """What is open of each receivable issued by a day, in euros, gone ones apart."""
    found = {}
    for one in ledger.bills:
        if one.issued_on <= on and one.currency == "EUR" and not one.gone:
            used = sum(use.cents for use in ledger.uses if use.receivable == one.key and stands(use, on))
            if one.cents != used:
                found[one.key] = one.cents - used
    return found


def idle_of(ledger: Ledger, on: date) -> dict[int, int]:
    return {
        one.key: one.cents
        - sum(use.cents for use in ledger.uses if use.payment == one.key and stands(use, on))
        for one in ledger.money
        if one.paid_on <= on and one.currency == "EUR"
    }


def by_hand(ledger: Ledger) -> dict[str, Fraction | int | None]:
    """Each measure as a person would do it with a pencil."""
    bills = {one.key: one for one in ledger.bills}
    owed = {key: cents for key, cents in left_of(ledger, ON).items() if cents > 0}
    late = {key: (ON - bills[key].due_on).days for key in owed}
    net = sum(left_of(ledger, ON).values()) - sum(idle_of(ledger, ON).values())
    net_before = sum(left_of(ledger, BEFORE).values()) - sum(idle_of(ledger, BEFORE).values())
    current = sum(cents for key, cents in owed.items() if late[key] <= 0)
    whole = sum(owed.values())
    sales, month = _sales(ledger, 365), _sales(ledger, 30)
    received = sum(
        one.cents
        for one in ledger.money
        if one.currency == "EUR" and one.in_bank and SINCE < one.paid_on <= ON
    )
    by_customer: dict[int, int] = defaultdict(int)
    for key, cents in owed.items():
        by_customer[bills[key].customer] += cents
    return {
        "outstanding": net,
        "exposure": whole,
        "overdue": whole - current,
        "past_due_ratio": _ratio(whole - current, whole),
        "over_90_ratio": _ratio(sum(cents for key, cents in owed.items() if late[key] > 90), whole),
        "dso_simple": _ratio(net * 365, sales),
        "bpdso": _ratio(current * 365, sales),
        "add_portfolio": _ratio((net - current) * 365, sales),
        "cei": _ratio(net_before + month - net, net_before + month - current),
        "cash_in": received,
        "unapplied_ratio": _ratio(sum(idle_of(ledger, ON).values()), received),
        "concentration": _ratio(sum(sorted(by_customer.values())[-10:]), whole),
        "herfindahl": _ratio(sum(cents * cents for cents in by_customer.values()), whole * whole),
        "overdue_at_risk": sum(
            cents if late[key] > 90 else min(cents, bills[key].disputed)
            for key, cents in owed.items()
            if late[key] > 0
        ),
        **_delays(ledger, bills),
        **_on_time(ledger),
        "dso_true": _true(ledger, owed, bills),
    }


def _ratio(top: int, bottom: int) -> Fraction | None:
    return Fraction(top, bottom) if bottom > 0 else None


def _sales(ledger: Ledger, days: int) -> int:
    return sum(
        one.cents
        for one in ledger.bills
        if one.kind in {"invoice", "credit_note"} and one.currency == "EUR" and not one.gone
        and ON - timedelta(days=days) < one.issued_on <= ON
    )  # fmt: skip


def _delays(ledger: Ledger, bills: dict[int, Bill]) -> dict[str, Fraction | None]:
    money = {one.key: one for one in ledger.money}
    paid = [
        (use.cents, use.on, bills[use.receivable])
        for use in ledger.uses
        if stands(use, ON) and use.on > SINCE and bills[use.receivable].kind in {"invoice", "bill"}
        and bills[use.receivable].currency == "EUR" and money[use.payment].in_bank
    ]  # fmt: skip

    def weighted(days: Callable[[date, Bill], int]) -> Fraction | None:
        return _ratio(
            sum(cents * days(on, bill) for cents, on, bill in paid), sum(cents for cents, _, _ in paid)
        )

    return {
        "days_to_pay": weighted(lambda on, bill: (on - bill.issued_on).days),
        "days_beyond_terms": weighted(lambda on, bill: (on - bill.due_on).days),
        "add_paid": weighted(lambda on, bill: max(0, (on - bill.due_on).days)),
    }


def _on_time(ledger: Ledger) -> dict[str, Fraction | None]:
    fallen = [
        one
        for one in ledger.bills
        if one.kind in {"invoice", "bill"} and one.currency == "EUR" and not one.gone
        and SINCE <= one.due_on < ON and one.issued_on <= ON
    ]  # fmt: skip
    by_due = [
        sum(use.cents for use in ledger.uses if use.receivable == one.key and stands(use, ON) and use.on <= one.due_on)
        for one in fallen
    ]  # fmt: skip
    kept = sum(done >= one.cents for done, one in zip(by_due, fallen, strict=True))
    return {
        "on_time_share": _ratio(kept, len(fallen)),
        "on_time_amount": _ratio(sum(by_due), sum(one.cents for one in fallen)),
    }


def _true(ledger: Ledger, owed: dict[int, int], bills: dict[int, Bill]) -> Fraction | None:
    sales: dict[str, int] = defaultdict(int)
    for one in ledger.bills:
        sale = one.kind in {"invoice", "credit_note"} and one.currency == "EUR" and not one.gone
        if sale and one.issued_on <= ON:
            sales[f"{one.issued_on:%Y-%m}"] += one.cents
    known = [key for key in owed if sales[f"{bills[key].issued_on:%Y-%m}"] > 0]
    if owed and not known:
        return None
    return sum(
        (
            Fraction((ON - bills[key].issued_on).days * owed[key], sales[f"{bills[key].issued_on:%Y-%m}"])
            for key in known
        ),
        Fraction(0),
    )


@settings(max_examples=150, deadline=None)
@given(ledger=ledgers(), order=st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_every_measure_of_money_equals_what_a_pencil_finds(ledger: Ledger, order: list[int]) -> None:
    wanted = by_hand(ledger)
    found = {one.formula: one.figure for one in compute(wanted, book(ledger, order))}
    assert found == wanted


@settings(max_examples=60, deadline=None)
@given(
    ledger=ledgers(),
    first=st.lists(st.integers(0, 50), min_size=1),
    second=st.lists(st.integers(0, 50), min_size=1),
)
def test_a_past_day_does_not_depend_on_the_order_of_events(
    ledger: Ledger, first: list[int], second: list[int]
) -> None:
    codes = (
        "outstanding",
        "ageing_due",
        "ageing_issued",
        "roll_rates",
        "cei",
        "days_to_pay",
        "dso_count_back",
    )
    assert compute(codes, book(ledger, first)) == compute(codes, book(ledger, second))


@settings(max_examples=60, deadline=None)
@given(ledger=ledgers())
def test_the_buckets_and_the_rolls_add_up(ledger: Ledger) -> None:
    exposure, due, issued, rolls = compute(
        ("exposure", "ageing_due", "ageing_issued", "roll_rates"), book(ledger, [0])
    )
    assert sum(line.facts["open_cents"] for line in due.lines) == exposure.figure
    assert sum(line.facts["open_cents"] for line in issued.lines) == exposure.figure
    for line in rolls.lines:
        assert 0 <= line.facts["rolled_cents"] <= line.facts["stood_cents"]
