"""A past day answered as it was known then equals what its run reported; as known now, corrections are applied."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from books import SIREN, Books, received, sound, statement
from collecting import TODAY, Desk
from encours.acts.apply_cash import apply_cash
from encours.acts.confirm import confirm_regime
from encours.acts.dispute import close_dispute, open_dispute
from encours.acts.edit_customer import edit_customer
from encours.acts.edit_receivable import edit_receivable
from encours.acts.import_file import import_file
from encours.acts.measuring import measure
from encours.acts.undo_application import undo_application
from encours.core.ageing import BUCKET_CODES
from encours.core.measures import DEFINITIONS, Measure
from encours.records.cash.models import Application
from encours.records.disputes.models import Dispute
from encours.records.frames.customers import customer_facts
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Run
from vauban import CLAIRE

BALANCES = (
    "outstanding", "overdue", "ageing_due", "past_due_ratio", "over_90_ratio", "dso_simple", "dso_count_back",
)  # fmt: skip


def take(desk: Desk, content: bytes, name: str) -> None:
    import_file(desk.creditor, content, name, author=CLAIRE, at=desk.now, on=desk.today, home=desk.home)


def paid(desk: Desk, cents: int, wording: str, *, rank: int = 1, on: date | None = None) -> None:
    take(desk, statement(received(on or desk.today, cents, wording), rank=rank), f"r{rank}.xml")
    apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)


def then(desk: Desk, run: Run) -> dict[str, Measure]:
    found = measure(BALANCES, desk.creditor, on=run.on, known="then")
    return {one.formula: one for one in found}


def equals_what_was_reported(desk: Desk, run: Run) -> None:
    told, figures = then(desk, run), run.figures
    facts = told["outstanding"].facts
    assert told["outstanding"].value == figures["outstanding_cents"], run.on
    assert {
        "receivable_cents": facts["receivable_cents"],
        "credits_cents": facts["credits_cents"],
        "unapplied_cents": facts["unapplied_cents"],
        "overdue_cents": told["overdue"].facts["overdue_cents"],
        "overdue_items": told["overdue"].facts["items"],
        "gone_items": told["outstanding"].left_out.get("gone", 0),
        "ageing": {line.label: line.facts["open_cents"] for line in told["ageing_due"].lines},
        "disputed": told["past_due_ratio"].facts["beyond_disputed_cents"],
    } == {
        **{name: figures[name] for name in ("receivable_cents", "credits_cents", "unapplied_cents")},
        **{name: figures[name] for name in ("overdue_cents", "overdue_items", "gone_items")},
        "ageing": figures["ageing"],
        "disputed": figures["measures"]["past_due_ratio"]["facts"]["beyond_disputed_cents"],
    }, run.on
    for name in ("past_due_ratio", "over_90_ratio", "dso_simple", "dso_count_back"):
        assert told[name].value == figures["measures"][name]["value"], (run.on, name)


def last_runs(desk: Desk) -> list[Run]:
    """The last run of each day: what the day reported in the end."""
    by_day = {run.on: run for run in Run.objects.filter(creditor=desk.creditor).order_by("pk")}
    return list(by_day.values())


def ledger(*invoices: tuple[str, int], issued: date = date(2026, 10, 16)) -> bytes:
    books = Books()
    for number, cents in invoices:
        books.sale(issued, "DUPONT", number, cents)
    return books.content()


def fec(desk: Desk, *invoices: tuple[str, int]) -> None:
    take(desk, ledger(*invoices), f"{SIREN}FEC20261231.txt")


@pytest.mark.both
def test_each_day_as_known_then_equals_what_its_run_reported(desk: Desk) -> None:
    desk.run()
    desk.later(days=1)
    paid(desk, 20_000, "VIR FA101")
    desk.run()
    desk.later(days=1)
    undo_application(Application.objects.get(), reason="erreur", author=CLAIRE, at=desk.now, on=desk.today)
    desk.run()
    desk.later(days=1)
    edit_receivable(
        Receivable.objects.get(), due_on=date(2026, 10, 20), po_number=None, made_from=None, author=CLAIRE,
        at=desk.now,
    )  # fmt: skip
    desk.run()
    desk.later(hours=1)
    fec(desk, ("FA101", 130_000), ("FA102", 55_000))  # corrected after the day was decided
    desk.later(days=1)
    desk.run()
    desk.later(days=1)
    fec(desk, ("FA101", 130_000))  # FA102 is gone
    desk.run()
    reported = {run.figures["outstanding_cents"] for run in last_runs(desk)}
    assert len(reported) >= 4
    for run in last_runs(desk):
        equals_what_was_reported(desk, run)
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_what_comes_after_the_day_was_decided_is_not_known_of_it(desk: Desk) -> None:
    contest(desk, 0)
    paid(desk, 20_000, "VIR FA101")
    paid(desk, 7_000, "VIR DUPONT", rank=2)
    first = desk.run()
    desk.later(hours=1)
    settle(desk, 0)
    undo(desk, 0)
    fec(desk, ("FA102", 30_000))  # FA101 is gone
    paid(desk, 3_000, "VIR FA102", rank=3)
    equals_what_was_reported(desk, first)
    second = desk.run()
    equals_what_was_reported(desk, second)
    assert first.figures["disputed_cents"] > second.figures["disputed_cents"]
    assert first.figures["gone_items"] < second.figures["gone_items"]


@pytest.mark.both
def test_one_in_instalments_is_as_overdue_as_its_run_said_by_the_plan_of_then(desk: Desk) -> None:
    days = [desk.today + timedelta(days=days) for days in (-40, -5, 60)]
    take(desk, plan(days, (300, 200, 500)), "factures.csv")
    first = desk.run()
    assert then(desk, first)["overdue"].facts["overdue_cents"] - before_it(desk) == 50_000
    equals_what_was_reported(desk, first)
    contest(desk, 0)
    desk.later(hours=1)
    take(desk, plan(days, (100, 300, 600)), "autrement.csv")  # told after the day was decided
    equals_what_was_reported(desk, first)
    desk.later(days=1)
    second = desk.run()
    assert then(desk, second)["overdue"].facts["overdue_cents"] - before_it(desk) == 40_000
    equals_what_was_reported(desk, second)
    edit_receivable(
        Receivable.objects.get(number="P-1"), due_on=days[-1], po_number=None, made_from=None, author=CLAIRE,
        at=desk.now,
    )  # fmt: skip
    equals_what_was_reported(desk, second)
    desk.later(days=1)
    third = desk.run()  # a person wrote one date for the whole
    assert then(desk, third)["overdue"].facts["overdue_cents"] == before_it(desk)
    equals_what_was_reported(desk, third)


def plan(days: list[date], euros: tuple[int, ...]) -> bytes:
    """A table that tells an invoice of 1 000 € in instalments."""
    rows = [
        f"411PLAN;P-1;01/09/2026;{day:%d/%m/%Y};{cents},00" for day, cents in zip(days, euros, strict=True)
    ]
    return "\n".join(["Compte;Facture;Date;Échéance;Montant TTC", *rows, ""]).encode()


def before_it(desk: Desk) -> int:
    """What is overdue besides it, each item whole."""
    owed = Receivable.objects.filter(open_cents__gt=0, due_on__lt=desk.today, gone_on=None).exclude(
        number="P-1"
    )
    return sum(owed.values_list("open_cents", flat=True))


EVENTS = ("pay", "undo", "due", "dispute", "close", "ledger", "shorter", "decide", "decide", "night", "night")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_happens_in_whatever_order_the_past_stays_what_was_reported(
    house: Any, data: st.DataObject
) -> None:
    from django.db import transaction

    from collecting import open_desk

    events = data.draw(st.lists(st.sampled_from(EVENTS), min_size=3, max_size=14))
    with transaction.atomic():
        desk = open_desk(house, {})
        invoices = [("FA101", 120_000)]
        for rank, event in enumerate(events, start=2):
            desk.later(minutes=7)
            happen(desk, event, rank, invoices, data)
        report(desk)
        reported = last_runs(desk)
        assert reported, "no day was reported: nothing would be compared"
        for run in reported:
            equals_what_was_reported(desk, run)
        transaction.set_rollback(True)


def report(desk: Desk) -> None:
    """The figures of the day, written as a run does, in the transaction of the test."""
    from encours.acts.daily_figures import figures
    from encours.acts.planning import planned
    from encours.acts.run_day import told_of
    from encours.records.frames.customers import customer_facts
    from encours.records.frames.items import open_items
    from encours.records.history.writing import recording
    from encours.records.parties.models import Creditor

    creditor = Creditor.objects.get(pk=desk.creditor.pk)
    items = open_items(creditor.pk, on=desk.today, shadow=False)
    people = customer_facts(creditor.pk, on=desk.today, shadow=False)
    decided = planned(creditor, on=desk.today)
    plan = decided(items, people)
    told = figures(
        creditor, told_of(creditor, items, people, plan, decided.kept, on=desk.today), on=desk.today
    )
    with recording(creditor, "run_day", author="rule:day@1", cause="test", at=desk.now) as record:
        Run.objects.create(
            creditor=creditor, recorded_at=record.at, entry=record.entry, on=desk.today, by="x", figures=told
        )


def happen(desk: Desk, event: str, rank: int, invoices: list[tuple[str, int]], data: st.DataObject) -> None:
    """One thing that happens, if it can."""
    draw = data.draw
    if event == "pay":
        wording = draw(st.sampled_from(["VIR FA101", "VIR FA102", "VIR DUPONT"]))
        paid_line(desk, draw(st.integers(1, 90_000)), wording, rank, draw(st.integers(0, 5)))
    elif event == "ledger":
        invoices.append((f"FA{100 + rank}", draw(st.integers(1, 90_000))))
        fec(desk, *invoices)
    elif event == "shorter" and len(invoices) > 1:
        invoices.pop(draw(st.integers(0, len(invoices) - 1)))
        fec(desk, *invoices)
    elif event == "decide":
        report(desk)  # what comes after it on the same day was not yet known
    elif event == "night":
        desk.later(days=1)
    elif event in BY_HAND:
        BY_HAND[event](desk, draw(st.integers(0, 90)))


def undo(desk: Desk, _days: int) -> None:
    standing = Application.objects.filter(reverses__isnull=True, reversed_by__isnull=True).first()
    if standing is not None:
        undo_application(standing, reason="x", author=CLAIRE, at=desk.now, on=desk.today)


def postpone(desk: Desk, days: int) -> None:
    item = Receivable.objects.latest("pk")
    due = date(2026, 10, 16) + timedelta(days=days)
    edit_receivable(item, due_on=due, po_number=None, made_from=None, author=CLAIRE, at=desk.now)


def contest(desk: Desk, _days: int) -> None:
    item = Receivable.objects.filter(open_cents__gt=0).first()
    if item is not None:
        cents = 1 + item.open_cents // 2
        open_dispute(item, amount_cents=cents, reason="x", on=desk.today, author=CLAIRE, at=desk.now)


def settle(desk: Desk, _days: int) -> None:
    one = Dispute.objects.filter(closed_on__isnull=True).first()
    if one is not None:
        close_dispute(one, outcome="x", on=desk.today, author=CLAIRE, at=desk.now)


BY_HAND = {"undo": undo, "due": postpone, "dispute": contest, "close": settle}


def paid_line(desk: Desk, cents: int, wording: str, rank: int, late: int) -> None:
    on = desk.today - timedelta(days=late)
    take(desk, statement(received(on, cents, wording), rank=rank), f"r{rank}.xml")
    _apply_inside(desk)


def _apply_inside(desk: Desk) -> None:
    """The bank's lines applied, without a view of its own: the test rolls everything back."""
    from encours.acts.apply_cash import _decide, _write
    from encours.records.history.writing import recording

    decided = _decide(desk.creditor.pk)
    if decided is not None:
        with recording(desk.creditor, "apply_cash", author="rule:cash@1", cause="x", at=desk.now) as record:
            _write(record, decided)


