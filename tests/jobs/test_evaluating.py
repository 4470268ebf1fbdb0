"""`encours eval matching`: how right matching is, on lines whose truth is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from desk.situations import NOW, TODAY, a_creditor, a_customer, an_application, an_invoice
from encours.acts.let_match import let_match
from encours.core.matching.policy import Policy
from encours.formats.labelled_lines import FORMAT
from encours.jobs.cli import house as encours
from encours.words.typography import french
from paper import a_pdf

ROWS: list[dict[str, Any]] = [
    {"row": "customer", "customer_id": 7, "name": "Ateliers Vauban"},
    *(
        {"row": "item", "receivable_id": key, "customer_id": 7, "number": f"FA2026-10{key}", "open_cents": 50_000 + key,
         "currency": "EUR"}
        for key in (1, 2)
    ),
]  # fmt: skip


def line(key: int, wording: str, paid: int | None) -> dict[str, Any]:
    pays = [] if paid is None else [{"receivable_id": paid, "amount_cents": 50_000 + key}]
    return {
        "row": "line", "line_id": key, "booked_on": "2026-03-02", "amount_cents": 50_000 + key, "currency": "EUR",
        "wording": wording, "situation": "number", "pays": pays,
    }  # fmt: skip


def asked(tmp_path: Path, *lines: dict[str, Any], more: tuple[str, ...] = (), **policy: int) -> Result:
    path = tmp_path / "lines.jsonl"
    about = {"row": "about", "format": FORMAT, "policy": policy}
    path.write_text("\n".join(json.dumps(row) for row in [about, *ROWS, *lines]), "utf-8")
    return CliRunner().invoke(
        encours, ["eval", "matching", str(path), "--json", "--wrong", "5", *more], catch_exceptions=False
    )


def evaluated(tmp_path: Path, *lines: dict[str, Any], more: tuple[str, ...] = ()) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asked(tmp_path, *lines, more=more).output)
    return found


def test_a_line_applied_as_the_truth_says_is_right(tmp_path: Path) -> None:
    found = evaluated(tmp_path, line(1, "VIR FA2026-101", 1), line(2, "VIR FA2026-102", 2))
    assert (found["precision"]["right"], found["precision"]["of"]) == (2, 2)
    assert (found["recall"]["right"], found["recall"]["of"]) == (2, 2)
    assert found["wrong"] == []


def test_a_line_applied_where_nothing_was_to_be_chosen_is_wrong_and_shown(tmp_path: Path) -> None:
    found = evaluated(tmp_path, line(1, "VIR FA2026-101", None), line(2, "VIR FA2026-102", 2))
    assert (found["precision"]["right"], found["precision"]["of"]) == (1, 2)
    (wrong,) = found["wrong"]
    assert (wrong["line_id"], wrong["applied"][0]["receivable_id"]) == (1, 1)


def test_a_line_left_to_a_person_costs_recall_alone(tmp_path: Path) -> None:
    found = evaluated(tmp_path, line(1, "VIREMENT", 1), line(2, "VIR FA2026-102", 2))
    assert (found["precision"]["right"], found["precision"]["of"]) == (1, 1)
    assert (found["recall"]["right"], found["recall"]["of"]) == (1, 2)


def test_a_policy_that_matching_does_not_know_is_refused(tmp_path: Path) -> None:
    told = asked(tmp_path, line(1, "VIR FA2026-101", 1), generosity=3)
    assert told.exit_code != 0
    assert "generosity" in told.output


def test_extraction_is_measured_field_by_field_on_pdfs_whose_truth_stands_beside(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(a_pdf("Facture F-9 du 02/03/2026 Total TTC 120,00 EUR"))
    (tmp_path / "a.json").write_text('[{"invoice_number": "F-9", "amount": 130.0, "date_due": "2026-04-01"}]')
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 rien")
    (tmp_path / "b.json").write_text('{"number": "F-1"}')
    told = CliRunner().invoke(encours, ["eval", "extraction", str(tmp_path), "--json"])
    facts = json.loads(told.output)
    assert (facts["documents"], facts["total"]["of"]) == (2, 4)
    assert (facts["fields"]["number"]["right"], facts["fields"]["number"]["missing"]) == (1, 1)
    assert (facts["fields"]["total_cents"]["wrong"], facts["fields"]["due_on"]["missing"]) == (1, 1)
    words = CliRunner().invoke(encours, ["eval", "extraction", str(tmp_path)]).output
    assert "a.pdf total_cents" in words


def test_inspect_shows_what_a_printed_invoice_says(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(a_pdf("Facture F-9 du 02/03/2026 Total TTC 120,00 EUR"))
    told = json.loads(CliRunner().invoke(encours, ["inspect", str(path), "--json"]).output)
    assert told["format"] == "printed"
    assert told["printed"]["fields"]["total_cents"]["value"] == 12_000
    assert "net_cents" in told["printed"]["doubtful"]
    assert "number = F-9" in CliRunner().invoke(encours, ["inspect", str(path)]).output


def test_inspect_names_the_command_that_takes_a_register_of_companies(tmp_path: Path) -> None:
    path = tmp_path / "StockUniteLegale.csv"
    columns = "siren,etatAdministratifUniteLegale,denominationUniteLegale,activitePrincipaleUniteLegale"
    path.write_text(f"{columns}\n732829320,A,FORGE DU NORD,25.50A\n", "utf-8")
    told = json.loads(CliRunner().invoke(encours, ["inspect", str(path), "--json"]).output)
    assert told["format"] == "companies"
    assert "encours companies" in CliRunner().invoke(encours, ["inspect", str(path)]).output


def test_the_rules_of_a_creditor_may_be_measured_in_the_place_of_those_of_the_file(
    tmp_path: Path, house: Path
) -> None:
    creditor = a_creditor()
    let_match(
        creditor,
        Policy(proposed_only=frozenset({"invoice_in_wording"})),
        made_from=0,
        author="claire@x.example",
        at=NOW,
    )
    lines = (line(1, "VIR FA2026-101", 1), line(2, "VIR FA2026-102", 2))
    assert evaluated(tmp_path, *lines)["precision"]["of"] == 2
    told = evaluated(tmp_path, *lines, more=("--creditor", creditor.siren))
    assert (told["precision"]["of"], told["proposed"]["right"]) == (0, 2)


@pytest.mark.both
def test_solvency_is_judged_by_what_was_known_then_and_by_who_failed_since(house: Path) -> None:
    creditor = a_creditor()
    bad, good, long_bad = (a_customer(creditor, name) for name in ("Alpha", "Bravo", "Charlie"))
    for customer in (bad, good, long_bad):  # each paid in time, long before
        paid = an_invoice(customer, due_in=-420)
        an_application(paid, paid.amount_cents, days_ago=420)
    slow = an_invoice(bad, due_in=-400)  # unpaid when it was rated, and settled three months late
    an_application(slow, slow.amount_cents, days_ago=280)
    an_invoice(long_bad, due_in=-600)  # failed before
    asked = ["eval", "risk", "--on", TODAY.isoformat(), "--creditor", creditor.name]
    found = json.loads(CliRunner().invoke(encours, [*asked, "--json"], catch_exceptions=False).output)
    assert (found["rated"], found["failed"], found["unrated"]) == (2, 1, 0)
    assert found["area"] == 1.0
    told = CliRunner().invoke(encours, asked, catch_exceptions=False).output
    assert french("clients notés : 2, dont 1 ont manqué") in told
    shorter = CliRunner().invoke(encours, [*asked, "--days", "30"], catch_exceptions=False).output
    assert "L’ordre ne se juge pas" in shorter
