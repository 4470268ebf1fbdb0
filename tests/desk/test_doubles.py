"""Setting a double aside from its page, or from the errors found; the list of doubles, and putting one back."""

from __future__ import annotations

from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.cash.models import Payment
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Double, Receivable


def test_a_double_is_set_aside_from_its_page_listed_and_put_back(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    kept = some.an_invoice(customer, 120_000, number="F-1")
    double = some.an_invoice(customer, 120_000, number="F-1 BIS")
    some.an_invoice(customer, 50_000, number="F-AUTRE")
    path = f"/invoices/{double.pk}"
    assert f"{path}/double" in page(desk, path)
    asked = page(desk, f"{path}/double")
    assert "F-1 du " in asked
    assert "F-AUTRE" not in asked
    form = {"same_as": kept.pk, "reason": "Saisie deux fois", "version": 1}
    assert desk.post(f"{path}/double", form | {"same_as": ""}).status_code == 422
    assert desk.post(f"{path}/double", form | {"version": 9}).status_code == 409
    assert desk.post(f"{path}/double", form).status_code == 302
    shown = page(desk, path)
    assert "Écartée comme doublon" in shown
    assert "elle ne se relance pas" in shown
    assert "jours de retard" not in shown
    assert f"{path}/factor" not in shown
    assert f"{path}/double" not in shown
    assert "Doublon écarté" in page(desk, f"/customers/{customer.pk}")
    event = Double.objects.get()
    assert "Saisie deux fois" in page(desk, "/quality/doubles")
    assert desk.post(f"/quality/doubles/{event.pk}/back", {"reason": "Deux ventes"}).status_code == 302
    assert "Aucun doublon écarté" in page(desk, "/quality/doubles")
    assert Receivable.objects.filter(gone_on__isnull=True).count() == 3


def test_a_payment_is_set_aside_from_the_page_of_its_customer(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    kept, double = (some.a_payment(customer, 7_000) for _ in range(2))
    assert f"/payments/{double.pk}/double" in page(desk, f"/customers/{customer.pk}")
    form = {"same_as": kept.pk, "reason": "Saisi deux fois"}
    assert desk.post(f"/payments/{double.pk}/double", form).status_code == 302
    assert Payment.objects.get(pk=double.pk).same_as_id == kept.pk
    assert "paiement de 70,00 €" in page(desk, "/quality/doubles")


def test_one_whose_other_is_gone_says_so(desk: Client, creditor: Creditor) -> None:
    event = some.a_double(some.a_customer(creditor))
    Receivable.objects.filter(pk=event.kept_receivable_id).update(gone_on=some.TODAY)
    told = "Celle qui restait n’est plus dans le dernier fichier"
    assert told in page(desk, "/quality/doubles")
    assert told in page(desk, f"/invoices/{event.receivable_id}")


def test_an_invoice_found_twice_is_set_aside_from_the_errors(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    for number in ("FA-1", "FA 1"):
        some.an_invoice(customer, number=number)
    desk.post("/quality/look")
    shown = page(desk, "/quality", rule="duplicate_invoice")
    for row in Receivable.objects.all():
        assert f"/invoices/{row.pk}/double?next=" in shown


def test_an_invoice_in_doubt_is_listed_with_what_it_looks_like_and_set_aside_from_there(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    one, other = (some.an_invoice(customer, number=number) for number in ("FA-1204", "FA-12O4"))
    desk.post("/quality/look")
    shown = page(desk, "/quality", rule="likely_double_invoice")
    assert "ressemble à la facture FA-12O4" in shown
    assert f"/invoices/{one.pk}/double?next=" in shown
    told = {"same_as": other.pk, "reason": "Saisie deux fois", "version": one.version}
    desk.post(f"/invoices/{one.pk}/double", told)
    assert "ressemble à la facture" not in page(desk, "/quality", rule="likely_double_invoice")


def test_the_number_of_queries_does_not_grow_with_doubles(desk: Client, creditor: Creditor) -> None:
    some.a_double(some.a_customer(creditor))
    few = queries(desk, "/quality/doubles")
    for _ in range(2):
        some.a_double(some.a_customer(creditor))
    assert queries(desk, "/quality/doubles") == few
