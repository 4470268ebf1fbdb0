"""Direct debits through the house: announced in time, in one file, paid by the bank's lines, given back."""

from __future__ import annotations

import email
from datetime import date
from email import policy
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from books import OURS, apply, sound, take_in
from collecting import Desk, desk_in, open_desk
from debits_at_work import (
    COLLECT,
    RULES,
    announce,
    bank,
    batched,
    came_back,
    credited,
    credited_together,
    mandate,
    owed,
    prepare,
    ruled,
    told,
    with_mandates,
)
from encours.acts.debits.mandates import cancel_mandate, save_mandate, take_up_mandate
from encours.acts.debits.prepare import cancel_batch, hand_over, preview
from encours.acts.debits.ruling import let_debit
from encours.acts.hold import hold
from encours.core.debits.rules import DebitRules
from encours.core.refusals import RuleError
from encours.records.cash.models import Application, BankLine
from encours.records.debits.models import Debit, DebitBatch, DebitItem, Mandate
from encours.records.documents.keeping import opened
from encours.records.frames.invariants import breaches
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable
from houses import Begin
from mailroom import Mailroom
from unpaid_240 import Unpaid, unpaid
from vauban import CLAIRE

TWO = 240_001


@pytest.fixture
def two(house: Path, begin: Begin, server: tuple[Mailroom, dict[str, Any]]) -> Desk:
    begin("two", lambda: open_desk(house, server[1], accounts=("DUPONT", "MARTIN")))
    return desk_in(house, server[1])


@pytest.mark.both
def test_a_debit_is_announced_collected_and_applied_by_itself(two: Desk, post: Mailroom) -> None:
    batch = batched(two)
    assert Delivery.objects.filter(state="delivered", message__step_code="debit_notice").count() == 2
    words = (
        email.message_from_bytes(post.contents[0], policy=policy.default).get_body(("plain",)).get_content()
    )
    plain = " ".join(words.split())
    for told_of in ("1 200,00 €", "4 décembre 2026", "RUM-DUPONT", RULES.ics, "FA101", "0189"):
        assert told_of in plain
    assert (batch.total_cents, batch.debits_count) == (TWO, 2)
    hand_over(batch, made_from=batch.version, on=two.today, author=CLAIRE, at=two.now)
    assert bank(two, credited(TWO))["applied"] == 1
    assert owed() == {}
    assert {one.reason for one in Application.objects.all()} == {"direct_debit"}
    assert {one.state for one in Debit.objects.all()} == {"collected"}
    assert {(one.sequence, one.used_on) for one in Mandate.objects.all()} == {("RCUR", COLLECT)}
    sound(two.creditor, two.home)


def test_the_file_ties_and_names_each_transaction_once(two: Desk) -> None:
    batch = batched(two)
    root = etree.fromstring(opened(batch.kept, home=two.home))
    text = {
        name: [each.text for each in root.iter(f"{{*}}{name}")]
        for name in ("CtrlSum", "NbOfTxs", "EndToEndId")
    }
    assert text["CtrlSum"] == ["2400.01", "2400.01"]
    assert text["NbOfTxs"] == ["2", "2"]
    assert sorted(text["EndToEndId"]) == sorted(Debit.objects.values_list("end_to_end_id", flat=True))
    assert [each.text for each in root.iter("{*}SeqTp")] == ["FRST"]
    assert [each.text for each in root.iter("{*}ReqdColltnDt")] == [COLLECT.isoformat()]


def test_transactions_told_one_by_one_are_known_by_our_identifiers(two: Desk) -> None:
    batch = batched(two)
    assert bank(two, credited_together(batch))["applied"] == 2
    assert owed() == {}
    assert {one.reason for one in Application.objects.all()} == {"direct_debit"}


def test_a_second_preparation_finds_nothing_left(two: Desk) -> None:
    batched(two)
    with pytest.raises(RuleError) as refused:
        prepare(two)
    assert refused.value.rule == "nothing_to_debit"
    assert DebitBatch.objects.count() == 1


