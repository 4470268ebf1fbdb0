"""Tables of any layout at the desk: asked about once with what is read of them, then remembered; long ones wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from books import sound
from desk import situations as some
from desk.files import dropped
from desk.looking import page
from encours.acts.import_file import laying
from encours.acts.lay_table import read_table, waiting_tables
from encours.desk import clock
from encours.desk.deciding import home
from encours.desk.imports import uploads
from encours.records.documents.models import Intake
from encours.records.mappings.models import Correction, TableMapping, Upload
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.receivables.models import Receivable

ODD = b"Qui;Quoi;Combien;Pour quand\nC1;F-1;10,50;31/12/2026\nC2;F-2;20,00;99/12/2026\n"
ANSWER = {"target": "invoices", "sheet": "", "header_line": "1", "header_rows": "1", "date_order": "dmy",
          "decimal": ",",
          "currency": "EUR", "c0": "account", "c1": "number", "c2": "amount_cents", "c3": "due_on"}  # fmt: skip


def laid(desk: Client, content: bytes = ODD) -> Upload:
    answer = desk.post("/imports", {"documents": [dropped(content, "export.csv")]})
    upload = Upload.objects.latest("pk")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/imports/tables/{upload.pk}")
    return upload


def answered(desk: Client, upload: Upload, **changed: str) -> Any:
    told = {**ANSWER, "of": "invoices||1|1", "version": str(upload.version), **changed}
    return desk.post(f"/imports/tables/{upload.pk}", told)


def test_a_new_layout_is_asked_about_and_nothing_is_written_before_the_answer(
    desk: Client, creditor: Creditor
) -> None:
    upload = laid(desk)
    shown = page(desk, f"/imports/tables/{upload.pk}")
    assert "Que contient ce tableau ?" in shown
    assert "Rien n’est encore enregistré" in shown
    assert "export.csv" in page(desk, "/imports")
    assert not Receivable.objects.exists()


def test_what_a_choice_makes_of_the_cells_is_shown_with_each_remedy(desk: Client, creditor: Creditor) -> None:
    upload = laid(desk)
    choice = {**ANSWER, "of": "invoices||1|1"}
    shown = desk.get(f"/imports/tables/{upload.pk}", choice, headers={"HX-Request": "true"}).content.decode()
    assert "10,50\u00a0€" in shown or "10,50\u202f€" in shown
    assert "31/12/2026" in shown
    assert "99/12/2026" in shown
    assert "Écrivez une date qui existe, sous la forme" in shown
    assert "<html" not in shown


def test_the_answer_is_followed_remembered_and_the_next_file_asks_nothing(
    desk: Client, creditor: Creditor
) -> None:
    upload = laid(desk)
    answer = answered(desk, upload)
    intake = Intake.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/imports/{intake.pk}")
    assert (Receivable.objects.count(), TableMapping.objects.count()) == (1, 1)
    later = b"Qui;Quoi;Combien;Pour quand\nC3;F-3;30,00;31/01/2027\n"
    desk.post("/imports", {"documents": [dropped(later, "suite.csv")]})
    assert Receivable.objects.filter(number="F-3").exists()
    assert Upload.objects.count() == 1


def test_a_needed_column_that_is_not_told_is_asked_for_by_name(desk: Client, creditor: Creditor) -> None:
    upload = laid(desk)
    refused = answered(desk, upload, c1="")
    assert refused.status_code == 422
    assert "Indiquer la colonne qui donne" in refused.content.decode()
    assert not Receivable.objects.exists()


def test_days_that_may_be_read_two_ways_must_be_settled(desk: Client, creditor: Creditor) -> None:
    content = "Client;Facture;Échéance;Montant TTC;Compte Z\nC1;F1;03/04/2026;10,50;x\n".replace(
        "Compte Z", "Zone"
    )
    content = content.replace("Client;Facture", "Chez qui;Facture")
    upload = laid(desk, content.encode())
    told = {"of": "invoices||1|1", "c0": "account", "c1": "number", "c2": "due_on", "c3": "amount_cents"}
    refused = answered(desk, upload, **told, date_order="")
    assert refused.status_code == 422
    assert "Choisir l’ordre des dates." in refused.content.decode()
    answered(desk, upload, **told, date_order="mdy")
    assert Receivable.objects.get().due_on.isoformat() == "2026-03-04"


def test_an_answer_made_from_a_page_that_is_old_is_refused(desk: Client, creditor: Creditor) -> None:
    upload = laid(desk)
    answered(desk, upload)
    assert answered(desk, upload).status_code in {409, 422}
    assert Intake.objects.count() == 1


def test_the_same_bytes_dropped_twice_wait_once(desk: Client, creditor: Creditor) -> None:
    laid(desk)
    laid(desk)
    assert Upload.objects.count() == 1


def test_a_table_given_up_is_never_read(desk: Client, creditor: Creditor) -> None:
    upload = laid(desk)
    desk.post(f"/imports/tables/{upload.pk}/drop", {"version": upload.version})
    upload.refresh_from_db()
    assert upload.state == "dropped"
    assert answered(desk, upload).status_code == 422
    assert not Intake.objects.exists()


def test_a_long_table_is_the_workers_and_says_how_far_it_is(
    desk: Client, creditor: Creditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 10)
    monkeypatch.setattr(laying, "AT_ONCE", 10)
    upload = laid(desk)
    assert answered(desk, upload).headers["Location"] == f"/imports/tables/{upload.pk}"
    assert "la lecture continue sans vous" in page(desk, f"/imports/tables/{upload.pk}")
    (waiting,) = waiting_tables(creditor, at=some.NOW)
    assert read_table(waiting, clock=clock.now, day=lambda _at: some.TODAY, home=home()) is not None
    assert read_table(waiting, clock=clock.now, day=lambda _at: some.TODAY, home=home()) is None
    upload.refresh_from_db()
    assert (upload.state, upload.rows_read) == ("done", 2)
    done = desk.get(f"/imports/tables/{upload.pk}")
    assert done.headers["Location"] == f"/imports/{Intake.objects.get().pk}"


def test_a_reader_that_was_lost_is_relieved_when_its_lease_ends(desk: Client, creditor: Creditor) -> None:
    upload = laid(desk)
    Upload.objects.filter(pk=upload.pk).update(state="reading", leased_until=some.NOW)
    assert waiting_tables(creditor, at=some.NOW) == []
    assert [one.pk for one in waiting_tables(creditor, at=some.NOW.replace(year=2027))] == [upload.pk]


def test_who_may_not_import_sees_no_table(
    desk: Client, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    upload = laid(desk)
    reader = visitor(some.a_person("read_only", creditor))
    assert reader.get(f"/imports/tables/{upload.pk}").status_code == 403
    assert "export.csv" not in page(reader, "/imports")


def test_the_queries_of_the_list_do_not_grow_with_what_waits(desk: Client, creditor: Creditor) -> None:
    from django.db import connection

    laid(desk)
    page(desk, "/imports")
    with CaptureQueriesContext(connection) as one:
        page(desk, "/imports")
    for rank in range(3):
        laid(desk, ODD + b"C9;F-%d;1,00;31/12/2026\n" % rank)
    with CaptureQueriesContext(connection) as many:
        page(desk, "/imports")
    assert len(many) == len(one)


def test_a_refused_row_is_put_right_on_screen_and_both_are_kept(desk: Client, creditor: Creditor) -> None:
    answered(desk, laid(desk))
    intake = Intake.objects.get()
    told = page(desk, f"/imports/{intake.pk}")
    assert f"/imports/{intake.pk}/lines/3" in told
    assert "Date d’échéance" in told
    assert "due_on" not in told
    shown = page(desk, f"/imports/{intake.pk}/lines/3")
    assert "99/12/2026" in shown
    assert "Écrivez une date qui existe, sous la forme" in shown
    row = {"account": "C2", "number": "F-2", "amount_cents": "20,00", "due_on": "32/12/2026"}
    assert desk.post(f"/imports/{intake.pk}/lines/3", row).status_code == 422
    assert desk.post(f"/imports/{intake.pk}/lines/3", {**row, "number": ""}).status_code == 422
    right = {**row, "due_on": "15/12/2026"}
    for _again in range(2):
        assert (
            desk.post(f"/imports/{intake.pk}/lines/3", right).headers["Location"] == f"/imports/{intake.pk}"
        )
    assert Receivable.objects.get(number="F-2").due_on.isoformat() == "2026-12-15"
    correction = Correction.objects.get()
    assert (correction.line, correction.intake, correction.made.format) == (3, intake, "correction")
    assert "corrigée" in page(desk, f"/imports/{intake.pk}")
    assert "Ligne corrigée à la main" in page(desk, f"/imports/{correction.made_id}")
    sound(creditor, home())


def test_a_row_of_a_table_that_needed_no_mapping_is_put_right_too(desk: Client, creditor: Creditor) -> None:
    content = b"compte;nom;siren\nC1;Dupont;123456789\n"
    desk.post("/imports", {"documents": [dropped(content, "clients.csv")]})
    intake = Intake.objects.get()
    told = {"account": "C1", "name": "Dupont", "siren": "732829320"}
    assert desk.post(f"/imports/{intake.pk}/lines/2", told).status_code == 302
    assert Customer.objects.get().siren == "732829320"


def test_a_line_that_is_not_in_the_file_is_not_found(desk: Client, creditor: Creditor) -> None:
    answered(desk, laid(desk))
    assert desk.get(f"/imports/{Intake.objects.get().pk}/lines/99").status_code == 404
