"""The accuracy of matching at the desk: what was applied alone, what was undone of it, by matcher, bounds beside it."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.cash.models import Application, BankLine, Payment
from encours.records.documents.models import Intake
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor


def applied_alone(
    creditor: Creditor, *, undone: bool = False, days_ago: int = 5, booked_ago: int | None = None
) -> None:
    """A credit that a matcher applied, and that a person undid the day after or not."""
    customer = some.a_customer(creditor, "Garage Petit")
    on = some.TODAY - timedelta(days=days_ago)
    intake = Intake.objects.filter(creditor=creditor).first() or some.an_intake(creditor)
    line = some.a_bank_line(creditor, intake, 10_000, state="applied")
    booked_on = on if booked_ago is None else some.TODAY - timedelta(days=booked_ago)
    type(line).objects.filter(pk=line.pk).update(booked_on=booked_on, known_on=booked_on)
    payment = some.a_payment(customer, 10_000, days_ago=days_ago, unapplied=0)
    Payment.objects.filter(pk=payment.pk).update(bank_line=line)
    invoice = some.an_invoice(customer, 20_000)
    fact = {
        "creditor": creditor, "customer": customer, "payment": payment, "receivable": invoice,
        "applied_on": on, "known_on": on,
    }  # fmt: skip
    at = some.NOW - timedelta(days=days_ago)
    entry = Entry.objects.create(creditor=creditor, act="apply_cash", author="rule:cash@1", cause="", at=at)
    first = Application.objects.create(
        **fact, entry=entry, recorded_at=at, amount_cents=10_000, reason="subset_sum", source="bank"
    )
    if undone:
        later = at + timedelta(days=1)
        by = Entry.objects.create(
            creditor=creditor, act="undo_application", author="c@x.example", cause="", at=later
        )
        Application.objects.create(
            **fact, entry=by, recorded_at=later, amount_cents=-10_000, reason="undone_by_person", source="person",
            reverses=first,
        )  # fmt: skip


def test_what_was_undone_within_thirty_days_counts_as_wrong_by_matcher_with_its_bounds(
    desk: Client, creditor: Creditor
) -> None:
    applied_alone(creditor)
    applied_alone(creditor, undone=True)
    applied_alone(creditor, days_ago=200)
    told = page(desk, "/bank/accuracy")
    assert "1 sur 2" in told
    assert "1 sur 3" in told
    assert "seules factures dont la somme fait ce montant" in told
    assert "de 9,5 % à 90,5 %" in told  # 1 of 2, Wilson
    assert "de 6,1 % à 79,2 %" in told  # 1 of 3


def test_both_shares_count_the_same_credits_over_the_same_days(desk: Client, creditor: Creditor) -> None:
    """By hand: of 30 days, three applied alone and one waits, one was undone; two more of the year wait or were."""
    applied_alone(creditor)
    applied_alone(creditor, undone=True)
    applied_alone(creditor, booked_ago=40)  # applied in the month, whatever day the bank booked it
    applied_alone(creditor, days_ago=200)
    intake = Intake.objects.filter(creditor=creditor).first() or some.an_intake(creditor)
    for state, days_ago in (
        ("unapplied", 1), ("unapplied", 40), ("confirmed", 5), ("set_aside", 5), ("detailed", 5)
    ):  # fmt: skip
        line = some.a_bank_line(creditor, intake, 10_000, state=state)
        BankLine.objects.filter(pk=line.pk).update(booked_on=some.TODAY - timedelta(days=days_ago))
    month, year = page(desk, "/bank/accuracy").split('id="period-365"')
    assert "3 sur 4" in month  # applied alone, of those to apply
    assert "1 sur 3" in month  # undone, of those applied alone
    assert "4 sur 6" in year
    assert "1 sur 4" in year
    assert "Les deux parts comptent les mêmes encaissements" in year


def test_a_big_book_shows_what_was_kept_and_else_says_what_to_do(desk: Client, creditor: Creditor) -> None:
    some.a_run(creditor, items=30_000)
    assert "calculez les mesures" in page(desk, "/bank/accuracy")


def test_the_bank_leads_to_its_accuracy(desk: Client, creditor: Creditor) -> None:
    assert 'href="/bank/accuracy"' in page(desk, "/bank")


def test_the_queries_of_the_page_do_not_grow_with_the_lines(desk: Client, creditor: Creditor) -> None:
    applied_alone(creditor)
    one = queries(desk, "/bank/accuracy")
    applied_alone(creditor)
    applied_alone(creditor, undone=True)
    assert queries(desk, "/bank/accuracy") == one