@pytest.mark.both
def test_a_return_for_want_of_funds_reopens_and_may_be_presented_again(two: Desk) -> None:
    batched(two)
    bank(two, credited(TWO))
    debit = Debit.objects.get(customer__account="DUPONT")
    assert bank(two, came_back(debit, "AM04"), name="b.xml", rank=2)["returned"] == 1
    assert owed() == {"FA101": 120_000}
    debit.refresh_from_db()
    assert (debit.state, debit.reason, debit.ended_on) == ("returned", "AM04", date(2026, 12, 9))
    assert BankLine.objects.filter(state="returned", payments__isnull=False).count() == 1
    assert debit.mandate.state == "active"
    two.later(days=8)
    assert announce(two) == 1
    sound(two.creditor, two.home)


@pytest.mark.parametrize("by", ["identifier", "account"])
def test_an_unpaid_file_reopens_what_it_gives_back_the_same_day(two: Desk, by: str) -> None:
    batched(two)
    bank(two, credited(TWO))
    debit = Debit.objects.get(customer__account="DUPONT")
    words = f"PRLV {debit.end_to_end_id}" if by == "identifier" else "PRLV DECEMBRE"
    row = Unpaid(debit.amount_cents, "20", words, "DUPONT", None if by == "identifier" else OURS)
    take_in(two.creditor, unpaid(date(2026, 12, 9), row), "rejets.240", two.home)
    assert apply(two.creditor)["returned"] == 1
    assert owed() == {"FA101": 120_000}
    debit.refresh_from_db()
    assert (debit.state, debit.reason, debit.mandate.state) == ("returned", "AM04", "active")
    sound(two.creditor, two.home)


def test_what_came_back_twice_is_presented_no_more(two: Desk) -> None:
    batched(two, rules=DebitRules(ics=RULES.ics, again=0))
    bank(two, credited(TWO))
    bank(two, came_back(Debit.objects.order_by("pk")[0], "AM04"), name="b.xml", rank=2)
    two.later(days=8)
    assert announce(two) == 0


def test_a_contested_debit_stops_its_mandate_until_a_person_answers(two: Desk) -> None:
    batched(two)
    bank(two, credited(TWO))
    debit = Debit.objects.get(customer__account="DUPONT")
    bank(two, came_back(debit, "MD06"), name="b.xml", rank=2)
    stopped = Mandate.objects.get(customer__account="DUPONT")
    assert (stopped.state, stopped.reason) == ("stopped", "MD06")
    two.later(days=8)
    assert announce(two) == 0
    take_up_mandate(stopped, reason="erreur du client", made_from=stopped.version, author=CLAIRE, at=two.now)
    assert Mandate.objects.get(pk=stopped.pk).state == "active"
    sound(two.creditor, two.home)


def test_a_rejection_told_before_the_credit_reopens_once_the_batch_is_credited(two: Desk) -> None:
    batched(two)
    debit = Debit.objects.get(customer__account="DUPONT")
    bank(two, came_back(debit, "AC04", on=COLLECT))
    debit.refresh_from_db()
    assert (debit.state, debit.return_line_id) == ("returned", None)
    assert bank(two, credited(TWO), name="b.xml", rank=2)["returned"] == 1
    assert Mandate.objects.get(customer__account="DUPONT").state == "stopped"
    assert owed() == {"FA101": 120_000}
    sound(two.creditor, two.home)


def test_a_reject_and_its_batch_in_one_statement_leave_what_was_rejected_open(two: Desk) -> None:
    batched(two)
    debit = Debit.objects.get(customer__account="MARTIN")
    bank(two, credited(TWO), came_back(debit, "AM04", on=COLLECT))
    assert owed() == {"FA102": 120_001}
    sound(two.creditor, two.home)


def test_what_is_announced_is_not_chased_before_its_day(two: Desk) -> None:
    with_mandates(two)
    announce(two)
    two.run()
    assert {one.step_code for one in Message.objects.all()} == {"debit_notice"}


def test_the_day_s_run_leaves_pre_notifications_alone(two: Desk, post: Mailroom) -> None:
    with_mandates(two)
    announce(two)
    two.run()
    two.send()
    assert len(post.contents) == 2


