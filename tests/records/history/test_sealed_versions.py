"""A list of sealed columns that grows: each leaf is read by the list that it was made by (ADR 18)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from encours.acts.assign_invoice import assign_invoice
from encours.acts.group import edit_group, make_group
from encours.records.history import sealed_fact, writing
from encours.records.history.export import case_of, files_of
from encours.records.history.models import Leaf
from encours.records.history.sealed_fact import VERSION, SealedFact
from encours.records.history.sealing import seal
from encours.records.history.stand_alone import Case
from encours.records.history.verifying import verify
from encours.records.parties.models import Creditor, Customer, Group, GroupPast
from encours.records.receivables.models import Receivable
from small_history import a_creditor, a_customer, an_invoice

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
CLAIRE = "claire@vauban.example"


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return a_creditor()


@pytest.fixture
def of_the_first_list(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Acts write as they did before the list had a version; undo it to go on as of today."""
    monkeypatch.setattr(sealed_fact, "VERSION", 1)
    written = writing.canonical
    monkeypatch.setattr(
        writing, "canonical", lambda content: written({k: v for k, v in content.items() if k != "version"})
    )
    monkeypatch.setattr(writing, "SEALED", {k: v for k, v in writing.SEALED.items() if v.since == 1})
    return monkeypatch


def changed(creditor: Creditor, home: Path) -> list[tuple[str, int]]:
    seal(creditor.pk, at=AT, home=home)
    return [(one.where["fact"], one.where["entry"]) for one in verify(creditor.pk, home=home).findings]


def assigned(invoice: Receivable) -> Receivable:
    assign_invoice(
        invoice,
        factor="Affacturage Exemple",
        factored_on=invoice.issued_on,
        made_from=invoice.version,
        author=CLAIRE,
        at=AT,
    )
    return Receivable.objects.get(pk=invoice.pk)


def test_the_columns_of_each_list() -> None:
    fact = SealedFact("x.X", ("id", "name"), since=2, later=((3, ("colour",)), (4, ("size",))))
    assert fact.columns_at(1) == ()
    assert fact.columns_at(2) == ("id", "name")
    assert fact.columns_at(3) == ("id", "name", "colour")
    assert fact.columns_at(4) == ("id", "name", "colour", "size")


@pytest.mark.both
@pytest.mark.parametrize(
    "forged", [{"factor": "Autre"}, {"factored_on": None}, {"foreign_cents": 1}, {"foreign_currency": "USD"}]
)
def test_a_factor_or_a_foreign_amount_changed_behind_our_back_is_found(
    creditor: Creditor, house: Path, forged: dict[str, Any]
) -> None:
    invoice = assigned(an_invoice(a_customer(creditor)))
    assert changed(creditor, house) == []
    Receivable.objects.filter(pk=invoice.pk).update(**forged)
    assert changed(creditor, house) == [("receivables.Receivable", invoice.entry_id)]


@pytest.mark.both
def test_a_leaf_of_the_first_list_still_proves_what_it_sealed(
    creditor: Creditor, house: Path, of_the_first_list: pytest.MonkeyPatch
) -> None:
    old = an_invoice(a_customer(creditor))
    assert "version" not in json.loads(
        Leaf.objects.filter(customer_id__isnull=False).latest("pk").content or ""
    )
    of_the_first_list.undo()
    seal(creditor.pk, at=AT, home=house)
    assert changed(creditor, house) == []
    Receivable.objects.filter(pk=old.pk).update(factor="Autre")  # which nothing sealed that day
    assert changed(creditor, house) == []
    Receivable.objects.filter(pk=old.pk).update(po_number="Autre")
    assert changed(creditor, house) == [("receivables.Receivable", old.entry_id)]


@pytest.mark.both
def test_what_is_written_again_is_proved_by_the_new_list(
    creditor: Creditor, house: Path, of_the_first_list: pytest.MonkeyPatch
) -> None:
    old = an_invoice(a_customer(creditor))
    of_the_first_list.undo()
    new = assigned(old)
    assert changed(creditor, house) == []
    Receivable.objects.filter(pk=new.pk).update(factor="Autre")
    assert changed(creditor, house) == [("receivables.Receivable", new.entry_id)]


@pytest.mark.both
def test_a_group_made_before_groups_were_sealed_is_neither_proved_nor_accused(
    creditor: Creditor, house: Path, of_the_first_list: pytest.MonkeyPatch
) -> None:
    head = a_customer(creditor)
    of_the_first_list.setattr(writing.Record, "wrote", lambda *_: None)
    group = make_group(creditor, name="Groupe Vauban", parent=head, author=CLAIRE, at=AT)
    of_the_first_list.undo()
    Group.objects.filter(pk=group.pk).update(name="Autre")
    seal(creditor.pk, at=AT, home=house)
    report = verify(creditor.pk, home=house)
    assert "parties.Group" not in {one.where["fact"] for one in report.findings}
    assert report.unproved == 1


@pytest.mark.both
def test_a_group_whose_name_or_head_changed_behind_our_back_is_found(creditor: Creditor, house: Path) -> None:
    group = make_group(creditor, name="Groupe Vauban", parent=a_customer(creditor), author=CLAIRE, at=AT)
    edit_group(group, name="Vauban et filiales", parent=None, made_from=1, author=CLAIRE, at=AT)
    assert changed(creditor, house) == []
    now = Group.objects.get(pk=group.pk)
    Group.objects.filter(pk=group.pk).update(name="Autre")
    assert changed(creditor, house) == [("parties.Group", now.entry_id)]
    Group.objects.filter(pk=group.pk).update(name=now.name)
    GroupPast.objects.filter(group=group).update(parent=None)
    assert changed(creditor, house) == [("parties.Group", group.entry_id)]


def exported(customer: Customer, house: Path, folder: Path) -> Path:
    folder.mkdir()
    for name, content in files_of(case_of(customer), summary={}, at=AT, home=house):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_an_exported_case_carries_both_lists_and_its_verifier_knows_them(
    creditor: Creditor, house: Path, of_the_first_list: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    customer = a_customer(creditor)
    old = an_invoice(customer)
    of_the_first_list.undo()
    assigned(old)
    seal(creditor.pk, at=AT, home=house)
    folder = exported(customer, house, tmp_path / "case")
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text("utf-8").splitlines()]
    of_invoice = {one["version"]: one["columns"] for one in rows if one["fact"] == "receivables.Receivable"}
    assert ("factor" in of_invoice[1], "factor" in of_invoice[VERSION]) == (False, True)
    case = Case(folder)
    case.verify()
    assert case.found == []
    assert case.figures["facts"] == 3
