"""What surrounds a page: the room it belongs to is marked in the navigation."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from desk import situations as some
from encours.desk import waiting
from encours.records.parties.models import Creditor
from encours.records.people.models import User


@pytest.mark.parametrize(
    ("name", "of", "room"),
    [
        ("intake", "intake", "imports"),
        ("bank_line", "line", "bank"),
        ("set_aside", "line", "bank"),
        ("proposal", "message", "proposals"),
        ("type_recipient", "message", "proposals"),
        ("move", "message", "proposals"),
        ("withdraw", "message", "proposals"),
        ("confirm_rate", "", "policies"),
        ("confirm_terms", "", "policies"),
        ("confirm_regime", "", "policies"),
        ("customer", "customer", "customers"),
        ("edit_customer", "customer", "customers"),
        ("add_contact", "customer", "customers"),
        ("edit_contact", "contact", "customers"),
        ("hold_customer", "customer", "customers"),
        ("release_hold", "hold", "customers"),
        ("add_note", "customer", "customers"),
        ("thread", "note", "customers"),
        ("ask_colleague", "customer", "customers"),
        ("answer_task", "task", "work_list"),
        ("work_weights", "", "work_list"),
        ("notice_choices", "", "notices"),
        ("rename_portfolio", "portfolio", "portfolios"),
        ("add_absence", "", "portfolios"),
        ("confirm_customer_terms", "customer", "customers"),
        ("invoice", "invoice", "customers"),
        ("edit_invoice", "invoice", "customers"),
        ("hold_invoice", "invoice", "customers"),
        ("note_invoice", "invoice", "customers"),
        ("open_dispute", "invoice", "customers"),
        ("close_dispute", "dispute", "customers"),
    ],
)
def test_a_page_inside_a_room_marks_that_room(
    name: str, of: str, room: str, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    rows = some.one_of_each(creditor)
    client = visitor(some.a_person("administrator", creditor))
    shown = client.get(reverse(name, args=[rows[of]] if of else [])).content.decode()
    marked = re.findall(r'<a[^>]*href="([^"]+)"[^>]*aria-current="page"', shown)
    assert marked == [reverse(room)]


def test_each_role_finds_what_its_day_needs(creditor: Creditor, visitor: Callable[[User], Client]) -> None:
    seen = {
        role: set(
            re.findall(
                r'class="nav-link" href="([^"]+)"',
                visitor(some.a_person(role, creditor)).get("/customers").content.decode(),
            )
        )
        for role in ("administrator", "collector", "salesperson", "cfo")
    }
    assert "/modules" in seen["administrator"]
    assert "/bank" in seen["collector"]
    assert not {"/policies", "/setup", "/modules"} & seen["collector"]
    assert {"/customers", "/unpaid"} <= seen["salesperson"]
    assert not {"/bank", "/imports"} & seen["salesperson"]
    assert "/policies" in seen["cfo"]


def test_what_waits_is_counted_beside_its_room_and_never_beyond_a_hundred(
    creditor: Creditor, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = some.an_invoice(some.a_customer(creditor))
    for _ in range(3):
        some.a_message(invoice)
    told = r'Relances du jour</span>\s*<span class="badge[^>]*>([^<]+)<'
    assert re.findall(told, desk.get("/customers").content.decode()) == ["3"]
    monkeypatch.setattr(waiting, "_MOST", 2)
    visit = desk.get("/customers").wsgi_request.visit
    assert waiting.counted({"approved": waiting.reminders}, visit) == {"approved": 2}


def test_the_settings_are_folded_until_one_is_in_them(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    client = visitor(some.a_person("administrator", creditor))
    folded = r'<details class="rooms-section" >\s*<summary[^>]*>Réglages'
    assert re.search(folded, client.get("/customers").content.decode())
    assert not re.search(folded, client.get("/policies").content.decode())


def test_the_density_is_kept_with_the_person_and_an_unknown_one_is_refused(
    desk: Client, collector: User
) -> None:
    assert 'data-density="comfortable"' in desk.get("/customers").content.decode()
    assert desk.post("/density", {"density": "compact", "next": "/customers"}).url == "/customers"
    collector.refresh_from_db()
    assert collector.density == "compact"
    desk.cookies.pop("density")
    assert 'data-density="compact"' in desk.get("/customers").content.decode()
    assert desk.post("/density", {"density": "tiny"}).status_code == 404
