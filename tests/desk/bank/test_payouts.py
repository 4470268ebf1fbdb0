"""Payouts at the desk: what is missing is told on the bank's page and in the day's list, tied, undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.records.cash.models import BankLine
from encours.records.cash.payouts import Payout
from encours.records.documents.models import Intake
from encours.records.parties.models import Creditor


@pytest.fixture
def intake(creditor: Creditor) -> Intake:
    return some.an_intake(creditor)


@pytest.fixture
def payout(creditor: Creditor, intake: Intake) -> Payout:
    """70,00 € announced today."""
    return some.a_payout(creditor, intake)


def a_credit(creditor: Creditor, intake: Intake, cents: int) -> BankLine:
    line = some.a_bank_line(creditor, intake, cents)
    BankLine.objects.filter(pk=line.pk).update(counterparty="STRIPE PAYMENTS EUROPE")
    return line


def test_a_payout_awaited_is_no_alarm_and_a_late_one_is(desk: Client, payout: Payout) -> None:
    assert payout.reference not in page(desk, "/bank")
    assert "attendu en banque" in page(desk, "/bank/payouts")
    Payout.objects.update(paid_on=some.TODAY - timedelta(days=14))
    for where in ("/bank", "/bank/payouts", f"/bank/payouts/{payout.pk}"):
        assert payout.reference in page(desk, where), where
    assert "manque en banque" in page(desk, "/bank/payouts")
    assert "Versements qui manquent en banque" in page(desk, "/")


def test_another_amount_is_told_at_once_and_tied_with_its_reason(
    desk: Client, creditor: Creditor, intake: Intake, payout: Payout
) -> None:
    line = a_credit(creditor, intake, 6_900)
    assert "Un autre montant est arrivé" in page(desk, "/bank")
    shown = page(desk, f"/bank/payouts/{payout.pk}")
    assert "-1,00" in shown.replace("−", "-")
    place = f"/bank/payouts/{payout.pk}/tie?line={line.pk}"
    assert "dire pourquoi" in page(desk, place)
    assert desk.post(place, {"reason": "", "version": payout.version}).status_code == 422
    assert desk.post(place, {"reason": "frais de change", "version": payout.version}).status_code == 302
    payout.refresh_from_db()
    assert (payout.state, payout.line_id) == ("tied", line.pk)
    assert "Différence avec ce qui était annoncé" in page(desk, f"/bank/payouts/{payout.pk}")
    assert payout.reference in page(desk, f"/bank/lines/{line.pk}")
    assert payout.reference not in page(desk, "/bank")


def test_the_very_amount_is_tied_in_one_click_then_undone_and_awaited_again(
    desk: Client, creditor: Creditor, intake: Intake, payout: Payout
) -> None:
    line = some.a_bank_line(creditor, intake, 7_000)
    assert "prestataire non nommé" in page(desk, f"/bank/payouts/{payout.pk}")
    place = f"/bank/payouts/{payout.pk}"
    assert desk.post(f"{place}/tie?line={line.pk}", {"version": payout.version}).status_code == 302
    payout.refresh_from_db()
    assert payout.state == "tied"
    assert "reçu en banque" in page(desk, "/bank/payouts?show=tied")
    assert desk.post(f"{place}/untie", {"reason": "erreur", "version": payout.version}).status_code == 302
    payout.refresh_from_db()
    assert (payout.state, payout.held) == ("waiting", True)
    assert desk.post(f"{place}/again", {"version": payout.version}).status_code == 302
    payout.refresh_from_db()
    assert (
        desk.post(f"{place}/dismiss", {"reason": "autre banque", "version": payout.version}).status_code
        == 302
    )
    assert "autre banque" in page(desk, place)
    assert "n’est plus attendu" in page(desk, "/bank/payouts?show=dismissed")


def test_a_choice_without_a_line_or_of_an_older_page_is_refused(
    desk: Client, creditor: Creditor, intake: Intake, payout: Payout
) -> None:
    line = some.a_bank_line(creditor, intake, 7_000)
    for address, version in (
        (f"/bank/payouts/{payout.pk}/tie", 1),
        (f"/bank/payouts/{payout.pk}/tie?line={line.pk}", 9),
    ):
        assert desk.post(address, {"version": version}).status_code == 302
        payout.refresh_from_db()
        assert payout.state == "waiting"


def test_a_credit_of_a_provider_that_waits_says_which_file_is_missing(
    desk: Client, creditor: Creditor, intake: Intake
) -> None:
    line = a_credit(creditor, intake, 5_000)
    assert "semble être un versement de Stripe" in page(desk, f"/bank/lines/{line.pk}")
    BankLine.objects.update(counterparty="STRIPES ET RAYURES")
    assert "semble être un versement" not in page(desk, f"/bank/lines/{line.pk}")


def test_an_auditor_looks_and_ties_nothing(auditor: Client, payout: Payout) -> None:
    assert payout.reference in page(auditor, "/bank/payouts")
    assert auditor.get(f"/bank/payouts/{payout.pk}/untie").status_code == 403
