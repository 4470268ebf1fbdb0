"""The page of a customer as each trade reads it: file, exposure, orders, deals, documents, behaviour, group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.acts.group import add_to_group, make_group
from encours.records.credit.models import CreditScore
from encours.records.parties.models import (
    Attachment,
    Contact,
    CreditLimit,
    Creditor,
    Customer,
    Group,
    GroupMember,
)
from encours.records.people.models import Membership, User
from encours.records.receivables.models import Receivable
from encours.records.sales.models import Deal, Order, Signal, Touch

PDF = b"%PDF-1.7 une facture"
WHO = {"author": "lea@example.com", "at": some.NOW}


def test_the_five_blocks_are_on_the_page(desk: Client, creditor: Creditor) -> None:
    shown = page(desk, f"/customers/{some.a_customer(creditor).pk}")
    for title in (
        "Commandes", "Paiements", "Décision à prendre", "Effet sur les autres fonctions", "Comportement général"
    ):  # fmt: skip
        assert f">{title}</h2>" in shown


def test_a_complete_file_says_so_and_an_empty_one_says_what_lacks(desk: Client, creditor: Creditor) -> None:
    full = some.a_customer(
        creditor, siren="552100554", vat_number="FR00552100554", address="1 rue", city="Lyon",
        regime_source="person", terms_source="person", terms_days=30,
    )  # fmt: skip
    some.a_contact(full, role="accounts_payable", phone="+33400000000")
    for kind in ("order", "contract"):
        Attachment.objects.create(
            creditor=creditor, recorded_at=some.NOW, customer=full, kind=kind, title=kind,
            url="https://example.com/x", by="lea@example.com",
        )  # fmt: skip
    shown = page(desk, f"/customers/{full.pk}")
    assert "Fiche complète à 100 %" in shown
    assert "10 sur 10 renseignés" in shown
    bare = page(desk, f"/customers/{some.a_customer(creditor).pk}")
    assert "Fiche complète à 10 %" in bare  # the terms, which the creditor told of all
    assert "Pas de SIREN : la mise en demeure désignera mal le débiteur." in bare


def test_contacts_stand_under_their_role_from_the_list_or_free(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    add = f"/customers/{customer.pk}/contacts/add"
    desk.post(add, {"email": "a@example.com", "name": "Ada", "role": "accounts_payable"})
    desk.post(add, {"email": "b@example.com", "name": "Bob", "role": "", "other_role": "Chef de quai"})
    assert list(Contact.objects.order_by("pk").values_list("role", flat=True)) == [
        "accounts_payable", "Chef de quai",
    ]  # fmt: skip
    shown = page(desk, f"/customers/{customer.pk}")
    assert shown.index("Comptabilité fournisseurs</li>") < shown.index("Chef de quai</li>")
    form = page(desk, f"/contacts/{Contact.objects.get(name='Bob').pk}/edit")
    assert 'value="Chef de quai"' in form


def test_ageing_stands_by_currency_and_none_is_converted(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    some.an_invoice(customer, 120_000, due_in=-20)
    some.an_invoice(customer, 70_000, due_in=-200, currency="GBP")
    shown = page(desk, f"/customers/{customer.pk}")
    assert "Ancienneté de l’encours en EUR" in shown
    assert "Ancienneté de l’encours en GBP" in shown
    assert "1 900,00" not in shown


def test_how_it_pays_comes_from_the_ledger(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    some.an_application(some.an_invoice(customer, 120_000, due_in=-20), 120_000, days_ago=10)
    shown = page(desk, f"/customers/{customer.pk}")
    assert "10 j après l’échéance" in shown
    assert "1 paiement reçu : <strong" in shown.replace('class="amount">', "") or "1 paiement reçu" in shown
    assert "Moyen non dit" in shown


@pytest.fixture
def cfo(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("cfo", creditor))


def test_a_limit_that_is_exceeded_shows_holds_and_signals(
    cfo: Client, desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    some.an_invoice(customer, 120_000)
    told = {"limit_cents": "1 000", "currency": "EUR", "source": "insurer", "until_on": ""}
    assert cfo.post(f"/customers/{customer.pk}/limit", told).status_code == 302
    assert CreditLimit.objects.get().limit_cents == 100_000
    assert Signal.objects.get().kind == "limit_exceeded"
    shown = page(desk, f"/customers/{customer.pk}")
    assert "Livraisons et commandes à retenir" in shown
    assert "Dépassée de 200,00 €" in shown
    assert "120 %" in shown
    assert "Limite de crédit dépassée : livraisons et commandes à retenir" in shown  # in the timeline
    assert desk.post(f"/customers/{customer.pk}/limit", told).status_code == 403


def test_the_limit_is_a_price_that_not_everybody_sees(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    customer = some.a_customer(creditor)
    some.an_invoice(customer, 120_000)
    CreditLimit.objects.create(
        creditor=creditor, recorded_at=some.NOW, customer=customer, limit_cents=77_700, by="x"
    )
    shown = page(visitor(some.a_person("read_only", creditor)), f"/customers/{customer.pk}")
    assert "777,00" not in shown
    assert "Livraisons et commandes à retenir" in shown


def test_orders_and_deals_are_told_by_small_forms(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    sales = visitor(some.a_person("salesperson", creditor))
    customer = some.a_customer(creditor)
    some.an_invoice(customer, 50_000)
    order = {"number": "C-7", "label": "Palettes", "ordered_on": "2026-11-02", "amount_cents": "300",
             "currency": "EUR", "state": "open"}  # fmt: skip
    assert sales.post(f"/customers/{customer.pk}/orders/add", order).status_code == 302
    deal = {"name": "Entrepôt", "stage": "proposed", "amount_cents": "9 000", "currency": "EUR",
            "closing_on": "", "owner": "Nora"}  # fmt: skip
    assert sales.post(f"/customers/{customer.pk}/deals/add", deal).status_code == 302
    shown = page(sales, f"/customers/{customer.pk}")
    assert "C-7" in shown
    assert "800,00 €" in shown  # the exposure: 500 owed, 300 ordered
    assert "Affaire en cours, client en retard" in shown
    row = Order.objects.get()
    edit = f"/orders/{row.pk}/edit"
    assert sales.post(edit, {**order, "state": "delivered", "version": "1"}).status_code == 302
    assert sales.post(edit, {**order, "state": "open", "version": "1"}).status_code == 409
    won = {**deal, "stage": "won", "version": "1"}
    assert sales.post(f"/deals/{Deal.objects.get().pk}/edit", won).status_code == 302
    assert "Aucune affaire en cours." in page(sales, f"/customers/{customer.pk}")


def test_a_debtor_is_excluded_from_a_campaign_with_its_reason(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    ask = f"/customers/{customer.pk}/campaigns"
    refused = desk.post(ask, {"name": "Fidélité", "excluded": "yes", "reason": ""})
    assert refused.status_code == 422
    assert desk.post(ask, {"name": "Fidélité", "excluded": "yes", "reason": "Impayés"}).status_code == 302
    assert "exclu" in page(desk, f"/customers/{customer.pk}")
    assert desk.post(ask, {"name": "Fidélité", "excluded": "no", "reason": ""}).status_code == 302
    assert Touch.objects.order_by("-pk")[0].excluded is False
    assert "dans la campagne" in page(desk, f"/customers/{customer.pk}")


def test_a_document_is_kept_opened_and_taken_out(desk: Client, creditor: Creditor, house: Path) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), number="FA-9")
    sent = {"kind": "invoice", "title": "", "file": SimpleUploadedFile("FA-9.pdf", PDF)}
    assert desk.post(f"/invoices/{invoice.pk}/documents/add", sent).status_code == 302
    row = Attachment.objects.get()
    assert row.receivable_id == invoice.pk
    answer = desk.get(f"/documents/{row.pk}")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert "sandbox" in answer["Content-Security-Policy"]
    for place in (f"/invoices/{invoice.pk}", f"/customers/{invoice.customer_id}"):
        assert f"/documents/{row.pk}" in page(desk, place)
    desk.post(f"/documents/{row.pk}/remove", {})
    assert (
        f'href="/documents/{row.pk}"'
        not in page(desk, f"/customers/{invoice.customer_id}").split("Fil du")[0]
    )


def test_a_document_elsewhere_opens_in_one_click(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    link = {"kind": "contract", "title": "Contrat", "url": "https://ged.example/12"}
    assert desk.post(f"/customers/{customer.pk}/documents/add", link).status_code == 302
    row = Attachment.objects.get()
    assert f'href="/documents/{row.pk}"' in page(desk, f"/customers/{customer.pk}")
    assert desk.get(f"/documents/{row.pk}")["Location"] == "https://ged.example/12"


def test_neither_or_both_of_file_and_address_is_refused(desk: Client, creditor: Creditor) -> None:
    ask = f"/customers/{some.a_customer(creditor).pk}/documents/add"
    assert desk.post(ask, {"kind": "other", "title": "x"}).status_code == 422
    both: dict[str, Any] = {"file": SimpleUploadedFile("a.pdf", PDF), "url": "https://x.example"}
    assert desk.post(ask, {"kind": "other", "title": "x", **both}).status_code == 422
    assert not Attachment.objects.exists()


def a_group(creditor: Creditor) -> tuple[Customer, Customer]:
    parent, child = some.a_customer(creditor, "Mère"), some.a_customer(creditor, "Fille")
    add_to_group(make_group(creditor, name="Groupe Martin", parent=parent, **WHO), child, **WHO)  # type: ignore[arg-type]
    return parent, child


def test_the_group_owes_the_sum_of_its_members_by_currency(desk: Client, creditor: Creditor) -> None:
    parent, child = a_group(creditor)
    some.an_invoice(parent, 120_000)
    some.an_invoice(child, 30_000, due_in=10)
    some.an_invoice(child, -5_000)
    some.an_invoice(child, 9_900, currency="GBP")
    some.a_payment(parent, 20_000)
    some.an_invoice(some.a_customer(creditor, "Étranger au groupe"), 1_000_000)
    members = [parent.pk, child.pk]
    by_hand = (
        sum(row.open_cents for row in Receivable.objects.filter(customer__in=members, currency="EUR"))
        - 20_000
    )
    assert by_hand == 125_000
    shown = page(desk, f"/customers/{child.pk}/group")
    assert "1 250,00 €" in shown
    assert "dont 1 200,00 € échus" in shown
    assert "£99.00" in shown or "99,00 £" in shown
    assert "Étranger" not in shown
    assert "Groupe Martin" in page(desk, f"/customers/{parent.pk}")


def test_a_group_is_made_joined_and_left_at_the_desk(desk: Client, creditor: Creditor) -> None:
    parent, child = some.a_customer(creditor, "Énergie Mère"), some.a_customer(creditor, "Énergie Fille")
    assert desk.post(f"/customers/{parent.pk}/group/make", {"name": "Énergie"}).status_code == 302
    assert "Énergie Fille" in page(desk, f"/customers/{parent.pk}/group", q="energie")
    assert desk.post(f"/customers/{parent.pk}/group/join", {"customer": child.pk}).status_code == 302
    edited = {"name": "Énergies", "parent": str(child.pk), "version": "1"}
    assert desk.post(f"/customers/{parent.pk}/group/edit", edited).status_code == 302
    assert desk.post(f"/customers/{parent.pk}/group/leave", {}).status_code == 302
    assert [one.customer_id for one in GroupMember.objects.all()] == [child.pk]


def test_all_groups_are_listed_with_their_members_and_sums(desk: Client, creditor: Creditor) -> None:
    parent, child = a_group(creditor)
    some.an_invoice(parent, 120_000)
    some.an_invoice(child, 30_000, due_in=10)
    some.an_invoice(child, 9_900, currency="GBP")
    some.a_payment(parent, 20_000)
    shown = page(desk, "/groups")
    assert "Groupe Martin" in shown
    assert "1 300,00 €" in shown
    assert "1 200,00 €" in shown
    assert "£99.00" in shown or "99,00 £" in shown
    assert "Groupe Martin" in page(desk, "/groups", q="martin")
    assert "Groupe Martin" not in page(desk, "/groups", q="zzz")


def test_a_group_is_made_and_filled_from_the_list_by_account_or_siren(
    desk: Client, creditor: Creditor
) -> None:
    parent = some.a_customer(creditor, "Mère", account="411MERE")
    child = some.a_customer(creditor, "Fille", siren="552100554")
    assert desk.post("/groups/add", {"name": "Énergie", "customer": "411RIEN"}).status_code == 422
    assert desk.post("/groups/add", {"name": "Énergie", "customer": "411MERE"}).status_code == 302
    group = Group.objects.get()
    assert group.parent == parent
    assert desk.post(f"/groups/{group.pk}/join", {"customer": "552 100 554"}).status_code == 302
    assert child.grouping.group == group
    some.a_customer(creditor, "Autre Fille", siren="552100554")
    refused = desk.post(f"/groups/{group.pk}/join", {"customer": "552100554"})
    assert "Plusieurs clients ont ce SIREN" in refused.content.decode()


def test_the_list_of_groups_asks_as_much_for_three_as_for_one(desk: Client, creditor: Creditor) -> None:
    def one() -> None:
        about = {"creditor": creditor, "recorded_at": some.NOW}
        customer = some.a_customer(creditor)
        some.an_invoice(customer)
        group = Group.objects.create(**about, name=f"Groupe {customer.pk}", parent=customer)
        GroupMember.objects.create(**about, customer=customer, group=group)

    one()
    alone = queries(desk, "/groups")
    one(), one()
    assert queries(desk, "/groups") == alone


def test_of_a_group_a_narrow_member_sees_only_its_own(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    parent, child = a_group(creditor)
    some.an_invoice(parent, 120_000)
    some.an_invoice(child, 30_000)
    person = some.a_person("collector", creditor)
    Membership.objects.filter(user=person).update(scope="invited")
    from encours.records.work.models import Invitation

    Invitation.objects.create(
        creditor=creditor, recorded_at=some.NOW, customer=child, email=person.email, user=person,
        token_digest="0" * 64, until_on=some.TODAY + timedelta(days=1), by="x",
    )  # fmt: skip
    shown = page(visitor(person), f"/customers/{child.pk}/group")
    assert "300,00 €" in shown
    assert "Mère" not in shown
    assert "1 membre n’est pas montré" in shown


def test_queries_do_not_grow_with_orders_deals_documents_nor_members(
    desk: Client, creditor: Creditor
) -> None:
    parent, child = a_group(creditor)
    fact = {"creditor": creditor, "recorded_at": some.NOW, "by": "x"}

    def more(count: int) -> None:
        for n in range(count):
            about = {**fact, "customer": parent}
            label = f"{Order.objects.count()}-{n}"
            Order.objects.create(**about, number=label, ordered_on=some.TODAY, amount_cents=1)
            Deal.objects.create(**about, name=label, amount_cents=1)
            CreditLimit.objects.create(**about, limit_cents=1)
            Attachment.objects.create(**about, title=label, url="https://x.example")
            other = some.a_customer(creditor)
            some.an_invoice(other)
            some.an_application(some.an_invoice(parent), 100)
            GroupMember.objects.create(
                creditor=creditor, recorded_at=some.NOW, customer=other, group=child.grouping.group
            )

    more(1)
    few = [queries(desk, f"/customers/{parent.pk}{part}") for part in ("", "/group", "/statement")]
    more(2)
    assert [queries(desk, f"/customers/{parent.pk}{part}") for part in ("", "/group", "/statement")] == few


def test_a_limit_says_its_last_day_in_the_reader_s_words(cfo: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    told = {"limit_cents": "1 000", "currency": "EUR", "source": "person", "until_on": "2027-02-20"}
    cfo.post(f"/customers/{customer.pk}/limit", told)
    shown = page(cfo, f"/customers/{customer.pk}/story")
    assert "1 000,00 € · jusqu’au 20/02/2027" in shown


def test_a_rating_shows_with_its_day_and_its_source(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Ateliers Rivière")
    CreditScore.objects.create(
        creditor=creditor, recorded_at=some.NOW, customer=customer, score="B2", on=some.TODAY,
        source="Assureur X", by="test@example.com",
    )  # fmt: skip
    shown = page(desk, f"/customers/{customer.pk}")
    assert "<strong>B2</strong>" in shown
    assert "Assureur X" in shown
