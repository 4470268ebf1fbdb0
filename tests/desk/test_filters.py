"""Every criterion of the filter keeps what it names and leaves the rest, alone or with others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.desk.filter_form import Filters
from encours.records.cases.models import Hold, Note
from encours.records.credit.models import Exposed
from encours.records.disputes.models import Dispute
from encours.records.parties.models import CreditLimit, Creditor, Customer, Group, GroupMember
from encours.records.people.models import User
from encours.records.sales.models import Signal
from encours.records.work.models import Assignment, Portfolio, SavedFilter

pytestmark = pytest.mark.both
DAY = timedelta(days=1)


def _plain(customer: Customer, cents: int = 10_000, **told: Any) -> None:
    some.a_standing(some.an_invoice(customer, cents, **told), step=1, segment="standard")


@pytest.fixture
def two(creditor: Creditor, collector: User) -> Creditor:
    """`Visé` answers to every criterion below, `Autre` to none."""
    told = {"address": "", "city": "", "country": "BE", "language": "en", "regime": "public"}
    wanted = some.a_customer(creditor, "Visé", account="411VISE", **told)
    other = some.a_customer(creditor, "Autre", address="1 rue", city="Lyon")
    fact: dict[str, Any] = {"creditor": creditor, "recorded_at": some.NOW}
    invoice = some.an_invoice(
        wanted, 500_000, due_in=-70, number="ZZ-1", currency="USD", due_source="assumed"
    )
    some.a_standing(invoice, step=4, segment="public")
    _plain(other)
    some.a_contact(other)
    portfolio = Portfolio.objects.create(**fact, name="Nord")
    Assignment.objects.create(**fact, customer=wanted, owner=collector, portfolio=portfolio)
    group = Group.objects.create(**fact, name="Groupe")
    GroupMember.objects.create(**fact, customer=wanted, group=group)
    about = {**fact, "customer": wanted, "by": "x@example.com"}
    Hold.objects.create(**about, from_on=some.TODAY, reason="Motif")
    Dispute.objects.create(**about, receivable=invoice, amount_cents=1, reason="Motif", opened_on=some.TODAY)
    Note.objects.create(**about, text="Voir le juriste")
    some.a_payment(wanted, 5_000)
    CreditLimit.objects.create(**fact, customer=wanted, limit_cents=100_000, by="x@example.com")
    Exposed.objects.create(creditor=creditor, customer=wanted, currency="EUR", amount_cents=600_000)
    Signal.objects.create(
        **fact, customer=wanted, kind="limit_exceeded", on=some.TODAY, amount_cents=500_000, currency="EUR"
    )
    some.a_delivery(some.a_message(invoice, state="delivered"), days_ago=3)
    return creditor


def criteria(creditor: Creditor, collector: User) -> dict[str, str]:
    return {
        "customer": "vise",
        "number": "ZZ",
        "min_cents": "1000",
        "due_to": (some.TODAY - 60 * DAY).isoformat(),
        "late_min": "60",
        "bucket": "late_61_90",
        "step": "4",
        "segment": "public",
        "owner": str(collector.pk),
        "portfolio": str(Portfolio.objects.get().pk),
        "group": str(Group.objects.get().pk),
        "regime": "public",
        "country": "be",
        "language": "en",
        "currency": "USD",
        "due_source": "assumed",
        "held": "yes",
        "disputed": "yes",
        "email": "no",
        "no_address": "yes",
        "unapplied": "yes",
        "reminded_from": (some.TODAY - 5 * DAY).isoformat(),
        "note": "juriste",
        "limit_min": "900",
        "limit_max": "1000",
        "exposure_min": "5000",
        "signal": "limit_exceeded",
    }


@pytest.mark.parametrize("room", ["/customers", "/unpaid"])
def test_each_criterion_keeps_what_it_names(
    room: str, two: Creditor, collector: User, visitor: Callable[[User], Client]
) -> None:
    client = visitor(collector)
    every = criteria(two, collector)
    assert len(every) >= 15
    for name, value in every.items():
        text = page(client, room, **{name: value})
        table = text[text.index("<tbody") :] if "<tbody" in text else ""
        assert ("Visé" in table, "Autre" in table) == (True, False), name
    together = page(client, room, **every)
    assert "Visé" in together[together.index("<tbody") :]


@pytest.mark.parametrize(
    ("name", "value"),
    [("late_max", "69"), ("max_cents", "4999"), ("not_since", "2026-11-10"), ("held", "no"), ("email", "yes"),
     ("owner", "none"), ("step", "1"), ("bucket", "late_1_30")],
)  # fmt: skip
def test_the_other_answer_keeps_the_other(name: str, value: str, two: Creditor, desk: Client) -> None:
    text = page(desk, "/customers", **{name: value})
    table = text[text.index("<tbody") :]
    assert ("Visé" in table, "Autre" in table) == (False, True)


def test_a_filter_costs_the_same_for_three_as_for_one(desk: Client, creditor: Creditor) -> None:
    def one() -> None:
        _plain(some.a_customer(creditor, "Martin"))

    one()
    alone = queries(desk, "/customers", customer="martin", late_min="1")
    one(), one()
    assert queries(desk, "/customers", customer="martin", late_min="1") == alone


def test_a_filter_is_kept_shared_pinned_and_forgotten_by_its_own_person(
    two: Creditor, desk: Client, visitor: Callable[[User], Client]
) -> None:
    told = {"room": "customers", "name": "Publics", "query": "segment=public", "shared": "on", "pinned": "on"}
    assert desk.post("/filters", told).headers["Location"] == "/customers?segment=public"
    other = visitor(some.a_person("collector", two))
    for client in (desk, other):
        assert "Publics" in page(client, "/customers")
        assert "Publics" in page(client, "/filters")
    kept = SavedFilter.objects.get()
    other.post(f"/filters/{kept.pk}/forget")
    assert SavedFilter.objects.exists()
    desk.post(f"/filters/{kept.pk}/forget")
    assert not SavedFilter.objects.exists()


def test_every_criterion_has_a_field(two: Creditor, collector: User) -> None:
    assert set(criteria(two, collector)) <= set(Filters.base_fields)
