"""Whatever the ledger, open items less unapplied payments equal its balance, customer by customer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encours.core.frames import LedgerApplication, LedgerPayment, LedgerReceivable
from encours.core.ledger import gather, rebuild, rebuild_gathered

Row = Callable[..., dict[str, Any]]
Book = Callable[..., pl.DataFrame]

LINES = st.lists(
    st.fixed_dictionaries(
        {
            "cents": st.sampled_from([-5_000, -1_200, -100, 0, 100, 900, 1_200, 5_000]),
            "account": st.sampled_from(["411000", "413000", "416000", "411700", "418100", "419100"]),
            "customer": st.sampled_from(["C1", "C2", None]),
            "journal": st.sampled_from(["VE", "BQ", "OD", "AN"]),
            "entry": st.sampled_from(["1", "2", "0", ""]),
            "on": st.sampled_from(["2026-01-01", "2026-02-01"]),
            "piece": st.sampled_from([None, "-", "F1", "F2", "RAN"]),
            "label": st.sampled_from(["VIR F1", "Report à nouveau", "AVOIR"]),
            "code": st.sampled_from([None, None, "A", "B"]),
            "coded_on": st.sampled_from([None, "2026-02-01", "2026-03-01"]),
        }
    ),
    max_size=25,
)
BOUNDED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@BOUNDED
@given(LINES)
def test_nothing_is_lost_nor_made_up(row: Row, book: Book, rows: list[dict[str, Any]]) -> None:
    lines = book(*(row(**told) for told in rows), counter=False)
    ledger = rebuild(lines)
    owed = [
        told
        for told in rows
        if told["account"][:3] in {"411", "413", "416"} or (told["account"][:3] == "419" and told["customer"])
    ]
    assert ledger.controls.balance_cents == sum(told["cents"] for told in owed)
    assert ledger.controls.difference_cents == 0
    assert ledger.controls.differences.height == 0
    for customer in ("C1", "C2"):
        kept = ledger.receivables.filter(pl.col("account") == customer)["open_cents"].sum()
        loose = ledger.payments.filter(pl.col("account") == customer)["unapplied_cents"].sum()
        assert kept - loose == sum(told["cents"] for told in owed if told["customer"] == customer)


@BOUNDED
@given(LINES)
def test_nothing_is_paid_beyond_its_amount_nor_by_more_than_came_in(
    row: Row, book: Book, rows: list[dict[str, Any]]
) -> None:
    ledger = rebuild(book(*(row(**told) for told in rows), counter=False))
    receivables = LedgerReceivable.validate(ledger.receivables)
    payments = LedgerPayment.validate(ledger.payments)
    applications = LedgerApplication.validate(ledger.applications)
    assert receivables["key"].is_unique().all()
    assert payments["key"].is_unique().all()
    paid = applications.group_by(key="receivable_key").agg(paid=pl.col("amount_cents").sum())
    used = applications.group_by(key="source_key").agg(used=pl.col("amount_cents").sum())
    debits = receivables.filter(pl.col("kind") != "credit_note").join(paid, on="key", how="left")
    assert (debits["amount_cents"] - debits["paid"].fill_null(0)).to_list() == debits["open_cents"].to_list()
    assert (debits["open_cents"] >= 0).all()
    credits_ = receivables.filter(pl.col("kind") == "credit_note").join(used, on="key", how="left")
    assert (credits_["amount_cents"] + credits_["used"].fill_null(0)).to_list() == credits_[
        "open_cents"
    ].to_list()
    assert (credits_["open_cents"] <= 0).all()
    held = payments.join(used, on="key", how="left")
    assert (held["amount_cents"] - held["used"].fill_null(0)).to_list() == held["unapplied_cents"].to_list()
    assert (held["unapplied_cents"] >= 0).all()


@BOUNDED
@given(LINES, st.integers(min_value=1, max_value=24))
def test_a_ledger_gathered_in_pieces_says_the_same_as_whole(
    row: Row, book: Book, rows: list[dict[str, Any]], cut: int
) -> None:
    lines = book(*(row(**told) for told in rows), counter=False)
    whole, pieces = rebuild(lines), rebuild_gathered(gather([lines[:cut], lines[cut:]]))
    assert whole.receivables.equals(pieces.receivables)
    assert whole.payments.equals(pieces.payments)
    assert whole.applications.sort(pl.all()).equals(pieces.applications.sort(pl.all()))


@BOUNDED
@given(LINES, st.sampled_from([date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)]))
def test_at_any_date_each_customer_owes_what_its_accounts_say(
    row: Row, book: Book, rows: list[dict[str, Any]], on: date
) -> None:
    lines = book(*(row(**told) for told in rows), counter=False).filter(pl.col("entry_on") <= on)
    ledger = rebuild(lines)
    held = [told for told in rows if date.fromisoformat(told["on"]) <= on]
    for customer in ("C1", "C2"):
        kept = ledger.receivables.filter(pl.col("account") == customer)["open_cents"].sum()
        loose = ledger.payments.filter(pl.col("account") == customer)["unapplied_cents"].sum()
        roots = {"411", "413", "416", "419"}
        owed = [
            each["cents"] for each in held if each["customer"] == customer and each["account"][:3] in roots
        ]
        assert kept - loose == sum(owed)
