"""The net result of each segment's reminders, and of each action, reckoned by hand beside the measure."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl

from encours.core.measures import Book, Measure, compute
from encours.core.measures.book import empty

ON = date(2026, 11, 20)


def ago(days: int) -> date:
    return ON - timedelta(days=days)


def frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=empty(name).schema)


def paid(
    receivable_id: int, days: int, cents: int, by: str = "money", currency: str = "EUR"
) -> dict[str, Any]:
    return {
        "receivable_id": receivable_id, "customer_id": 1, "kind": "invoice", "issued_on": ago(200),
        "due_on": ago(170), "due_assumed": False, "settled_on": ago(days), "amount_cents": cents,
        "currency": currency, "by": by,
    }  # fmt: skip


def reminded(receivable_id: int, days: int, segment: str, action: str = "firm:email") -> dict[str, Any]:
    return {
        "receivable_id": receivable_id, "customer_id": 1, "on": ago(days), "segment": segment, "action": action,
    }  # fmt: skip


def sent(days: int, kind: str, segment: str, count: int = 1) -> dict[str, Any]:
    return {"on": ago(days), "customer_id": 1, "kind": kind, "segment": segment, "action": f"firm:{kind}",
            "count": count}  # fmt: skip


def price(action: str, cents: int, kind: str = "channel") -> dict[str, Any]:
    return {"kind": kind, "basis": "action", "action": action, "amount_cents": cents, "currency": "EUR",
            "minutes": None, "from_on": ago(400), "to_on": None}  # fmt: skip


def spent(kind: str, cents: int) -> dict[str, Any]:
    return {"kind": kind, "basis": "period", "action": "", "amount_cents": cents, "currency": "EUR",
            "minutes": None, "from_on": ago(364), "to_on": ON}  # fmt: skip


def measured(code: str = "net_by_segment", **frames: list[dict[str, Any]]) -> Measure:
    told = {name: frame(name, rows) for name, rows in frames.items()}
    left = [
        {"on": row["on"], "stage": "sending", "kind": row["kind"], "person": "", "count": row["count"]}
        for row in frames.get("sent", [])
    ]
    told["actions"] = frame("actions", left)
    (found,) = compute([code], Book(ON, "EUR", told))
    return found


COSTS = [price("email", 10), price("letter", 150), spent("staff", 60_000), spent("invoicing", 999)]


def net(found: Measure) -> dict[str, int | None]:
    return {line.label: None if line.figure is None else int(line.figure) for line in found.lines}


def test_each_segment_has_what_followed_its_reminders_less_what_they_cost() -> None:
    found = measured(
        settled=[paid(1, 80, 100_000), paid(2, 10, 40_000), paid(2, 5, 2_500), paid(3, 9, 7_700)],
        reminded=[reminded(1, 100, "standard"), reminded(2, 30, "standard"), reminded(2, 20, "late")],
        sent=[sent(100, "email", "standard", 3), sent(30, "email", "standard"), sent(20, "letter", "late")],
        costs=COSTS,
    )
    # standard: 1 000.00 after its reminder of 100 days ago, four e-mails at 0.10; late: 425.00 less one letter.
    assert net(found) == {"late": 42_500 - 150, "standard": 100_000 - 40, "common_costs": -60_000}
    assert found.figure == Fraction(142_500 - 150 - 40 - 60_000)
    assert found.figure == sum(line.figure or 0 for line in found.lines)
    assert found.left_out == {"no_reminder_before": 1}


def test_money_on_its_way_or_long_after_is_no_doing_of_the_reminder() -> None:
    found = measured(
        settled=[paid(1, 20, 1_000), paid(2, 40, 2_000), paid(3, 39, 4_000), paid(4, 19, 8_000)],
        reminded=[
            reminded(1, 20, "large"),
            reminded(2, 100, "large"),
            reminded(3, 100, "large"),
            reminded(4, 20, "large"),
        ],
        costs=COSTS,
    )
    assert net(found)["large"] == 2_000 + 8_000
    assert found.left_out == {"no_reminder_before": 1, "long_after_reminder": 1}


def test_money_taken_back_is_taken_back_from_the_segment_that_had_it_however_late() -> None:
    found = measured(
        settled=[paid(1, 95, 5_000), paid(1, 3, -5_000)], reminded=[reminded(1, 100, "late")], costs=COSTS
    )
    assert net(found)["late"] == 0


def test_what_a_credit_note_or_another_currency_settles_is_not_cashed() -> None:
    found = measured(
        settled=[paid(1, 5, 500, by="credit_note"), paid(1, 5, 600, currency="USD"), paid(1, 400, 700)],
        reminded=[reminded(1, 410, "late"), reminded(1, 10, "late")],
        costs=COSTS,
    )
    assert net(found) == {"common_costs": -60_000}
    assert found.left_out == {"other_currency": 1}


def test_without_any_cost_recorded_the_net_is_not_known_and_what_was_cashed_is() -> None:
    found = measured(settled=[paid(1, 5, 500)], reminded=[reminded(1, 10, "")])
    assert found.figure is None
    assert net(found) == {"segment_not_kept": None, "common_costs": None}
    assert found.lines[0].facts == {"collected_cents": 500, "cost_cents": 0, "reminders": 0}


def test_each_action_has_what_followed_it_last_less_what_it_cost() -> None:
    found = measured(
        "net_by_action",
        settled=[paid(1, 80, 100_000), paid(2, 10, 40_000)],
        reminded=[
            reminded(1, 100, "standard"),
            reminded(2, 30, "standard"),
            reminded(2, 20, "late", "firm:letter"),
        ],
        sent=[sent(100, "email", "standard", 3), sent(30, "email", "standard"), sent(20, "letter", "late")],
        costs=COSTS,
    )
    # E-mails: 1 000.00 less four at 0.10. The letter came last before the 400.00: that is all its own.
    assert net(found) == {"firm:email": 100_000 - 40, "firm:letter": 40_000 - 150, "common_costs": -60_000}
    assert found.figure == sum(line.figure or 0 for line in found.lines)
