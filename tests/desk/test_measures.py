"""The page of measures: every figure with its definition, of any past day; and what is recorded for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk import situations as some
from encours.core.measures import DEFINITIONS, Line, Measure
from encours.core.measures.kept import to_plain
from encours.records.measures.models import Complaint, Cost, KeptMeasure, Outcome, Survey, SurveyAnswer
from encours.records.parties.models import Creditor, Customer, Group, GroupMember
from encours.records.work.models import Assignment, Portfolio

_Visitor = Callable[[Any], Client]


@pytest.fixture
def manager(creditor: Creditor, visitor: _Visitor) -> Client:
    return visitor(some.a_person("manager", creditor))


def text(answer: Any) -> str:
    shown: str = (
        answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    )
    return shown


def test_every_measure_is_listed_with_its_figure_and_its_formula(creditor: Creditor, manager: Client) -> None:
    some.an_invoice(some.a_customer(creditor), 120_000)
    shown = text(manager.get("/measures"))
    assert all(f'id="{code}"' in shown for code in DEFINITIONS)
    assert "1 200,00 €" in shown
    assert "Reste dû échu ÷ reste dû" in shown
    assert "comme connu aujourd’hui" in shown


def test_a_past_day_is_shown_as_known_then_or_as_known_now(creditor: Creditor, manager: Client) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), 120_000)
    some.an_application(invoice, 20_000, days_ago=5)
    before = some.TODAY - timedelta(days=6)
    assert "1 200,00 €" in text(manager.get(f"/measures?on={before}&known=now"))
    then = text(manager.get(f"/measures?on={before}&known=then"))
    assert "comme connu alors : ce que la journée a dit" in then


def test_a_day_to_come_or_a_word_is_today(creditor: Creditor, manager: Client) -> None:
    for asked in ("2031-01-01", "demain"):
        assert f'value="{some.TODAY}"' in text(manager.get(f"/measures?on={asked}"))


def test_a_big_book_shows_what_was_kept_and_computes_it_when_asked(
    creditor: Creditor, manager: Client
) -> None:
    some.a_run(creditor, items=50_000)
    some.an_invoice(some.a_customer(creditor), 120_000)
    assert "se calculent à la demande" in text(manager.get("/measures"))
    assert manager.post("/measures/keep", {"on": str(some.TODAY), "known": "now"}).status_code == 302
    kept = text(manager.get("/measures"))
    assert "Calculées le 18/11/2026 10:00 et gardées" in kept
    assert "1 200,00 €" in kept


def queries(client: Client, address: str) -> int:
    """How many queries a page asks, once it has been asked before."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_queries_of_the_pages_do_not_grow_with_the_rows(creditor: Creditor, manager: Client) -> None:
    some.recorded_for_measures(some.a_customer(creditor))
    addresses = ("/measures", "/measures/records")
    one_row = {address: queries(manager, address) for address in addresses}
    around = queries(manager, "/measures/cost")  # what every page asks
    for _ in range(2):
        some.recorded_for_measures(some.a_customer(creditor))
        some.an_invoice(some.a_customer(creditor))
    assert {address: queries(manager, address) for address in addresses} == one_row
    assert {address: count - around for address, count in one_row.items()} == {
        "/measures": 6,  # the last two for the groups and the names of the creditor’s own segments
        "/measures/records": 4,
    }


def test_a_cost_is_recorded_and_cancelled_from_the_desk(creditor: Creditor, manager: Client) -> None:
    form = {
        "what": "Salaires", "kind": "staff", "action": "", "amount_cents": "1 234,50", "from_on": "2026-11-01",
        "to_on": "2026-11-30", "minutes": "",
    }  # fmt: skip
    assert manager.post("/measures/cost", form).status_code == 302
    cost = Cost.objects.get()
    assert (cost.amount_cents, cost.basis) == (123_450, "period")
    assert "Salaires" in text(manager.get("/measures/records"))
    assert manager.post(f"/measures/cost/{cost.pk}/cancel", {"reason": "doublon"}).status_code == 302
    assert "Salaires" not in text(manager.get("/measures/records"))


def test_a_loss_is_recorded_for_a_customer_named_by_its_account_or_its_name(
    creditor: Creditor, manager: Client
) -> None:
    customer = some.a_customer(creditor, "Garage Henri")
    for named in (customer.account, "garage henri"):
        told = {
            "customer": named,
            "kind": "written_off",
            "amount_cents": "10",
            "on": "2026-11-02",
            "text": "",
        }
        assert manager.post("/measures/outcome", told).status_code == 302
    assert Outcome.objects.filter(customer=customer).count() == 2
    refused = manager.post("/measures/outcome", {**told, "customer": "Personne"})
    assert refused.status_code == 422
    assert "donner son compte" in text(refused)


def test_a_complaint_and_a_survey_are_recorded_and_answered(creditor: Creditor, desk: Client) -> None:
    customer = some.a_customer(creditor)
    told = {
        "customer": customer.account,
        "kind": "opt_out",
        "source": "customer",
        "on": "2026-11-02",
        "text": "Stop",
    }
    assert desk.post("/measures/complaint", told).status_code == 302
    assert Complaint.objects.get().kind == "opt_out"
    assert desk.post("/measures/survey", {"customer": customer.account}).status_code == 302
    survey = Survey.objects.get()
    assert desk.post(f"/measures/survey/{survey.pk}", {"score": "9", "text": ""}).status_code == 302
    assert SurveyAnswer.objects.get().score == 9


