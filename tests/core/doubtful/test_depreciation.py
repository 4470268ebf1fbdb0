"""What is transferred to 416 and written down: VAT apart, to the cent, undone whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from encours.core.doubtful.depreciating import DEBT, depreciation, excluding_vat
from encours.core.doubtful.policy import DoubtfulPolicy
from encours.core.entries.bookings import BOOKING, booked_lines
from encours.core.entries.policy import EntryPolicy

ON = date(2026, 10, 1)
POLICY = DoubtfulPolicy()
CUSTOMERS = pl.DataFrame(
    {
        "customer_id": [1, 2],
        "account": ["DUPONT", "411MARTIN"],
        "name": ["Dupont SA", "Martin"],
        "control_account": ["411100", "411MARTIN"],
    }
)


def debt(key: int = 1, **told: Any) -> dict[str, Any]:
    whole = {
        "receivable_id": key, "customer_id": 1, "due_on": ON - timedelta(days=200), "open_cents": 120_000,
        "credit_cents": 0, "doubtful": True, "insolvent": False, "rate_bps": None, "net_cents": None,
        "tax_cents": None, "transferred": False, "written_cents": 0,
    }  # fmt: skip
    return whole | told


def of(*debts: dict[str, Any], policy: DoubtfulPolicy = POLICY) -> list[dict[str, Any]]:
    return depreciation(pl.DataFrame(list(debts), schema=DEBT, orient="row"), policy, on=ON).to_dicts()


def test_credits_of_the_customer_come_off_its_oldest_debts_first() -> None:
    first = debt(1, due_on=ON - timedelta(days=300), open_cents=50_000, credit_cents=60_000)
    second = debt(2, due_on=ON - timedelta(days=250), open_cents=70_000, credit_cents=60_000)
    assert [row["claim_cents"] for row in of(second, first)] == [60_000, 0]
    assert [row["transfer_cents"] for row in of(second, first)] == [70_000, 50_000]


def test_the_rate_is_a_persons_before_that_of_an_insolvency_before_that_of_its_age() -> None:
    aged, insolvent, chosen = of(debt(1), debt(2, insolvent=True), debt(3, insolvent=True, rate_bps=3_000))
    assert (aged["rate_bps"], aged["rate_source"], aged["days"]) == (5_000, "age", 200)
    assert (insolvent["rate_bps"], insolvent["rate_source"]) == (10_000, "insolvency")
    assert (chosen["rate_bps"], chosen["rate_source"]) == (3_000, "person")


def test_a_debt_that_is_not_yet_due_is_written_down_by_the_first_rate_of_the_schedule() -> None:
    assert of(debt(due_on=ON + timedelta(days=30)))[0]["rate_bps"] == 2_500
    late = DoubtfulPolicy(rates=((90, 5_000),))
    assert of(debt(due_on=ON - timedelta(days=89)), policy=late)[0]["target_cents"] == 0


@given(
    st.integers(1, 10**12),
    st.integers(0, 10**12),
    st.integers(0, 10**12),
    st.integers(0, 10_000),
)
def test_what_is_net_and_what_is_vat_make_the_claim_again(
    claim: int, net: int, tax: int, assumed: int
) -> None:
    without, source = excluding_vat(claim, net, tax, assumed_bps=assumed)
    assert 0 <= without <= claim
    if net + tax:
        assert source == "document"
        assert abs((claim - without) * (net + tax) - claim * tax) * 2 <= net + tax
    else:
        assert source == "assumed"


amounts = st.integers(0, 10**9)


@given(st.lists(st.tuples(amounts, amounts, st.booleans(), st.booleans()), min_size=1, max_size=8), amounts)
def test_what_is_entered_brings_the_books_where_they_should_be_and_the_next_look_enters_nothing(
    drawn: list[tuple[int, int, bool, bool]], credit: int
) -> None:
    debts = [
        debt(key, open_cents=open_cents, written_cents=written, doubtful=doubtful, transferred=there,
             credit_cents=credit)
        for key, (open_cents, written, doubtful, there) in enumerate(drawn)
    ]  # fmt: skip
    first = of(*debts)
    assert all(row["written_cents"] + row["depreciation_cents"] == row["target_cents"] for row in first)
    assert all(0 <= row["target_cents"] <= row["base_cents"] <= row["claim_cents"] for row in first)
    assert sum(d["open_cents"] for d in debts) - sum(row["claim_cents"] for row in first) == min(
        credit, sum(d["open_cents"] for d in debts)
    )
    again = of(
        *(
            d | {"written_cents": row["target_cents"], "transferred": d["doubtful"]}
            for d, row in zip(debts, first, strict=True)
        )
    )
    assert all((row["transfer_cents"], row["depreciation_cents"]) == (0, 0) for row in again)


BOOKED = st.lists(
    st.tuples(
        st.sampled_from([1, 2]),
        st.sampled_from(["doubtful", "depreciation"]),
        st.integers(-(10**10), 10**10).filter(bool),
    ),
    min_size=1,
    max_size=10,
)


@given(BOOKED)
def test_each_entry_balances_and_tells_its_amount_once_on_each_side(
    drawn: list[tuple[int, str, int]],
) -> None:
    rows = [(key, who, kind, ON, cents, f"FA{key}", ON) for key, (who, kind, cents) in enumerate(drawn)]
    bookings = pl.DataFrame(rows, schema=BOOKING, orient="row")
    lines = booked_lines(bookings, CUSTOMERS, EntryPolicy(), first=7)
    sums = lines.group_by("sequence", "booking_id").agg(pl.col("debit_cents", "credit_cents").sum(), pl.len())
    assert sorted(sums["sequence"]) == list(range(7, 7 + len(drawn)))
    for _sequence, booking, debit, credit, count in sums.iter_rows():
        assert debit == credit == abs(drawn[booking][2])
        assert count == 2


def entry(kind: str, cents: int, who: int = 1) -> list[tuple[str, str, int, int]]:
    bookings = pl.DataFrame([(1, who, kind, ON, cents, "FA1", ON)], schema=BOOKING, orient="row")
    lines = booked_lines(bookings, CUSTOMERS, EntryPolicy(), first=1)
    return lines.select("account", "auxiliary", "debit_cents", "credit_cents").rows()


def test_a_debt_goes_to_416_and_back_under_its_own_customer() -> None:
    assert entry("doubtful", 120_000) == [("416000", "DUPONT", 120_000, 0), ("411100", "DUPONT", 0, 120_000)]
    assert entry("doubtful", -500) == [("411100", "DUPONT", 500, 0), ("416000", "DUPONT", 0, 500)]


def test_where_the_account_names_the_customer_its_doubtful_one_does_too() -> None:
    assert entry("doubtful", 500, who=2) == [("416MARTIN", "", 500, 0), ("411MARTIN", "", 0, 500)]


def test_a_depreciation_is_a_charge_and_its_reversal_an_income() -> None:
    assert entry("depreciation", 50_000) == [("681740", "", 50_000, 0), ("491000", "", 0, 50_000)]
    assert entry("depreciation", -50_000) == [("491000", "", 50_000, 0), ("781740", "", 0, 50_000)]
