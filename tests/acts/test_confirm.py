"""What a person confirms, and what follows from it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from encours.acts.confirm import accept_freshness, confirm_rate, confirm_regime, confirm_terms
from encours.core.refusals import RuleError
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Creditor, Customer, CustomerPast
from encours.records.policies.models import RateConfirmation
from encours.records.policies.reading import freshness_accepted_by, interest_rules
from encours.records.receivables.models import Receivable, ReceivablePast
from vauban import AT, CLAIRE, ON, a_creditor, a_customer, a_person, an_invoice

ISSUED = date(2026, 9, 10)


def dues() -> dict[str, tuple[date, str]]:
    return {row.number: (row.due_on, row.due_source) for row in Receivable.objects.all()}


@pytest.mark.both
def test_usual_terms_reach_assumed_dates_alone(house: Path) -> None:
    creditor = a_creditor()
    customer = a_customer(creditor)
    an_invoice(customer, "ASSUMED", ISSUED, date(2026, 10, 10))
    an_invoice(customer, "TOLD", ISSUED, date(2026, 11, 30), due_source="file")
    an_invoice(customer, "TYPED", ISSUED, date(2026, 12, 24), due_source="person")
    an_invoice(customer, "CREDIT", ISSUED, ISSUED, -5_000, kind="credit_note")
    changed = confirm_terms(creditor, days=30, mode="days_then_eom", author=CLAIRE, at=AT)
    assert changed == 2
    assert dues() == {
        "ASSUMED": (date(2026, 10, 31), "person"),
        "TOLD": (date(2026, 11, 30), "file"),
        "TYPED": (date(2026, 12, 24), "person"),
        "CREDIT": (ISSUED, "person"),
    }
    past = ReceivablePast.objects.get(number="ASSUMED")
    assert (past.due_on, past.due_source) == (date(2026, 10, 10), "assumed")
    now = Creditor.objects.get()
    assert (now.terms_days, now.terms_mode, now.terms_confirmed) == (30, "days_then_eom", True)
    seal(creditor.pk, at=AT + timedelta(hours=1), home=house)
    assert verify(creditor.pk, home=house).findings == []


def test_dates_that_earlier_terms_gave_follow_the_terms_said_later(house: Path) -> None:
    creditor = a_creditor()
    an_invoice(a_customer(creditor), "F1", ISSUED, date(2026, 10, 10))
    confirm_terms(creditor, days=30, mode="net", author=CLAIRE, at=AT)
    confirm_terms(creditor, days=45, mode="net", author=CLAIRE, at=AT)
    assert dues() == {"F1": (date(2026, 10, 25), "person")}


def test_dates_of_a_file_follow_when_asked(house: Path) -> None:
    creditor = a_creditor()
    an_invoice(a_customer(creditor), "F1", ISSUED, date(2026, 11, 30), due_source="file")
    confirm_terms(creditor, days=60, mode="net", author=CLAIRE, at=AT, from_file=True)
    assert dues() == {"F1": (date(2026, 11, 9), "person")}


@pytest.mark.both
def test_terms_of_one_customer_leave_the_others_alone(house: Path) -> None:
    creditor = a_creditor()
    one, other = a_customer(creditor, "411A"), a_customer(creditor, "411B")
    an_invoice(one, "F1", ISSUED, date(2026, 10, 10))
    an_invoice(other, "F2", ISSUED, date(2026, 10, 10))
    confirm_terms(creditor, customer=one, days=60, mode="net", author=CLAIRE, at=AT)
    assert dues() == {"F1": (date(2026, 11, 9), "person"), "F2": (date(2026, 10, 10), "assumed")}
    one.refresh_from_db()
    assert (one.terms_days, one.terms_mode, one.terms_source) == (60, "net", "person")
    assert CustomerPast.objects.get().terms_days is None
    confirm_terms(creditor, days=45, mode="net", author=CLAIRE, at=AT)
    assert dues()["F1"] == (date(2026, 11, 9), "person")
    assert dues()["F2"] == (date(2026, 10, 25), "person")


def test_what_depends_on_the_terms_of_a_customer_is_asked_again(house: Path) -> None:
    creditor = a_creditor()
    customer = a_customer(creditor)
    an_invoice(customer, "F1", ISSUED, date(2026, 10, 10))
    before = Customer.objects.get().facts_version
    confirm_terms(creditor, days=60, mode="net", author=CLAIRE, at=AT)
    assert Customer.objects.get().facts_version == before + 1


@pytest.mark.parametrize(("days", "mode"), [(-1, "net"), (366, "net"), (30, "one_day")])
def test_a_term_that_cannot_be_one_is_refused(house: Path, days: int, mode: str) -> None:
    with pytest.raises(RuleError) as refusal:
        confirm_terms(a_creditor(), days=days, mode=mode, author=CLAIRE, at=AT)
    assert refusal.value.rule == "terms_unknown"


@pytest.mark.both
def test_my_customers_are_businesses_is_said_of_those_nobody_spoke_for(house: Path) -> None:
    creditor = a_creditor()
    a_customer(creditor, "411A")
    a_customer(creditor, "411B", regime="public", regime_source="file")
    assert confirm_regime(creditor, regime="b2b", author=CLAIRE, at=AT) == 1
    told = {row.account: (row.regime, row.regime_source) for row in Customer.objects.all()}
    assert told == {"411A": ("b2b", "creditor"), "411B": ("public", "file")}
    assert Creditor.objects.get().regime_confirmed


@pytest.mark.both
def test_a_consumer_is_said_one_by_one(house: Path) -> None:
    creditor = a_creditor()
    customer = a_customer(creditor)
    with pytest.raises(RuleError):
        confirm_regime(creditor, regime="consumer", author=CLAIRE, at=AT)
    confirm_regime(creditor, customer=customer, regime="consumer", author=CLAIRE, at=AT)
    customer.refresh_from_db()
    assert (customer.regime, customer.regime_source) == ("consumer", "person")


@pytest.mark.both
def test_a_rate_is_confirmed_with_its_source_and_can_be_corrected(house: Path) -> None:
    creditor, claire = a_creditor(), a_person()
    asked = {"figure": "ecb", "half_year": "2026-S2", "by": claire, "at": AT}
    with pytest.raises(RuleError) as refusal:
        confirm_rate(creditor, value_bps=215, source=" ", **asked)
    assert refusal.value.rule == "source_missing"
    confirm_rate(creditor, value_bps=2150, source="BCE, page des taux", **asked)
    confirm_rate(creditor, value_bps=215, source="BCE, page des taux", **asked)
    assert RateConfirmation.objects.get().value_bps == 215
    assert list(interest_rules(creditor).confirmed.ecb.values()) == [215]


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"figure": "moon"}, "figure_unknown"),
        ({"half_year": "2026-T3"}, "half_year_unknown"),
        ({"value_bps": 5_001}, "rate_out_of_range"),
        ({"value_bps": -1}, "rate_out_of_range"),
    ],
)
def test_a_rate_that_cannot_be_one_is_refused(house: Path, change: dict[str, object], rule: str) -> None:
    asked = {"figure": "legal", "half_year": "2026-S2", "value_bps": 268, "source": "Arrêté"} | change
    with pytest.raises(RuleError) as refusal:
        confirm_rate(a_creditor(), by=a_person(), at=AT, **asked)
    assert refusal.value.rule == rule


def test_old_data_is_accepted_for_one_day_by_one_named_person(house: Path) -> None:
    creditor, claire = a_creditor(), a_person()
    accept_freshness(creditor, on=ON, by=claire, at=AT)
    assert freshness_accepted_by(creditor.pk, ON) == CLAIRE
    assert freshness_accepted_by(creditor.pk, ON + timedelta(days=1)) is None
    with pytest.raises(RuleError) as refusal:
        accept_freshness(creditor, on=ON, by=claire, at=AT)
    assert refusal.value.rule == "already_accepted"
