"""The accuracy of matching at the desk: what was applied alone, what was undone of it, by matcher, bounds beside it."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.cash.models import Application, Payment
from encours.records.documents.models import Intake
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor


def applied_alone(creditor: Creditor, *, undone: bool = False, days_ago: int = 5) -> None:
    """A credit that a matcher applied, and that a person undid the day after or not."""
    customer = some.a_customer(creditor, "Garage Petit")
    on = some.TODAY - timedelta(days=days_ago)
    intake = Intake.objects.filter(creditor=creditor).first() or some.an_intake(creditor)
    line = some.a_bank_line(creditor, intake, 10_000, state="applied")
    type(line).objects.filter(pk=line.pk).update(booked_on=on, known_on=on)
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
