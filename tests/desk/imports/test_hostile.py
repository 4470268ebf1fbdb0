"""Files that are dangerous, or not what they say, dropped on the imports page: a sentence, and nothing is kept."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from desk import situations as some
from desk.files import dropped
from einvoices import cii, pdf
from encours.records.documents.models import Intake
from encours.records.mappings.models import Upload
from encours.records.parties.models import Creditor
from paper import a_pdf, packed

BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><Invoice>&b;</Invoice>'
SWOLLEN = packed({"facture.xml": "\0" * 20_000_000})
MACROS = packed(
    {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": "x"}
)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("budget.xlsm", MACROS, "macros"),
        ("budget.xlsx", MACROS, "macros"),
        ("facture.xml", BOMB, "facture.xml"),
        ("factures.zip", SWOLLEN, "démesurée"),
        ("facture.pdf", pdf(cii(), script="app.alert('x')"), "exécute"),
        ("lettre.pdf", a_pdf("Bonjour"), "facture"),
        ("facture.pdf", b"%PDF-1.7\n" + packed({"a.html": "<script>"}), "PDF"),
        ("releve.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), "reconnu"),
        ("factures.xlsx", b"%PDF-1.7 not a workbook", ""),
        ("setup.exe", b"MZ" + bytes(300), "reconnu"),
    ],
)
def test_a_dangerous_or_false_file_is_refused_in_words(
    desk: Client, name: str, content: bytes, said: str
) -> None:
    answer = desk.post("/imports", {"documents": dropped(content, name)}, follow=True)
    assert said in answer.content.decode()
    assert name in answer.content.decode()
    assert not Intake.objects.exists()
    assert not Upload.objects.exists()


def test_a_formula_in_a_name_is_text_in_what_goes_out(desk: Client, creditor: Creditor) -> None:
    some.a_finding(some.a_customer(creditor, name="=cmd|' /C calc'!A0"))
    answer = desk.get("/quality/errors.csv")
    rows = csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";")
    cells = [cell for row in rows for cell in row]
    assert any("cmd|" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
