"""Orders, deals and campaigns told by companion tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desk import situations as some
from encours.acts.import_file import import_file
from encours.records.documents.models import Intake
from encours.records.parties.models import Creditor
from encours.records.sales.models import Campaign, Deal, Order, OrderPast, Signal, Touch


def taken(creditor: Creditor, home: Path, text: str, name: str = "table.csv") -> Intake:
    told: dict[str, Any] = {"author": "lea@example.com", "at": some.NOW, "on": some.TODAY, "home": home}
    return import_file(creditor, text.encode(), name, **told).intake


def test_orders_are_added_then_follow_the_file(house: Path) -> None:
    creditor = some.a_creditor()
    customer = some.a_customer(creditor, account="C1")
    first = taken(
        creditor, house, "Compte;Commande;Date;Montant;Statut\nC1;BC-1;02/11/2026;1 200,50;ouverte\n"
    )
    assert first.counts == {"table": "orders", "new": 1, "changed": 0, "unknown": 0} | first.counts
    order = Order.objects.get()
    assert (order.customer_id, order.number, order.amount_cents, order.state) == (
        customer.pk,
        "BC-1",
        120_050,
        "open",
    )
    again = taken(
        creditor, house, "Compte;Commande;Montant;Statut\nC1;BC-1;;livrée\nC9;BC-2;10;\nC1;BC-3;;\n"
    )
    assert (again.counts["new"], again.counts["changed"], again.counts["unknown"]) == (0, 1, 2)
    order.refresh_from_db()
    assert (order.amount_cents, order.state, order.version) == (120_050, "delivered", 2)
    assert OrderPast.objects.get().state == "open"


def test_an_imported_order_that_exceeds_the_limit_is_signalled(house: Path) -> None:
    from encours.acts.credit_limit import set_credit_limit

    creditor = some.a_creditor()
    customer = some.a_customer(creditor, account="C1")
    set_credit_limit(
        customer, limit_cents=1000, currency="EUR", source="file", until_on=None, on=some.TODAY,
        author="a@b.example", at=some.NOW,
    )  # fmt: skip
    taken(creditor, house, "account,order,amount\nC1,PO-1,10.01\n")
    assert Signal.objects.get().kind == "limit_exceeded"


def test_deals_are_told_by_their_name(house: Path) -> None:
    creditor = some.a_creditor()
    some.a_customer(creditor, account="C1")
    taken(
        creditor,
        house,
        "Compte;Affaire;Étape;Montant;Clôture;Commercial\nC1;Entrepôt;devis;9000;2026-12-31;Nora\n",
    )
    deal = Deal.objects.get()
    assert (deal.name, deal.stage, deal.amount_cents, deal.owner) == ("Entrepôt", "proposed", 900_000, "Nora")


def test_a_campaign_s_table_takes_in_and_keeps_out(house: Path) -> None:
    creditor = some.a_creditor()
    one, two = some.a_customer(creditor, account="C1"), some.a_customer(creditor, account="C2")
    head = "Compte;Campagne;Début;Exclu;Motif\n"
    taken(creditor, house, f"{head}C1;Hiver;2026-11-01;non;\nC2;Hiver;2026-11-01;oui;Impayés\n")
    assert Campaign.objects.get().name == "Hiver"
    assert Touch.objects.get(customer=two).excluded
    assert not Touch.objects.get(customer=one).excluded
    taken(creditor, house, f"{head}C1;Hiver;2026-11-01;non;\nC2;Hiver;;non;\n")
    assert Touch.objects.count() == 3


def test_an_invoice_table_that_names_orders_is_still_one_of_invoices(house: Path) -> None:
    creditor = some.a_creditor()
    intake = taken(creditor, house, "Compte;Facture;Échéance;Commande\nC1;F-1;2026-12-01;BC-1\n")
    assert intake.counts["table"] == "invoices"
    assert not Order.objects.exists()
