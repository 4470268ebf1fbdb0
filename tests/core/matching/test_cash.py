"""Credits applied to open items: what is sure, what is only proposed, what is left alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from encours.core.matching.shapes import Candidate, Match, Outcome, SetAside

WORDING = "invoice_in_wording"
EXACT = "exact_amount_known_payer"
IBAN = "DE89370400440532013000"


@pytest.mark.parametrize(
    "wording",
    [
        "FA-2026-0042",
        "fa 2026/0042",
        "REGLT FACT.FA2026 0042 MERCI",
        "VIR DUPONT FA20260042",
        "facture n°FA_2026_0042, solde",
        "FA-2026-0042FA",
    ],
)
def test_an_invoice_number_is_found_however_it_is_written(bench: Any, wording: Any) -> None:
    items = [bench.item(1, 7, "FA-2026-0042", 5000)]
    assert bench.paid([bench.line(1, 5000, wording)], items) == [(1, 1, 5000, WORDING)]


@pytest.mark.parametrize(
    "wording", ["FA-2026-00421", "FA-12026-0042", "1FA2026004", "XFA 2026", "SIREN 920260042", ""]
)
def test_a_number_is_never_found_inside_a_longer_run(bench: Any, wording: Any) -> None:
    items = [bench.item(1, 7, "FA-2026-0042", 5000)]
    assert bench.paid([bench.line(1, 4000, wording)], items) == []


def test_a_short_number_does_not_match_inside_a_longer_digit_run(bench: Any) -> None:
    items = [bench.item(1, 7, "1234", 5000)]
    assert bench.paid([bench.line(1, 5000, "VIR 912345")], items) == []


def test_a_short_number_needs_the_exact_amount_or_the_known_payer(bench: Any) -> None:
    items = [bench.item(1, 7, "1234", 5000)]
    assert bench.paid([bench.line(1, 5000, "FACTURE 1234")], items) == [(1, 1, 5000, WORDING)]
    assert bench.paid([bench.line(1, 4000, "FACTURE 1234")], items) == []
    known = [bench.line(1, 4000, "FACTURE 1234", iban=IBAN)]
    assert bench.paid(known, items, [bench.iban(IBAN, 7)]) == [(1, 1, 4000, WORDING)]
    assert bench.proposed([bench.line(1, 4000, "FACTURE 1234")], items) == [(1, 1, 7, "weak_number")]


def test_a_number_without_its_prefix_pays_when_the_amount_ties(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-2026-0042", 5000)]
    assert bench.paid([bench.line(1, 5000, "FACTURE 20260042")], items) == [(1, 1, 5000, WORDING)]
    assert bench.paid([bench.line(1, 4999, "FACTURE 20260042")], items) == []


def test_digits_that_are_a_day_are_no_proof(bench: Any) -> None:
    items = [bench.item(1, 7, "20260302", 5000)]
    assert bench.paid([bench.line(1, 1200, "VIR DU 20260302")], items) == []


def test_a_structured_reference_pays_its_item(bench: Any) -> None:
    items = [bench.item(1, 7, "X", 5000, reference="RF86F2026000123")]
    told = [bench.line(1, 5000, reference="RF86F2026000123")]
    assert bench.paid(told, items) == [(1, 1, 5000, "structured_reference")]
    printed = [bench.line(1, 5000, "paiement RF86 F202 6000 123 merci")]
    assert bench.paid(printed, items) == [(1, 1, 5000, "structured_reference")]


def test_an_end_to_end_id_that_bears_the_number_pays_it(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-2026-0042", 5000)]
    told = [bench.line(1, 5000, "VIREMENT", end_to_end_id="FA-2026-0042")]
    assert bench.paid(told, items) == [(1, 1, 5000, "end_to_end_id")]


def test_an_end_to_end_id_of_digits_alone_is_the_senders_own(bench: Any) -> None:
    items = [bench.item(1, 7, "7654321", 5000)]
    assert bench.paid([bench.line(1, 4000, end_to_end_id="7654321")], items) == []


def test_several_named_invoices_are_paid_when_their_sum_ties(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-001", 3000), bench.item(2, 7, "FA-002", 2000)]
    paid = bench.paid([bench.line(1, 5000, "FA-002 et FA-001")], items)
    assert paid == [(1, 1, 3000, WORDING), (1, 2, 2000, WORDING)]


def test_several_named_invoices_are_else_paid_the_oldest_first(bench: Any) -> None:
    items = [
        bench.item(1, 7, "FA-001", 3000, due_on=date(2026, 2, 1)),
        bench.item(2, 7, "FA-002", 2000, due_on=date(2026, 1, 1)),
        bench.item(3, 7, "FA-003", 9000, due_on=date(2025, 1, 1)),
    ]
    paid = bench.paid([bench.line(1, 4000, "FA-001 FA-002")], items)
    assert paid == [(1, 2, 2000, WORDING), (1, 1, 2000, WORDING)]


def test_an_excess_stays_unapplied_with_its_customer(bench: Any) -> None:
    cash = bench.cash([bench.line(1, 6000, "FA-0001")], [bench.item(1, 7, "FA-0001", 5000)])
    assert cash.matches["amount_cents"].to_list() == [5000]
    (outcome,) = cash.outcomes.to_dicts()
    assert (outcome["customer_id"], outcome["applied_cents"], outcome["unapplied_cents"]) == (7, 5000, 1000)


def test_a_number_that_two_customers_share_is_only_proposed(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-0001", 5000), bench.item(2, 8, "FA-0001", 5000)]
    line = bench.line(1, 5000, "FA-0001", iban=IBAN)
    assert bench.paid([line], items) == []
    assert bench.proposed([line], items) == [
        (1, 1, 7, "ambiguous_number"),
        (1, 2, 8, "ambiguous_number"),
    ]
    assert bench.paid([line], items, [bench.iban(IBAN, 8)]) == [(1, 2, 5000, WORDING)]


def test_a_known_payer_who_names_someone_elses_invoice_is_shown_to_a_person(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-0001", 5000)]
    line = bench.line(1, 4000, "FA-0001", iban=IBAN)
    payers = [bench.iban(IBAN, 8)]
    assert bench.paid([line], items, payers) == []
    assert (1, 1, 7, "payer_differs") in bench.proposed([line], items, payers)


def test_a_known_payer_who_pays_someone_elses_invoice_to_the_cent_pays_it(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-0001", 5000)]
    line = bench.line(1, 5000, "FA-0001", iban=IBAN)
    assert bench.paid([line], items, [bench.iban(IBAN, 8)]) == [(1, 1, 5000, WORDING)]


def test_invoices_of_two_customers_need_a_sum_that_ties(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-0001", 3000), bench.item(2, 8, "FA-0002", 2000)]
    assert len(bench.paid([bench.line(1, 5000, "FA-0001 FA-0002")], items)) == 2
    assert bench.paid([bench.line(1, 4000, "FA-0001 FA-0002")], items) == []
    proposed = bench.proposed([bench.line(1, 4000, "FA-0001 FA-0002")], items)
    assert {reason for *_, reason in proposed} == {"several_customers"}


def test_a_number_inside_a_longer_number_that_is_also_ours_gives_way(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-2026", 5000), bench.item(2, 7, "FA-2026-0042", 4000)]
    assert bench.paid([bench.line(1, 9000, "FA-2026-0042")], items) == [(1, 2, 4000, WORDING)]


@pytest.mark.parametrize("kind", ["iban", "alias"])
def test_the_exact_amount_of_one_single_item_of_a_known_payer_pays_it(bench: Any, kind: Any) -> None:
    items = [bench.item(1, 7, "A1", 5000), bench.item(2, 7, "A2", 4000), bench.item(3, 8, "B", 5000)]
    line = bench.line(1, 5000, "VIREMENT", iban=IBAN, counterparty="Société Tournesol")
    payer = (
        bench.iban("de89 3704 0044 0532 0130 00", 7)
        if kind == "iban"
        else bench.alias("SOCIETE  TOURNESOL", 7)
    )
    cash = bench.cash([line], items, [payer])
    assert cash.matches.select("line_id", "receivable_id", "reason").rows() == [(1, 1, EXACT)]
    facts = cash.matches["facts"][0]
    assert (facts["payer_kind"], facts["line_cents"], facts["open_cents"]) == (kind, 5000, 5000)


def test_two_items_of_the_exact_amount_are_proposed(bench: Any) -> None:
    items = [bench.item(1, 7, "A1", 5000), bench.item(2, 7, "A2", 5000)]
    line = bench.line(1, 5000, "VIREMENT", iban=IBAN)
    payers = [bench.iban(IBAN, 7)]
    assert bench.paid([line], items, payers) == []
    assert bench.proposed([line], items, payers) == [
        (1, 1, 7, "same_amount_known_payer"),
        (1, 2, 7, "same_amount_known_payer"),
    ]


@pytest.mark.parametrize("payers", [[], ["unconfirmed"]], ids=["name", "unconfirmed alias"])
def test_a_name_alone_only_proposes(bench: Any, payers: Any) -> None:
    items = [bench.item(1, 7, "A1", 5000)]
    names = [{"customer_id": 7, "name": "TOURNESOL SAS" if not payers else "Autre", "reference": None}]
    known = [bench.alias("Sarl Tournesol", 7, confirmed=False)] if payers else []
    line = bench.line(1, 5000, counterparty="Sarl Tournesol")
    assert bench.paid([line], items, known, names) == []
    assert bench.proposed([line], items, known, names) == [(1, 1, 7, "name_and_amount")]


def test_a_name_in_the_words_proposes_when_the_bank_names_nobody(bench: Any) -> None:
    names = [{"customer_id": 7, "name": "SARL Boulangerie Martin", "reference": None}]
    items = [bench.item(1, 7, "A1", 5000)]
    line = bench.line(1, 5000, "VIR SEPA BOULANGERIE MARTIN 0042")
    assert bench.paid([line], items, [], names) == []
    assert bench.proposed([line], items, [], names) == [(1, 1, 7, "name_and_amount")]


def test_the_ultimate_debtor_is_recognised_too(bench: Any) -> None:
    line = bench.line(1, 5000, counterparty="Payeur commun", ultimate="Tournesol")
    assert len(bench.paid([line], [bench.item(1, 7, "A1", 5000)], [bench.alias("Tournesol", 7)])) == 1


def test_the_reference_of_a_customer_tells_the_payer(bench: Any) -> None:
    items = [bench.item(1, 7, "A1", 5000)]
    names = [{"customer_id": 7, "name": "Tournesol", "reference": "RF86F2026000123"}]
    cash = bench.cash([bench.line(1, 5000, reference="RF86F2026000123")], items, [], names)
    assert cash.matches["reason"].to_list() == [EXACT]
    assert cash.outcomes["known_by"].to_list() == ["reference"]


def test_another_currency_is_never_touched(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-0001", 5000, currency="USD")]
    line = bench.line(1, 5000, "FA-0001", iban=IBAN)
    assert bench.paid([line], items, [bench.iban(IBAN, 7)]) == []
    assert bench.proposed([line], items) == []


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"amount_cents": -5000}, "debit"),
        ({"return_reason": "AC04"}, "returned"),
        ({"amount_cents": 0}, "debit"),
    ],
)
def test_debits_and_returns_pay_nothing(bench: Any, more: Any, state: Any) -> None:
    cash = bench.cash([bench.line(1, 5000, "FA-0001") | more], [bench.item(1, 7, "FA-0001", 5000)])
    assert cash.matches.height == 0
    assert cash.outcomes["state"].to_list() == [state]


def test_a_payer_remembered_as_not_a_customer_is_set_aside(bench: Any) -> None:
    items = [bench.item(1, 7, "A1", 5000)]
    line = bench.line(1, 5000, "SUBVENTION", iban=IBAN)
    cash = bench.cash([line], items, [bench.iban(IBAN, None)])
    assert cash.set_aside.rows() == [(1, "iban", IBAN)]
    assert cash.candidates.height == 0
    assert cash.outcomes["state"].to_list() == ["set_aside"]


def test_a_payer_set_aside_who_names_an_invoice_is_shown_to_a_person(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-0001", 5000)]
    cash = bench.cash([bench.line(1, 5000, "FA-0001", iban=IBAN)], items, [bench.iban(IBAN, None)])
    assert cash.set_aside.height == 0
    assert cash.matches.height == 0
    assert cash.candidates["reason"].to_list() == ["payer_set_aside"]


def test_a_second_payment_of_the_same_invoice_stays_unapplied(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-0001", 5000)]
    lines = [bench.line(2, 5000, "FA-0001"), bench.line(1, 5000, "FA-0001")]
    cash = bench.cash(lines, items)
    assert cash.matches["line_id"].to_list() == [1]
    assert cash.candidates.select("line_id", "receivable_id", "customer_id", "reason").rows() == [
        (2, None, 7, "already_paid")
    ]


def test_a_part_payment_then_its_balance_close_an_invoice(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-0001", 5000)]
    lines = [
        bench.line(1, 2000, "acompte FA-0001"),
        bench.line(2, 3000, "solde", iban=IBAN, booked_on=date(2026, 3, 5)),
    ]
    paid = bench.paid(lines, items, [bench.iban(IBAN, 7)])
    assert paid == [(1, 1, 2000, WORDING), (2, 1, 3000, EXACT)]


def test_the_amount_alone_proposes_when_few_items_bear_it(bench: Any) -> None:
    items = [bench.item(1, 7, "A1", 5000)]
    assert bench.proposed([bench.line(1, 5000, "VIR")], items) == [(1, 1, 7, "amount")]
    crowd = [bench.item(each, each, "A", 5000) for each in range(1, 6)]
    assert bench.proposed([bench.line(1, 5000, "VIR")], crowd) == []


def test_a_number_that_a_crowd_bears_names_nobody(bench: Any) -> None:
    crowd = [bench.item(each, 7, "REPORT2025", 5000 + each) for each in range(1, 40)]
    assert bench.paid([bench.line(1, 5001, "REPORT2025")], crowd) == []


def test_every_frame_keeps_its_shape(bench: Any) -> None:
    items = [bench.item(1, 7, "FA-0001", 5000), bench.item(2, 8, "FA-9", 100)]
    lines = [bench.line(1, 6000, "FA-0001"), bench.line(2, 100, "rien", iban="X"), bench.line(3, -5)]
    for cash in (bench.cash(lines, items, [bench.iban("X", None)]), bench.cash([], [])):
        Match.validate(cash.matches)
        Candidate.validate(cash.candidates)
        SetAside.validate(cash.set_aside)
        Outcome.validate(cash.outcomes)
