"""Any portfolio: open items and customers as hypothesis draws them, odd ones included."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from portfolio import customer, item

TODAY = date(2026, 6, 17)
DAYS = st.integers(-120, 60).map(lambda n: TODAY + timedelta(days=n))
HOLD = st.none() | st.tuples(DAYS, st.none() | st.integers(0, 40))
CUSTOMERS = 3


@st.composite
def holds(draw: st.DrawFn) -> dict[str, Any]:
    hold = draw(HOLD)
    if hold is None:
        return {}
    begin, length = hold
    return {"held_from": begin, "held_until": None if length is None else begin + timedelta(days=length)}


@st.composite
def items(draw: st.DrawFn, count: int = 6) -> list[dict[str, Any]]:
    return [draw(one_item(n)) for n in range(draw(st.integers(1, count)))]


@st.composite
def one_item(draw: st.DrawFn, number: int) -> dict[str, Any]:
    due_on = draw(DAYS)
    delivered = draw(st.integers(0, 5))
    kind = draw(
        st.sampled_from(
            ["invoice"] * 6 + ["bill", "factored", "credit_note", "opening", "retention", "returned"]
        )
    )
    amount = draw(st.integers(1, 500_000)) * (-1 if kind == "credit_note" else 1)
    facts = {
        "kind": kind,
        "open_cents": amount,
        "currency": draw(st.sampled_from(["EUR", "EUR", "USD", "GBP"])),
        "disputed_cents": draw(st.sampled_from([0, 0, 0, 10_000, 500_000])),
        "gone": draw(st.booleans()) and draw(st.booleans()),
        "due_assumed": draw(st.booleans()),
        "held_days": draw(st.sampled_from([0, 0, 9])),
        "delivered_position": delivered,
        "delivered_on": TODAY - timedelta(days=draw(st.integers(0, 40))) if delivered else None,
    }
    return item(number, due_on=due_on, customer_id=draw(st.integers(1, CUSTOMERS)), **facts, **draw(holds()))


@st.composite
def other_cash(draw: st.DrawFn) -> list[dict[str, Any]] | None:
    cents = {one: draw(st.sampled_from([0, 0, 0, 50_000, 900_000, -1_000])) for one in ("GBP", "USD")}
    told = [{"currency": one, "unapplied_cents": much} for one, much in cents.items() if much]
    return told or None


@st.composite
def sparing(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "hold_kind": draw(st.sampled_from(["pause", "exempt", "insolvency"])),
        "soft_until": draw(st.none() | st.none() | DAYS),
        "no_courtesy": draw(st.sampled_from([None, None, True])),
        "region": draw(st.sampled_from([None, None, "FR-AM", "FR-RE", "DE"])),
    }


@st.composite
def customers(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        customer(
            n,
            regime=draw(st.sampled_from(["b2b", "public", "consumer"])),
            regime_assumed=draw(st.booleans()),
            has_email=draw(st.booleans()),
            has_address=draw(st.booleans()),
            refuses_email=draw(st.booleans()),
            unapplied_cents=draw(st.sampled_from([0, 0, 50_000, 900_000])),
            other_cash=draw(other_cash()),
            last_message_on=draw(
                st.none() | st.integers(0, 20).map(lambda days: TODAY - timedelta(days=days))
            ),
            **draw(sparing()),
            **draw(holds()),
        )
        for n in range(1, CUSTOMERS + 1)
    ]
