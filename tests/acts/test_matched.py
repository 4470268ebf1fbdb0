"""What matching gives up or nets beside a payment: written once, told with its evidence, undone with it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from books import AT, AUTHOR, ON, SIREN, Books, apply, ours, received, sound, statement, take_in, take_ledger
from encours.acts.let_match import let_match
from encours.acts.open_creditor import open_creditor
from encours.acts.rules import StaleFormError
from encours.acts.undo_application import undo_application
from encours.core.matching.policy import Policy
from encours.core.refusals import RuleError
from encours.records.cash.models import Application, MatchingPolicy, Payment
from encours.records.frames.account import accounts_of
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

PAID = date(2026, 10, 2)
LENIENT = Policy(difference_cents=100, difference_bps=50)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    take_ledger(found, Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000), 2026, house)
    return found


def open_cents() -> dict[str, int]:
    return dict(Receivable.objects.values_list("number", "open_cents"))


def credit_note(creditor: Creditor, cents: int) -> Receivable:
    """A credit note of DUPONT beside what the ledger told."""
    told = Receivable.objects.get(number="FA101")
    told.pk, told.key, told.number, told.kind = None, "avoir", "AV7", "credit_note"
    told.amount_cents = told.open_cents = -cents
    told.save(force_insert=True)
    return told


@pytest.mark.both
def test_a_difference_let_pass_closes_the_invoice_and_says_so(creditor: Creditor, house: Path) -> None:
    let_match(creditor, LENIENT, made_from=0, author=AUTHOR, at=AT)
    take_in(creditor, statement(received(PAID, 119_950, "VIR DUPONT FA101")), "r.xml", house)
    assert apply(creditor)["applied"] == 1
    assert open_cents() == {"FA101": 0}
    given_up = Application.objects.get(given_up="difference")
    assert (given_up.amount_cents, given_up.payment_id, given_up.reason) == (50, None, "invoice_in_wording")
    assert json.loads(given_up.evidence)["found"] == "FA101"
    account = accounts_of(given_up.customer_id, on=ON)[0]
    assert account.closing_cents == 0
    sound(creditor, house)


@pytest.mark.both
def test_undoing_a_payment_undoes_what_was_given_up_with_it(creditor: Creditor, house: Path) -> None:
    let_match(creditor, LENIENT, made_from=0, author=AUTHOR, at=AT)
    take_in(creditor, statement(received(PAID, 119_950, "VIR DUPONT FA101")), "r.xml", house)
    apply(creditor)
    paid = Application.objects.get(payment__isnull=False)
    undo_application(paid, reason="erreur", author=AUTHOR, at=AT, on=ON)
    assert open_cents() == {"FA101": 120_000}
    assert Payment.objects.get().gone_on == ON
    assert accounts_of(paid.customer_id, on=ON)[0].closing_cents == 120_000
    sound(creditor, house)


@pytest.mark.both
def test_a_credit_note_deducted_by_the_payer_is_used_and_given_back(creditor: Creditor, house: Path) -> None:
    credit_note(creditor, 20_000)
    take_in(creditor, statement(received(PAID, 100_000, "VIR DUPONT FA101")), "r.xml", house)
    apply(creditor)
    assert open_cents() == {"FA101": 0, "AV7": 0}
    paid = Application.objects.get(payment__isnull=False)
    assert paid.reason == "credit_note_deducted"
    undo_application(paid, reason="erreur", author=AUTHOR, at=AT, on=ON)
    assert open_cents() == {"FA101": 120_000, "AV7": -20_000}


def test_a_policy_is_stale_or_out_of_bounds_in_so_many_words(creditor: Creditor) -> None:
    let_match(creditor, LENIENT, made_from=0, author=AUTHOR, at=AT)
    with pytest.raises(StaleFormError):
        let_match(creditor, Policy(), made_from=0, author=AUTHOR, at=AT)
    with pytest.raises(RuleError):
        let_match(creditor, Policy(difference_cents=100_001), made_from=1, author=AUTHOR, at=AT)
    assert MatchingPolicy.objects.count() == 1
