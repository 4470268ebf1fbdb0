"""Each matcher on its own ground: what it applies, and what it leaves to a person."""

from __future__ import annotations

import itertools
import time
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.matching.cash import match
from encours.core.matching.imputation import with_imputation
from encours.core.matching.policy import Policy

IBAN = "DE89370400440532013000"


def applied(bench: Any, *parts: Any, policy: Policy | None = None) -> list[tuple[int, int, str, str]]:
    cash = match(*bench.frames(*parts), policy=policy)
    return cash.matches.select("receivable_id", "amount_cents", "kind", "reason").rows()


def proposed(bench: Any, *parts: Any, policy: Policy | None = None) -> list[tuple[int, int | None, str]]:
    cash = match(*bench.frames(*parts), policy=policy)
    return cash.candidates.select("option", "receivable_id", "reason").rows()


def five(bench: Any) -> list[dict[str, Any]]:
    return [bench.item(rank, 7, f"F{1020 + rank}", 1000 * rank) for rank in range(1, 6)]


@pytest.mark.parametrize(
    "wording",
    [
        "F1021 à F1025",
        "F1021-25",
        "factures F1021 au F1025",
        "F1021/22/23/24/25",
        "F1021 > F1025",
        "F1021-22-23-24-25",
    ],
)
def test_a_range_or_a_list_of_invoices_is_paid_when_its_sum_ties(bench: Any, wording: Any) -> None:
    found = applied(bench, [bench.line(1, 15_000, wording)], five(bench))
    assert [(item, cents) for item, cents, *_ in found] == [(rank, 1000 * rank) for rank in range(1, 6)]


def test_a_range_that_does_not_tie_pays_only_what_is_written(bench: Any) -> None:
    found = applied(bench, [bench.line(1, 14_999, "F1021 à F1024")], five(bench))
    assert {item for item, *_ in found} <= {1, 4}


