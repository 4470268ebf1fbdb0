"""Health: suggested when a note seems to tell of it, shown only to who may read it (R185)."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import page
from encours.records.cases.models import Note
from encours.records.parties.models import Creditor
from encours.records.people.models import User

SAID = "Le gérant est à l’hôpital"


def test_a_note_that_seems_to_tell_of_health_asks_before_it_is_kept(desk: Client, creditor: Creditor) -> None:
    place = reverse("add_note", args=[some.a_customer(creditor).pk])
    answer = desk.post(place, {"text": SAID})
    assert answer.status_code == 422
    assert "#santé" in answer.content.decode()
    assert desk.post(place, {"text": SAID, "no_health": "on"}).status_code == 302
    assert Note.objects.count() == 1


def test_a_note_marked_is_read_by_who_may_and_hidden_from_others(
    desk: Client, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    customer = some.a_customer(creditor)
    desk.post(reverse("add_note", args=[customer.pk]), {"text": f"{SAID} #santé"})
    here = reverse("customer", args=[customer.pk])
    assert SAID in page(visitor(some.a_person("manager", creditor)), here)
    for role in ("collector", "administrator", "salesperson"):
        assert SAID not in page(visitor(some.a_person(role, creditor)), here)
