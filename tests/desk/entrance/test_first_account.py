"""The first account: the link that the server prints makes it once, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from encours.acts.open_creditor import open_creditor
from encours.records.history.models import Entry
from encours.records.people.models import Membership, User

TOLD = {"name": "Nadia Petit", "email": "nadia@example.com", "password": "une phrase assez longue"}
LINK = "/first/the-link-that-was-printed"


@pytest.fixture(autouse=True)
def _printed(settings: object, house: Path) -> None:
    settings.FIRST_VISIT_TOKEN = "the-link-that-was-printed"  # type: ignore[attr-defined]


def test_the_link_makes_an_account_and_signs_it_in() -> None:
    client = Client()
    assert "Premier compte" in client.get(LINK, headers={"accept-language": "fr"}).content.decode()
    answer = client.post(LINK, TOLD)
    assert (answer.status_code, answer.url) == (302, "/")
    assert User.objects.get().email == "nadia@example.com"
    assert client.get("/", follow=True).status_code == 200


def test_the_link_dies_with_the_first_account() -> None:
    Client().post(LINK, TOLD)
    assert Client().get(LINK).status_code == 404
    assert Client().post(LINK, TOLD | {"email": "other@example.com"}).status_code == 404
    assert User.objects.count() == 1


def test_another_link_makes_nothing() -> None:
    assert Client().post("/first/guessed", TOLD).status_code == 404
    assert not User.objects.exists()


def test_a_short_password_is_refused_in_a_sentence() -> None:
    answer = Client().post(LINK, TOLD | {"password": "court"})
    assert answer.status_code == 422
    assert not User.objects.exists()


def test_the_first_person_administers_what_the_command_line_opened() -> None:
    creditor = open_creditor(name="Vauban", siren="", author="cli", at=datetime(2026, 11, 20, tzinfo=UTC))
    Client().post(LINK, TOLD)
    assert Membership.objects.get(creditor=creditor).role == "administrator"
    assert Entry.objects.filter(act="give_role", author="nadia@example.com").exists()
