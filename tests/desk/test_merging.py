"""The page on which two customers are compared, made one, and taken apart again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.merging.models import Merging
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import Membership, User
from encours.records.receivables.models import Receivable
from encours.records.work.models import Assignment


@pytest.fixture
def pair(creditor: Creditor) -> tuple[Customer, Customer]:
    """Two files of one company: each knows what the other does not."""
    kept = some.a_customer(creditor, "Menuiserie Roux", siren="732829320")
    absorbed = some.a_customer(
        creditor, "Menuiserie Roux SARL", siren="732829320", city="Lyon", address="1 rue A"
    )
    some.an_invoice(kept, 100_000)
    some.an_invoice(absorbed, 20_000, number="DOUBLE-1")
    return kept, absorbed


def posted(desk: Client, kept: Customer, absorbed: Customer, **told: Any) -> Any:
    answers = {"other": absorbed.pk, "version": kept.version, "reason": "même SIREN", **told}
    return desk.post(f"/customers/{kept.pk}/merge", answers)


def test_both_files_are_compared_and_what_is_missing_is_proposed(
    desk: Client, pair: tuple[Customer, Customer]
) -> None:
    kept, absorbed = pair
    shown = page(desk, f"/customers/{kept.pk}/merge", other=absorbed.pk)
    assert "1 rue A, Lyon, FR" in shown
    assert 'value="address" checked' in shown
    assert 'value="name" checked' not in shown
    assert "1 000,00 €" in shown
    assert "Factures et avoirs : 1" in shown


def test_merged_the_page_of_the_one_leads_to_the_other_and_shows_its_invoices(
    desk: Client, pair: tuple[Customer, Customer]
) -> None:
    kept, absorbed = pair
    assert posted(desk, kept, absorbed, take=["address"]).url == f"/customers/{kept.pk}"
    assert Customer.objects.get(pk=kept.pk).city == "Lyon"
    assert desk.get(f"/customers/{absorbed.pk}").url == f"/customers/{kept.pk}"
    assert desk.get(f"/customers/{absorbed.pk}/edit").url == f"/customers/{kept.pk}/edit"
    shown = page(desk, f"/customers/{kept.pk}")
    assert "DOUBLE-1" in shown
    assert f"compte {absorbed.account}" in shown
    assert "Deux clients fusionnés" in shown
    assert absorbed.name not in page(desk, "/customers")
    assert "rien n’est dû" not in page(desk, "/customers", q="menuiserie")


def test_undone_there_are_two_again(desk: Client, pair: tuple[Customer, Customer]) -> None:
    kept, absorbed = pair
    posted(desk, kept, absorbed)
    key = Merging.objects.get().pk
    assert "compte " + absorbed.account in page(desk, f"/mergings/{key}/undo")
    assert desk.post(f"/mergings/{key}/undo", {"later": "account", "reason": ""}).status_code == 422
    answer = desk.post(f"/mergings/{key}/undo", {"later": "account", "reason": "deux sociétés"})
    assert answer.status_code == 302
    assert Receivable.objects.get(number="DOUBLE-1").customer == absorbed
    assert "Fusion défaite" in page(desk, f"/customers/{absorbed.pk}")


def test_a_stale_form_and_a_missing_reason_change_nothing(
    desk: Client, pair: tuple[Customer, Customer]
) -> None:
    kept, absorbed = pair
    assert posted(desk, kept, absorbed, version=kept.version + 1).status_code == 409
    assert posted(desk, kept, absorbed, reason=" ").status_code == 422
    assert not Merging.objects.exists()


def test_the_other_customer_is_searched_or_proposed_by_the_look_over_the_data(
    desk: Client, pair: tuple[Customer, Customer]
) -> None:
    kept, absorbed = pair
    desk.post("/quality/look")
    assert f"/customers/{kept.pk}/merge?other={absorbed.pk}" in page(
        desk, "/quality", rule="duplicate_customer"
    )
    assert "Comparer et fusionner" in page(desk, f"/customers/{absorbed.pk}")
    assert "Trouvés semblables" in page(desk, f"/customers/{kept.pk}/merge")
    found = page(desk, f"/customers/{kept.pk}/merge", q="roux sarl")
    assert f"?other={absorbed.pk}" in found
    assert "Aucun autre client de ce nom" in page(desk, f"/customers/{kept.pk}/merge", q="introuvable")


def test_a_customer_out_of_scope_cannot_be_merged(
    creditor: Creditor, visitor: Callable[[User], Client], pair: tuple[Customer, Customer]
) -> None:
    kept, absorbed = pair
    person = some.a_person("collector", creditor)
    Membership.objects.filter(user=person).update(scope="owner")
    Assignment.objects.create(creditor=creditor, recorded_at=some.NOW, customer=kept, owner=person)
    desk = visitor(person)
    assert page(desk, f"/customers/{kept.pk}/merge", other=absorbed.pk).count(absorbed.name) == 0
    assert posted(desk, kept, absorbed).status_code == 422
    assert not Merging.objects.exists()


def test_the_comparison_asks_as_much_at_one_invoice_as_at_three(
    desk: Client, pair: tuple[Customer, Customer]
) -> None:
    kept, absorbed = pair
    few = queries(desk, f"/customers/{kept.pk}/merge", other=absorbed.pk)
    some.an_invoice(absorbed, 20_000)
    some.an_invoice(absorbed, 30_000)
    assert queries(desk, f"/customers/{kept.pk}/merge", other=absorbed.pk) == few
