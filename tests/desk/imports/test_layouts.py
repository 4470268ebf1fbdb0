"""Known layouts are listed, renamed, changed and forgotten; every refusal of an import can be taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.acts.import_file.remembering import import_mapped
from encours.core.mapping.plan import Mapping
from encours.records.documents.models import Intake
from encours.records.mappings.models import TableMapping, TableMappingPast
from encours.records.mappings.reading import kept_mapping, plan_of
from encours.records.parties.models import Creditor

ASKED = {"name": "Clients du CRM", "date_order": "dmy", "decimal": ","}


def test_a_layout_is_renamed_changed_and_forgotten(creditor: Creditor, desk: Client) -> None:
    row = some.a_layout(creditor)
    assert "clients.csv" in page(desk, "/imports/layouts")
    told = {**ASKED, "column_account": "Code", "column_name": "Nom", "version": 1}
    assert desk.post(f"/imports/layouts/{row.pk}", told).status_code == 302
    row.refresh_from_db()
    assert (row.name, plan_of(row).columns) == ("Clients du CRM", {"account": "Code", "name": "Nom"})
    assert TableMappingPast.objects.get().name == "clients.csv"
    assert desk.post(f"/imports/layouts/{row.pk}", told).status_code == 409
    desk.post(f"/imports/layouts/{row.pk}/forget", {"version": 2})
    assert kept_mapping(creditor.pk, [row.signature]) is None
    assert "Aucune forme retenue" in page(desk, "/imports/layouts")


def test_a_layout_without_its_needed_column_is_refused(creditor: Creditor, desk: Client) -> None:
    row = some.a_layout(creditor)
    answer = desk.post(f"/imports/layouts/{row.pk}", {**ASKED, "column_name": "Nom", "version": 1})
    assert answer.status_code == 422
    assert "Indiquer la colonne qui donne" in answer.content.decode()


def test_a_forgotten_layout_is_kept_again_by_the_next_answer(creditor: Creditor, tmp_path: Path) -> None:
    told = {"author": "a@example.com", "at": some.NOW, "on": some.TODAY, "home": tmp_path}
    plan = Mapping("customers", {"account": "Compte", "name": "Nom"})
    import_mapped(creditor, b"Compte;Nom\nA;Un\n", "a.csv", plan, **told)
    TableMapping.objects.update(forgotten_at=some.NOW)
    import_mapped(creditor, b"Compte;Nom\nB;Deux\n", "b.csv", plan, **told)
    assert TableMapping.objects.get().forgotten_at is None


@pytest.mark.parametrize("rows", [3, 700])
def test_all_refusals_are_taken_away_and_none_runs_in_a_spreadsheet(
    creditor: Creditor, desk: Client, rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.ENCOURS, "home", tmp_path)
    lines = "".join(f"A{rank};=1+{rank}\n" for rank in range(rows))
    plan = Mapping("customers", {"account": "Compte", "contact_email": "Mail"})
    told = {"author": "a@example.com", "at": some.NOW, "on": some.TODAY, "home": tmp_path}
    import_mapped(creditor, f"Compte;Mail\n{lines}".encode(), "a.csv", plan, **told)
    intake = Intake.objects.get()
    answer = desk.get(f"/imports/{intake.pk}/refusals.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert (text.count("\n"), len(intake.refusals)) == (rows + 1, min(rows, 500))
    assert f";'=1+{rows - 1};" in text
