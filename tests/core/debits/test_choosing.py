"""What is to be collected: when, in which transactions, and why the rest is not."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.debits.choosing import Debitable, chosen, planned, stopped_then
from encours.core.debits.rules import DebitRules
from encours.law.direct_debit import is_target_day

ON = date(2026, 11, 20)
RULES = DebitRules(ics="FR72ZZZ123456")
BY_INVOICE = DebitRules(ics="FR72ZZZ123456", notice="invoice")
ITEM: dict[str, Any] = {
    "receivable_id": 1,
    "customer_id": 1,
    "mandate_id": 1,
    "mandate": "active",
    "single": False,
    "signed_on": date(2026, 1, 5),
    "kind": "invoice",
    "issued_on": date(2026, 11, 6),
    "due_on": date(2026, 12, 6),
    "due_assumed": False,
    "moved": False,
    "open_cents": 120_000,
    "currency": "EUR",
    "gone": False,
    "disputed": False,
    "held": False,
    "doubtful": False,
    "in_parts": False,
    "instalment": False,
    "in_debit": False,
    "returns": 0,
    "return_code": "",
}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    told = [ITEM | {"receivable_id": rank} | row for rank, row in enumerate(rows, start=1)]
    return pl.DataFrame(told, schema=Debitable.create_empty().schema)


def reasons(*rows: dict[str, Any], rules: DebitRules = RULES) -> list[str]:
    return chosen(frame(*rows), rules, on=ON).sort("receivable_id")["reason"].to_list()


def test_an_invoice_is_collected_on_the_first_target_day_from_its_due_date() -> None:
    (row,) = chosen(frame({}), RULES, on=ON).to_dicts()
    assert (row["reason"], row["collect_on"]) == ("due", date(2026, 12, 7))  # the sixth is a Sunday


def test_what_is_late_is_collected_as_soon_as_its_notice_allows() -> None:
    (row,) = chosen(frame({"due_on": date(2026, 10, 1)}), RULES, on=ON).to_dicts()
    assert row["collect_on"] == date(2026, 12, 4)


def test_what_has_time_is_not_announced_yet() -> None:
    assert reasons({"due_on": date(2026, 12, 20)}) == ["early"]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"mandate": "stopped"}, "mandate_stopped"),
        ({"mandate": "lapsed"}, "mandate_lapsed"),
        ({"mandate": "cancelled"}, "mandate_cancelled"),
        ({"gone": True}, "gone"),
        ({"kind": "factored"}, "kind"),
        ({"kind": "bill"}, "kind"),
        ({"kind": "credit_note", "open_cents": -5}, "credit"),
        ({"currency": "USD"}, "currency"),
        ({"doubtful": True}, "doubtful"),
        ({"disputed": True}, "disputed"),
        ({"held": True}, "held"),
        ({"in_parts": True}, "in_parts"),
        ({"due_assumed": True}, "due_assumed"),
        ({"in_debit": True}, "announced"),
        ({"returns": 1, "return_code": "AM04"}, "due"),
        ({"returns": 2, "return_code": "AM04"}, "returned"),
        ({"returns": 1, "return_code": "AM05"}, "returned"),
    ],
)
def test_what_is_not_collected_says_why(told: dict[str, Any], reason: str) -> None:
    assert reasons(told) == [reason]


def test_by_customer_and_day_invoices_go_together_and_a_credit_note_is_deducted() -> None:
    rules = DebitRules(grouping="customer", credits="net")
    rows = chosen(
        frame({}, {}, {"kind": "credit_note", "open_cents": -50_000}, {"customer_id": 2, "mandate_id": 2}),
        rules,
        on=ON,
    )
    assert [(one.customer_id, one.cents) for one in planned(rows, rules)] == [(1, 190_000), (2, 120_000)]


def test_a_credit_note_that_leaves_nothing_to_collect_waits() -> None:
    rules = DebitRules(grouping="customer", credits="net")
    rows = chosen(frame({}, {"kind": "credit_note", "open_cents": -120_000}), rules, on=ON)
    assert [one.items for one in planned(rows, rules)] == [((1, 120_000),)]


def test_a_mandate_for_one_collection_lets_one_alone() -> None:
    once = {"single": True}
    assert len(planned(chosen(frame(once, once), RULES, on=ON), RULES)) == 1
    assert planned(chosen(frame(once, once | {"in_debit": True}), RULES, on=ON), RULES) == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"due_on": date(2026, 11, 26)}, (True, date(2026, 11, 26))),  # issued twenty days before
        ({"due_on": date(2026, 11, 29)}, (True, date(2026, 11, 30))),  # the twenty-ninth is a Sunday
        ({"due_on": date(2026, 11, 26), "issued_on": date(2026, 11, 13)}, (False, date(2026, 12, 4))),
        ({"due_on": date(2026, 11, 26), "moved": True}, (False, date(2026, 12, 4))),
        ({"due_on": date(2026, 11, 26), "instalment": True}, (False, date(2026, 12, 4))),
        ({"due_on": date(2026, 11, 26), "signed_on": date(2026, 11, 7)}, (False, date(2026, 12, 4))),
        (
            {"due_on": date(2026, 11, 26), "returns": 1, "return_code": "AM04"},
            (False, date(2026, 12, 4)),
        ),
        ({"due_on": date(2026, 11, 20)}, (False, date(2026, 12, 4))),  # the bank would have no time
    ],
)
def test_an_invoice_announces_its_own_day_where_it_was_issued_in_time_for_it(
    told: dict[str, Any], expected: tuple[bool, date]
) -> None:
    (row,) = chosen(frame(told), BY_INVOICE, on=ON).to_dicts()
    assert (row["by_invoice"], row["collect_on"]) == expected
    assert [one.by_invoice for one in planned(chosen(frame(told), BY_INVOICE, on=ON), BY_INVOICE)] == [
        expected[0]
    ]


def test_a_transaction_of_several_invoices_is_announced_by_a_message() -> None:
    together = DebitRules(grouping="customer", notice="invoice")
    (row,) = chosen(frame({"due_on": date(2026, 11, 26)}), together, on=ON).to_dicts()
    assert row["by_invoice"] is False


@pytest.mark.parametrize(
    ("told", "stop"),
    [
        ({"due_on": date(2026, 12, 8)}, ["moved"]),
        ({"due_on": date(2026, 12, 7)}, [None]),
        ({"due_on": date(2026, 12, 8), "disputed": True}, ["disputed"]),
        ({"due_on": date(2026, 12, 8), "instalment": True}, []),  # that of the seventh is paid
        ({"due_on": date(2026, 12, 8), "kind": "credit_note", "open_cents": -5}, [None]),
    ],
)
def test_what_falls_due_later_by_now_is_not_collected_on_the_day_announced(
    told: dict[str, Any], stop: list[str | None]
) -> None:
    netting = DebitRules(grouping="customer", credits="net")
    found = stopped_then(frame(told), {1: date(2026, 12, 7)}, netting)
    assert found["stop"].to_list() == stop


items = st.fixed_dictionaries(
    {
        "customer_id": st.integers(1, 3),
        "kind": st.sampled_from(["invoice", "invoice", "credit_note", "retention"]),
        "open_cents": st.integers(1, 500_000),
        "due_on": st.dates(date(2026, 9, 1), date(2027, 1, 31)),
        "disputed": st.booleans(),
        "held": st.booleans(),
        "in_debit": st.booleans(),
        "single": st.booleans(),
        "returns": st.integers(0, 3),
        "return_code": st.sampled_from(["", "AM04", "MD06"]),
    }
)


@given(
    st.lists(items, max_size=25),
    st.builds(
        DebitRules,
        notice_days=st.integers(1, 30),
        lead_days=st.integers(1, 5),
        grouping=st.sampled_from(["invoice", "customer"]),
        credits=st.sampled_from(["leave", "net"]),
        notice=st.sampled_from(["message", "invoice"]),
    ),
)
def test_whatever_is_owed_no_item_is_taken_twice_nor_beyond_what_is_open(
    told: list[dict[str, Any]], rules: DebitRules
) -> None:
    rows = [
        row
        | {
            "mandate_id": row["customer_id"],
            "open_cents": -row["open_cents"] if row["kind"] == "credit_note" else row["open_cents"],
        }
        for row in told
    ]
    found = chosen(frame(*rows), rules, on=ON)
    open_cents = dict(found.select("receivable_id", "open_cents").iter_rows())
    reason = dict(found.select("receivable_id", "reason").iter_rows())
    made = planned(found, rules)
    taken = Counter(item for one in made for item, _ in one.items)
    assert max(taken.values(), default=1) == 1
    for one in made:
        assert one.cents > 0
        assert is_target_day(on=one.collect_on)
        told_on = ITEM["issued_on"] if one.by_invoice else ON
        assert one.collect_on >= told_on + timedelta(days=rules.notice_days)
        assert one.collect_on > ON
        for item, cents in one.items:
            assert cents == open_cents[item]
            assert reason[item] == "due"
            assert cents > 0 or rules.nets