def test_a_notice_that_did_not_leave_in_time_keeps_its_debit_out_and_is_given_anew(two: Desk) -> None:
    with_mandates(two)
    announce(two)
    with pytest.raises(RuleError):
        prepare(two)
    found = preview(two.creditor, on=two.today)
    assert set(found.ending.values()) == {"not_notified"}


def test_an_invoice_issued_in_time_is_its_own_notice_and_nothing_else_leaves(
    two: Desk, post: Mailroom
) -> None:
    Receivable.objects.update(
        issued_on=date(2026, 11, 10), due_on=date(2026, 11, 29), due_source="file", version=2
    )
    with_mandates(two, rules=DebitRules(ics=RULES.ics, notice="invoice"))
    told(two)
    assert not Message.objects.exists()
    batch = prepare(two, on=date(2026, 11, 26))
    assert (batch.total_cents, set(batch.debits.values_list("collect_on", flat=True))) == (
        TWO,
        {date(2026, 11, 30)},
    )
    assert bank(two, credited(TWO, on=date(2026, 11, 30)))["applied"] == 1
    assert owed() == {}
    assert not list(breaches())


def test_an_invoice_whose_day_was_moved_later_is_not_collected_as_announced(two: Desk) -> None:
    with_mandates(two)
    told(two)
    Receivable.objects.filter(number="FA101").update(due_on=date(2027, 1, 15))
    batch = prepare(two)
    assert [one.customer.account for one in batch.debits.select_related("customer")] == ["MARTIN"]
    assert Debit.objects.get(customer__account="DUPONT").reason == "moved"


def test_an_invoice_held_meanwhile_is_not_collected(two: Desk) -> None:
    with_mandates(two)
    told(two)
    item = Receivable.objects.get(number="FA101")
    hold(
        item.customer,
        receivable=item,
        reason="avoir à venir",
        from_on=two.today,
        until_on=None,
        author=CLAIRE,
        at=two.now,
    )
    batch = prepare(two)
    assert [one.customer.account for one in batch.debits.select_related("customer")] == ["MARTIN"]
    assert Debit.objects.get(customer__account="DUPONT").reason == "held"
    sound(two.creditor, two.home)


def test_a_cancelled_batch_frees_what_it_held(two: Desk) -> None:
    batch = batched(two)
    cancel_batch(
        batch, reason="mauvais compte", made_from=batch.version, on=two.today, author=CLAIRE, at=two.now
    )
    assert not DebitItem.objects.filter(live=True).exists()
    assert announce(two) == 2
    sound(two.creditor, two.home)


def test_a_batch_that_the_bank_credited_is_not_cancelled(two: Desk) -> None:
    batch = batched(two)
    bank(two, credited(TWO))
    with pytest.raises(RuleError) as refused:
        cancel_batch(
            batch, reason="trop tard", made_from=batch.version, on=two.today, author=CLAIRE, at=two.now
        )
    assert refused.value.rule == "batch_over"


def test_nothing_is_announced_before_the_creditor_has_said_its_identifier(two: Desk) -> None:
    customer = Customer.objects.get(account="DUPONT")
    save_mandate(customer, mandate(customer), on=two.today, author=CLAIRE, at=two.now)
    assert announce(two) == 0
    with pytest.raises(RuleError) as refused:
        prepare(two)
    assert refused.value.rule == "ics_missing"


def test_in_shadow_mode_no_file_is_made(two: Desk) -> None:
    with_mandates(two)
    Creditor.objects.update(shadow=True)
    with pytest.raises(RuleError) as refused:
        prepare(two)
    assert refused.value.rule == "shadow"


def test_a_wrong_identifier_is_refused_with_a_sentence(two: Desk) -> None:
    with pytest.raises(RuleError) as refused:
        let_debit(two.creditor, DebitRules(ics="FR00ZZZ123456"), made_from=None, author=CLAIRE, at=two.now)
    assert refused.value.rule == "ics_wrong"


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"iban": "FR7630006000011234567890188"}, "iban_wrong"),
        ({"umr": "RÉF//1"}, "umr_wrong"),
        ({"signed_on": date(2026, 11, 21)}, "signed_on_wrong"),
        ({"bic": "NO"}, "bic_wrong"),
    ],
)
def test_a_mandate_that_a_bank_would_refuse_is_not_written(
    two: Desk, changed: dict[str, object], rule: str
) -> None:
    customer = Customer.objects.get(account="DUPONT")
    with pytest.raises(RuleError) as refused:
        save_mandate(customer, mandate(customer, **changed), on=two.today, author=CLAIRE, at=two.now)
    assert refused.value.rule == rule


