"""The documents page and the palette find what was captured, for whoever may open it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.acts.attach_document import attach_file
from encours.acts.index_documents import index_documents
from encours.records.parties.models import Attachment, Creditor, Customer
from encours.records.people.models import Membership, User
from encours.records.work.models import Notice


def come(customer: Customer, house: Path, words: str, title: str = "") -> Attachment:
    made = attach_file(
        customer, words.encode(), "note.txt", kind="order", title=title, home=house,
        author="x@example.com", at=some.NOW,
    )  # fmt: skip
    index_documents(home=house)
    return made


def test_a_document_is_found_with_its_words_around(desk: Client, creditor: Creditor, house: Path) -> None:
    made = come(
        some.a_customer(creditor, "Boulangerie Martin"), house, "Livré au dépôt de Plouézec le 3 mars"
    )
    shown = page(desk, "/documents", q="plouezec dépôt")
    assert f'href="/documents/{made.pk}"' in shown
    assert "<mark>Plouézec</mark>" in shown
    assert "<mark>dépôt</mark>" in shown
    assert "Boulangerie Martin" in shown
    assert "Aucun document ne contient" in page(desk, "/documents", q="plouezec mer")
    assert f'href="/documents/{made.pk}"' in page(desk, "/documents")


def test_the_palette_leads_to_it(desk: Client, creditor: Creditor, house: Path) -> None:
    made = come(some.a_customer(creditor), house, "Commande BC-118")
    assert f'href="/documents/{made.pk}"' in page(desk, "/go", q="bc-118")


def test_what_is_out_of_scope_is_not_found(
    creditor: Creditor, visitor: Callable[[User], Client], house: Path
) -> None:
    made = come(some.a_customer(creditor), house, "Commande BC-118")
    person = some.a_person("collector", creditor)
    Membership.objects.filter(user=person).update(scope="owner")
    client = visitor(person)
    for address in ("/documents", "/go"):
        assert f'href="/documents/{made.pk}"' not in page(client, address, q="bc-118")


def test_what_tells_of_health_is_found_only_by_whoever_may_read_it(
    creditor: Creditor, visitor: Callable[[User], Client], house: Path
) -> None:
    made = come(some.a_customer(creditor), house, "Arrêt de travail", title="Certificat #santé")
    readers = {
        role: f'href="/documents/{made.pk}"'
        in page(visitor(some.a_person(role, creditor)), "/documents", q="arrêt")
        for role in ("read_only", "manager")
    }
    assert readers == {"read_only": False, "manager": True}


def test_what_was_taken_out_is_not_found(desk: Client, creditor: Creditor, house: Path) -> None:
    made = come(some.a_customer(creditor), house, "Commande BC-118")
    Attachment.objects.filter(pk=made.pk).update(removed_at=some.NOW)
    assert f'href="/documents/{made.pk}"' not in page(desk, "/documents", q="bc-118")


@pytest.mark.parametrize("typed", ["", "commande"])
def test_the_page_asks_as_often_for_three_as_for_one(
    desk: Client, creditor: Creditor, house: Path, typed: str
) -> None:
    come(some.a_customer(creditor), house, "Commande BC-1")
    alone = queries(desk, "/documents", q=typed)
    for number in (2, 3):
        come(some.a_customer(creditor), house, f"Commande BC-{number}")
    assert queries(desk, "/documents", q=typed) == alone


def test_a_notice_opens_the_document(desk: Client, collector: User, creditor: Creditor, house: Path) -> None:
    made = come(some.a_customer(creditor), house, "Commande BC-118")
    Notice.objects.create(
        creditor=creditor, person=collector, kind="captured", customer=made.customer, attachment=made,
        text="note.txt", by="rule:intake@1", at=some.NOW,
    )  # fmt: skip
    Notice.objects.create(
        creditor=creditor, person=collector, kind="captured", text="37", by="rule:intake@1", at=some.NOW
    )
    shown = page(desk, "/notices")
    assert f'href="/documents/{made.pk}"' in shown
    assert "37 documents sont arrivés" in shown
