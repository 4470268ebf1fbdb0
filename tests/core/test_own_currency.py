"""Amounts in the own currency of invoices are told, summed apart, and never converted."""

from __future__ import annotations

from encours.core.own_currency import Own, alone, own_of, own_totals


def own(open_cents: int = 91_000, **changes: object) -> Own | None:
    told = {"currency": "EUR", "foreign_cents": 100_000, "foreign_currency": "USD", **changes}
    return own_of(amount_cents=91_000, open_cents=open_cents, **told)  # type: ignore[arg-type] # of the test


def test_an_invoice_in_the_currency_of_the_books_says_nothing_more() -> None:
    assert own(foreign_currency="EUR") is None
    assert own(foreign_currency="", foreign_cents=None) is None


def test_what_is_left_of_one_partly_paid_is_not_guessed() -> None:
    assert own() == Own("USD", 100_000, 100_000)
    assert own(50_000) == Own("USD", 100_000, None)


def test_each_currency_has_its_sum_unless_a_part_of_it_is_not_known() -> None:
    pound = Own("GBP", 5_000, 5_000)
    assert own_totals([own(), own(), pound, None]) == [("GBP", 5_000), ("USD", 200_000)]
    assert own_totals([own(50_000), own(), pound]) == [("GBP", 5_000)]


def test_only_invoices_all_of_one_currency_are_payable_in_it() -> None:
    assert alone([own(), own()]) == ("USD", 200_000)
    assert alone([own(), None]) is None
    assert alone([own(50_000)]) is None
    assert alone([]) is None
