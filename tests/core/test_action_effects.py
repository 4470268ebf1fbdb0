"""What actions are followed by, beside invoices alike that were left alone, reckoned by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from encours.core.measures import Book, Line, Measure, compute
from encours.core.measures.action_effects import verdict
from encours.core.measures.book import empty
from encours.core.measures.following import WINDOW

ON = date(2026, 11, 20)
ALONE_AT = 5  # days past due: the middle of the ages from 4 to 7


class Ledger:
    """Invoices due a hundred days ago, each of a customer of its own."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("issued", "settled", "acted", "aside", "regimes")
        }

    def invoice(self, key: int, cents: int = 10_000) -> int:
        self.rows["issued"].append({
            "receivable_id": key, "customer_id": key, "kind": "invoice", "issued_on": late(-30),
            "due_on": late(0), "due_assumed": False, "amount_cents": cents, "currency": "EUR", "gone": False,
        })  # fmt: skip
        self.rows["regimes"].append({"customer_id": key, "regime": "b2b"})
        return key

    def pays(self, key: int, days: int, cents: int = 10_000, by: str = "money") -> None:
        self.rows["settled"].append({
            "receivable_id": key, "customer_id": key, "kind": "invoice", "issued_on": late(-30), "due_on": late(0),
            "due_assumed": False, "settled_on": late(days), "amount_cents": cents, "currency": "EUR", "by": by,
        })  # fmt: skip

    def acts(self, customer: int, days: int, action: str = "friendly:email", key: int | None = None) -> None:
        self.rows["acted"].append({
            "receivable_id": key, "customer_id": customer, "on": late(days), "action": action, "counts": True,
        })  # fmt: skip

    def sets_aside(self, key: int | None, customer: int, days: int, until: int | None) -> None:
        to_on = None if until is None else late(until)
        self.rows["aside"].append(
            {"receivable_id": key, "customer_id": customer, "from_on": late(days), "to_on": to_on}
        )

    def measured(self, on: date = ON) -> Measure:
        told = {name: pl.DataFrame(rows, schema=empty(name).schema) for name, rows in self.rows.items()}
        return compute(["action_effects"], Book(on, "EUR", told))[0]

    def of(self, action: str = "friendly:email") -> Line:
        return next(line for line in self.measured().lines if line.label == action)


def late(days: int) -> date:
    """The day on which an invoice of this ledger is so many days past due."""
    return ON - timedelta(days=100 - days)


def ledger(written_to: int = 40, alone: int = 40, paid: int = 20, paid_alone: int = 10) -> Ledger:
    """So many written to at five days past due and so many left alone; the first ones of each pay within two weeks."""
    book = Ledger()
    for key in range(written_to):
        book.acts(key, ALONE_AT, key=book.invoice(key))
        if key < paid:
            book.pays(key, ALONE_AT + 1 + key % 10)
    for key in range(1_000, 1_000 + alone):
        book.invoice(key)
        if key < 1_000 + paid_alone:
            book.pays(key, ALONE_AT + 1 + key % 10)
    return book


def test_the_share_paid_after_a_reminder_is_compared_with_that_of_invoices_alike_left_alone() -> None:
    line = ledger().of()
    told = line.facts
    assert (told["collected_bps"], told["without_bps"], told["effect_bps"]) == (5_000, 2_500, 2_500)
    assert (told["items"], told["customers"], told["alone"], told["apart"]) == (40, 40, 40, 0)
    assert line.figure == 100_000  # a quarter of 40 × 100.00
    assert told["low_bps"] < 2_500 < told["high_bps"]


def test_who_never_pays_counts_as_much_as_who_pays() -> None:
    before = ledger().of().facts["collected_bps"]
    assert ledger(written_to=80).of().facts["collected_bps"] == before // 2


def test_with_fewer_than_thirty_customers_on_a_side_nothing_is_claimed() -> None:
    line = ledger(written_to=29).of()
    assert (line.figure, verdict(line)) == (None, "few")
    assert ledger(written_to=30).of().figure is not None


def test_what_has_nothing_alike_left_alone_is_left_out_and_counted() -> None:
    book = ledger()
    book.acts(2_000, ALONE_AT, key=book.invoice(2_000, cents=9_000_000))
    assert book.of().facts["apart"] == 1
    assert book.measured().left_out == {"nothing_alike": 1}


def test_an_invoice_contested_held_or_just_reminded_is_not_one_left_alone() -> None:
    book = ledger()
    book.sets_aside(1_000, 1_000, 0, None)
    book.sets_aside(None, 1_001, 0, ALONE_AT + 1)
    book.sets_aside(1_002, 1_002, 0, ALONE_AT)  # over that very day: left alone again
    book.acts(1_003, ALONE_AT - WINDOW, "call:reached")
    assert book.of().facts["alone"] == 37


def test_what_is_paid_after_something_else_was_done_is_not_put_down_to_the_first() -> None:
    book = ledger(paid=0, paid_alone=0)
    for key in range(40):
        book.acts(key, ALONE_AT + 4, "call:reached", key=key)
        book.pays(key, ALONE_AT + 6)
    told = {line.label: line.facts for line in book.measured().lines}
    assert told["friendly:email"]["collected_bps"] == 0
    assert (told["call:reached"]["items"], told["call:reached"]["collected_bps"]) == (40, 10_000)


def test_what_is_paid_on_the_day_of_the_action_was_on_its_way() -> None:
    book = ledger(paid=0, paid_alone=0)
    for key in range(20):
        book.pays(key, ALONE_AT)
    assert book.of().facts["items"] == 20  # the others are still owed; these were not


def test_a_credit_note_is_no_cash_and_what_it_settles_is_no_longer_watched() -> None:
    book = ledger(paid=0, paid_alone=0)
    for key in range(20):
        book.pays(key, ALONE_AT + 1, by="credit_note")
    for key in range(20, 30):
        book.pays(key, ALONE_AT + 2)
    assert book.of().facts["collected_bps"] == 5_000


def test_a_call_is_about_all_that_was_late() -> None:
    book = ledger(written_to=0)
    for key in range(40):
        book.acts(book.invoice(key), ALONE_AT, "call:reached")
    assert book.of("call:reached").facts["items"] == 40


def test_days_not_yet_over_are_watched_up_to_today_only() -> None:
    book = ledger()
    early = book.measured(on=late(ALONE_AT + 3))
    line = next(one for one in early.lines if one.label == "friendly:email")
    assert line.facts["collected_bps"] < 5_000


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(100, 900, "shown"), (-300, 99, "useless"), (-300, 100, "not_shown"), (-300, -1, "contrary")],
)
def test_an_action_is_useless_when_even_at_best_it_brings_next_to_nothing(
    low: int, high: int, said: str
) -> None:
    assert verdict(Line("firm:email", None, {"low_bps": low, "high_bps": high})) == said


def test_the_interval_covers_an_effect_that_is_known() -> None:
    """Of sixty ledgers in which a reminder brings fifteen in a hundred more, the interval holds it in most."""
    held = 0
    for seed in range(60):
        drawn = pl.Series(range(4_000)).hash(seed).to_list()
        book = Ledger()
        for key in range(200):
            share = drawn[key] % 100
            if key % 2:
                book.acts(key, ALONE_AT, key=book.invoice(key))
            else:
                book.invoice(key)
            if share < (45 if key % 2 else 30):
                book.pays(key, ALONE_AT + 1 + drawn[key + 1_000] % 14)
        told = book.of().facts
        held += told["low_bps"] <= 1_500 <= told["high_bps"]
    assert 53 <= held <= 60
