"""Documents asked of a customer, on screen: asked, deposited without an account, looked at, closed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import page, queries
from encours.acts.requests.links import token_of
from encours.records.parties.models import Attachment, Creditor
from encours.records.people.models import User
from encours.records.requests.models import DocumentRequest, RequestEvent
from paper import a_letter


def deposit(request: DocumentRequest) -> str:
    return f"/deposit/{token_of(request)}"


def a_file(name: str = "bon.pdf", content: bytes = b"%PDF-1.7 x") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_request_is_asked_for_from_a_customers_page_and_followed_there(
    creditor: Creditor, desk: Client
) -> None:
    customer = some.a_customer(creditor)
    some.a_contact(customer)
    told = {"kinds": ["delivery", "order"], "text": "Chantier Nord", "due_on": "2026-12-01"}
    assert desk.post(f"/customers/{customer.pk}/documents/ask", told).status_code == 302
    shown = page(desk, f"/customers/{customer.pk}")
    assert "Preuve de livraison, Bon de commande" in shown
    row = DocumentRequest.objects.get()
    assert "Chantier Nord" in page(desk, f"/document-requests/{row.pk}")
    assert customer.name in page(desk, "/document-requests")


def test_a_filter_that_opens_the_link_is_no_reader(creditor: Creditor, desk: Client) -> None:
    request = some.a_request(some.a_customer(creditor))
    assert "J’ai bien vu" in page(Client(), deposit(request))
    assert not RequestEvent.objects.exists()
    assert DocumentRequest.objects.get().opened_at is None
    assert Client().post(deposit(request), {"seen": "1"}).status_code == 302
    assert RequestEvent.objects.get().kind == "opened"
    assert "vue par le client" in page(desk, "/document-requests")
    assert "J’ai bien vu" not in page(Client(), deposit(request))


def test_a_document_is_deposited_without_an_account_and_says_that_the_request_was_seen(
    creditor: Creditor, desk: Client
) -> None:
    request = some.a_request(some.a_customer(creditor))
    guest = Client()
    assert "Preuve de livraison" in page(guest, deposit(request))
    answer = guest.post(deposit(request), {"kind": "delivery", "file": a_file()})
    assert answer.status_code == 302
    assert "bon.pdf" in page(guest, deposit(request))
    assert Attachment.objects.get().title == "bon.pdf"
    assert DocumentRequest.objects.get().opened_at is not None
    assert "reçue, à vérifier" in page(desk, "/document-requests?shown=received")
    assert "Document demandé" in page(desk, "/work?whose=all")


def test_a_document_that_tells_of_health_is_reserved_as_it_comes(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    request = some.a_request(some.a_customer(creditor))
    brought = SimpleUploadedFile("mot.docx", a_letter("Le gérant est à l’hôpital"))
    assert Client().post(deposit(request), {"kind": "delivery", "file": brought}).status_code == 302
    there = reverse("open_document", args=[Attachment.objects.get().pk])
    assert visitor(some.a_person("manager", creditor)).get(there).status_code == 200
    assert visitor(some.a_person("collector", creditor)).get(there).status_code == 403


def test_a_hostile_file_is_refused_on_the_form_and_nothing_is_kept(creditor: Creditor) -> None:
    request = some.a_request(some.a_customer(creditor))
    answer = Client().post(deposit(request), {"kind": "delivery", "file": a_file("virus.exe")})
    assert answer.status_code == 422
    assert "types admis" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_the_page_of_a_link_keeps_no_session_and_lets_nothing_run(creditor: Creditor) -> None:
    answer = Client().get(deposit(some.a_request(some.a_customer(creditor))))
    assert "sessionid" not in answer.cookies
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_closed_request_and_a_wrong_link_answer_alike(creditor: Creditor, desk: Client) -> None:
    request = some.a_request(some.a_customer(creditor))
    desk.post(f"/document-requests/{request.pk}/close", {"version": 1})
    assert DocumentRequest.objects.get().state == "closed"
    assert Client().get(deposit(request)).status_code == 404
    assert Client().get("/deposit/other").status_code == 404


@pytest.mark.both
def test_the_list_asks_no_more_when_there_are_more_rows(
    creditor: Creditor, desk: Client, tmp_path: Path
) -> None:
    some.a_request(some.a_customer(creditor))
    one = queries(desk, "/document-requests")
    for rank in range(2):
        some.a_request(some.a_customer(creditor, f"Client {rank}"))
    assert queries(desk, "/document-requests") == one


def test_documents_that_lack_are_asked_for_in_one_click(creditor: Creditor, desk: Client) -> None:
    customer = some.a_customer(creditor)
    found = re.search(
        r'href="(/customers/[0-9]+/documents/ask[?][^"]+)"', page(desk, f"/customers/{customer.pk}")
    )
    assert found is not None
    asked = page(desk, html.unescape(found[1]))
    chosen = re.findall(r'value="(\w+)"[^>]* checked', asked)
    assert chosen == ["order", "delivery", "contract"]
