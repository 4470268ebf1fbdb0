"""What scenarios ask of people, at the desk: on the work list, done from its page, told on the timeline."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.records.cases.tasks import StepTask
from encours.records.parties.models import Creditor
from encours.records.people.models import User


def test_what_the_scenario_asks_is_on_the_work_list_and_done_from_its_page(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    client = visitor(some.a_person("collector", creditor))
    customer = some.a_customer(creditor, "Garage Petit")
    for number in ("F1", "F2"):
        some.a_step_task(some.an_invoice(customer, 120_000, number=number, due_in=-20))
    listed = page(client, "/work")
    assert "Appel au client : aucune nouvelle" in listed
    first = StepTask.objects.order_by("pk")[0]
    assert "F1, F2" in page(client, f"/step-tasks/{first.pk}")
    told = {"on": some.TODAY.isoformat(), "text": "Rappelé, paie vendredi"}
    assert client.post(f"/step-tasks/{first.pk}", told).status_code == 302
    assert not StepTask.objects.filter(done_on__isnull=True).exists()
    assert "Appel au client : aucune nouvelle" not in page(client, "/work")
    assert "Rappelé, paie vendredi" in page(client, f"/customers/{customer.pk}")


def test_a_decision_is_shown_to_those_who_approve(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    some.a_step_task(some.an_invoice(customer, 120_000, due_in=-20), kind="manager", because="dispute")
    said = "Décision du responsable : un litige a été ouvert"
    assert said not in page(visitor(some.a_person("collector", creditor)), "/work")
    assert said in page(visitor(some.a_person("manager", creditor)), "/work")
