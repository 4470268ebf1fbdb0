"""Who the creditor is: checked fields, bank details changed by two people, terms and regime that reach."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from encours.acts.rules import StaleFormError
from encours.acts.set_up_creditor import confirm_iban, give_up_iban, set_up_creditor
from encours.core.refusals import RuleError
from encours.records.history.models import Entry
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Creditor
from vauban import (
    AT,
    CLAIRE,
    DENIS,
    IBAN,
    IDENTITY,
    OTHER_IBAN,
    a_creditor,
    a_customer,
    a_person,
    an_invoice,
)


def set_up(**changes: object) -> Creditor:
    creditor = a_creditor()
    return set_up_creditor(creditor, IDENTITY | changes, made_from=1, author=CLAIRE, at=AT)


def test_the_first_set_up_writes_the_bank_details_and_finds_the_bic(house: Path) -> None:
    creditor = set_up(iban="FR76 3000 6000 0112 3456 7890 189")
    assert (creditor.iban, creditor.bic, creditor.iban_asked) == (IBAN, "AGRIFRPPXXX", "")
    assert creditor.set_up_at is not None
    assert creditor.shadow


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("iban", "FR7630006000011234567890188"),
        ("siren", "732829321"),
        ("bic", "NOPE"),
        ("vat_number", "FR00732829320"),
        ("name", " "),
        ("terms_mode", "someday"),
        ("sender_name", "Claire\r\nBcc: tous@vauban.example"),
    ],
)
def test_a_field_that_cannot_be_so_is_refused_by_its_name(house: Path, field: str, value: str) -> None:
    with pytest.raises(RuleError) as refusal:
        set_up(**{field: value})
    assert refusal.value.rule == f"{field}_wrong"
    assert Creditor.objects.get().set_up_at is None


@pytest.mark.both
def test_a_changed_iban_waits_for_another_person(house: Path) -> None:
    creditor = set_up()
    a_person(CLAIRE, creditor)
    asked = set_up_creditor(creditor, {"iban": OTHER_IBAN}, made_from=creditor.version, author=CLAIRE, at=AT)
    assert (asked.iban, asked.iban_asked) == (IBAN, OTHER_IBAN)
    with pytest.raises(RuleError) as refusal:
        confirm_iban(asked, author=CLAIRE, at=AT)
    assert refusal.value.rule == "same_person"
    confirm_iban(asked, author=DENIS, at=AT)
    now = Creditor.objects.get()
    assert (now.iban, now.iban_asked, now.iban_asked_by) == (OTHER_IBAN, "", None)


@pytest.mark.both
def test_an_iban_asked_for_can_be_given_up(house: Path) -> None:
    creditor = set_up()
    a_person(CLAIRE, creditor)
    set_up_creditor(creditor, {"iban": OTHER_IBAN}, made_from=None, author=CLAIRE, at=AT)
    give_up_iban(creditor, author=CLAIRE, at=AT)
    with pytest.raises(RuleError) as refusal:
        confirm_iban(creditor, author=DENIS, at=AT)
    assert refusal.value.rule == "nothing_asked"
    assert Creditor.objects.get().iban == IBAN


def test_a_form_made_before_a_change_is_refused(house: Path) -> None:
    creditor = set_up()
    with pytest.raises(StaleFormError):
        set_up_creditor(creditor, {"city": "Lyon"}, made_from=1, author=CLAIRE, at=AT)


@pytest.mark.both
def test_confirmed_terms_reach_the_assumed_due_dates_and_history_verifies(house: Path) -> None:
    creditor = set_up()
    customer = a_customer(creditor)
    invoice = an_invoice(customer, "F1", date(2026, 10, 1), date(2026, 10, 31))
    changes = {"terms_days": 45, "terms_mode": "net", "terms_confirmed": True, "regime_confirmed": True}
    set_up_creditor(creditor, changes, made_from=None, author=CLAIRE, at=AT)
    invoice.refresh_from_db()
    customer.refresh_from_db()
    assert (invoice.due_on, invoice.due_source) == (date(2026, 11, 15), "person")
    assert (customer.regime, customer.regime_source) == ("b2b", "creditor")
    assert Entry.objects.filter(act="set_up_creditor").count() == 2
    seal(creditor.pk, at=AT + timedelta(hours=1), home=house)
    assert verify(creditor.pk, home=house).findings == []


def test_a_siren_belongs_to_one_creditor(house: Path) -> None:
    set_up()
    with pytest.raises(RuleError) as refusal:
        set_up()
    assert refusal.value.rule == "siren_wrong"
