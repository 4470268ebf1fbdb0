"""The day decided: written once, only where something changed, as it was known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from books import Books, received, sound, statement, take_in, take_ledger
from collecting import TODAY, Desk
from encours.acts.apply_cash import apply_cash
from encours.acts.approve import approve
from encours.acts.deciding_once import MovedError, decide_then_write
from encours.acts.edit_receivable import edit_receivable
from encours.acts.hold import hold
from encours.acts.leave_shadow import set_shadow
from encours.acts.note import add_note
from encours.acts.run_day import decide_as_known
from encours.acts.send.leases import lease
from encours.core.refusals import RuleError
from encours.records.cases.models import Case
from encours.records.messages.models import Message
from encours.records.policies.models import FreshnessAcceptance
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position, Run
from vauban import CLAIRE

NEVER_COMPARED = {"sessions", "contenttypes", "axes", "auth"}


def all_tables() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the house."""
    models = [model for model in apps.get_models() if model._meta.app_label not in NEVER_COMPARED]
    return {model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in models}


def more_invoices(desk: Desk) -> None:
    books = Books().sale(date(2026, 10, 16), "DUPONT", "FA101", 120_000)
    for rank in range(12):
        books.sale(date(2026, 9, 1) + timedelta(days=5 * rank), f"C{rank % 5}", f"G{rank}", 10_000 + rank)
    take_ledger(desk.creditor, books, 2026, desk.home)


@pytest.mark.both
def test_a_second_run_adds_nothing_to_any_table(desk: Desk) -> None:
    more_invoices(desk)
    first = desk.run()
    before = all_tables()
    desk.later(minutes=5)
    assert desk.run().pk == first.pk
    assert all_tables() == before


@pytest.mark.both
def test_what_moves_on_one_day_lies_together_on_postgresql_and_by_its_key_on_sqlite(desk: Desk) -> None:
    more_invoices(desk)
    desk.run()
    as_it_lies = {
        "postgresql": "SELECT next_on FROM runs_position WHERE next_on IS NOT NULL ORDER BY ctid",
        "sqlite": "SELECT receivable_id FROM runs_position ORDER BY rowid",
    }
    with connection.cursor() as cursor:
        cursor.execute(as_it_lies[connection.vendor])
        laid = [row[0] for row in cursor.fetchall()]
    assert laid == sorted(laid)
    assert len(set(laid)) > 1


@pytest.mark.both
def test_only_positions_that_changed_are_written_again(desk: Desk) -> None:
    more_invoices(desk)
    first = desk.run()
    moved = Receivable.objects.get(number="G11")
    hold(
        moved.customer,
        receivable=moved,
        from_on=TODAY,
        until_on=None,
        reason="À voir",
        author=CLAIRE,
        at=desk.now,
    )
    second = desk.run()
    rewritten = set(Position.objects.filter(run=second).values_list("receivable__number", flat=True))
    assert rewritten == {"G11"}
    assert Position.objects.filter(run=first).count() == Receivable.objects.count() - 1
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_a_case_opens_the_day_after_the_due_date_and_closes_when_all_is_paid(desk: Desk) -> None:
    told = {"due_on": TODAY, "po_number": None, "made_from": None}
    edit_receivable(Receivable.objects.get(), author=CLAIRE, at=desk.now, **told)  # type: ignore[arg-type]
    desk.run()
    assert not Case.objects.exists()
    desk.later(days=1)
    desk.run()
    assert Case.objects.get().opened_on == desk.today
    take_in(desk.creditor, statement(received(TODAY, 120_000, "VIR FA101")), "r.xml", desk.home)
    apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)
    desk.run()
    assert Case.objects.get().closed_on == desk.today
    assert not Position.objects.exists()
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_a_proposal_follows_the_facts_and_goes_when_it_has_no_reason_to_be(desk: Desk) -> None:
    desk.run()
    key = desk.message().pk
    take_in(desk.creditor, statement(received(date(2026, 11, 19), 20_000, "VIR FA101")), "r.xml", desk.home)
    apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)
    desk.run()
    message = desk.message()
    assert (message.pk, message.total_cents, message.items.get().open_cents) == (key, 100_000, 100_000)
    assert desk.send() == {"delivered": 1}
    sound(desk.creditor, desk.home)


def a_formal_notice(desk: Desk) -> Message:
    for days in (0, 13, 15, 12):
        desk.later(days=days)
        FreshnessAcceptance.objects.update(on=desk.today)
        desk.run()
        desk.send()
    return Message.objects.get(step_code="formal_notice")


