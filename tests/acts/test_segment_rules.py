"""Rules of segments at work: first match wins, the day follows them, counts follow what is written."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from collecting import NOON, TODAY, Desk, desk_in, open_desk
from encours.acts.custom_fields.counting import count_caught, whole_sheet
from encours.acts.custom_fields.declare import Declared, declare_field
from encours.acts.custom_fields.fill import fill_fields
from encours.acts.custom_fields.segmenting import publish_segments
from encours.acts.record_payment import record_payment
from encours.acts.rules import StaleFormError
from encours.acts.run_day import decide_as_known
from encours.core.evidence import canonical
from encours.core.segments import Rule
from encours.core.segments.conditions import condition
from encours.jobs.segmenting import command
from encours.records.fields.models import SegmentSet
from encours.records.fields.reading import catalogue_of, own_segments
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position
from houses import Begin
from vauban import CLAIRE

BY = {"author": CLAIRE, "at": NOON}


@pytest.fixture
def two(house: Path, begin: Begin, server: tuple[Any, dict[str, Any]]) -> Desk:
    begin("two", lambda: open_desk(house, server[1], accounts=("DUPONT", "MARTIN")))
    return desk_in(house, server[1])


def publish(desk: Desk, *conditions: str, made_from: int | None = None) -> None:
    rules = [Rule(f"r{rank}", f"Règle {rank}", "", one) for rank, one in enumerate(conditions)]
    publish_segments(desk.creditor, rules, reason="Essai", made_from=made_from, **BY)


def segments(desk: Desk) -> dict[str, str]:
    desk.run()
    rows = Position.objects.select_related("receivable__customer")
    return {one.receivable.customer.account: one.segment for one in rows}


def counts(desk: Desk, *conditions: str) -> Any:
    known = catalogue_of(desk.creditor.pk)
    return count_caught(desk.creditor, [condition(one, known) for one in conditions], on=desk.today)


@pytest.mark.both
def test_the_first_rule_that_is_true_names_the_segment_and_the_next_catch_the_rest(two: Desk) -> None:
    Customer.objects.filter(account="MARTIN").update(country="BE")
    publish(two, "pays = 'be'", "encours > 0", "retard >= 0")
    assert segments(two) == {"DUPONT": "own:r1", "MARTIN": "own:r0"}
    told = counts(two, "pays = 'be'", "encours > 0", "retard >= 0")
    assert (told.first, told.true, told.left) == ((1, 1, 0), (1, 2, 2), 0)


def test_amounts_days_and_behaviour_are_of_the_day_and_of_the_ledger(two: Desk) -> None:
    invoice = Receivable.objects.get(customer__account="DUPONT")
    euros, late = invoice.open_cents // 100, (TODAY - invoice.due_on).days
    publish(
        two, f"encours >= {euros} AND retard = {late} AND jours_au_dela = {late} AND factures_observees = 1"
    )
    assert set(segments(two).values()) == {"own:r0"}
    two.later(days=1)
    assert set(segments(two).values()) == {"standard"}


@pytest.mark.both
def test_who_pays_leaves_the_segment_of_bad_payers_and_a_past_day_is_told_as_it_was_known(two: Desk) -> None:
    publish(two, "jours_au_dela >= 5 AND solvabilite IS NULL AND echu > 0")
    two.run()
    before = decide_as_known(two.creditor, on=TODAY).positions
    assert set(before["segment"]) == {"own:r0"}
    two.later(days=3)
    invoice = Receivable.objects.get(customer__account="DUPONT")
    record_payment(
        invoice, amount_cents=invoice.open_cents, paid_on=two.today, reference="VIR", on=two.today, made_from=None,
        author=CLAIRE, at=two.now,
    )  # fmt: skip
    assert decide_as_known(two.creditor, on=TODAY).positions.equals(before)
    assert counts(two, "echu > 0").first == (1,)


@pytest.mark.both
def test_counts_follow_what_is_written_since_and_read_again_only_those_customers(
    two: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare_field(two.creditor, Declared("customer", "rank", "text", "Rang"), **BY)
    assert counts(two, "champ_rank = 'or'").first == (0,)
    asked: list[Any] = []
    from encours.acts.custom_fields import counting

    real = counting.segment_sheet
    monkeypatch.setattr(
        counting, "segment_sheet", lambda *a, **k: asked.append(k.get("customers")) or real(*a, **k)
    )
    assert counts(two, "champ_rank = 'or'").first == (0,)
    assert asked == []
    customer = Customer.objects.get(account="MARTIN")
    fill_fields(customer, {"rank": "Or"}, made_from=None, **BY)
    assert counts(two, "champ_rank = 'or'").first == (1,)
    assert asked == [[customer.pk]]
    whole_sheet(two.creditor, on=two.today + timedelta(days=1))
    assert asked[1:] == [None]


@pytest.mark.both
def test_segments_published_before_conditions_are_read_as_rules_and_catch_the_same(two: Desk) -> None:
    fields = {
        kind: declare_field(two.creditor, Declared("customer", f"a_{kind}", kind, kind, "", choices), **BY)
        for kind, choices in (("text", ()), ("amount", ()), ("day", ()), ("yes_no", ()), ("number", ()))
    }
    values = {
        "a_text": "Écluse Nord", "a_amount": "600,00", "a_day": "31/12/2026", "a_yes_no": "oui", "a_number": "12,5",
    }  # fmt: skip
    fill_fields(Customer.objects.get(account="MARTIN"), values, made_from=None, **BY)
    publish(two, "pays = 'ZZ'")
    for kind, test, key, number in (
        ("text", "is", "ECLUSE NORD", None),
        ("text", "filled", "", None),
        ("amount", "at_least", "600.00", 60_000),
        ("amount", "is", "600.00", 60_000),
        ("day", "at_most", "2026-12-31", 20_261_231),
        ("yes_no", "is", "yes", 1),
        ("number", "at_least", "12.5", 12_500),
    ):
        former = {
            "code": "old", "label_fr": "Ancien", "label_en": "", "field": fields[kind].pk, "test": test, "key": key,
            "number": number,
        }  # fmt: skip
        latest = SegmentSet.objects.latest("number")
        SegmentSet.objects.create(
            creditor=two.creditor, entry=latest.entry, recorded_at=NOON, number=latest.number + 1, by=CLAIRE,
            content=canonical({"segments": [former]}),
        )  # fmt: skip
        assert segments(two) == {"DUPONT": "standard", "MARTIN": "own:old"}, (kind, test)
    assert own_segments(two.creditor.pk)[0].condition == "champ_a_number >= 12.5"


def test_the_segments_of_the_register_published_before_conditions_are_read_as_rules(two: Desk) -> None:
    from encours.core.segments.former import as_condition

    told = [
        as_condition({"field": -1, "test": "is", "key": "F", "number": None}, {}),
        as_condition({"field": -2, "test": "at_least", "key": "20", "number": 20}, {}),
        as_condition({"field": -3, "test": "filled", "key": "", "number": None}, {}),
    ]
    assert told == ["secteur = 'F'", "effectif >= 20", "etat IS NOT NULL"]
    publish(two, *told)


@pytest.mark.both
def test_a_stale_form_publishes_nothing(two: Desk) -> None:
    publish(two, "encours > 1", made_from=0)
    with pytest.raises(StaleFormError):
        publish(two, "encours > 2", made_from=0)
    kept = json.loads(SegmentSet.objects.get().content)
    assert (kept["rules"][0]["condition"], kept["reason"]) == ("encours > 1", "Essai")


@pytest.mark.both
def test_the_command_lists_the_rules_with_whom_they_catch(two: Desk) -> None:
    publish(two, "encours > 999999", "encours > 0")
    said = CliRunner().invoke(command, ["--on", TODAY.isoformat(), "--json"])
    assert said.exit_code == 0, said.output
    told = json.loads(said.output)
    assert (told["number"], told["reason"], told["in_none"]) == (1, "Essai", 0)
    assert [(one["segment"], one["customers"], one["true_of"]) for one in told["segments"]] == [
        ("own:r0", 0, 0),
        ("own:r1", 2, 2),
    ]
    assert "Règle 1" in CliRunner().invoke(command, []).output
