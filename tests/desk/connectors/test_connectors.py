"""The page of connected systems: added with a key that is never shown again, read, compared, answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from doubles.dolibarr import KEY, Dolibarr
from encours.records.connectors.models import Comparison, Connector, Intention, Sync
from encours.records.history.models import Leaf
from encours.records.parties.models import Creditor
from encours.records.people.models import User


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


def added(client: Client, **told: str) -> Connector:
    given = {
        "name": "ERP", "address": "https://erp.example.com", "key": KEY, "every_minutes": "15", "is_on": "on",
        **told,
    }  # fmt: skip
    answer = client.post("/connectors/add/dolibarr", given)
    assert answer.status_code == 302, answer.content.decode()
    return Connector.objects.get()


def test_without_any_the_page_says_how_to_connect_one(manager: Client) -> None:
    shown = page(manager, "/connectors")
    assert "Aucun système n’est connecté" in shown
    assert 'href="/connectors/add/dolibarr"' in shown


def test_a_system_is_connected_and_its_key_is_shown_nowhere(manager: Client, house: Path) -> None:
    connector = added(manager)
    assert "Pas encore lu" in page(manager, "/connectors")
    assert KEY not in page(manager, f"/connectors/{connector.pk}")
    asked = page(manager, f"/connectors/{connector.pk}/settings")
    assert KEY not in asked
    assert "Laissez vide pour garder l’actuelle." in asked
    assert KEY not in str(connector.settings)
    assert not Leaf.objects.filter(content__contains=KEY).exists()
    kept = [path for path in (house / "keys").iterdir() if path.name.startswith("connector")]
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
    assert all(KEY.encode() not in path.read_bytes() for path in kept)


def test_a_key_left_empty_stays_and_a_stale_form_changes_nothing(manager: Client, house: Path) -> None:
    from encours.records.connectors.secrets import secrets_of

    connector = added(manager)
    told = {"name": "Dolibarr", "address": "https://other.example.com", "key": "", "every_minutes": "30",
            "writes": "on", "is_on": "on", "version": "1"}  # fmt: skip
    assert manager.post(f"/connectors/{connector.pk}/settings", told).status_code == 302
    connector.refresh_from_db()
    assert (connector.name, connector.writes, connector.every_minutes) == ("Dolibarr", True, 30)
    assert secrets_of(house, connector.pk) == {"key": KEY}
    assert manager.post(f"/connectors/{connector.pk}/settings", told).status_code == 409


def test_a_key_is_never_sent_in_the_clear(manager: Client) -> None:
    given = {"name": "ERP", "address": "http://erp.example.com", "key": KEY, "every_minutes": "15"}
    answer = manager.post("/connectors/add/dolibarr", given)
    assert answer.status_code == 422
    assert "La clé partirait en clair" in answer.content.decode()
    assert not Connector.objects.exists()


def test_a_connection_is_tried_and_a_reading_is_asked_for(manager: Client) -> None:
    with Dolibarr() as double:
        connector = added(manager, address=double.address)
        assert manager.post(f"/connectors/{connector.pk}/test").status_code == 302
        assert "La connexion est bonne : Dolibarr 20.0.2." in page(manager, f"/connectors/{connector.pk}")
    Connector.objects.update(asked_at=None)
    manager.post(f"/connectors/{connector.pk}/sync")
    assert Connector.objects.get().asked_at == some.NOW


def test_each_difference_is_shown_with_its_reason_and_the_delay_measured(
    manager: Client, creditor: Creditor
) -> None:
    connector = added(manager)
    invoice = some.an_invoice(some.a_customer(creditor), 12_000, number="FA1")
    told = {"there_count": 1, "there_cents": 10_000, "here_count": 1, "here_cents": 12_000}
    Connector.objects.update(synced_at=some.NOW - timedelta(minutes=4))
    Comparison.objects.create(
        creditor=creditor, connector=connector, made_at=some.NOW - timedelta(minutes=4), figures={"EUR": told},
        differ=1,
        differences=[{"id": "1", "number": "FA1", "receivable": invoice.pk, "there_cents": 10_000,
                      "here_cents": 12_000, "currency": "EUR", "reason": "amount_differs"}],
    )  # fmt: skip
    Sync.objects.create(creditor=creditor, connector=connector, begun_at=some.NOW, lag_seconds=240, rows=3)
    shown = page(manager, f"/connectors/{connector.pk}")
    assert "le montant n’est pas le même" in shown
    assert f'href="/invoices/{invoice.pk}"' in shown
    assert "4 minutes" in shown
    assert "1 écart" in page(manager, "/connectors")


def test_what_is_uncertain_is_answered_once(manager: Client, creditor: Creditor) -> None:
    rows = some.connected(some.a_customer(creditor))
    assert "écriture à éclaircir" in page(manager, "/connectors")
    place = f"/connectors/intentions/{rows['intention']}"
    assert "Cherchez à la source la référence" in page(manager, place)
    assert manager.post(place, {"said": "done", "version": "1"}).status_code == 302
    assert Intention.objects.get().state == "done"
    assert manager.post(place, {"said": "again", "version": "2"}).status_code == 422


def test_the_list_asks_the_same_whatever_the_systems(manager: Client, creditor: Creditor) -> None:
    some.connected(some.a_customer(creditor))
    _read(creditor, Connector.objects.get())
    one = queries(manager, "/connectors")
    for name in ("B", "C"):
        _read(creditor, Connector.objects.create(creditor=creditor, kind="dolibarr", name=name))
    assert queries(manager, "/connectors") == one


def _read(creditor: Creditor, connector: Connector) -> None:
    Sync.objects.create(creditor=creditor, connector=connector, begun_at=some.NOW, lag_seconds=3)
    Comparison.objects.create(
        creditor=creditor, connector=connector, made_at=some.NOW, figures={}, differences=[]
    )
