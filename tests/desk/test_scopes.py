"""A member sees the customers of its scope, and nothing of the others, wherever it looks (DESIGN §2.11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from desk import situations as some
from encours.desk import clock
from encours.records.parties.models import Customer, Group, GroupMember
from encours.records.people.models import Membership, User
from encours.records.people.sights import sight_of
from encours.records.work.models import Absence, Assignment, Invitation, Portfolio

YESTERDAY, TOMORROW = some.TODAY - timedelta(days=1), some.TODAY + timedelta(days=1)


@pytest.fixture
def two(house: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Customer, Customer]:
    """Two customers of one creditor, each with an invoice and a proposal."""
    monkeypatch.setattr(clock, "now", lambda: some.NOW)
    creditor = some.a_creditor()
    mine, other = some.a_customer(creditor, "Mien"), some.a_customer(creditor, "Zibeline")
    for customer in (mine, other):
        some.a_message(some.an_invoice(customer, number=f"F-{customer.name}"))
    return mine, other


def a_member(customer: Customer, scope: str, role: str = "collector", **told: object) -> Membership:
    person = some.a_person(role, customer.creditor)
    membership = Membership.objects.get(user=person)
    Membership.objects.filter(pk=membership.pk).update(scope=scope, **told)
    membership.refresh_from_db()
    return membership


def fact(customer: Customer) -> dict[str, object]:
    return {"creditor": customer.creditor, "recorded_at": some.NOW}


def by_portfolio(customer: Customer) -> Membership:
    portfolio = Portfolio.objects.create(**fact(customer), name="Nord")
    Assignment.objects.create(**fact(customer), customer=customer, portfolio=portfolio)
    membership = a_member(customer, "portfolio")
    membership.portfolios.add(portfolio)
    return membership


def by_owner(customer: Customer) -> Membership:
    membership = a_member(customer, "owner")
    Assignment.objects.create(**fact(customer), customer=customer, owner=membership.user)
    return membership


def by_group(customer: Customer) -> Membership:
    group = Group.objects.create(**fact(customer), name="Groupe Mien")
    GroupMember.objects.create(**fact(customer), customer=customer, group=group)
    membership = a_member(customer, "group")
    membership.groups.add(group)
    return membership


def by_invitation(customer: Customer, until_on: date = some.TODAY) -> Membership:
    membership = a_member(customer, "invited")
    Invitation.objects.create(
        **fact(customer), customer=customer, email="x@example.com", user=membership.user,
        token_digest="0" * 64, until_on=until_on, by="test@example.com",
    )  # fmt: skip
    return membership


def by_absence(customer: Customer, from_on: date = YESTERDAY, until_on: date = TOMORROW) -> Membership:
    away, substitute = by_owner(customer), a_member(customer, "owner")
    Absence.objects.create(
        **fact(customer), person=away.user, substitute=substitute.user, from_on=from_on, until_on=until_on
    )
    return substitute


@pytest.mark.both
@pytest.mark.parametrize("scoped", [by_portfolio, by_owner, by_group, by_invitation, by_absence])
def test_a_scope_keeps_its_customers_and_no_other(
    scoped: Callable[[Customer], Membership], two: tuple[Customer, Customer]
) -> None:
    mine, _other = two
    sight = sight_of(scoped(mine), on=some.TODAY)
    assert list(Customer.objects.seen(sight)) == [mine]


def test_an_invitation_ends_with_its_last_day(two: tuple[Customer, Customer]) -> None:
    membership = by_invitation(two[0], until_on=YESTERDAY)
    assert not Customer.objects.seen(sight_of(membership, on=some.TODAY)).exists()


def test_a_substitute_sees_the_work_only_while_the_colleague_is_away(two: tuple[Customer, Customer]) -> None:
    membership = by_absence(two[0], until_on=YESTERDAY)
    assert Customer.objects.seen(sight_of(membership, on=YESTERDAY)).count() == 1
    assert not Customer.objects.seen(sight_of(membership, on=some.TODAY)).exists()


def test_an_access_that_has_ended_opens_nothing(two: tuple[Customer, Customer]) -> None:
    membership = a_member(two[0], "creditor", expires_on=YESTERDAY)
    client = Client()
    client.force_login(membership.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("customer", args=[two[0].pk])).status_code != 200


PAGES = (
    "dashboard", "work_list", "customers", "unpaid", "awaiting", "aged_balance", "bank", "imports",
    "proposals", "policies", "board", "compose_board", "indicators", "mailings",
    "portfolios", "notices", "activity", "saved_filters", "groups", "new_cases",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_customer_out_of_scope(page: str, two: tuple[Customer, Customer]) -> None:
    client = Client()
    client.force_login(by_owner(two[0]).user, backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(reverse(page)).content.decode()
    assert "Zibeline" not in text
    assert "F-Zibeline" not in text


@pytest.mark.parametrize(("page", "args"), [
    ("tile", ["debtors"]), ("tile_lines", ["overdue"]), ("tile_lines", ["outstanding"]),
    ("tile_file", ["debtors", "csv"]), ("board_file", ["csv"]),
])  # fmt: skip
def test_no_board_counts_or_names_a_customer_out_of_scope(
    page: str, args: list[str], two: tuple[Customer, Customer]
) -> None:
    client = Client()
    client.force_login(by_owner(two[0]).user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse(page, args=args))
    text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    assert "Mien" in text
    assert "Zibeline" not in text


def test_an_address_out_of_scope_is_not_found(two: tuple[Customer, Customer]) -> None:
    mine, other = two
    client = Client()
    client.force_login(by_owner(mine).user, backend="django.contrib.auth.backends.ModelBackend")
    for customer, status in ((mine, 200), (other, 404)):
        assert client.get(reverse("customer", args=[customer.pk])).status_code == status
        invoice = customer.receivables.get()
        assert client.get(reverse("invoice", args=[invoice.pk])).status_code == status
        assert (
            client.get(reverse("proposal", args=[invoice.message_items.get().message_id])).status_code
            == status
        )


def test_the_exported_balance_holds_the_scope_alone(two: tuple[Customer, Customer]) -> None:
    client = Client()
    client.force_login(by_owner(two[0]).user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("aged_balance_file", args=["csv"]))
    text = b"".join(answer).decode("utf-8-sig") if answer.streaming else answer.content.decode("utf-8-sig")
    assert "Mien" in text
    assert "Zibeline" not in text


def test_a_member_of_a_part_sends_for_its_own_customers_and_says_nothing_of_the_others(
    two: tuple[Customer, Customer], visitor: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, _other = two
    asked: list[list[int]] = []

    def noted(_creditor: int, **told: Any) -> dict[str, int]:
        asked.append(list(told["whose"].values_list("pk", flat=True)))
        return {"delivered": 1}

    monkeypatch.setattr("encours.acts.send.send", noted)
    client = visitor(by_owner(mine).user)
    assert client.post(reverse("send")).status_code == 302
    assert asked == [[mine.pk]]
    assert client.post(reverse("accept_freshness")).status_code == 403
