"""The guards at the desk: stop everything, seen on every page; a most per day; who is held until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.records.cases.models import Hold, Leniency
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.policies.limits import DailyMost, WideStop


def test_everything_is_stopped_by_a_collector_seen_on_every_page_and_lifted_by_who_settles(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    collector = visitor(some.a_person("collector", creditor))
    assert "Tout arrêter" in page(collector, "/guards")
    assert collector.post("/guards/stop", {"reason": ""}).status_code == 422
    assert collector.post("/guards/stop", {"reason": "Fichier douteux"}).status_code == 302
    for place in ("/", "/customers", "/guards"):
        assert "plus rien ne part. Fichier douteux" in page(collector, place)
    assert collector.post("/guards/lift", {"reason": "Refait"}).status_code == 403
    manager = visitor(some.a_person("administrator", creditor))
    assert manager.post("/guards/lift", {"reason": "Refait"}).status_code == 302
    assert WideStop.objects.get().lifted_reason == "Refait"
    assert "plus rien ne part" not in page(manager, "/customers")


def test_the_most_of_a_day_is_said_on_the_page_and_a_stale_form_is_refused(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    manager = visitor(some.a_person("administrator", creditor))
    told = {"most": "200", "order": "largest", "version": "0"}
    assert manager.post("/guards/most", told).status_code == 302
    assert "200, dont 0 partis aujourd’hui" in page(manager, "/guards")
    assert manager.post("/guards/most", told).status_code == 409
    assert [one.order for one in DailyMost.objects.all()] == ["largest"]


def test_the_calendar_says_what_is_held_until_when_why_and_when_it_resumes(
    creditor: Creditor, desk: Client
) -> None:
    customer, exempt = some.a_customer(creditor, "Menuiserie Colin"), some.a_customer(creditor, "Petit")
    until = some.TODAY + timedelta(days=2)
    told = {"reason": "Inventaire", "from_on": some.TODAY.isoformat(), "until_on": until.isoformat()}
    desk.post(f"/customers/{customer.pk}/hold", told)
    desk.post(f"/customers/{exempt.pk}/hold", told | {"kind": "exempt", "until_on": "", "reason": "Filiale"})
    shown = page(desk, "/holds")
    assert "Inventaire" in shown
    assert "1 reprise" in shown
    assert "Filiale" not in shown
    endless = page(desk, "/holds?show=endless")
    assert "Exempté de relance" in endless
    assert "Inventaire" not in endless
    assert "Inventaire" not in page(desk, "/holds?q=Petit")
    assert Hold.objects.get(kind="exempt").until_on is None
    back = desk.post(f"/holds/{Hold.objects.get(kind='exempt').pk}/release?next=/holds", {})
    assert back["Location"] == "/holds"


def test_a_customer_is_spared_from_its_page_and_no_more(creditor: Creditor, desk: Client) -> None:
    customer = some.a_customer(creditor)
    told = {"kind": "difficulty", "reason": "Incendie", "from_on": some.TODAY.isoformat()}
    assert desk.post(f"/customers/{customer.pk}/spare", told).status_code == 422  # without an end
    until = (some.TODAY + timedelta(days=60)).isoformat()
    assert desk.post(f"/customers/{customer.pk}/spare", told | {"until_on": until}).status_code == 302
    assert "En difficulté passagère" in page(desk, f"/customers/{customer.pk}")
    assert "Incendie" in page(desk, "/holds?show=spared")
    desk.post(f"/leniencies/{Leniency.objects.get().pk}/end", {})
    assert "En difficulté passagère" not in page(desk, f"/customers/{customer.pk}")
