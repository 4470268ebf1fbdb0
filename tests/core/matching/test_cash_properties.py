"""Whatever the lines and items: no cent is made, lost or applied twice, and order changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from encours.core.matching.cash import Cash, match
from encours.core.matching.mentions import mentions
from encours.core.matching.policy import Policy
from encours.core.matching.shapes import Payable, whole

NUMBERS = ["FA-0001", "FA-0002", "FA-00021", "1234", "7654321", "FA-2026-0042", "20260042", "AV-7"]
WORDS = st.lists(st.sampled_from([*NUMBERS, "VIR", "FACTURE", "20260301", "fa 0001", "12"]), max_size=4).map(
    " ".join
)
CENTS = st.sampled_from([100, 200, 300, 500, 5000]) | st.integers(-300, 10_000)
CURRENCY = st.sampled_from(["EUR", "EUR", "EUR", "USD"])
POLICIES = [
    Policy(),
    Policy(difference_cents=200, difference_bps=5000, charge_cents=300, order="legal"),
    Policy(order="oldest", discount_grace_days=3, proposed_only=frozenset({"subset_sum", "legal_order"})),
]
PARTY = st.sampled_from([None, "I1", "I2", "I3", "I9"])


@st.composite
def situations(draw: Any) -> dict[str, list[dict[str, Any]]]:
    lines = [
        {
            "line_id": line,
            "position": line,
            "account": "FR",
            "currency": draw(CURRENCY),
            "booked_on": date(2026, 3, draw(st.integers(1, 3))),
            "amount_cents": draw(CENTS),
            "wording": draw(WORDS),
            "end_to_end_id": draw(st.none() | st.sampled_from(NUMBERS)),
            "iban": draw(PARTY),
            "counterparty": draw(st.sampled_from([None, "Tournesol", "Leroy"])),
            "return_reason": draw(st.sampled_from([None, None, None, "AC04"])),
            "fingerprint": str(line),
        }
        for line in range(draw(st.integers(0, 7)))
    ]
    items = [
        {
            "receivable_id": item,
            "customer_id": draw(st.integers(1, 3)),
            "number": draw(st.sampled_from(NUMBERS)),
            "due_on": draw(st.none() | st.just(date(2026, 1, item + 1))),
            "open_cents": draw(CENTS),
            "currency": draw(CURRENCY),
            "reference": None,
            "discount_cents": draw(st.sampled_from([None, 2, 10])),
            "discount_until": draw(st.sampled_from([None, date(2026, 2, 27), date(2026, 3, 2)])),
        }
        for item in range(draw(st.integers(0, 7)))
    ]
    payers = [
        {"kind": "iban", "value": f"I{customer}", "customer_id": customer, "confirmed": True}
        for customer in (1, 2, 3)
    ]
    payers.append({"kind": "iban", "value": "I9", "customer_id": None, "confirmed": True})
    names = [{"customer_id": 1, "name": "Tournesol", "reference": None}]
    return {"lines": lines, "items": items, "payers": payers, "names": names}


@given(situations(), st.sampled_from(POLICIES))
def test_no_cent_is_made_lost_or_applied_twice(bench: Any, situation: Any, policy: Any) -> None:
    cash = match(*bench.frames(*situation.values()), policy=policy)
    no_line_pays_more_than_it_bears_and_no_item_takes_more_than_it_owes(cash, situation)
    what_is_given_up_stays_within_what_the_creditor_lets_pass(cash, policy)
    applied_and_unapplied_make_the_amount_of_every_credit(cash, situation)
    a_candidate_is_open_in_the_lines_currency_and_its_line_is_not_spent(cash, situation)


def no_line_pays_more_than_it_bears_and_no_item_takes_more_than_it_owes(cash: Cash, situation: Any) -> None:
    of_line: dict[int, int] = {}
    of_item: dict[int, int] = {}
    of_note: dict[int, int] = {}
    lines = {line["line_id"]: line for line in situation["lines"]}
    items = {item["receivable_id"]: item for item in situation["items"]}
    for one in cash.matches.to_dicts():
        line, item, cents = lines[one["line_id"]], items[one["receivable_id"]], one["amount_cents"]
        assert cents > 0
        assert line["currency"] == item["currency"]
        assert line["return_reason"] is None
        assert one["customer_id"] == item["customer_id"]
        assert (one["kind"] == "credit_note") is (one["credit_note_id"] is not None)
        if one["kind"] == "payment":
            of_line[one["line_id"]] = of_line.get(one["line_id"], 0) + cents
        if one["kind"] == "credit_note":
            note = items[one["credit_note_id"]]
            assert (note["customer_id"], note["currency"]) == (item["customer_id"], item["currency"])
            of_note[one["credit_note_id"]] = of_note.get(one["credit_note_id"], 0) + cents
        of_item[one["receivable_id"]] = of_item.get(one["receivable_id"], 0) + cents
    assert all(paid <= lines[line]["amount_cents"] for line, paid in of_line.items())
    assert all(taken <= items[item]["open_cents"] for item, taken in of_item.items())
    assert all(used <= -items[note]["open_cents"] for note, used in of_note.items())


def what_is_given_up_stays_within_what_the_creditor_lets_pass(cash: Cash, policy: Any) -> None:
    for (_, kind), given_up in cash.matches.group_by("line_id", "kind"):
        most = {"difference": policy.difference_cents, "charge": policy.charge_cents}.get(kind)
        assert most is None or given_up["amount_cents"].sum() <= most


def applied_and_unapplied_make_the_amount_of_every_credit(cash: Cash, situation: Any) -> None:
    outcomes = {row["line_id"]: row for row in cash.outcomes.to_dicts()}
    assert outcomes.keys() == {line["line_id"] for line in situation["lines"]}
    for line in situation["lines"]:
        outcome = outcomes[line["line_id"]]
        credit = line["amount_cents"] > 0 and line["return_reason"] is None
        total = outcome["applied_cents"] + outcome["unapplied_cents"]
        assert total == (line["amount_cents"] if credit else 0)
    paid = cash.matches.filter(pl.col("kind") == "payment")
    assert paid["amount_cents"].sum() == cash.outcomes["applied_cents"].sum()


def a_candidate_is_open_in_the_lines_currency_and_its_line_is_not_spent(cash: Cash, situation: Any) -> None:
    left = dict(cash.outcomes.select("line_id", "unapplied_cents").iter_rows())
    currency = {line["line_id"]: line["currency"] for line in situation["lines"]}
    items = {item["receivable_id"]: item for item in situation["items"]}
    aside = set(cash.set_aside["line_id"])
    for row in cash.candidates.to_dicts():
        assert left[row["line_id"]] > 0
        assert row["line_id"] not in aside
        if row["receivable_id"] is not None:
            assert items[row["receivable_id"]]["currency"] == currency[row["line_id"]]
            assert items[row["receivable_id"]]["open_cents"] > 0 or row["option"]


@given(situations(), st.integers(0, 2**30))
def test_the_order_of_rows_changes_nothing(bench: Any, situation: Any, seed: Any) -> None:
    frames = bench.frames(*situation.values())
    shuffled = [frame.sample(fraction=1, shuffle=True, seed=seed) for frame in frames]
    one, other = match(*frames), match(*shuffled)
    assert one.matches.equals(other.matches)
    assert one.candidates.equals(other.candidates)
    assert one.set_aside.equals(other.set_aside)
    assert one.on_account.equals(other.on_account)
    assert one.outcomes.equals(other.outcomes)


@given(situations(), st.integers(0, 2**30))
def test_what_lines_name_may_be_read_beforehand_among_others(bench: Any, situation: Any, seed: int) -> None:
    lines, items, *who = bench.frames(*situation.values())
    said = mentions(lines.filter(pl.col("amount_cents") > 0), whole(items, Payable))
    some_of_them = lines.sample(fraction=0.5, seed=seed)
    one, other = match(some_of_them, items, *who), match(some_of_them, items, *who, said=said)
    assert one.matches.equals(other.matches)
    assert one.candidates.equals(other.candidates)
    assert one.outcomes.equals(other.outcomes)
