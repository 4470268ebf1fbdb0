"""Health: suggested when a note seems to tell of it, shown only to who may read it (R185)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import page
from encours.records.cases.models import Note
from encours.records.parties.models import Attachment, Creditor
from encours.records.people.models import User
from paper import a_letter, a_pdf, a_sheet, a_workbook

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


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def a_mail() -> bytes:
    return f"From: a@example.com\nSubject: Retard\nContent-Type: text/plain; charset=utf-8\n\n{SAID}".encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("note.txt", SAID.encode()),
        ("note.csv", SAID.encode("cp1252")),
        ("mail.eml", a_mail()),
        ("a.pdf", b""),
        ("lettre.docx", a_letter("Le gérant est à l’hôp", "ital")),
        ("suivi.xlsx", a_workbook(["Client", "Motif"], ["C1", SAID])),
        ("suivi.ods", a_sheet(SAID)),
        ("hopital.png", b"\x89PNG\r\n\x1a\n"),  # of a picture, its name alone
    ],
)
def test_an_uploaded_document_that_seems_to_tell_of_health_asks_before_it_is_kept(
    name: str, content: bytes, desk: Client, creditor: Creditor
) -> None:
    content = content or a_pdf(SAID)
    place = reverse("add_document", args=[some.a_customer(creditor).pk])
    told = {"kind": "other", "title": ""}
    answer = desk.post(place, {**told, "file": upload(name, content)})
    assert answer.status_code == 422
    assert "hopital" in answer.content.decode()
    assert not Attachment.objects.exists()
    assert desk.post(place, {**told, "no_health": "on", "file": upload(name, content)}).status_code == 302
    assert Attachment.objects.get().kept is not None


def test_a_plain_document_asks_nothing(desk: Client, creditor: Creditor) -> None:
    place = reverse("add_document", args=[some.a_customer(creditor).pk])
    for name, content in (
        ("bl.pdf", a_pdf("Bon de livraison")),
        ("odd.pdf", b"%PDF-1.7 odd"),
        ("bl.docx", a_letter("Bon de livraison")),
        ("odd.docx", a_letter("", part="word/other.xml")),
        ("bl.xlsx", a_workbook(["Bon de livraison"])),
    ):
        told = {"kind": "delivery", "title": "", "file": upload(name, content)}
        assert desk.post(place, told).status_code == 302


def test_a_document_marked_is_opened_by_who_may_only(
    desk: Client, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    customer = some.a_customer(creditor)
    place = reverse("add_document", args=[customer.pk])
    told = {"kind": "other", "title": "Certificat de Zoé #santé", "file": upload("x.txt", SAID.encode())}
    assert desk.post(place, told).status_code == 302
    there = reverse("open_document", args=[Attachment.objects.get().pk])
    assert visitor(some.a_person("manager", creditor)).get(there).status_code == 200
    assert desk.get(there).status_code == 403
    assert "Zoé" not in page(desk, reverse("customer", args=[customer.pk]))