def test_a_reference_serves_one_mandate_and_a_customer_has_one(two: Desk) -> None:
    first, _ = with_mandates(two)
    other = Customer.objects.get(account="MARTIN")
    with pytest.raises(RuleError) as taken:
        save_mandate(other, mandate(other, umr=first.umr), on=two.today, author=CLAIRE, at=two.now)
    assert taken.value.rule == "umr_wrong"
    with pytest.raises(RuleError) as live:
        save_mandate(other, mandate(other, umr="AUTRE"), on=two.today, author=CLAIRE, at=two.now)
    assert live.value.rule == "mandate_live"


def test_a_mandate_amended_or_revoked_ends_what_was_announced_under_it(two: Desk) -> None:
    first, second = with_mandates(two)
    announce(two)
    values = mandate(first.customer, iban="BE68539007547034")
    save_mandate(first.customer, values, on=two.today, mandate=first, made_from=1, author=CLAIRE, at=two.now)
    cancel_mandate(second, reason="lettre du client", made_from=1, on=two.today, author=CLAIRE, at=two.now)
    assert set(Debit.objects.values_list("reason", flat=True)) == {"mandate_amended", "mandate_cancelled"}
    assert set(Message.objects.values_list("state", flat=True)) == {"stopped"}
    assert announce(two) == 1
    sound(two.creditor, two.home)


def test_a_mandate_unused_for_three_years_lets_nothing(two: Desk) -> None:
    with_mandates(two, signed_on=date(2023, 11, 1))
    assert announce(two) == 0


def test_the_amendment_of_an_account_is_told_to_the_bank_once_used(two: Desk) -> None:
    batched(two)
    bank(two, credited(TWO))
    bank(two, came_back(Debit.objects.get(customer__account="DUPONT"), "AM04"), name="b.xml", rank=2)
    now = Mandate.objects.get(customer__account="DUPONT")
    two.later(days=8)
    values = mandate(now.customer, iban="BE68539007547034", sequence="RCUR")
    save_mandate(
        now.customer, values, on=two.today, mandate=now, made_from=now.version, author=CLAIRE, at=two.now
    )
    told(two)
    batch = prepare(two, on=date(2026, 12, 18))
    root = etree.fromstring(opened(batch.kept, home=two.home))
    assert [each.text for each in root.iter("{*}AmdmntInd")] == ["true"]
    assert [each.text for each in root.iter("{*}SeqTp")] == ["RCUR"]
    assert "SMNDA" in [each.text for each in root.iter("{*}Id")]


def test_mandates_come_in_by_a_table_and_what_a_bank_would_refuse_is_left_aside(two: Desk) -> None:
    rows = [
        "Code client;RUM;Date signature;IBAN;BIC",
        "DUPONT;RUM-9;25/01/2026;FR7630006000011234567890189;",
        "MARTIN;RUM-10;25/01/2026;FR7630006000011234567890188;",
        "NOBODY;RUM-11;25/01/2026;DE89370400440532013000;",
    ]
    result = take_in(two.creditor, "\n".join(rows).encode(), "mandats.csv", two.home)
    assert result.intake is not None
    assert {name: result.intake.counts[name] for name in ("new", "unknown")} == {"new": 1, "unknown": 2}
    made = Mandate.objects.get()
    assert (made.customer.account, made.umr, made.signed_on, made.debtor) == (
        "DUPONT", "RUM-9", date(2026, 1, 25), "Client DUPONT",
    )  # fmt: skip
    sound(two.creditor, two.home)


def test_rules_made_from_an_older_page_are_refused(two: Desk) -> None:
    ruled(two)
    with pytest.raises(RuleError) as refused:
        let_debit(two.creditor, RULES, made_from=0, author=CLAIRE, at=two.now)
    assert refused.value.rule == "stale_form"
