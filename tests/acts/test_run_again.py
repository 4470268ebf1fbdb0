"""A day decided again: only those who were touched since, and the same as if all had been."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from books import Books, received, sound, statement, take_in, take_ledger
from collecting import Desk, at_its_head
from encours.acts import day_sheet, run_again, run_day
from encours.acts.apply_cash import apply_cash
from encours.acts.bulk import hold_many, note_many
from encours.acts.confirm import confirm_terms
from encours.acts.dispute import open_dispute
from encours.acts.edit_customer import add_contact
from encours.acts.edit_receivable import edit_receivable
from encours.acts.experiments.begin import Asked, begin_experiment
from encours.acts.hold import hold, release, spare
from encours.acts.promise import promise
from encours.acts.publish_scenario import publish_scenario
from encours.acts.write_plan import PlanChanges
from encours.core.scenario import DEFAULT_SCENARIO
from encours.records.cases.models import Hold
from encours.records.experiments.models import Entered
from encours.records.frames.doorway import snapshot
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.policies.models import ScenarioVersion
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position
from vauban import CLAIRE

FRAMES = (
    "positions_new", "positions_moved", "proposals", "proposal_items", "waiting", "versions",
)  # fmt: skip


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Desk:
    """Twelve more invoices of five customers; the smallest house leaves a sheet, whoever was touched."""
    monkeypatch.setattr(run_day, "SHEET_FROM", 0)
    monkeypatch.setattr(run_again, "_PART_AT_MOST", 1)
    books = Books().sale(date(2026, 10, 16), "DUPONT", "FA101", 120_000)
    for rank in range(12):
        books.sale(date(2026, 9, 1) + timedelta(days=5 * rank), f"C{rank % 5}", f"G{rank}", 10_000 + rank)
    take_ledger(desk.creditor, books, 2026, desk.home)
    for customer in Customer.objects.exclude(account="DUPONT"):
        add_contact(customer, {"name": "", "email": f"{customer.pk}@c.example"}, author=CLAIRE, at=desk.now)
    return desk


def decided(desk: Desk) -> tuple[PlanChanges | None, PlanChanges]:
    """What deciding a few changes, and what deciding all would."""
    creditor = Creditor.objects.get()
    with snapshot():
        few = run_day._of_few(creditor, on=desk.today, home=desk.home)
        return few, run_day._of_all(creditor, on=desk.today, as_known=False)


def alike(few: PlanChanges, everybody: PlanChanges) -> None:
    """The same is written: of those that were not decided nothing changes."""
    assert few.figures == everybody.figures
    assert few.counts() == everybody.counts()
    assert few.of is not None
    for name in FRAMES:
        one, other = getattr(few, name), getattr(everybody, name)
        if "customer_id" in other.columns:
            other = other.filter(pl.col("customer_id").is_in(list(few.of)))
        assert_frame_equal(one, other, check_row_order=False)
    for name in ("positions_gone", "cases_to_open", "cases_to_close"):
        assert sorted(getattr(few, name)) == sorted(getattr(everybody, name))


def of(number: str) -> Receivable:
    return Receivable.objects.get(number=number)


def held(desk: Desk) -> None:
    hold(
        of("G1").customer, receivable=of("G1"), from_on=desk.today, until_on=None, reason="x", author=CLAIRE,
        at=desk.now,
    )  # fmt: skip


def contested(desk: Desk) -> None:
    open_dispute(of("G2"), amount_cents=4_000, reason="Casse", on=desk.today, author=CLAIRE, at=desk.now)


def promised(desk: Desk) -> None:
    day = desk.today + timedelta(days=9)
    promise(
        of("G3").customer, items=[(of("G3"), 10_003)], due_on=day, source="call", on=desk.today, author=CLAIRE,
        at=desk.now,
    )  # fmt: skip


def paid(desk: Desk) -> None:
    lines = statement(received(desk.today, 10_004, "VIR G4"), received(desk.today, 500, "VIR C0"))
    take_in(desk.creditor, lines, "r.xml", desk.home)
    apply_cash(Creditor.objects.get(), author="rule:cash@1", at=desk.now)


def spared(desk: Desk) -> None:
    spare(
        of("G5").customer, kind="no_courtesy", from_on=desk.today, until_on=None, reason="x", author=CLAIRE,
        at=desk.now,
    )  # fmt: skip


def moved(desk: Desk) -> None:
    day = desk.today + timedelta(days=20)
    edit_receivable(of("G6"), due_on=day, po_number=None, made_from=None, author=CLAIRE, at=desk.now)


def sent(desk: Desk) -> None:
    desk.send()


def together(desk: Desk) -> None:
    whom = list(Customer.objects.order_by("pk").values_list("pk", flat=True)[:2])
    told: dict[str, Any] = {"author": CLAIRE, "at": desk.now}
    hold_many(desk.creditor, whom, from_on=desk.today, until_on=None, reason="x", **told)
    note_many(desk.creditor, whom, text="Vu", **told)
    release(Hold.objects.order_by("pk")[0], on=desk.today, **told)


@pytest.mark.both
def test_whoever_was_touched_is_decided_as_if_all_were(again: Desk) -> None:
    again.run()
    happened: list[Callable[[Desk], None]] = [held, contested, promised, paid, spared, moved, sent, together]
    for happen in happened:
        again.later(minutes=5)
        happen(again)
        few, everybody = decided(again)
        assert few is not None, happen.__name__
        alike(few, everybody)
        again.run()
    sound(again.creditor, again.home)


def test_only_who_was_touched_is_decided_and_the_others_stand(again: Desk) -> None:
    first = again.run()
    again.later(minutes=5)
    held(again)
    second = again.run()
    assert second.pk != first.pk
    assert set(Position.objects.filter(run=second).values_list("receivable__number", flat=True)) == {"G1"}
    few, _ = decided(again)
    assert few is not None
    assert few.of == [of("G1").customer_id]
    assert again.run().pk == second.pk  # nothing came since: nothing is written


def test_what_may_concern_anybody_has_all_decided(again: Desk) -> None:
    again.run()
    confirm_terms(Creditor.objects.get(), days=45, mode="net", author=CLAIRE, at=again.now)
    assert decided(again)[0] is None


def test_another_day_another_product_and_groups_written_to_at_their_head_have_all_decided(
    again: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    again.run()
    assert decided(again)[0] is not None
    with monkeypatch.context() as other:
        other.setattr(day_sheet, "MADE_BY", "0.0/0")
        assert decided(again)[0] is None
    again.later(days=1)
    assert decided(again)[0] is None
    again.later(days=2)
    again.run()
    assert decided(again)[0] is not None
    at_its_head(again)
    assert decided(again)[0] is None


def test_a_sheet_cut_short_or_of_a_run_that_this_database_does_not_have_is_not_read(again: Desk) -> None:
    again.run()
    (kept,) = (again.home / "sheets").iterdir()
    items, about = kept / "items.arrow", kept / "about.json"
    whole, told = items.read_bytes(), about.read_text()
    assert decided(again)[0] is not None
    items.write_bytes(whole[: len(whole) // 2])
    assert decided(again)[0] is None
    items.write_bytes(whole)
    about.write_text(json.dumps(json.loads(told) | {"digest": "0"}))
    assert decided(again)[0] is None
    about.write_text(told)
    assert decided(again)[0] is not None


def test_only_the_last_sheet_stays_and_none_of_a_run_that_was_not_written(
    again: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = again.run()
    with monkeypatch.context() as stopped:
        stopped.setattr(run_day, "write_plan", lambda *_, **__: 1 / 0)
        confirm_terms(Creditor.objects.get(), days=45, mode="net", author=CLAIRE, at=again.now)
        with pytest.raises(ZeroDivisionError):
            again.run()
    (kept,) = (again.home / "sheets").iterdir()
    assert json.loads((kept / "about.json").read_text())["entry"] == first.entry_id
    second = again.run()
    (kept,) = (again.home / "sheets").iterdir()
    assert json.loads((kept / "about.json").read_text())["entry"] == second.entry_id != first.entry_id


def test_where_no_sheet_can_be_kept_the_run_stands_and_says_so(
    again: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    (again.home / "sheets").write_text("a file where the folder should be")
    run = again.run()
    assert Position.objects.filter(run=run).exists()
    assert "could not be kept" in caplog.text
    assert decided(again)[0] is None


def test_many_touched_are_decided_with_all_the_others(again: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    again.run()
    monkeypatch.setattr(run_again, "_PART_AT_MOST", 20)
    held(again)
    assert decided(again)[0] is None


def test_money_that_may_pay_and_doubts_touch_who_owes_though_no_leaf_names_them(again: Desk) -> None:
    again.run()
    take_in(
        again.creditor, statement(received(again.today, 77_700, "VIR C1 CLIENT G6?")), "r.xml", again.home
    )
    apply_cash(Creditor.objects.get(), author="rule:cash@1", at=again.now)
    few, everybody = decided(again)
    assert few is not None
    alike(few, everybody)


def test_who_enters_an_experiment_on_a_day_decided_again_is_who_would_enter_if_all_were(again: Desk) -> None:
    books = Books().sale(date(2026, 11, 12), "NEUF", "N1", 50_000)
    for rank in range(3):
        books.sale(date(2026, 11, 12), f"TARD{rank}", f"T{rank}", 60_000 + rank)
    take_ledger(again.creditor, books, 2026, again.home)
    told: dict[str, Any] = {"author": CLAIRE, "at": again.now}
    first, *rest = DEFAULT_SCENARIO.steps
    later = tuple(replace(step, offset_days=step.offset_days + 30) for step in rest)
    publish_scenario(again.creditor, replace(DEFAULT_SCENARIO, steps=(first, *later)), made_from=1, **told)
    versions = {one.number: one for one in ScenarioVersion.objects.all()}
    begin_experiment(
        again.creditor,
        Asked(
            name="Patience",
            hypothesis="Écrire plus tôt rapporte davantage",
            reason="Trop de retards",
            champion=versions[2],
            challenger=versions[1],
            share_percent=50,
            within_days=30,
            effect_cents=10_000,
            planned=40,
            end_on=date(2026, 12, 31),
            owner=User.objects.get(email=CLAIRE),
        ),
        on=again.today,
        **told,
    )
    again.run()
    inside = set(Entered.objects.values_list("customer_id", flat=True))
    assert inside
    for number in ("N1", "T0", "T1"):
        again.later(minutes=5)
        day = again.today - timedelta(days=5)
        edit_receivable(of(number), due_on=day, po_number=None, made_from=None, author=CLAIRE, at=again.now)
        few, everybody = decided(again)
        assert few is not None
        alike(few, everybody)
        assert few.entering is not None
        assert everybody.entering is not None
        assert_frame_equal(few.entering.rows, everybody.entering.rows)
        again.run()
        assert of(number).customer_id in set(Entered.objects.values_list("customer_id", flat=True)) - inside
    held(again)
    few, everybody = decided(again)
    assert few is not None
    assert few.entering is None
    alike(few, everybody)
    sound(again.creditor, again.home)
