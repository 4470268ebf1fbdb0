"""Which credit is which payout: to the cent, by the provider, in the same way whatever the order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.matching.payouts import EARLY, WITHIN, entered, near, recognised, settled, standing

DAY = date(2026, 10, 5)  # a Monday
PAYOUT = {
    "account_id": 1,
    "provider": "stripe",
    "reference": "po_1AbCdEfG",
    "paid_on": DAY,
    "net_cents": 97_000,
    "currency": "EUR",
}
CREDIT = {
    "account_id": 2,
    "booked_on": DAY + timedelta(days=2),
    "amount_cents": 97_000,
    "currency": "EUR",
    "words": "VIR STRIPE PAYMENTS EUROPE",
    "iban": "",
    "confirmed_by": "",
}


def payouts(*changed: dict[str, Any]) -> pl.DataFrame:
    rows = [{"payout_id": rank, **PAYOUT, **told} for rank, told in enumerate(changed or ({},), start=1)]
    return pl.DataFrame(rows, schema_overrides={"reference": pl.String})


def credited(*changed: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(
        [{"line_id": rank, **CREDIT, **told} for rank, told in enumerate(changed or ({},), start=11)]
    )


def test_a_payout_is_the_credit_of_its_provider_amount_and_days() -> None:
    assert settled(payouts(), credited()).rows() == [(1, 11, "provider_named")]


@pytest.mark.parametrize(
    "changed",
    [
        {"amount_cents": 97_001},
        {"currency": "CHF"},
        {"words": "VIR STRIPES ET RAYURES SARL"},
        {"words": "STRIPE POUR ADYEN"},
        {"account_id": 1},
        {"booked_on": DAY - timedelta(days=EARLY + 1)},
        {"booked_on": DAY + timedelta(days=WITHIN + 1)},
    ],
)
def test_what_differs_is_not_tied(changed: dict[str, Any]) -> None:
    assert settled(payouts(), credited(changed)).is_empty()


def test_a_reference_goes_before_the_order_of_days() -> None:
    told = settled(
        payouts({}, {"reference": "po_ZZ99887766", "paid_on": DAY + timedelta(days=1)}),
        credited({"words": "STRIPE PO-ZZ99887766"}, {"booked_on": DAY + timedelta(days=4)}),
    )
    assert told.rows() == [(1, 12, "provider_named"), (2, 11, "payout_reference")]


def test_an_adyen_batch_is_told_by_its_number() -> None:
    told = settled(
        payouts({"provider": "adyen", "reference": "238"}, {"provider": "adyen", "reference": "23"}),
        credited(
            {"words": "ADYEN N.V. TX123XT BATCH 23 SHOP"}, {"words": "ADYEN N.V. TX124XT BATCH 238 SHOP"}
        ),
    )
    assert told.rows() == [(1, 12, "payout_reference"), (2, 11, "payout_reference")]


def test_a_providers_account_is_known_from_the_lines_that_name_it() -> None:
    lines = credited(
        {"iban": "IE29 AIBK 9311 5212 3456 78", "amount_cents": 1},
        {"words": "VIREMENT", "iban": "IE29AIBK93115212345678"},
    )
    assert recognised(lines).rows() == [(11, "stripe", "provider_named"), (12, "stripe", "provider_iban")]
    assert settled(payouts(), lines).rows() == [(1, 12, "provider_iban")]


def test_equal_payouts_are_taken_in_the_order_of_their_days() -> None:
    told = settled(
        payouts({"paid_on": DAY + timedelta(days=7)}, {}),
        credited({"booked_on": DAY + timedelta(days=9)}, {"booked_on": DAY + timedelta(days=1)}),
    )
    assert told.select("payout_id", "line_id").rows() == [(1, 11), (2, 12)]


@given(
    st.lists(st.integers(0, 30), max_size=6),
    st.lists(st.integers(0, 45), max_size=6),
    st.randoms(use_true_random=False),
)
def test_as_many_are_tied_as_can_be_whatever_the_order(
    announced: list[int], booked: list[int], shuffled: Any
) -> None:
    told = [{"payout_id": rank, "paid_on": DAY + timedelta(days=day)} for rank, day in enumerate(announced)]
    came = [{"line_id": 50 + rank, "booked_on": DAY + timedelta(days=day)} for rank, day in enumerate(booked)]
    if not told or not came:
        return
    first = settled(payouts(*told), credited(*came))
    shuffled.shuffle(told)
    shuffled.shuffle(came)
    assert settled(payouts(*told), credited(*came)).rows() == first.rows()
    assert len(first) == _most(sorted(announced), sorted(booked))


def _most(announced: list[int], booked: list[int]) -> int:
    """The largest number of ties, by trying each."""
    if not announced:
        return 0
    rest = announced[1:]
    found = _most(rest, booked)
    for rank, day in enumerate(booked):
        if announced[0] - EARLY <= day <= announced[0] + WITHIN:
            found = max(found, 1 + _most(rest, booked[:rank] + booked[rank + 1 :]))
            break  # the earliest that fits leaves the most to the others
    return found


def test_what_is_near_is_shown_with_its_difference() -> None:
    lines = credited(
        {"amount_cents": 96_500}, {"words": "VIREMENT RECU"}, {"words": "DUPONT", "amount_cents": 96_999}
    )
    assert near(payouts(), lines).rows() == [(1, 12, 0, "same_amount"), (1, 11, -500, "provider_named")]


@pytest.mark.parametrize(
    ("days", "credit", "expected"),
    [(7, None, "awaited"), (8, None, "late"), (1, {"amount_cents": 96_500}, "differs"), (20, {}, "late")],
)
def test_a_payout_is_late_after_five_business_days(
    days: int, credit: dict[str, Any] | None, expected: str
) -> None:
    """From a Monday: the Monday after is the fifth business day, the Tuesday is late."""
    lines = credited().clear() if credit is None else credited(credit)
    told = standing(payouts(), lines, on=DAY + timedelta(days=days))
    assert told["standing"].to_list() == [expected]


def test_what_the_ledger_posted_is_tied_unless_a_person_said_so_and_then_proposed() -> None:
    by_rule, by_person = credited({"confirmed_by": "rule"}), credited({"confirmed_by": "person"})
    assert settled(payouts(), by_rule).rows() == [(1, 11, "provider_named")]
    assert settled(payouts(), by_person).is_empty()
    assert near(payouts(), by_person).rows() == [(1, 11, 0, "posted")]
    unnamed = credited({"confirmed_by": "rule", "words": "VIR DUPONT"})
    assert near(payouts(), unnamed).is_empty()  # a customer's own payment of that amount


def test_the_books_entered_a_credit_only_where_they_name_its_provider_once() -> None:
    tied = pl.DataFrame(
        {
            "payout_id": [1],
            "provider": ["stripe"],
            "booked_on": [DAY],
            "amount_cents": [97_000],
            "currency": ["EUR"],
        }
    )
    posted = {"paid_on": DAY, "amount_cents": 97_000, "currency": "EUR", "label": "STRIPE OCTOBRE"}
    one = pl.DataFrame([{"payment_id": 5, **posted}])
    assert entered(tied, one).rows() == [(1, 5)]
    assert entered(tied, pl.concat([one, one.with_columns(payment_id=pl.lit(6, pl.Int64))])).is_empty()
    assert entered(tied, one.with_columns(label=pl.lit("VIR DUPONT"))).is_empty()
    assert entered(tied, one.with_columns(paid_on=pl.lit(DAY + timedelta(days=6)))).is_empty()
