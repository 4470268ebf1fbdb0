"""Errors put into a clean book are all found, and nothing else is."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.core.quality import RULES, SAME, figures
from quality_sheets import a_contact, a_customer, an_item, judged

RIGHT_SIREN, OTHER_SIREN = "732829320", "552100554"


def rules(made: Any) -> list[str]:
    """What was found beyond the identifiers that the clean book leaves out."""
    return sorted(set(made.found["rule"]) - {"missing_registration", "missing_vat_number"})


def test_a_clean_file_has_no_error() -> None:
    made = judged([a_customer(1, siren=RIGHT_SIREN, vat_number="FR44732829320")], items=[an_item(1)])
    assert made.found.is_empty()
    assert made.marks.select("percent", "missing", "worst").rows() == [(100, "", "")]


def test_the_four_seeded_errors_are_all_listed() -> None:
    """A bad e-mail, an impossible date, a negative total and a wrong SIREN key (R24)."""
    made = judged(
        [a_customer(1, siren="732829321")],
        [a_contact(1, email="compta@client")],
        [
            an_item(1, issued_on=date(2026, 10, 1), due_on=date(2026, 9, 1)),
            an_item(2, amount_cents=-5_000, open_cents=-5_000),
        ],
    )
    assert rules(made) == ["due_before_issue", "email_invalid", "negative_total", "siren_invalid"]
    told = {row["rule"]: row for row in made.found.iter_rows(named=True)}
    assert told["email_invalid"]["value"] == "compta@client"
    assert told["email_invalid"]["holds"] == "email"
    assert told["due_before_issue"]["receivable_id"] == 1
    assert told["negative_total"]["holds"] == "account"


def test_what_is_missing_is_listed_with_what_the_customer_owes() -> None:
    made = judged([a_customer(1, address="", postcode="", city="")], [], [an_item(1, due_assumed=True)])
    found = {row["rule"]: row for row in made.found.iter_rows(named=True)}
    missing = {"email", "phone", "contact", "address", "accounts_payable", "due_date"}
    assert {f"missing_{field}" for field in missing} <= set(found)
    assert found["missing_email"]["at_stake_cents"] == 10_000
    assert (found["missing_email"]["severity"], found["missing_phone"]["severity"]) == ("serious", "minor")
    assert found["missing_due_date"]["count"] == 1


def test_a_creditor_says_what_is_mandatory_and_which_rules_it_wants() -> None:
    book = [a_customer(1, siren="732829321")], [a_contact(1, phone="")]
    found = judged(*book, mandatory=["phone"], off=["siren_invalid"]).found
    assert dict(found.select("rule", "severity").iter_rows())["missing_phone"] == "serious"
    assert "siren_invalid" not in found["rule"]


def test_a_consumer_has_no_registration_to_give() -> None:
    made = judged([a_customer(1, regime="consumer")], [a_contact(1, role="")])
    assert made.found.is_empty()


def test_a_vat_number_of_another_company_is_told() -> None:
    assert rules(judged([a_customer(1, siren=OTHER_SIREN, vat_number="FR44732829320")])) == ["vat_not_siren"]
    assert rules(judged([a_customer(1, vat_number="FR45732829320")])) == ["vat_invalid"]


def test_terms_beyond_the_law_and_dates_beyond_the_contract_are_told() -> None:
    made = judged(
        [a_customer(1, terms_days=90), a_customer(2)],
        items=[an_item(1, 2), an_item(2, 2, due_on=date(2026, 12, 31))],
    )
    told = made.found.filter(pl.col("rule").is_in(["terms_beyond_ceiling", "due_not_as_agreed"]))
    assert told.select("rule", "customer_id", "count").sort("rule").rows() == [
        ("due_not_as_agreed", 2, 1),
        ("terms_beyond_ceiling", 1, 1),
    ]


def test_dates_that_cannot_be_are_told_apart() -> None:
    items = [
        an_item(1, issued_on=date(1926, 10, 1), due_on=date(1926, 10, 31)),
        an_item(2, due_on=date(2062, 10, 31)),
        an_item(3, issued_on=date(2027, 1, 1), due_on=date(2027, 1, 31)),
    ]
    made = judged([a_customer(1)], items=items).found.filter(pl.col("receivable_id").is_not_null())
    assert dict(made.select("receivable_id", "rule").iter_rows()) == {
        1: "date_impossible",
        2: "date_impossible",
        3: "issued_in_future",
    }


def test_one_debt_told_twice_is_held_and_instalments_are_not() -> None:
    items = [
        an_item(1, number="FA-2026/0042"),
        an_item(2, number="FA 2026 0042"),
        an_item(3, number="E-1"),
        an_item(4, number="E-1", due_on=date(2026, 11, 30)),
    ]
    made = judged([a_customer(1)], items=items).found
    doubled = made.filter(pl.col("rule") == "duplicate_invoice")
    assert doubled["receivable_id"].to_list() == [1, 2]
    assert doubled["holds"].unique().to_list() == ["item"]


def test_two_files_that_may_tell_one_invoice_in_two_writings_wait_for_a_person() -> None:
    items = [
        an_item(1, number="F-12", twin=True),
        an_item(2, number="12", amount_cents=9_000, twin=True),
        an_item(3, number="F-13"),
    ]
    doubled = judged([a_customer(1)], items=items).found.filter(pl.col("rule") == "duplicate_invoice")
    assert doubled["receivable_id"].to_list() == [1, 2]


def test_a_payment_told_twice_is_listed() -> None:
    twice = [
        {
            "payment_id": key,
            "customer_id": 1,
            "paid_on": date(2026, 11, 2),
            "amount_cents": 10_000,
            "unapplied_cents": unapplied,
            "currency": "EUR",
        }
        for key, unapplied in ((1, 0), (2, 10_000))
    ]
    made = judged([a_customer(1)], payments=twice)
    assert rules(made) == ["duplicate_payment"]


def test_customers_alike_are_proposed_once_to_the_one_known_longer() -> None:
    people = [
        a_customer(1, name="Boulangerie Martin SARL"),
        a_customer(2, name="SARL BOULANGERIE MARTIN"),
        a_customer(3, name="Boulangerie Martn"),
        a_customer(4, name="Boucherie Durand", siren=RIGHT_SIREN),
        a_customer(5, name="Durand et fils", siren=RIGHT_SIREN, postcode="75001"),
    ]
    found = judged(people).found.filter(pl.col("rule") == "duplicate_customer").sort("customer_id")
    assert found.select("customer_id", "other_id", "value").rows() == [
        (2, 1, "name"),
        (3, 1, "name"),
        (5, 4, "siren"),
    ]


def test_homonyms_whose_siren_differs_are_left_alone() -> None:
    people = [
        a_customer(1, name="Martin", siren=RIGHT_SIREN),
        a_customer(2, name="Martin", siren=OTHER_SIREN),
    ]
    assert "duplicate_customer" not in judged(people).found["rule"]


def test_an_amount_that_two_sources_tell_apart_is_told() -> None:
    made = judged([a_customer(1)], items=[an_item(1, told_cents=12_000), an_item(2, told_cents=10_000)])
    told = made.found.filter(pl.col("rule") == "sources_differ")
    assert told.select("receivable_id", "value").rows() == [(1, "12000")]


def test_a_due_date_that_two_sources_tell_days_apart_is_told_and_holds_nothing() -> None:
    days = [date(2026, 11, 15), date(2026, 11, 2), date(2026, 10, 31)]
    made = judged([a_customer(1)], items=[an_item(rank, told_due_on=day) for rank, day in enumerate(days, 1)])
    told = made.found.filter(pl.col("rule") == "due_dates_differ")
    assert told.select("receivable_id", "value", "severity", "holds").rows() == [
        (1, "2026-11-15", "minor", "")
    ]


def test_what_a_person_accepts_weighs_on_nothing_until_it_changes() -> None:
    book = [a_customer(1, siren="732829321")], [a_contact(1)], [an_item(1)]
    first = judged(*book)
    again = judged(*book, accepted=first.found.select(SAME))
    assert again.found["accepted"].all()
    assert again.marks["worst"].to_list() == [""]
    changed = judged([a_customer(1, siren="732829322")], *book[1:], accepted=first.found.select(SAME))
    assert not changed.found.filter(pl.col("rule") == "siren_invalid")["accepted"].item()


def test_the_score_is_the_share_of_debtors_whose_file_can_be_relied_on() -> None:
    made = judged(
        [a_customer(1), a_customer(2, siren="732829321"), a_customer(3, siren="732829322")],
        items=[an_item(1, 1), an_item(2, 2, open_cents=4_000), an_item(3, 2, currency="USD")],
    )
    told = figures(made.found, made.marks, "EUR")
    assert (told["customers"], told["debtors"], told["score"]) == (3, 2, 50)
    assert (told["owed_cents"], told["sure_cents"]) == (14_000, 10_000)
    wrong = next(each for each in told["rules"] if each["rule"] == "siren_invalid")
    assert (wrong["count"], wrong["files"], wrong["at_stake_cents"]) == (2, 2, 4_000)


def test_the_order_of_rows_changes_nothing() -> None:
    people = [a_customer(key, siren="732829321") for key in (1, 2, 3)]
    items = [an_item(key, key, due_on=date(2026, 9, 1)) for key in (1, 2, 3)]
    assert judged(people, items=items).found.equals(judged(people[::-1], items=items[::-1]).found)


def test_every_rule_can_be_found() -> None:
    """A rule that nothing finds would be a promise."""
    import re
    from pathlib import Path

    from encours.core import quality

    told = "".join(path.read_text("utf-8") for path in Path(quality.__path__[0]).glob("*.py"))
    for rule in RULES:
        assert rule.missing or len(re.findall(rf'"{rule.code}"', told)) > 1, rule.code