@pytest.mark.both
def test_as_known_now_a_mistake_undone_never_stood_and_a_late_file_counts_at_its_own_date(
    desk: Desk,
) -> None:
    desk.run()
    desk.later(days=2)
    paid(desk, 20_000, "VIR FA101", on=TODAY)
    (now,) = measure(["outstanding"], desk.creditor, on=TODAY)
    (was,) = measure(["outstanding"], desk.creditor, on=TODAY, known="then")
    assert (now.value, was.value) == (100_000, 120_000)
    undo_application(Application.objects.get(), reason="erreur", author=CLAIRE, at=desk.now, on=desk.today)
    (now,) = measure(["outstanding"], desk.creditor, on=TODAY)
    assert now.value == 120_000


@pytest.mark.both
def test_before_the_first_import_what_the_files_knew_by_then_stands_for_what_was_known(desk: Desk) -> None:
    (before,) = measure(["outstanding"], desk.creditor, on=date(2026, 10, 15), known="then")
    (after,) = measure(["outstanding"], desk.creditor, on=date(2026, 10, 17), known="then")
    assert (before.value, after.value) == (0, 120_000)
    assert after.noted["reconstructed"] == 1


@pytest.mark.both
def test_every_measure_of_the_house_is_computed_from_its_tables(desk: Desk) -> None:
    desk.run()
    desk.send()
    desk.later(days=1)
    paid(desk, 20_000, "VIR FA101")
    desk.run()
    for known in ("then", "now"):
        found = {one.formula: one for one in measure(DEFINITIONS, desk.creditor, on=desk.today, known=known)}  # type: ignore[arg-type]
        assert list(found) == list(DEFINITIONS)
        assert found["dso_simple"].figure == Fraction(100_000 * 365, 120_000)
        assert found["automatic_lines"].figure == 1
        assert found["days_to_pay"].figure == 36
        assert found["cei"].figure is not None
        assert found["cases_per_person"].figure is not None
        assert found["automatic_steps"].facts["steps"] > 0
        assert [line.label for line in found["ageing_due"].lines] == list(BUCKET_CODES)


def test_a_filter_keeps_some_customers_and_says_which_measures_cannot_be_shared_out(desk: Desk) -> None:
    owed, effort = measure(
        ["outstanding", "operating_cost"], desk.creditor, on=TODAY, customers=[], filtered="personne"
    )
    assert (owed.value, owed.filtered) == (0, "personne")
    assert (effort.value, effort.left_out) == (None, {"of_the_whole_creditor": 1})


@pytest.mark.both
def test_a_past_day_is_decided_with_the_regime_and_address_held_that_day(desk: Desk) -> None:
    before = {"shadow": False, "as_known": True, "on": desk.today}
    desk.later(days=1)
    confirm_regime(desk.creditor, customer=desk.customer(), regime="public", author=CLAIRE, at=desk.now)
    edit_customer(desk.customer(), {"city": ""}, made_from=None, author=CLAIRE, at=desk.now)
    then = customer_facts(desk.creditor.pk, **before).row(0, named=True)
    now = customer_facts(desk.creditor.pk, **{**before, "on": desk.today}).row(0, named=True)
    assert (then["regime"], then["has_address"]) == ("b2b", True)
    assert (now["regime"], now["has_address"]) == ("public", False)
