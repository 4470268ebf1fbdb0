"""Credit limits, orders, deals and campaigns; what sales and logistics are told, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk import situations as some
from encours.acts.campaign import open_campaign, touch
from encours.acts.credit_limit import set_credit_limit
from encours.acts.rules import StaleFormError
from encours.acts.sales_facts import save_deal, save_order
from encours.acts.send_digests import digest_of
from encours.acts.signal_sales import signal_sales
from encours.core.refusals import RuleError
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import CreditLimit, Customer, Group, GroupMember
from encours.records.people.models import User
from encours.records.receivables.models import Receivable
from encours.records.sales.models import Deal, Order, OrderPast, Signal, Touch
from encours.records.work.models import Absence, Assignment, Notice
from encours.words.digests import written
from small_history import a_customer as recorded_customer

both = pytest.mark.both
WHO: dict[str, Any] = {"author": "lea@example.com", "at": some.NOW}
TODAY: dict[str, Any] = {**WHO, "on": some.TODAY}


def limited(customer: Customer, cents: int | None, **told: Any) -> CreditLimit:
    given = {"currency": "EUR", "source": "person", "until_on": None, **told}
    return set_credit_limit(customer, limit_cents=cents, **given, **TODAY)


def ordered(customer: Customer, cents: int, **told: Any) -> Order:
    values = {"number": "C-1", "ordered_on": some.TODAY, "amount_cents": cents, "currency": "EUR",
              "label": "", "state": "open"}  # fmt: skip
    return save_order(customer, values | told, **TODAY)


def dealt(customer: Customer, **told: Any) -> Deal:
    values = {"name": "Fournil 2", "stage": "proposed", "amount_cents": 900_000, "currency": "EUR",
              "closing_on": None, "owner": "Nora"}  # fmt: skip
    return save_deal(customer, values | told, **TODAY)


def told(customer: Customer) -> list[tuple[str, int]]:
    rows = Signal.objects.filter(customer=customer).order_by("pk")
    return [(one.kind, one.amount_cents) for one in rows]


@both
def test_exceeding_the_limit_is_told_once_and_its_end_too(house: Path) -> None:
    customer = some.a_customer(some.a_creditor())
    some.an_invoice(customer, 80_000)
    limited(customer, 100_000)
    assert told(customer) == []
    order = ordered(customer, 30_000)
    assert told(customer) == [("limit_exceeded", 110_000)]
    assert signal_sales(customer.creditor, **TODAY) == 0
    values = {
        name: getattr(order, name) for name in ("number", "ordered_on", "amount_cents", "currency", "label")
    }
    save_order(customer, values | {"state": "cancelled"}, order=order, made_from=1, **TODAY)
    assert told(customer)[1:] == [("limit_respected", 80_000)]


@both
def test_a_payment_not_yet_applied_lowers_the_exposure(house: Path) -> None:
    customer = some.a_customer(some.a_creditor())
    some.an_invoice(customer, 120_000)
    some.a_payment(customer, 50_000)
    limited(customer, 100_000)
    assert told(customer) == []


def test_a_limit_of_another_currency_says_nothing_of_this_one(house: Path) -> None:
    customer = some.a_customer(some.a_creditor())
    some.an_invoice(customer, 120_000)
    limited(customer, 100, currency="GBP")
    assert told(customer) == []


def test_a_limit_that_has_ended_or_was_taken_away_holds_nothing(house: Path) -> None:
    customer = some.a_customer(some.a_creditor())
    some.an_invoice(customer, 120_000)
    limited(customer, 100_000, until_on=some.TODAY)
    tomorrow = TODAY | {"on": some.TODAY + timedelta(days=1)}
    assert signal_sales(customer.creditor, **tomorrow) == 1
    assert [kind for kind, _ in told(customer)] == ["limit_exceeded", "limit_respected"]
    limited(customer, 100_000)
    limited(customer, None)
    assert [kind for kind, _ in told(customer)][2:] == ["limit_exceeded", "limit_respected"]
    assert CreditLimit.objects.count() == 3  # what was said before stays readable


def test_a_day_without_change_writes_nothing(house: Path) -> None:
    customer = some.a_customer(some.a_creditor())
    some.an_invoice(customer, 10_000)
    limited(customer, 100_000)
    assert signal_sales(customer.creditor, **TODAY) == 0
    assert told(customer) == []


@both
def test_sales_are_warned_that_a_customer_with_a_deal_is_overdue(house: Path) -> None:
    customer = some.a_customer(some.a_creditor())
    invoice = some.an_invoice(customer, 70_000)
    deal = dealt(customer)
    assert told(customer) == [("deal_overdue", 70_000)]
    assert signal_sales(customer.creditor, **TODAY) == 0
    Receivable.objects.filter(pk=invoice.pk).update(open_cents=0)
    assert signal_sales(customer.creditor, **TODAY) == 1
    assert told(customer)[1:] == [("deal_clear", 0)]
    assert deal.version == 1


def test_a_deal_won_or_lost_warns_nobody(house: Path) -> None:
    customer = some.a_customer(some.a_creditor())
    some.an_invoice(customer, 70_000)
    dealt(customer, stage="won")
    assert told(customer) == []


@both
def test_what_an_order_was_stays_and_all_of_it_is_proved(house: Path) -> None:
    creditor = some.a_creditor()
    customer = recorded_customer(creditor)
    order = ordered(customer, 30_000)
    values = {"number": "C-1", "ordered_on": some.TODAY, "amount_cents": 31_000, "currency": "EUR",
              "label": "", "state": "delivered"}  # fmt: skip
    save_order(customer, values, order=order, made_from=1, **TODAY)
    assert OrderPast.objects.get().amount_cents == 30_000
    limited(customer, 1)
    dealt(customer)
    seal(creditor.pk, at=some.NOW, home=house)
    assert not verify(creditor.pk, home=house).findings


def test_a_stale_form_and_a_number_used_twice_are_refused(house: Path) -> None:
    customer = some.a_customer(some.a_creditor())
    order = ordered(customer, 30_000)
    with pytest.raises(RuleError, match="existe déjà"):
        ordered(customer, 1)
    with pytest.raises(StaleFormError):
        save_order(
            customer, {"number": "C-1", "amount_cents": 1, "state": "open"}, order=order, made_from=7, **TODAY
        )


def test_a_debtor_is_kept_out_of_a_campaign_and_taken_in_again(house: Path) -> None:
    creditor = some.a_creditor()
    customer = some.a_customer(creditor)
    campaign = open_campaign(creditor, name="Fidélité", from_on=some.TODAY, until_on=None, **WHO)
    touch(customer, campaign, excluded=False, reason="", **WHO)
    with pytest.raises(RuleError, match="pourquoi"):
        touch(customer, campaign, excluded=True, reason=" ", **WHO)
    touch(customer, campaign, excluded=True, reason="Impayés", **WHO)
    with pytest.raises(RuleError, match="déjà"):
        touch(customer, campaign, excluded=True, reason="Encore", **WHO)
    assert list(Touch.objects.order_by("pk").values_list("excluded", flat=True)) == [False, True]


def noticed(person: User) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in Notice.objects.filter(person=person).order_by("pk")]


def followed(customer: Customer, owner: User) -> None:
    Assignment.objects.create(
        creditor=customer.creditor, recorded_at=some.NOW, customer=customer, owner=owner
    )


@both
def test_a_signal_and_its_end_reach_whoever_follows_the_customer_once(house: Path) -> None:
    creditor = some.a_creditor()
    customer = some.a_customer(creditor)
    owner, seller = some.a_person("collector", creditor), some.a_person("salesperson", creditor)
    other = some.a_person("collector", creditor)
    followed(customer, owner)
    some.an_invoice(customer, 80_000)
    limited(customer, 50_000)
    assert signal_sales(creditor, **TODAY) == 0
    limited(customer, 100_000)
    exceeded, respected = (
        ("signal", "limit_exceeded EUR 80000 50000"),
        ("signal", "limit_respected EUR 80000 100000"),
    )
    for person in (owner, seller):
        assert noticed(person) == [exceeded, respected]
    assert noticed(other) == []


@both
def test_only_whoever_sees_the_customer_is_told(house: Path) -> None:
    creditor = some.a_creditor()
    mine, other = some.a_customer(creditor, "Mien"), some.a_customer(creditor, "Autre")
    narrow = some.a_person("salesperson", creditor)
    narrow.memberships.update(scope="owner")
    in_group = some.a_person("collector", creditor)
    in_group.memberships.update(scope="group")
    fact = {"creditor": creditor, "recorded_at": some.NOW}
    group = Group.objects.create(**fact, name="Groupe")
    GroupMember.objects.create(**fact, customer=other, group=group)
    in_group.memberships.get().groups.add(group)
    followed(mine, narrow)
    for customer in (mine, other):
        some.an_invoice(customer, 80_000)
        limited(customer, 50_000)
    assert set(Notice.objects.filter(person=narrow).values_list("customer", flat=True)) == {mine.pk}
    assert set(Notice.objects.filter(person=in_group).values_list("customer", flat=True)) == {other.pk}


def test_a_substitute_is_told_while_the_owner_is_away(house: Path) -> None:
    creditor = some.a_creditor()
    customer = some.a_customer(creditor)
    owner, substitute = some.a_person("collector", creditor), some.a_person("collector", creditor)
    followed(customer, owner)
    about = {"creditor": creditor, "recorded_at": some.NOW, "person": owner, "substitute": substitute}
    Absence.objects.create(**about, from_on=some.TODAY, until_on=some.TODAY)
    some.an_invoice(customer, 80_000)
    limited(customer, 50_000)
    assert len(noticed(substitute)) == 1


def test_whoever_a_deal_names_is_warned_of_it_and_the_author_is_not(house: Path) -> None:
    creditor = some.a_creditor()
    customer = some.a_customer(creditor)
    named = some.a_person("manager", creditor)
    author = some.a_person("salesperson", creditor, email=WHO["author"])
    some.an_invoice(customer, 70_000)
    dealt(customer, owner=named.name.upper())
    assert noticed(named) == [("signal", "deal_overdue EUR 70000")]
    assert noticed(author) == []


def test_many_signals_at_once_are_one_notice(house: Path) -> None:
    creditor = some.a_creditor()
    seller = some.a_person("salesperson", creditor)
    for number in range(21):
        customer = some.a_customer(creditor, f"Client {number}")
        some.an_invoice(customer, 80_000)
        about = {"creditor": creditor, "recorded_at": some.NOW, "by": "x@example.com"}
        CreditLimit.objects.create(**about, customer=customer, limit_cents=50_000)
    assert signal_sales(creditor, **TODAY) == 21
    assert noticed(seller) == [("signal", "21")]


def test_a_signal_is_in_the_digest_of_whoever_follows(house: Path) -> None:
    creditor = some.a_creditor()
    customer = some.a_customer(creditor, "Fournil")
    owner = some.a_person("collector", creditor)
    followed(customer, owner)
    some.an_invoice(customer, 80_000)
    limited(customer, 50_000)
    found = digest_of(owner.memberships.get(), creditor, on=some.TODAY)
    assert list(found.signals) == [("Fournil", "limit_exceeded")]
    assert "Fournil : Limite de crédit dépassée" in written(found, "fr")[1].replace("\N{NO-BREAK SPACE}", " ")