def test_a_letter_written_for_a_digit_is_read_when_the_amount_ties(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-2026-0042", 5000)]
    assert applied(bench, [bench.line(1, 5000, "VIR FA-2O26-OO42")], items) == [
        (1, 5000, "payment", "number_misread")
    ]
    assert applied(bench, [bench.line(1, 4000, "VIR FA-2O26-OO42")], items) == []


def test_a_number_that_the_bank_cut_is_completed_by_the_exact_amount(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-2026-0042", 5000), bench.item(2, 8, "FA-2026-0043", 6000)]
    assert applied(bench, [bench.line(1, 6000, "REGLEMENT DE LA FACTURE FA-2026-00")], items) == [
        (2, 6000, "payment", "number_truncated")
    ]
    twins = [*items, bench.item(3, 9, "FA-2026-0044", 6000)]
    assert applied(bench, [bench.line(1, 6000, "REGLEMENT DE LA FACTURE FA-2026-00")], twins) == []


def test_a_vat_number_or_a_siren_in_the_words_tells_the_payer(bench: Any) -> None:
    items = [bench.item(1, 7, "A1", 5000), bench.item(2, 8, "A2", 5000)]
    names = [
        {"customer_id": 7, "name": "Un", "siren": "732829320"},
        {"customer_id": 8, "name": "Deux", "vat_number": "FR40303265045"},
    ]
    for words, item in (("SIREN 732 829 320", 1), ("TVA FR40303265045 MERCI", 2)):
        assert applied(bench, [bench.line(1, 5000, words)], items, [], names) == [
            (item, 5000, "payment", "exact_amount_known_payer")
        ]


def test_the_very_name_of_one_customer_and_the_exact_amount_apply(bench: Any) -> None:
    items = [bench.item(1, 7, "A1", 5000)]
    names = [{"customer_id": 7, "name": "Tournesol SAS"}]
    line = bench.line(1, 5000, counterparty="TOURNESOL")
    assert applied(bench, [line], items, [], names) == [(1, 5000, "payment", "exact_amount_name")]
    homonym = [*names, {"customer_id": 8, "name": "Tournesol"}]
    assert applied(bench, [line], items, [], homonym) == []


def test_all_that_a_payer_owes_is_paid_with_its_credit_note_deducted(bench: Any) -> None:
    items = [bench.item(1, 7, "A1", 5000), bench.item(2, 7, "A2", 3000), bench.item(3, 7, "AV1", -1000)]
    found = applied(bench, [bench.line(1, 7000, iban=IBAN)], items, [bench.iban(IBAN, 7)])
    assert found == [
        (1, 1000, "credit_note", "whole_account"),
        (1, 4000, "payment", "whole_account"),
        (2, 3000, "payment", "whole_account"),
    ]


def test_the_only_set_that_makes_the_amount_is_paid(bench: Any) -> None:
    cents = [123_457, 98_731, 45_679, 310_007, 77_777]
    items = [bench.item(rank, 7, f"A{rank}", value) for rank, value in enumerate(cents, 1)]
    found = applied(bench, [bench.line(1, 123_457 + 45_679, iban=IBAN)], items, [bench.iban(IBAN, 7)])
    assert found == [(1, 123_457, "payment", "subset_sum"), (3, 45_679, "payment", "subset_sum")]


def test_several_sets_are_proposed_and_none_is_chosen(bench: Any) -> None:
    items = [
        bench.item(rank, 7, f"A{rank}", value) for rank, value in enumerate([1001, 2003, 1501, 1503, 9000], 1)
    ]
    parts = ([bench.line(1, 3004, iban=IBAN)], items, [bench.iban(IBAN, 7)])
    assert applied(bench, *parts) == []
    sets = {(option, item) for option, item, reason in proposed(bench, *parts) if reason == "ambiguous_set"}
    assert sets == {(1, 1), (1, 2), (2, 3), (2, 4)}


def test_among_so_many_sets_that_one_fits_by_chance_none_is_chosen(bench: Any) -> None:
    items = [bench.item(rank, 7, f"A{rank}", 997 * rank + rank % 7) for rank in range(1, 25)]
    line = bench.line(1, sum(item["open_cents"] for item in items[:11]), iban=IBAN)
    assert applied(bench, [line], items, [bench.iban(IBAN, 7)]) == []


def test_a_payer_of_two_thousand_items_is_answered_within_a_second(bench: Any) -> None:
    items = [bench.item(rank, 7, f"A{rank}", 100_003 + 997 * rank) for rank in range(2_000)]
    frames = bench.frames([bench.line(1, 777_777_777, iban=IBAN)], items, [bench.iban(IBAN, 7)])
    began = time.perf_counter()
    cash = match(*frames)
    assert time.perf_counter() - began < 1
    assert cash.matches.is_empty()
    assert "set_gave_up" in cash.candidates["reason"].to_list()


def test_a_discount_is_granted_in_time_and_refused_after(bench: Any) -> None:
    item = bench.item(1, 7, "FA-0001", 5000, discount_cents=100, discount_until=date(2026, 3, 2))
    line = bench.line(1, 4900, "FA-0001")
    assert applied(bench, [line], [item]) == [
        (1, 100, "discount", "invoice_in_wording"),
        (1, 4900, "payment", "invoice_in_wording"),
    ]
    late = {**line, "booked_on": date(2026, 3, 3)}
    assert applied(bench, [late], [item]) == [(1, 4900, "payment", "invoice_in_wording")]
    graced = applied(bench, [late], [item], policy=Policy(discount_grace_days=1))
    assert graced[0] == (1, 100, "discount", "invoice_in_wording")


def test_a_small_difference_is_given_up_only_as_far_as_the_creditor_says(bench: Any) -> None:
    parts = ([bench.line(1, 9_970, "FA-0001")], [bench.item(1, 7, "FA-0001", 10_000)])
    assert applied(bench, *parts) == [(1, 9_970, "payment", "invoice_in_wording")]
    lenient = Policy(difference_cents=50, difference_bps=50)
    assert (1, 30, "difference", "invoice_in_wording") in applied(bench, *parts, policy=lenient)
    strict = Policy(difference_cents=50, difference_bps=20)
    assert applied(bench, *parts, policy=strict) == [(1, 9_970, "payment", "invoice_in_wording")]


def test_a_named_invoice_less_the_only_credit_note_that_fits_is_paid_with_it(bench: Any) -> None:
    items = [
        bench.item(1, 7, "FA-0001", 5000),
        bench.item(2, 7, "AV-1", -700),
        bench.item(3, 7, "AV-2", -900),
    ]
    found = applied(bench, [bench.line(1, 4300, "FA-0001")], items)
    assert found == [
        (1, 700, "credit_note", "credit_note_deducted"),
        (1, 4300, "payment", "credit_note_deducted"),
    ]


def test_a_group_pays_for_its_members(bench: Any) -> None:
    items = [bench.item(1, 8, "A1", 5000)]
    names = [
        {"customer_id": 7, "name": "Un", "group_id": 3},
        {"customer_id": 8, "name": "Deux", "group_id": 3},
    ]
    found = applied(bench, [bench.line(1, 5000, iban=IBAN)], items, [bench.iban(IBAN, 7)], names)
    assert found == [(1, 5000, "payment", "exact_amount_known_payer")]


def test_what_was_paid_already_is_told_and_not_applied(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-0001", 0, amount_cents=5000)]
    line = bench.line(1, 5000, "FA-0001", iban=IBAN)
    assert applied(bench, [line], items, [bench.iban(IBAN, 7)]) == []
    assert (0, None, "double_payment") in proposed(bench, [line], items, [bench.iban(IBAN, 7)])


def test_money_ahead_of_any_invoice_is_its_customers(bench: Any) -> None:
    cash = bench.cash([bench.line(1, 5000, "ACOMPTE COMMANDE", iban=IBAN)], [], [bench.iban(IBAN, 7)])
    assert cash.on_account.select("line_id", "customer_id", "amount_cents").rows() == [(1, 7, 5000)]
    assert cash.outcomes["unapplied_cents"].to_list() == [5000]


def test_the_legal_order_pays_what_is_due_first_then_the_oldest_then_in_proportion(bench: Any) -> None:
    march = {"due_on": date(2026, 3, 1)}
    items = [
        bench.item(1, 7, "A1", 1000, due_on=date(2026, 6, 1)),
        bench.item(2, 7, "A2", 2000, **march),
        bench.item(3, 7, "A3", 1000, **march),
        bench.item(4, 7, "A4", 700, due_on=date(2026, 2, 1)),
    ]
    parts = ([bench.line(1, 2200, iban=IBAN)], items, [bench.iban(IBAN, 7)])
    assert applied(bench, *parts) == []
    assert applied(bench, *parts, policy=Policy(order="legal")) == [
        (4, 700, "payment", "legal_order"),
        (2, 1000, "payment", "legal_order"),
        (3, 500, "payment", "legal_order"),
    ]


def test_a_matcher_that_may_only_propose_applies_nothing(bench: Any) -> None:
    parts = ([bench.line(1, 5000, "FA-0001")], [bench.item(1, 7, "FA-0001", 5000)])
    held = Policy(proposed_only=frozenset({"invoice_in_wording"}))
    assert applied(bench, *parts, policy=held) == []
    assert proposed(bench, *parts, policy=held)[0] == (1, 1, "invoice_in_wording")


def test_charges_are_given_up_only_when_they_are_told_of(bench: Any) -> None:
    items, policy = [bench.item(1, 7, "FA-0001", 10_000)], Policy(charge_cents=300)
    silent = bench.line(1, 9_800, "FA-0001", iban="FR7630006000011234567890189")
    assert applied(bench, [silent], items, policy=policy) == [(1, 9_800, "payment", "invoice_in_wording")]
    for told in ({"wording": "FA-0001 FRAIS SHA"}, {"iban": "US12345678901234"}):
        kinds = [kind for _, _, kind, _ in applied(bench, [silent | told], items, policy=policy)]
        assert kinds == ["charge", "payment"]


def test_a_discount_taken_too_late_is_no_small_difference(bench: Any) -> None:
    item = bench.item(1, 7, "FA-0001", 10_000, discount_cents=40, discount_until=date(2026, 2, 1))
    policy = Policy(difference_cents=50, difference_bps=100)
    found = applied(bench, [bench.line(1, 9_960, "FA-0001")], [item], policy=policy)
    assert found == [(1, 9_960, "payment", "invoice_in_wording")]


def test_a_payer_that_says_it_pays_in_part_gives_nothing_up(bench: Any) -> None:
    policy = Policy(difference_cents=500, difference_bps=1000)
    parts = ([bench.line(1, 9_700, "ACOMPTE FA-0001")], [bench.item(1, 7, "FA-0001", 10_000)])
    assert applied(bench, *parts, policy=policy) == [(1, 9_700, "payment", "invoice_in_wording")]


def test_a_deposit_on_an_order_is_no_invoice_of_that_amount(bench: Any) -> None:
    parts = ([bench.line(1, 5000, "ACOMPTE COMMANDE 99839", iban=IBAN)], [bench.item(1, 7, "A1", 5000)])
    assert applied(bench, *parts, [bench.iban(IBAN, 7)]) == []


def test_what_the_debtor_was_summoned_to_pay_comes_before_what_is_older(bench: Any) -> None:
    items = [
        bench.item(1, 7, "A1", 1000, due_on=date(2026, 1, 1)),
        bench.item(2, 7, "A2", 1000, due_on=date(2026, 2, 1), pressing=1),
        bench.item(3, 7, "A3", 1000, due_on=date(2026, 6, 1), pressing=1),
    ]
    parts = ([bench.line(1, 1500, iban=IBAN)], items, [bench.iban(IBAN, 7)])
    for order, paid in (("legal", [(2, 1000), (1, 500)]), ("oldest", [(1, 1000), (2, 500)])):
        found = applied(bench, *parts, policy=Policy(order=order))  # type: ignore[arg-type] # one of ORDERS
        assert [(item, cents) for item, cents, *_ in found] == paid


def test_interest_and_costs_come_before_the_principal_only_where_the_creditor_says_so(bench: Any) -> None:
    items = [
        bench.item(1, 7, "A1", 1000, due_on=date(2026, 1, 1)),
        bench.item(2, 7, "PEN2", 40, due_on=date(2026, 2, 1), accessory=True),
        bench.item(3, 7, "PEN3", 60, due_on=date(2026, 6, 1), accessory=True),  # not due yet
    ]
    parts = ([bench.line(1, 500, iban=IBAN)], items, [bench.iban(IBAN, 7)])
    for order, paid in (("legal", [(1, 500)]), ("legal_interest", [(2, 40), (1, 460)])):
        found = applied(bench, *parts, policy=Policy(order=order))  # type: ignore[arg-type] # one of ORDERS
        assert [(item, cents) for item, cents, *_ in found] == paid


@pytest.mark.parametrize(
    ("label", "accessory"),
    [
        ("Pénalités de retard F2026-014", True),
        ("INTERETS MORATOIRES 3T2026", True),
        ("Indemnité forfaitaire de recouvrement", True),
        ("Frais de rejet", True),
        ("Facture F2026-014", False),
        ("Prestation: frais de port", False),
    ],
)
def test_interest_and_costs_are_told_by_the_label_of_their_entry(label: str, accessory: bool) -> None:
    items = pl.DataFrame({"receivable_id": [1, 2]})
    labels = pl.DataFrame({"receivable_id": [1], "label": [label]})
    found = with_imputation(items, labels, pl.Series([2], dtype=pl.Int64))
    assert found.rows() == [(1, accessory, 0), (2, None, 1)]


def test_a_caller_may_leave_out_what_its_bank_does_not_tell(bench: Any) -> None:
    line = pl.DataFrame(
        {"line_id": [1], "booked_on": [date(2026, 3, 2)], "amount_cents": [5000], "currency": ["EUR"],
         "wording": ["FA-0001"]}
    )  # fmt: skip
    _, items, payers, names = bench.frames([], [bench.item(1, 7, "FA-0001", 5000)])
    assert match(line, items, payers, names).matches["amount_cents"].to_list() == [5000]


def test_a_proposed_set_says_what_would_be_given_up_beside_it(bench: Any) -> None:
    item = bench.item(1, 7, "FA-0001", 10_000, discount_cents=200, discount_until=date(2026, 4, 1))
    held = Policy(proposed_only=frozenset({"invoice_in_wording"}))
    cash = match(*bench.frames([bench.line(1, 9_800, "FA-0001")], [item]), policy=held)
    told = cash.candidates.filter(pl.col("option") == 1)
    assert told.select("amount_cents", "given_up", "given_up_cents").rows() == [(9_800, "discount", 200)]


CHEQUES = "REMISE CHEQUES 1234567 NB 3"


def of_anybody(bench: Any, count: int) -> list[dict[str, Any]]:
    """Items of as many customers, of amounts whose sums do not meet: powers of two, and one more cent each."""
    return [bench.item(rank, rank + 100, f"F{rank}", 1000 * 2**rank + 1) for rank in range(1, count + 1)]


def test_cheques_without_their_slip_are_proposed_the_set_that_comes_to_them_and_nothing_is_applied(
    bench: Any,
) -> None:
    items = of_anybody(bench, 8)
    line = bench.line(1, sum(one["open_cents"] for one in items[2:5]), CHEQUES)
    assert applied(bench, [line], items) == []
    assert proposed(bench, [line], items) == [(1, rank, "cheques_together") for rank in (3, 4, 5)]


@pytest.mark.parametrize(
    "wording", ["VIR SEPA REMISE", "REMISE CHEQUES 1234567 NB 2", "REMISE LCR", "TELECOLLECTE CB"]
)
def test_only_cheques_and_as_many_as_the_bank_tells_are_looked_for(bench: Any, wording: str) -> None:
    items = of_anybody(bench, 8)
    line = bench.line(1, sum(one["open_cents"] for one in items[2:5]), wording)
    assert all(reason != "cheques_together" for *_, reason in proposed(bench, [line], items))


def test_among_too_many_items_a_set_says_nothing(bench: Any) -> None:
    items = [bench.item(rank, rank, f"F{rank}", 1000 + rank) for rank in range(1, 152)]
    line = bench.line(1, 2003, "REM CHQ NB 2")
    assert all(reason != "cheques_together" for *_, reason in proposed(bench, [line], items))


def test_of_a_batch_kept_whole_what_it_names_takes_nothing_but_the_whole(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-2026-0432", 1_614), bench.item(2, 8, "FA-2026-0433", 1_386)]
    one, all_of_it = (
        f"LOT DE 2 OPERATIONS {words}" for words in ("FA-2026-0432", "FA-2026-0432 FA-2026-0433")
    )
    assert applied(bench, [bench.line(1, 3_000, one)], items) == []
    assert (0, 1, "batch_kept_whole") in proposed(bench, [bench.line(1, 3_000, one)], items)
    assert [cents for _, cents, *_ in applied(bench, [bench.line(1, 3_000, all_of_it)], items)] == [
        1_614,
        1_386,
    ]


def sold(bench: Any, *days: tuple[int, list[int]]) -> list[dict[str, Any]]:
    """Items of as many customers, sold on those days of February and to be paid at once."""
    ranks, found = itertools.count(1), []
    for day, amounts in days:
        on = date(2026, 2, day)
        found += [
            bench.item(next(ranks), 100 + day, f"T{day}-{cents}", cents, issued_on=on, due_on=on)
            for cents in amounts
        ]
    return found


def test_cards_banked_less_an_untold_fee_are_proposed_the_sales_of_the_one_day_that_fits(bench: Any) -> None:
    items = sold(bench, (26, [12_000, 8_001, 30_000]), (27, [4_000, 5_000]), (28, [90_000]))
    line = bench.line(1, 49_300, "REMISE CB 0098")
    cash = match(*bench.frames([line], items))
    assert cash.matches.is_empty()
    told = cash.candidates.filter(pl.col("option") == 1)
    assert set(told["reason"]) == {"cards_of_a_day"}
    assert set(told["given_up"]) == {"charge"}
    assert (told["amount_cents"].sum(), told["given_up_cents"].sum()) == (49_300, 701)
    owed = dict(told.select("receivable_id", pl.col("amount_cents") + pl.col("given_up_cents")).iter_rows())
    assert owed == {1: 12_000, 2: 8_001, 3: 30_000}


@pytest.mark.parametrize(
    ("banked", "wording"),
    [(49_300, "VIR CLIENT"), (50_001, "REMISE CB"), (48_000, "REMISE CB"), (50_100, "REMISE CB")],
    ids=["no cards", "no fee", "more than a fee", "more than was sold"],
)
def test_cards_are_proposed_nothing_else(bench: Any, banked: int, wording: str) -> None:
    items = sold(bench, (26, [12_000, 8_001, 30_000]), (27, [4_000, 5_000]))
    assert all(
        reason != "cards_of_a_day" for *_, reason in proposed(bench, [bench.line(1, banked, wording)], items)
    )


def test_cards_that_two_days_would_make_are_left_to_a_person(bench: Any) -> None:
    items = sold(bench, (26, [12_000, 38_000]), (27, [50_100]))
    assert all(
        reason != "cards_of_a_day"
        for *_, reason in proposed(bench, [bench.line(1, 49_500, "TELECOLLECTE")], items)
    )


@given(st.lists(st.integers(1, 500_000), min_size=1, max_size=40), st.integers(20, 350))
def test_the_fee_of_a_day_is_shared_to_the_cent(bench: Any, amounts: list[int], bps: int) -> None:
    fee = sum(amounts) * bps // 10_000
    line = bench.line(1, max(sum(amounts) - fee, 1), "REMISE CARTES")
    told = match(*bench.frames([line], sold(bench, (27, amounts)))).candidates.filter(pl.col("option") == 1)
    if len(told):
        assert told["amount_cents"].sum() == line["amount_cents"]
        assert (told["amount_cents"] + told["given_up_cents"]).to_list() == amounts
        assert told["given_up_cents"].min() >= 0


@pytest.mark.parametrize("why", ["item_contested", "payer_insolvent"])
def test_what_a_person_must_say_is_proposed_with_its_reason_and_never_applied(bench: Any, why: str) -> None:
    items = [bench.item(1, 7, "FA-2026-0432", 1_614, by_hand=why), bench.item(2, 7, "FA-2026-0433", 1_386)]
    line = bench.line(1, 3_000, "VIR FA-2026-0432 FA-2026-0433")
    assert applied(bench, [line], items) == []
    shown = proposed(bench, [line], items)
    assert [each for each in shown if each[0]] == [(1, 1, why), (1, 2, why)]
    other = bench.line(2, 1_386, "VIR FA-2026-0433")
    assert applied(bench, [line, other], items) == [(2, 1_386, "payment", "invoice_in_wording")]


def test_no_matcher_applies_what_a_person_must_say(bench: Any) -> None:
    payer = {"kind": "iban", "value": IBAN, "customer_id": 7, "confirmed": True}
    held = {"by_hand": "item_contested"}
    for cents, more in ((1_614, [1_614]), (3_000, [1_614, 1_386]), (1_600, [1_614])):
        items = [bench.item(rank, 7, f"F{rank}", owed, **held) for rank, owed in enumerate(more, 1)]
        line = bench.line(1, cents, "VIREMENT", iban=IBAN)
        policy = Policy(difference_cents=100, difference_bps=500, order="oldest")
        assert applied(bench, [line], items, [payer], policy=policy) == []
        assert "item_contested" in {
            reason for *_, reason in proposed(bench, [line], items, [payer], policy=policy)
        }


def test_our_own_direct_debit_pays_what_it_collected_whatever_is_said_of_it(bench: Any) -> None:
    items = [bench.item(1, 7, "F1", 1_614, by_hand="item_contested")]
    debited = pl.DataFrame(
        {
            "line_id": [1],
            "receivable_id": [1],
            "paid_cents": [1_614],
            "discount_cents": [0],
            "accepted_cents": [0],
            "found": ["F1"],
        }
    )
    cash = match(*bench.frames([bench.line(1, 1_614, "PRLV")], items), debited=debited)
    assert cash.matches["amount_cents"].to_list() == [1_614]
