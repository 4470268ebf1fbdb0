"""What surrounds a page: the room it belongs to is marked in the navigation."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from desk import situations as some
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
