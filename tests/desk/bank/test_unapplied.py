"""Unapplied cash at the desk: how old it is, whose it is, what is in suspense, in each currency apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.desk.paging import SIZE
from encours.records.cash.models import BankLine, Payment
from encours.records.documents.models import Intake
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User
from encours.records.work.models import Assignment


@pytest.fixture
def intake(creditor: Creditor) -> Intake:
    return some.an_intake(creditor)


def a_credit(creditor: Creditor, intake: Intake, cents: int, *, days_ago: int = 0, **told: str) -> BankLine:
    """A credit of somebody that waits since so many days."""
    line = some.a_bank_line(creditor, intake, cents)
    line.booked_on = some.TODAY - timedelta(days=days_ago)
    for name, value in told.items():
        setattr(line, name, value)
    line.save()
    return line


def test_what_is_left_of_payments_is_listed_the_oldest_first_with_its_age(
    desk: Client, creditor: Creditor
) -> None:
    petit, grand = some.a_customer(creditor, "Garage Petit"), some.a_customer(creditor, "Hôtel Grand")
    some.a_payment(petit, 10_000, days_ago=3)
    some.a_payment(grand, 50_000, days_ago=100, unapplied=30_000)
    some.a_payment(grand, 70_000, days_ago=200, unapplied=0)
    told = page(desk, "/bank/unapplied")
    assert told.index("Hôtel Grand") < told.index("Garage Petit")
    assert "100 jours" in told
    assert "300,00 €" in told
    assert "700,00 €" not in told
    assert "400,00 €" in told  # in all
    most = page(desk, "/bank/unapplied", order="cents", show="customers")
    assert most.index("Hôtel Grand") < most.index("Garage Petit")


def test_what_a_file_took_back_is_no_money_that_waits(desk: Client, creditor: Creditor) -> None:
    gone = some.a_payment(some.a_customer(creditor, "Garage Petit"), 10_000)
    Payment.objects.filter(pk=gone.pk).update(gone_on=some.TODAY)
    assert "Garage Petit" not in page(desk, "/bank/unapplied")


def test_lines_of_one_payer_are_one_sum_in_suspense_whatever_name_its_account_bears(
    desk: Client, creditor: Creditor, intake: Intake
) -> None:
    iban = "FR7630006000011234567890189"
    a_credit(creditor, intake, 10_000, days_ago=70, counterparty="MARTIN SA", iban=iban)
    a_credit(
        creditor, intake, 5_000, days_ago=2, counterparty="Martin", iban="FR76 3000 6000 0112 3456 7890 189"
    )
    a_credit(creditor, intake, 700, days_ago=2, counterparty="Durand")
    told = page(desk, "/bank/unapplied", show="payers")
    assert "150,00 €" in told
    assert "2 lignes" in told
    assert "7,00 €" in told
    assert "157,00 €" in told  # all of it, above
    assert told.count("MARTIN SA") + told.count(">Martin<") == 1


def test_each_currency_has_its_own_total_and_nothing_is_converted(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    some.a_payment(customer, 10_000)
    dollars = some.a_payment(customer, 8_000)
    Payment.objects.filter(pk=dollars.pk).update(currency="USD")
    told = page(desk, "/bank/unapplied")
    assert "De clients" not in told
    assert told.count("D’un client, ") == 2
    assert "180,00" not in told
    only = page(desk, "/bank/unapplied", currency="USD")
    assert "Total du filtre, USD" in only


@pytest.mark.parametrize(
    ("asked", "shown"),
    [({"q": "hotel"}, "Hôtel Grand"), ({"age": "idle_30"}, "Garage Petit"), ({"q": "rien de tel"}, None)],
)
def test_the_list_is_filtered_by_words_and_age(
    desk: Client, creditor: Creditor, asked: dict[str, str], shown: str | None
) -> None:
    names = {"Garage Petit": 3, "Hôtel Grand": 100}
    for name, days in names.items():
        some.a_payment(some.a_customer(creditor, name), 10_000, days_ago=days)
    told = page(desk, "/bank/unapplied", **asked)
    assert [name for name in names if name in told] == ([shown] if shown else [])


def test_lines_are_told_a_page_at_a_time_in_the_order_and_of_the_age_asked(
    desk: Client, creditor: Creditor, intake: Intake
) -> None:
    for rank in range(SIZE + 2):
        a_credit(creditor, intake, 10_000 + rank, days_ago=2, counterparty=f"Durand {rank:03}")
    a_credit(creditor, intake, 5_000, days_ago=50, counterparty="Le plus vieux")
    first, second = (page(desk, "/bank/unapplied", show="lines", page=str(number)) for number in (1, 2))
    assert "Le plus vieux" in first
    assert "Durand 051" in first  # of one day, the most money first
    assert "Durand 051" not in second
    assert "Durand 000" in second
    assert "53 sur 53" in second.replace("\xa0", " ")
    most = page(desk, "/bank/unapplied", show="lines", order="cents")
    assert "Le plus vieux" not in most
    young = page(desk, "/bank/unapplied", show="lines", age="idle_30", page="2")
    assert "Le plus vieux" not in young
    assert "Total du filtre, EUR" in young
    assert "Le plus vieux" in page(desk, "/bank/unapplied", show="lines", q="vieux")


@pytest.mark.both
@pytest.mark.parametrize("show", ["lines", "payments"])
def test_words_that_all_have_leave_pages_as_they_are(
    desk: Client, creditor: Creditor, intake: Intake, show: str
) -> None:
    durand = some.a_customer(creditor, "Durand")
    for rank in range(SIZE + 2):
        if show == "lines":
            a_credit(
                creditor, intake, 10_000 + rank, days_ago=rank % 40, counterparty="Durand", wording=f"N{rank}"
            )
        else:
            some.a_payment(durand, 10_000 + rank, days_ago=rank % 40)
    for asked in ({"page": "1"}, {"page": "2"}, {"page": "9"}, {"page": "2", "order": "cents"}):
        told = [
            re.findall(
                r"10\d,\d\d\s€|\d+ sur \d+", page(desk, "/bank/unapplied", show=show, **asked, **words)
            )
            for words in ({}, {"q": "durand"})
        ]
        amounts = [[one for one in each if "," in one][-SIZE:] for each in told]
        assert amounts[0] == amounts[1]
        assert amounts[0]
        assert told[0][-1] == told[1][-1]


def test_payers_are_told_a_page_at_a_time_each_the_sum_of_all_its_lines(
    desk: Client, creditor: Creditor, intake: Intake
) -> None:
    for rank in range(SIZE + 1):
        a_credit(creditor, intake, 1_000 + rank, days_ago=2, counterparty=f"Durand {rank:03}")
        a_credit(creditor, intake, 100_000, days_ago=40, counterparty=f"DURAND {rank:03}")
    first, second = (page(desk, "/bank/unapplied", show="payers", page=str(number)) for number in (1, 2))
    assert "51 sur 51" in second.replace("\xa0", " ")
    assert second.count("<a data-open") == 1
    assert first.count("<a data-open") == SIZE
    assert "010,50" in first  # both of its lines
    assert "010,00" in second


def test_words_find_a_payer_by_what_its_lines_say_and_sum_those_alone(
    desk: Client, creditor: Creditor, intake: Intake
) -> None:
    a_credit(creditor, intake, 10_000, counterparty="Hôtel Grand", wording="ACOMPTE SALON")
    a_credit(creditor, intake, 700, counterparty="Hôtel Grand", wording="FACTURE")
    a_credit(creditor, intake, 90, counterparty="Garage Petit", wording="FACTURE")
    found = page(desk, "/bank/unapplied", show="payers", q="hotel acompte")
    assert "Garage Petit" not in found
    assert "1 ligne" in found
    assert "Total du filtre, EUR" in found
    assert "100,00 €" in found


def test_words_find_a_payment_by_its_customer_or_by_its_wording(
    desk: Client, creditor: Creditor, intake: Intake
) -> None:
    line = a_credit(creditor, intake, 10_000, wording="Réservé au salon")
    by_bank = some.a_payment(some.a_customer(creditor, "Hôtel Grand"), 10_000)
    Payment.objects.filter(pk=by_bank.pk).update(bank_line=line)
    by_books = some.a_payment(some.a_customer(creditor, "Garage Petit"), 10_000)
    Payment.objects.filter(pk=by_books.pk).update(label="Acompte foire")
    assert "Garage Petit" not in page(desk, "/bank/unapplied", q="reserve")
    assert "Hôtel Grand" in page(desk, "/bank/unapplied", q="reserve")
    assert "Garage Petit" in page(desk, "/bank/unapplied", q="acompte FOIRE")


def test_what_left_a_payment_is_told_with_it_and_alone_once_the_payment_is_all_used(
    desk: Client, creditor: Creditor
) -> None:
    grand = some.a_customer(creditor, "Hôtel Grand")
    brought = some.a_payment(grand, 50_000, days_ago=10)
    left = some.a_payment(grand, -20_000, days_ago=1, unapplied=-20_000)
    Payment.objects.filter(pk=left.pk).update(gives_back=brought)
    told = page(desk, "/bank/unapplied")
    assert "300,00 €" in told
    assert told.count("<a data-open") == 1
    assert "300,00 €" in page(desk, "/bank/unapplied", show="customers")
    Payment.objects.filter(pk=brought.pk).update(unapplied_cents=0)
    assert "-200,00 €" in page(desk, "/bank/unapplied").replace("\u2212", "-")


def test_who_sees_a_part_of_the_customers_sees_their_payments_and_no_line(
    creditor: Creditor, intake: Intake, visitor: Callable[[User], Client]
) -> None:
    mine, other = some.a_customer(creditor, "Garage Petit"), some.a_customer(creditor, "Hôtel Grand")
    for customer in (mine, other):
        some.a_payment(customer, 10_000)
    a_credit(creditor, intake, 10_000, counterparty="Durand")
    person = some.a_person("salesperson", creditor)
    Membership.objects.filter(user=person).update(scope="owner")
    Assignment.objects.create(creditor=creditor, recorded_at=some.NOW, customer=mine, owner=person)
    client = visitor(person)
    told = page(client, "/bank/unapplied", show="customers")
    assert "Garage Petit" in told
    assert "Hôtel Grand" not in told
    assert "Durand" not in page(client, "/bank/unapplied", show="payers")


def test_what_the_query_says_wrong_shows_the_usual(desk: Client, creditor: Creditor) -> None:
    some.a_payment(some.a_customer(creditor, "Garage Petit"), 10_000)
    told = page(desk, "/bank/unapplied", show="nonsense", age="old", page="99999999", order="x")
    assert "Garage Petit" in told


def test_the_queries_of_the_page_do_not_grow_with_the_money(
    desk: Client, creditor: Creditor, intake: Intake
) -> None:
    def some_more() -> None:
        some.a_payment(some.a_customer(creditor, "Garage"), 10_000)
        a_credit(creditor, intake, 10_000, counterparty="Durand")

    some_more()
    shows = ("payments", "customers", "payers", "lines")
    before = {show: queries(desk, "/bank/unapplied", show=show) for show in shows}
    for _ in range(5):
        some_more()
    assert before == {show: queries(desk, "/bank/unapplied", show=show) for show in before}


@pytest.mark.parametrize("where", ["/bank", "/measures"])
def test_the_bank_and_the_measures_lead_to_it(desk: Client, creditor: Creditor, where: str) -> None:
    some.a_run(creditor)
    assert 'href="/bank/unapplied"' in page(desk, where)
