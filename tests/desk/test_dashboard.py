"""The dashboard and the work list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.parties.models import Creditor
from encours.records.people.models import User


def test_before_the_first_run_the_page_says_what_to_do(desk: Client, creditor: Creditor) -> None:
    assert "Importez votre fichier des écritures comptables" in page(desk, "/")


def test_a_creditor_not_set_up_is_set_up_first(creditor: Creditor, visitor: Callable[[User], Client]) -> None:
    Creditor.objects.filter(pk=creditor.pk).update(set_up_at=None)
    assert visitor(some.a_person("administrator", creditor)).get("/").url == "/setup"
    assert visitor(some.a_person("auditor", creditor)).get("/").status_code == 200


def test_the_age_of_the_data_is_always_shown(desk: Client, creditor: Creditor) -> None:
    assert "Aucun fichier importé" in page(desk, "/customers")
    some.an_intake(creditor)
    assert "Compta au 18/11/2026" in page(desk, "/customers")


def test_shadow_mode_is_always_shown(desk: Client, creditor: Creditor) -> None:
    assert "Mode ombre" in page(desk, "/customers")
    Creditor.objects.update(shadow=False)
    assert "Mode ombre" not in page(desk, "/customers")


def test_what_waits_stands_on_the_board_in_the_order_of_a_morning(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    invoice = some.an_invoice(customer, 120_000)
    some.a_message(invoice, needs_approval=True, step_code="formal_notice")
    some.a_message(invoice, state="uncertain")
    some.a_message(invoice, held_reason="not_approved")
    some.a_bank_line(creditor, some.an_intake(creditor), 45_600)
    some.an_invoice(customer, 7_700, kind="returned", label="REJET PRLV")
    Creditor.objects.update(terms_confirmed=False)
    shown = page(visitor(some.a_person("manager", creditor)), "/")
    tile = shown[shown.index('id="tile-todo"') :]
    titles = (
        "Relances à approuver", "Envois incertains", "Encaissements non affectés", "Paiements rejetés",
        "À confirmer", "Relances retenues",
    )  # fmt: skip
    order = [tile.index(title) for title in titles]
    assert order == sorted(order)


def test_a_collector_reads_neither_what_others_agree_to_nor_what_others_confirm(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    some.a_message(some.an_invoice(some.a_customer(creditor)), needs_approval=True)
    Creditor.objects.update(terms_confirmed=False)
    shown = page(visitor(some.a_person("collector", creditor)), "/")
    assert "Relances à approuver" not in shown
    assert "À confirmer" not in shown


def test_when_nothing_waits_the_work_list_says_so(desk: Client, creditor: Creditor) -> None:
    Creditor.objects.update(penalty_bps=1200)
    shown = page(desk, "/work")
    assert "Rien n’attend" in shown or "Taux des pénalités" in shown


def test_a_long_pile_is_counted_up_to_a_hundred_only(desk: Client, creditor: Creditor) -> None:
    intake = some.an_intake(creditor)
    for _ in range(103):
        some.a_bank_line(creditor, intake, 100)
    assert "100+" in page(desk, "/")


@pytest.mark.parametrize("path", ["/", "/work"])
def test_the_number_of_queries_does_not_grow(desk: Client, creditor: Creditor, path: str) -> None:
    intake = some.an_intake(creditor)

    def more() -> None:
        for _ in range(5):
            invoice = some.an_invoice(some.a_customer(creditor), kind="returned")
            some.a_message(invoice, needs_approval=True)
            some.a_message(invoice, state="uncertain")
            some.a_message(invoice, held_reason="not_approved")
            some.a_bank_line(creditor, intake, 100)

    more()
    few = queries(desk, path)
    more()
    assert queries(desk, path) == few
