"""Portfolios, transfers and absences: who follows whom, and what history keeps of it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import situations as some
from encours.acts.absence import cancel_absence, set_absence
from encours.acts.organise import Given, close_portfolio, make_portfolio, rename_portfolio, transfer
from encours.acts.rules import StaleFormError
from encours.core.refusals import RuleError
from encours.records.history.models import Entry, Leaf
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import Membership
from encours.records.people.sights import sight_of
from encours.records.work.models import Absence, Assignment, Notice, Portfolio

BY = {"author": "chef@example.com", "at": some.NOW}
TOMORROW = some.TODAY + timedelta(days=1)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return some.a_creditor()


@pytest.mark.both
def test_a_portfolio_is_named_once(creditor: Creditor) -> None:
    made = make_portfolio(creditor, name=" Nord  Est ", **BY)
    assert made.name == "Nord Est"
    with pytest.raises(RuleError, match="déjà ce nom"):
        make_portfolio(creditor, name="nord est", **BY)
    rename_portfolio(made, name="Est", made_from=1, **BY)
    with pytest.raises(StaleFormError):
        rename_portfolio(made, name="Sud", made_from=1, **BY)
    assert Portfolio.objects.get().name == "Est"


@pytest.mark.both
def test_a_portfolio_closes_only_when_it_is_empty_and_opens_again(creditor: Creditor) -> None:
    made, customer = make_portfolio(creditor, name="Nord", **BY), some.a_customer(creditor)
    transfer(creditor, [customer.pk], Given(portfolio=made), **BY)
    with pytest.raises(RuleError, match="contient des clients"):
        close_portfolio(made, on=some.TODAY, made_from=None, **BY)
    transfer(creditor, [customer.pk], Given(no_portfolio=True), **BY)
    close_portfolio(made, on=some.TODAY, made_from=None, **BY)
    made.refresh_from_db()
    with pytest.raises(RuleError, match="clos"):
        transfer(creditor, [customer.pk], Given(portfolio=made), **BY)
    close_portfolio(made, on=some.TODAY, made_from=None, **BY)
    made.refresh_from_db()
    assert made.closed_on is None


@pytest.mark.both
def test_one_transfer_is_one_entry_with_a_leaf_for_each_customer_that_changed(creditor: Creditor) -> None:
    camille, elodie = some.a_person("collector", creditor), some.a_person("collector", creditor)
    rows = [some.a_customer(creditor, f"Client {n}") for n in range(3)]
    keys = [one.pk for one in rows]
    assert transfer(creditor, keys, Given(owner=camille), **BY) == 3
    assert transfer(creditor, [*keys, some.a_customer(creditor).pk], Given(owner=elodie), **BY) == 4
    assert transfer(creditor, keys, Given(owner=elodie), **BY) == 0
    last = Entry.objects.filter(act="transfer").order_by("-pk")[1]
    told = Leaf.objects.get(entry=last, customer_id=keys[0])
    facts = json.loads(told.content or "")["facts"]
    assert (facts["owner"], facts["owner_before"]) == (elodie.email, camille.email)
    assert set(Assignment.objects.values_list("owner", flat=True)) == {elodie.pk}
    assert Notice.objects.filter(person=elodie, kind="transfer").get().text == "4"


def test_a_transfer_changes_no_decision(creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    transfer(creditor, [customer.pk], Given(owner=some.a_person("collector", creditor)), **BY)
    assert Customer.objects.get().facts_version == customer.facts_version


@pytest.mark.both
def test_a_transfer_asks_as_much_for_many_as_for_one(creditor: Creditor) -> None:
    owner = some.a_person("collector", creditor)

    def asked(count: int) -> int:
        keys = [some.a_customer(creditor).pk for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            transfer(creditor, keys, Given(owner=owner), **BY)
        return len(queries)

    assert asked(1) == asked(30)


@pytest.mark.both
def test_nothing_is_transferred_to_nobody_nor_to_who_is_no_member(creditor: Creditor) -> None:
    customer, stranger = some.a_customer(creditor), some.a_person("collector")
    for to in (Given(), Given(owner=stranger)):
        with pytest.raises(RuleError):
            transfer(creditor, [customer.pk], to, **BY)
    assert not Assignment.objects.exists()


@pytest.mark.both
def test_work_goes_to_the_substitute_and_comes_back(creditor: Creditor) -> None:
    away, other = some.a_person("collector", creditor), some.a_person("collector", creditor)
    Membership.objects.filter(user=other).update(scope="owner")
    membership, customer = Membership.objects.get(user=other), some.a_customer(creditor)
    transfer(creditor, [customer.pk], Given(owner=away), **BY)
    made = set_absence(creditor, person=away, substitute=other, from_on=some.TODAY, until_on=TOMORROW, **BY)
    seen = Customer.objects.seen
    assert seen(sight_of(membership, on=some.TODAY)).exists()
    assert not seen(sight_of(membership, on=TOMORROW + timedelta(days=1))).exists()
    cancel_absence(made, **BY)
    assert not seen(sight_of(membership, on=some.TODAY)).exists()
    with pytest.raises(RuleError, match="déjà annulée"):
        cancel_absence(made, **BY)


@pytest.mark.both
def test_two_absences_do_not_overlap_and_nobody_away_stands_in(creditor: Creditor) -> None:
    a, b, c = (some.a_person("collector", creditor) for _ in range(3))
    days = {"from_on": some.TODAY, "until_on": TOMORROW}
    set_absence(creditor, person=a, substitute=b, **days, **BY)
    for person, substitute in ((a, c), (c, a), (c, c)):
        with pytest.raises(RuleError):
            set_absence(creditor, person=person, substitute=substitute, **days, **BY)
    assert Absence.objects.count() == 1
