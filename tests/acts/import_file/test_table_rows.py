"""Invoices of a table in several rows: instalments that make the invoice, taken again when told again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from encours.acts.correct_row import correct_row, row_told
from encours.acts.import_file import import_file
from encours.acts.import_file.refused import refusals_of
from encours.acts.open_creditor import open_creditor
from encours.records.documents.models import Intake
from encours.records.frames.invariants import breaches
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Creditor
from encours.records.quality.models import ToldAmount
from encours.records.receivables.models import Instalment, Receivable

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HEAD = "Compte;Facture;Date;Échéance;Montant TTC;Reste dû\n"
APART = "Compte;Facture;Date;Échéance;Montant TTC;Montant échéance\n"
OCT, NOV, DEC = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Vauban", siren="", author="cli", at=AT)


def take(creditor: Creditor, text: str, house: Path) -> Intake:
    told = {"author": "cli", "at": AT, "on": date(2026, 11, 20), "home": house}
    return import_file(creditor, text.encode(), "factures.csv", **told).intake  # type: ignore[arg-type] # one call's words


def invoices() -> list[tuple[object, ...]]:
    rows = Receivable.objects.order_by("number")
    return list(rows.values_list("number", "due_on", "amount_cents", "open_cents"))


def plan(number: str = "F-1") -> list[tuple[date, int]]:
    rows = Instalment.objects.standing().filter(receivable__number=number).order_by("due_on")
    return list(rows.values_list("due_on", "amount_cents"))


def whole(creditor: Creditor, house: Path) -> None:
    seal(creditor.pk, at=AT, home=house)
    assert list(breaches()) == []
    assert verify(creditor.pk, home=house).findings == []


def test_rows_of_one_number_are_one_invoice_in_instalments(creditor: Creditor, house: Path) -> None:
    rows = "C1;F-1;01/09/2026;01/11/2026;70,00;70,00\nC1;F-1;01/09/2026;01/10/2026;50,00;0\n"
    intake = take(creditor, HEAD + rows + "C1;F-2;02/09/2026;01/12/2026;30,00;30,00\n", house)
    assert invoices() == [("F-1", NOV, 120_00, 70_00), ("F-2", DEC, 30_00, 30_00)]
    assert (plan(), plan("F-2")) == ([(OCT, 50_00), (NOV, 70_00)], [])
    assert (intake.counts["new"], intake.counts["plans"], intake.counts["refusals"]) == (2, 1, 0)
    whole(creditor, house)


def test_instalments_that_do_not_make_the_total_are_refused_with_the_sum(
    creditor: Creditor, house: Path
) -> None:
    rows = "C1;F-1;01/09/2026;01/10/2026;120,00;50,00\nC1;F-1;01/09/2026;01/11/2026;120,00;60,00\n"
    good = "C1;F-2;01/09/2026;01/10/2026;90,00;40,00\nC1;F-2;01/09/2026;01/11/2026;90,00;50,00\n"
    intake = take(creditor, APART + rows + good, house)
    assert invoices() == [("F-2", NOV, 90_00, 90_00)]
    (refusal,) = refusals_of(intake, home=house)
    assert (refusal.line, refusal.field, refusal.rule, refusal.value) == (
        2, "instalment_cents", "instalments_do_not_tie", "F-1 : 110.00 ≠ 120.00",
    )  # fmt: skip
    whole(creditor, house)


def test_one_number_with_two_amounts_for_one_day_is_refused_rather_than_half_kept(
    creditor: Creditor, house: Path
) -> None:
    rows = "C1;F-1;01/09/2026;01/10/2026;50,00;\nC1;F-1;01/09/2026;01/10/2026;70,00;\n"
    intake = take(creditor, HEAD + rows, house)
    assert invoices() == []
    assert [one.rule for one in refusals_of(intake, home=house)] == ["number_repeated"]


def test_an_invoice_known_already_takes_the_instalments_that_make_it(creditor: Creditor, house: Path) -> None:
    take(creditor, HEAD + "C1;F-1;01/09/2026;01/10/2026;120,00;120,00\n", house)
    rows = "C1;F 1;01/09/2026;01/10/2026;50,00;\nC1;F 1;01/09/2026;01/12/2026;70,00;\n"
    intake = take(creditor, HEAD + rows, house)
    assert (intake.counts["plans"], intake.counts["changed"], intake.counts["new"]) == (1, 1, 0)
    assert invoices() == [("F-1", DEC, 120_00, 120_00)]
    assert plan() == [(OCT, 50_00), (DEC, 70_00)]
    whole(creditor, house)


@pytest.mark.both
def test_a_plan_told_anew_replaces_the_one_before_which_stays_in_the_history(
    creditor: Creditor, house: Path
) -> None:
    first = "C1;F-1;01/09/2026;01/10/2026;50,00;\nC1;F-1;01/09/2026;01/11/2026;70,00;\n"
    take(creditor, HEAD + first, house)
    assert "plans" not in take(creditor, HEAD + first + "C1;F-9;01/09/2026;01/10/2026;5,00;\n", house).counts
    take(creditor, HEAD + first.replace("01/11", "01/12"), house)
    assert plan() == [(OCT, 50_00), (DEC, 70_00)]
    assert Instalment.objects.count() == 4
    whole(creditor, house)


@pytest.mark.both
def test_other_sums_than_the_invoice_known_change_no_plan(creditor: Creditor, house: Path) -> None:
    take(creditor, HEAD + "C1;F-1;01/09/2026;01/10/2026;100,00;\n", house)
    rows = "C1;F-1;01/09/2026;01/10/2026;50,00;\nC1;F-1;01/09/2026;01/11/2026;70,00;\n"
    intake = take(creditor, HEAD + rows, house)
    assert (plan(), intake.counts["differ"]) == ([], 1)


@pytest.mark.both
def test_the_instalments_that_are_left_say_that_the_others_are_paid(creditor: Creditor, house: Path) -> None:
    rows = "C1;F-1;01/09/2026;01/10/2026;50,00;50,00\nC1;F-1;01/09/2026;01/11/2026;70,00;70,00\n"
    take(creditor, HEAD + rows, house)
    intake = take(creditor, HEAD + "C1;F-1;01/09/2026;01/11/2026;70,00;70,00\n", house)
    assert invoices() == [("F-1", NOV, 120_00, 70_00)]
    assert (intake.counts["paid"], intake.counts["changed"], ToldAmount.objects.count()) == (1, 0, 0)
    whole(creditor, house)


@pytest.mark.both
def test_a_due_date_that_a_person_wrote_stays_the_whole_s(creditor: Creditor, house: Path) -> None:
    take(creditor, HEAD + "C1;F-1;01/09/2026;01/10/2026;120,00;\n", house)
    Receivable.objects.update(due_source="person", due_on=DEC)
    rows = "C1;F-1;01/09/2026;01/10/2026;50,00;\nC1;F-1;01/09/2026;01/12/2026;70,00;\n"
    take(creditor, HEAD + rows, house)
    assert (invoices()[0][1], plan()) == (DEC, [])


@pytest.mark.both
def test_a_row_put_right_brings_its_invoice_with_all_its_rows(creditor: Creditor, house: Path) -> None:
    rows = "C1;F-1;01/09/2026;01/10/2026;50,00;50,00\nC1;F-1;31/09/2026;01/11/2026;70,00;70,00\n"
    intake = take(creditor, HEAD + rows, house)
    assert invoices() == []
    assert [(one.line, one.rule) for one in refusals_of(intake, home=house)] == [
        (3, "date_invalid"),
        (2, "row_of_invoice_refused"),
    ]
    mapping, cells = row_told(intake, 3, home=house)
    told = {"author": "cli", "at": AT, "on": date(2026, 11, 20), "home": house}
    correct_row(intake, 3, mapping, cells | {"issued_on": "01/09/2026"}, **told)  # type: ignore[arg-type] # as above
    assert invoices() == [("F-1", NOV, 120_00, 120_00)]
    assert plan() == [(OCT, 50_00), (NOV, 70_00)]
    whole(creditor, house)


def test_two_rows_of_one_invoice_are_put_right_one_after_the_other(creditor: Creditor, house: Path) -> None:
    rows = "C1;F-1;31/09/2026;01/10/2026;50,00;50,00\nC1;F-1;31/09/2026;01/11/2026;7O,00;70,00\n"
    intake = take(creditor, HEAD + rows, house)
    told = {"author": "cli", "at": AT, "on": date(2026, 11, 20), "home": house}
    mapping, first = row_told(intake, 2, home=house)
    made = correct_row(intake, 2, mapping, first | {"issued_on": "01/09/2026"}, **told)  # type: ignore[arg-type] # as above
    assert (invoices(), made.counts["refusals"] > 0) == ([], True)
    assert row_told(intake, 2, home=house)[1]["issued_on"] == "01/09/2026"
    _mapping, second = row_told(intake, 3, home=house)
    right = second | {"issued_on": "01/09/2026", "amount_cents": "70,00"}
    made = correct_row(intake, 3, mapping, right, **told)  # type: ignore[arg-type] # as above
    assert (invoices(), made.counts["refusals"]) == ([("F-1", NOV, 120_00, 120_00)], 0)
    assert correct_row(intake, 3, mapping, right, **told) == made  # type: ignore[arg-type] # as above
    whole(creditor, house)


@pytest.mark.both
def test_a_row_whose_number_was_put_right_stands_beside_those_of_its_invoice(
    creditor: Creditor, house: Path
) -> None:
    rows = "C1;;01/09/2026;01/10/2026;50,00;50,00\nC1;F-1;31/09/2026;01/11/2026;70,00;70,00\n"
    intake = take(creditor, HEAD + rows, house)
    told = {"author": "cli", "at": AT, "on": date(2026, 11, 20), "home": house}
    mapping, first = row_told(intake, 2, home=house)
    correct_row(intake, 2, mapping, first | {"number": "F-1"}, **told)  # type: ignore[arg-type] # as above
    assert invoices() == []
    _mapping, second = row_told(intake, 3, home=house)
    correct_row(intake, 3, mapping, second | {"issued_on": "01/09/2026"}, **told)  # type: ignore[arg-type] # as above
    assert (invoices(), plan()) == ([("F-1", NOV, 120_00, 120_00)], [(OCT, 50_00), (NOV, 70_00)])