def test_what_a_person_approved_stays_approved_until_the_amount_changes(desk: Desk) -> None:
    notice = a_formal_notice(desk)
    approve([notice], author=CLAIRE, at=desk.now)
    add_note(desk.customer(), text="Vu", author=CLAIRE, at=desk.now)
    hold(
        desk.customer(),
        from_on=desk.today + timedelta(days=90),
        until_on=None,
        reason="x",
        author=CLAIRE,
        at=desk.now,
    )
    desk.run()
    assert Message.objects.get(pk=notice.pk).state == "approved"
    take_in(desk.creditor, statement(received(desk.today, 20_000, "VIR FA101")), "r.xml", desk.home)
    apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)
    desk.run()
    assert Message.objects.get(pk=notice.pk).state == "proposed"
    assert desk.send() == {}


@pytest.mark.both
def test_steps_rendered_in_shadow_do_not_count_once_it_is_left(desk: Desk) -> None:
    set_shadow(desk.creditor, shadow=True, author=CLAIRE, at=desk.now)
    desk.run()
    desk.send()
    desk.run()
    assert Position.objects.get().step == 2
    set_shadow(desk.creditor, shadow=False, author=CLAIRE, at=desk.now)
    desk.run()
    assert Position.objects.get().step == 0
    assert Message.objects.filter(state="proposed", step_code="friendly").count() == 1
    sound(desk.creditor, desk.home)


def test_a_past_day_is_decided_from_what_was_known_then(desk: Desk) -> None:
    take_in(desk.creditor, statement(received(date(2026, 11, 19), 120_000, "VIR FA101")), "r.xml", desk.home)
    apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)
    before = all_tables()
    then = decide_as_known(desk.creditor, on=date(2026, 11, 18))
    assert then.positions["receivable_id"].to_list() == [Receivable.objects.get().pk]
    assert len(then.proposals) == 1
    assert len(decide_as_known(desk.creditor, on=TODAY).positions) == 0
    assert all_tables() == before


def test_a_past_day_is_replayed_only_in_shadow_mode(desk: Desk) -> None:
    with pytest.raises(RuleError) as refusal:
        desk.run(as_known=True)
    assert refusal.value.rule == "replay_needs_shadow"


@pytest.mark.both
def test_a_message_taken_by_a_worker_while_the_plan_is_made_is_not_touched(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from encours.acts import run_day as room

    desk.run()
    hold(desk.customer(), from_on=TODAY, until_on=None, reason="À voir", author=CLAIRE, at=desk.now)
    decide, leased = room._decide, []

    def taken_meanwhile(*facts: Any, **more: Any) -> Any:
        decided = decide(*facts, **more)
        if not leased:
            leased.append(lease(desk.creditor.pk, worker="w", on=TODAY, at=desk.now, count=1))
        return decided

    monkeypatch.setattr(room, "_decide", taken_meanwhile)
    desk.run()
    assert desk.message().state == "leased"
    assert Run.objects.count() == 2
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_an_act_that_comes_between_makes_the_decision_again_but_a_note_does_not(desk: Desk) -> None:
    seen: list[int] = []

    def decide() -> int:
        seen.append(Receivable.objects.count())
        add_note(desk.customer(), text=f"note {len(seen)}", author=CLAIRE, at=desk.now)
        if len(seen) < 3:
            told = {"from_on": TODAY, "until_on": None, "reason": f"hold {len(seen)}"}
            hold(desk.customer(), author=CLAIRE, at=desk.now, **told)  # type: ignore[arg-type]
        return len(seen)

    def write(record: Any, decided: int) -> int:
        return decided

    told = {"act": "test", "author": CLAIRE, "cause": "test", "at": desk.now}
    assert decide_then_write(desk.creditor.pk, decide, write, **told) == 3  # type: ignore[arg-type]


def test_facts_that_never_stand_still_are_told_to_the_person(desk: Desk) -> None:
    def write(record: Any, decided: int) -> None:
        raise MovedError

    told = {"act": "test", "author": CLAIRE, "cause": "test", "at": desk.now}
    with pytest.raises(RuleError) as refusal:
        decide_then_write(desk.creditor.pk, lambda: 1, write, **told)  # type: ignore[arg-type]
    assert refusal.value.rule == "busy"
    sound(desk.creditor, desk.home)