def test_the_start_is_stored_and_shown(creditor: Creditor, manager: Client) -> None:
    some.an_invoice(some.a_customer(creditor), 120_000)
    assert "Aucun : sans point de départ" in text(manager.get("/measures"))
    assert manager.post("/measures/start", {"on": str(some.TODAY)}).status_code == 302
    assert "DSO simple : 365,0 jours au 18/11/2026" in text(manager.get("/measures"))


def test_measures_are_narrowed_to_a_portfolio_and_told_in_one_currency_at_a_time(
    creditor: Creditor, manager: Client
) -> None:
    ours, other = some.a_customer(creditor), some.a_customer(creditor)
    some.an_invoice(ours, 120_000)
    some.an_invoice(other, 50_000)
    some.an_invoice(other, 7_000, currency="USD")
    portfolio = Portfolio.objects.create(creditor=creditor, recorded_at=some.NOW, name="Nord")
    Assignment.objects.create(creditor=creditor, recorded_at=some.NOW, customer=ours, portfolio=portfolio)
    whole = text(manager.get("/measures"))
    assert "1 700,00 €" in whole
    assert "1 dans une autre devise" in whole
    narrow = text(manager.get(f"/measures?among=portfolio-{portfolio.pk}"))
    assert "1 200,00 €" in narrow
    assert "1 700,00 €" not in narrow
    assert "qui ne se partage pas entre clients" in narrow
    assert "Parmi Portefeuille : Nord seulement." in narrow
    assert 'Nord : <span class="text-nowrap">100 %' in narrow  # overdue by owner
    assert "70,00 $US" in text(manager.get("/measures?currency=USD"))
    assert "1 700,00 €" in text(manager.get("/measures?currency=GBP&among=portfolio-999"))


def test_measures_are_asked_of_one_kind_of_customer_or_of_one_group(
    creditor: Creditor, manager: Client
) -> None:
    town, mill, shop = (some.a_customer(creditor, name) for name in ("Mairie", "Moulin", "Boutique"))
    for customer, cents in ((town, 120_000), (mill, 50_000), (shop, 3_000)):
        some.an_invoice(customer, cents)
    Customer.objects.filter(pk=town.pk).update(regime="public")
    fact = {"creditor": creditor, "recorded_at": some.NOW}
    group = Group.objects.create(**fact, name="Minoterie", parent=mill)
    GroupMember.objects.create(**fact, customer=mill, group=group)
    assert "1 200,00 €" in text(manager.get("/measures?among=regime-public"))
    of_group = text(manager.get(f"/measures?among=group-{group.pk}"))
    assert "500,00 €" in of_group
    assert "1 730,00 €" not in of_group
    assert "1 730,00 €" in text(manager.get("/measures?among=regime-nothing"))


def test_a_finance_director_of_a_part_records_no_cost_of_the_whole(
    creditor: Creditor, visitor: _Visitor
) -> None:
    person = some.a_person("cfo", creditor)
    told = {"what": "Salaires", "kind": "staff", "amount_cents": "100", "from_on": some.TODAY.isoformat()}
    person.memberships.update(scope="portfolio")
    narrow = visitor(person)
    assert "/measures/cost" not in text(narrow.get("/measures/records"))
    refused = narrow.post("/measures/cost", told)
    assert refused.status_code == 403
    assert "tout le créancier" in text(refused)
    assert not Cost.objects.exists()


def test_the_page_of_actions_says_what_is_shown_what_is_useless_and_what_is_too_little(
    creditor: Creditor, manager: Client
) -> None:
    assert "Aucune action encore" in text(manager.get("/measures/actions"))
    told = {"items": 40, "customers": 40, "asked_cents": 400_000, "alone": 60, "apart": 0}
    rates = {"collected_bps": 5_000, "without_bps": 2_500, "effect_bps": 2_500}
    lines = (
        Line("friendly:email", Fraction(100_000), told | rates | {"low_bps": 400, "high_bps": 4_600}),
        Line(
            "last:letter",
            Fraction(-4_000),
            told | {**rates, "effect_bps": -100, "low_bps": -250, "high_bps": 50},
        ),
        Line("call:reached", None, told),
    )
    made = Measure("action_effects", 1, some.TODAY, "cents", Fraction(96_000), {}, "EUR", lines=lines)
    KeptMeasure.objects.create(
        creditor=creditor, on=some.TODAY, known="now", currency="EUR", code="action_effects",
        content=to_plain(made), computed_at=some.NOW,
    )  # fmt: skip
    some.a_run(creditor, items=30_000)
    shown = text(manager.get("/measures/actions"))
    assert "Premier rappel (e-mail)" in shown
    assert "+25,0 points, entre +4,0 et +46,0" in shown
    assert "1 000,00 €" in shown
    useless = shown.split('id="useless-title"')[1]
    assert "Dernière relance (courrier)" in useless
    assert "Premier rappel" not in useless
    assert "moins de 30 clients d’un côté" in shown
    assert "pas forcément l’action pour cause" in shown
