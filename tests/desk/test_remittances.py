"""Payment advice at the desk: those that wait, one tied by a person, what is left out answered, the rule changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import queries
from encours.core.remittance.shorts import Shorts
from encours.desk.remittances.forms import said_by
from encours.records.cash.models import BankAccount
from encours.records.disputes.models import Dispute
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.receivables.models import Receivable
from encours.records.remittances.models import Remittance, RemittanceLine
from encours.records.remittances.reading import shorts_rule


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


@pytest.fixture
def advice(creditor: Creditor) -> Remittance:
    invoice = some.an_invoice(some.a_customer(creditor), 100_000, number="FA77")
    keys = some.said_by_payer(invoice, some.an_intake(creditor))
    return Remittance.objects.get(pk=keys["remittance"])


def test_an_advice_shows_the_lines_of_its_amount_and_is_tied_to_the_one_chosen(
    manager: Client, advice: Remittance
) -> None:
    RemittanceLine.objects.update(treated="", missing_cents=0)
    line = some.a_bank_line(advice.creditor, advice.intake, 90_000)
    BankAccount.objects.update(attached=True)
    page = reverse("remittance", args=[advice.pk])
    text = manager.get(page).content.decode()
    assert reverse("bank_line", args=[line.pk]) in text
    told = {"line": line.pk, "version": advice.version}
    assert manager.post(reverse("tie_remittance", args=[advice.pk]), told).status_code == 302
    advice.refresh_from_db()
    assert (advice.state, advice.tied_because) == ("tied", "person")
    assert Receivable.objects.get(number="FA77").open_cents == 10_000
    assert Dispute.objects.get().code == "shortage"
    assert "retenue contestée" in manager.get(page).content.decode()


def test_a_line_that_is_none_is_refused_with_a_sentence(manager: Client, advice: Remittance) -> None:
    answer = manager.post(
        reverse("tie_remittance", args=[advice.pk]), {"line": "0", "version": advice.version}, follow=True
    )
    assert "Choisir une ligne de la banque." in answer.content.decode()


def test_what_a_payer_left_out_is_answered_by_a_person(manager: Client, advice: Remittance) -> None:
    assert "Manques à dire" in manager.get(reverse("remittances")).content.decode()
    line = advice.lines.get()
    told = {"reason": "damaged", "deduct_cents": "100,00"}
    assert manager.post(reverse("treat_short", args=[line.pk]), told).status_code == 302
    made = Dispute.objects.get()
    assert (made.kind, made.code, made.amount_cents) == ("deduction", "damaged", 10_000)
    text = manager.get(reverse("invoice", args=[made.receivable_id])).content.decode()
    assert "Marchandise abîmée" in text


def test_the_rule_of_short_payments_is_published_and_followed(manager: Client, creditor: Creditor) -> None:
    said: dict[str, Any] = {name: str(value) for name, value in said_by(Shorts()).items()}
    said |= {
        "version": "0",
        "grace_days": "5",
        "treat_shortage": "ask",
        "own": "022: shortage",
        "accept_bps": "0,5",
    }
    assert manager.post(reverse("change_shorts"), said).status_code == 302
    rule = shorts_rule(creditor.pk)
    assert (rule.grace_days, rule.accept_bps, dict(rule.own)) == (5, 50, {"022": "shortage"})
    assert dict(rule.treatments) == {"shortage": "ask"}
    wrong = manager.post(reverse("change_shorts"), said | {"version": "1", "own": "022 : rien"})
    assert wrong.status_code == 422


def test_the_list_asks_as_much_of_three_advices_as_of_one(manager: Client, advice: Remittance) -> None:
    one = queries(manager, reverse("remittances"))
    for rank in range(2):
        some.said_by_payer(
            some.an_invoice(some.a_customer(advice.creditor, f"Client {rank}"), 100_000), advice.intake
        )
    assert queries(manager, reverse("remittances")) == one
