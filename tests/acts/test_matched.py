"""What matching gives up or nets beside a payment: written once, told with its evidence, undone with it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from books import (
    AT,
    AUTHOR,
    ON,
    SIREN,
    Books,
    apply,
    ours,
    owed,
    received,
    sound,
    statement,
    take_in,
    take_ledger,
)
from encours.acts import recalibrate as recalibrating
from encours.acts.answer_proposal import accept_proposal, refuse_proposal
from encours.acts.apply_line import apply_line
from encours.acts.let_match import let_match
from encours.acts.open_creditor import open_creditor
from encours.acts.portions import Portion
from encours.acts.recalibrate import recalibrate_by_night
from encours.acts.rules import StaleFormError
from encours.acts.undo_application import undo_application
from encours.core.matching.accuracy import Share
from encours.core.matching.calibration import MOST_BPS
from encours.core.matching.policy import TRUSTED_BPS, Policy
from encours.core.refusals import RuleError
from encours.jobs.working import decide
from encours.records.cash.models import Application, BankLine, Candidate, Payer, Payment
from encours.records.cash.proposals import proposals_of
from encours.records.cash.reading import matching_policy
from encours.records.cash.refusals import Refusal
from encours.records.cash.rules import MatchingPolicy
from encours.records.frames.account import accounts_of
from encours.records.frames.answers import answers
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from houses import Begin

PAID = date(2026, 10, 2)
LENIENT = Policy(difference_cents=100, difference_bps=50)


@pytest.fixture
def creditor(house: Path, begin: Begin) -> Creditor:
    begin("matched", lambda: _begun(house))
    return Creditor.objects.get()


def _begun(house: Path) -> None:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    take_ledger(found, Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000), 2026, house)


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


IBAN = "FR7630004000031234567890143"


def waiting(creditor: Creditor, house: Path, cents: int = 119_950) -> BankLine:
    """A credit of a payer that nobody knows, near what DUPONT owes."""
    line = received(PAID, cents, "VIR FA101", iban=IBAN, counterparty="ETS DUPONT")
    take_in(creditor, statement(line), "r.xml", house)
    apply(creditor)
    return BankLine.objects.order_by("-pk")[0]


def key_of(line: BankLine) -> str:
    """What the page shows first of a line."""
    line.refresh_from_db()
    return proposals_of([line], most=1)[line.pk][0].key


def only_proposing(creditor: Creditor, **told: object) -> None:
    """Whatever names an invoice only proposes."""
    policy = Policy(proposed_only=frozenset({"invoice_in_wording"}), **told)  # type: ignore[arg-type]
    let_match(creditor, policy, made_from=None, author=AUTHOR, at=AT)


@pytest.mark.both
def test_a_proposal_is_accepted_whole_with_what_it_gives_up(creditor: Creditor, house: Path) -> None:
    only_proposing(creditor, difference_cents=100, difference_bps=50)
    line = waiting(creditor, house)
    proposed = Candidate.objects.get(option=1)
    key = key_of(line)
    assert (proposed.amount_cents, proposed.given_up, proposed.given_up_cents) == (119_950, "difference", 50)
    told = {"remember_payer": True, "made_from": line.version, "author": AUTHOR, "at": AT}
    accept_proposal(line, key, **told)  # type: ignore[arg-type]
    assert open_cents() == {"FA101": 0}
    kept = Application.objects.values_list("reason", "source", "given_up", "amount_cents").order_by("pk")
    assert set(kept) == {
        ("invoice_in_wording", "person", "", 119_950),
        ("invoice_in_wording", "person", "difference", 50),
    }
    assert Payer.objects.get().value == IBAN
    with pytest.raises(StaleFormError):
        accept_proposal(line, key, **told)  # type: ignore[arg-type]
    sound(creditor, house)


@pytest.mark.both
def test_a_set_with_its_credit_note_is_accepted_and_undone(creditor: Creditor, house: Path) -> None:
    note = credit_note(creditor, 20_000)
    only_proposing(creditor)
    line = waiting(creditor, house, 1)
    BankLine.objects.filter(pk=line.pk).update(amount_cents=100_000)
    item = Receivable.objects.get(number="FA101")
    set_of = {
        "creditor": creditor,
        "line": line,
        "customer": item.customer,
        "score": 88,
        "reason": "ambiguous_set",
    }
    Candidate.objects.all().delete()
    Candidate.objects.create(**set_of, option=1, receivable=item, amount_cents=120_000)
    Candidate.objects.create(**set_of, option=1, receivable=note, amount_cents=-20_000)
    with pytest.raises(RuleError):
        accept_proposal(line, "1:2:3:4", remember_payer=False, made_from=None, author=AUTHOR, at=AT)
    accept_proposal(line, key_of(line), remember_payer=False, made_from=None, author=AUTHOR, at=AT)
    assert open_cents() == {"FA101": 0, "AV7": 0}
    undo_application(
        Application.objects.get(payment__isnull=False), reason="erreur", author=AUTHOR, at=AT, on=ON
    )
    assert open_cents() == {"FA101": 120_000, "AV7": -20_000}


def test_a_refused_proposal_is_not_made_again_and_counts_against_its_matcher(
    creditor: Creditor, house: Path
) -> None:
    only_proposing(creditor)
    line = waiting(creditor, house, 120_000)
    proposed = Candidate.objects.get(option=1)
    refuse_proposal(line, key_of(line), made_from=line.version, author=AUTHOR, at=AT, on=ON)
    kept = Refusal.objects.get()
    assert (kept.kind, kept.value, kept.items, kept.reason) == (
        "iban", IBAN, str(proposed.receivable_id), "invoice_in_wording",
    )  # fmt: skip
    apply(creditor)
    assert not Candidate.objects.filter(receivable=proposed.receivable_id).exists()
    assert answers(creditor.pk, on=ON)["invoice_in_wording"] == Share(0, 1)
    sound(creditor, house)


def test_by_hand_a_person_takes_a_credit_note_and_gives_up_a_small_difference(
    creditor: Creditor, house: Path
) -> None:
    note = credit_note(creditor, 20_000)
    only_proposing(creditor)
    line = waiting(creditor, house, 99_000)
    item = Receivable.objects.get(number="FA101")
    told = {"customer": item.customer, "remember_payer": False, "made_from": None, "author": AUTHOR, "at": AT}
    for portion, rule in (
        (Portion(item, 99_000, "difference", 21_001), "beyond_open"),
        (Portion(item, 99_000, "difference", 21_000), "given_up_wrong"),
        (Portion(item, 99_000, "present", 100), "given_up_wrong"),
        (Portion(note, -20_001), "beyond_open"),
        (Portion(note, -20_000), "beyond_items"),
    ):
        with pytest.raises(RuleError) as refused:
            apply_line(line, [portion], **told)  # type: ignore[arg-type]
        assert refused.value.rule == rule
    portions = [Portion(item, 119_000, "discount", 1_000), Portion(note, -20_000)]
    apply_line(line, portions, **told)  # type: ignore[arg-type]
    assert open_cents() == {"FA101": 0, "AV7": 0}
    assert Payment.objects.get().unapplied_cents == 0


def test_recalibrating_says_from_what_to_what_and_why_and_the_night_does_it_once_a_week(
    creditor: Creditor, house: Path
) -> None:
    only_proposing(creditor)
    line = waiting(creditor, house, 120_000)
    refuse_proposal(line, key_of(line), made_from=line.version, author=AUTHOR, at=AT, on=ON)
    one = Refusal.objects.get()
    for _ in range(11):
        one.pk = None
        one.line_id = line.pk
        one.save(force_insert=True)
    assert answers(creditor.pk, on=ON)["invoice_in_wording"].of == 1  # a line is counted once
    other = BankLine.objects.get(pk=line.pk)
    for rank in range(11):
        other.pk, other.fingerprint = None, f"again-{rank}"
        other.save(force_insert=True)
        one.pk, one.line_id = None, other.pk
        one.save(force_insert=True)
    assert [moved.matcher for moved in recalibrate_by_night(creditor, at=AT, on=ON)] == ["invoice_in_wording"]
    assert recalibrate_by_night(creditor, at=AT, on=ON) == []
    policy = matching_policy(creditor.pk)
    assert policy.trust == {"invoice_in_wording": TRUSTED_BPS - MOST_BPS}
    told = json.loads(Entry.objects.get(act="recalibrate").leaves.get(customer_id=None).content)["facts"][
        "moved"
    ]
    assert told == [
        {"matcher": "invoice_in_wording", "from_bps": 9_990, "to_bps": 9_490, "right": 0, "of": 12}
    ]
    # A form never changes what was learnt.
    let_match(creditor, Policy(), made_from=2, author=AUTHOR, at=AT)
    assert matching_policy(creditor.pk).proposed_only == {"invoice_in_wording"}


def test_what_was_given_up_is_owed_again_when_the_bank_takes_the_payment_back(
    creditor: Creditor, house: Path
) -> None:
    let_match(creditor, LENIENT, made_from=0, author=AUTHOR, at=AT)
    paid = received(PAID, 119_950, "VIR DUPONT FA101", end_to_end_id="E2E1", iban=IBAN)
    back = received(
        date(2026, 10, 6), -119_950, "REJET VIR", end_to_end_id="E2E1", iban=IBAN, return_reason="AC04"
    )
    take_in(creditor, statement(paid), "r.xml", house)
    apply(creditor)
    assert open_cents() == {"FA101": 0}
    take_in(creditor, statement(back, rank=2), "s.xml", house)
    assert apply(creditor)["returned"] == 1
    assert open_cents() == {"FA101": 120_000}
    assert owed(creditor) == 120_000
    sound(creditor, house)


def test_the_worker_s_night_recalibrates_before_it_applies(
    creditor: Creditor, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def answered(key: int, *, on: date) -> dict[str, Share]:
        asked.append(key)
        return {}

    monkeypatch.setattr(recalibrating, "answers", answered)
    decide(creditor, ON, AT)
    assert asked == [creditor.pk]
