"""The register of companies is asked by SIREN, says what it knows, and its address is taken over in one click."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from core.test_companies import TOLD
from desk import situations as some
from desk.looking import page
from encours.connectors.companies import ADDRESS, Register, register
from encours.records.companies.models import Registered
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.wire.pace import Pace

SIREN = "552100554"


class Double(BaseHTTPRequestHandler):
    """The register's own protocol: /search?q=SIREN, its paging, its 429 with Retry-After."""

    asked: list[str] = []
    busy = 0

    def do_GET(self) -> None:
        """Answer a search."""
        query = parse_qs(urlsplit(self.path).query)
        Double.asked.append(query["q"][0])
        if Double.busy:
            Double.busy -= 1
            self.send_response(429)
            self.send_header("Retry-After", "2")
            self.end_headers()
            return
        found = [TOLD] if query["q"] == [SIREN] else []
        body = {"results": found, "total_results": len(found), "page": 1, "per_page": 1, "total_pages": 1}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_told: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    Double.asked, Double.busy = [], 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Double)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv(ADDRESS, told)
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    Creditor.objects.filter(pk=creditor.pk).update(shadow=False)
    return some.a_customer(creditor, siren=SIREN)


def test_without_an_address_the_register_is_off_and_the_page_says_how_to_turn_it_on(
    desk: Client, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ADDRESS, raising=False)
    assert register() is None
    answer = desk.post(f"/customers/{customer.pk}/register")
    assert answer.status_code == 422
    assert ADDRESS in answer.content.decode()


def test_the_answer_is_shown_with_its_day_and_its_address_taken_over(
    desk: Client, customer: Customer, address: str
) -> None:
    assert desk.post(f"/customers/{customer.pk}/register").status_code == 302
    shown = page(desk, f"/customers/{customer.pk}")
    assert "GARAGE MARTIN" in shown
    assert "45.20A" in shown
    assert "20 à 49 salariés" in shown
    assert "Reprendre l’adresse du registre" in shown
    told = {"version": customer.version}
    assert desk.post(f"/customers/{customer.pk}/register/take", told).status_code == 302
    now = Customer.objects.get(pk=customer.pk)
    assert (now.address, now.postcode, now.city) == ("12 RUE DES LILAS", "59000", "LILLE")
    assert "Reprendre l’adresse du registre" not in page(desk, f"/customers/{customer.pk}")
    assert Double.asked == [SIREN]


def test_in_shadow_mode_nothing_is_asked(
    creditor: Creditor, desk: Client, customer: Customer, address: str
) -> None:
    Creditor.objects.filter(pk=creditor.pk).update(shadow=True)
    assert desk.post(f"/customers/{customer.pk}/register").status_code == 422
    assert Double.asked == []


def test_an_unknown_siren_and_a_customer_without_one_are_told(
    desk: Client, customer: Customer, address: str
) -> None:
    Customer.objects.filter(pk=customer.pk).update(siren="732829320")
    assert "ne connaît aucune entreprise" in desk.post(f"/customers/{customer.pk}/register").content.decode()
    Customer.objects.filter(pk=customer.pk).update(siren="")
    assert desk.post(f"/customers/{customer.pk}/register").status_code == 422
    assert Double.asked == ["732829320"]
    assert not Registered.objects.exists()


def test_asked_to_wait_one_waits_as_long_as_told_and_asks_again(address: str) -> None:
    Double.busy = 1
    waited: list[float] = []
    found = Register(address, Pace(7.0, 1, wait=waited.append, tick=lambda: 0.0)).by_siren(SIREN)
    assert found is not None
    assert found.siren == SIREN
    assert max(waited) >= 2
    assert Double.asked == [SIREN, SIREN]


@pytest.mark.both
def test_customers_and_invoices_are_found_by_sector_staff_and_state(
    desk: Client, customer: Customer, creditor: Creditor, address: str
) -> None:
    other = some.a_customer(creditor, name="Autre SARL")
    for one in (customer, other):
        some.an_invoice(one)
    desk.post(f"/customers/{customer.pk}/register")
    for asked in ({"section": "G"}, {"staff": "12"}, {"activity": "active", "section": "G"}):
        for place in ("/customers", "/unpaid"):
            shown = page(desk, place, **asked)
            assert customer.name in shown, (place, asked)
            assert "Autre SARL" not in shown, (place, asked)
    assert customer.name not in page(desk, "/customers", section="F")


def test_a_segment_may_be_told_by_the_register_once_it_was_read(
    desk: Client, customer: Customer, address: str, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    manager = visitor(some.a_person("manager", creditor))
    desk.post(f"/customers/{customer.pk}/register")
    row = {
        "label_fr": "Bâtiment",
        "label_en": "",
        "code": "works",
        "condition": "effectif >= 20",
        "version": 0,
    }
    chosen = {"column": "secteur", "test": "=", "value": "commerce et réparation automobile", "join": "AND"}
    shown = manager.post("/segments/edit", {**row, **chosen, "do": "compose:0"}).content.decode()
    assert "effectif &gt;= 20 AND secteur = &#39;G&#39;</textarea>" in shown
    assert "1 client dans ce segment" in shown
