"""Every kind of file but electronic invoices (`test_einvoices`), killed anywhere and run again: the same tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from books import Books, received, statement
from encours.acts.import_file import import_file
from encours.core.mapping.plan import Mapping
from encours.records.parties.models import Creditor
from formats.lifecycle.test_reading import message
from same_tables import facts_of, killed

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
CFONB = (Path(__file__).resolve().parents[2] / "samples" / "bank" / "cfonb120.txt").read_bytes()
INVOICES = "Compte;Facture;Date;Montant TTC\nC1;F-1;02/03/2026;120,00\nC2;F-2;02/03/2026;60,00\n"
KINDS: dict[str, tuple[bytes, str, Mapping | None]] = {
    "ledger": (Books().sale(date(2026, 10, 16), "DUPONT", "FA101", 20_000).content(), "a.txt", None),
    "camt": (statement(received(date(2026, 11, 19), 20_000, "VIR FA101")), "a.xml", None),
    "cfonb": (CFONB, "a.cfo", None),
    "invoices": (INVOICES.encode(), "a.csv", None),
    "customers": (b"Compte;Nom;SIREN;Email\nC1;Dupont;732829320;a@dupont.example\n", "a.csv", None),
    "payments": (
        b"Compte;Date;Montant;Facture\nC1;02/04/2026;50,00;F-1\n",
        "a.csv",
        Mapping(
            "payments",
            {"account": "Compte", "paid_on": "Date", "amount_cents": "Montant", "number": "Facture"},
        ),
    ),
    "credit": (
        b"Compte;Limite\nC1;5000,00\n",
        "a.csv",
        Mapping("credit", {"account": "Compte", "limit_cents": "Limite"}),
    ),
    "lines": (
        b"Facture;Ligne;Designation;Montant HT;TVA\nF-1;1;Tole;80,00;20\nF-1;2;Vis;20,00;20\n",
        "a.csv",
        None,
    ),
    "credit_notes": (
        b"Compte;Avoir;Date;Montant\nC1;AV-1;02/03/2026;50,00\n",
        "a.csv",
        Mapping(
            "credit_notes",
            {"account": "Compte", "number": "Avoir", "issued_on": "Date", "amount_cents": "Montant"},
        ),
    ),
    "contacts": (
        b"Compte;Courriel\nC1;a@dupont.example\n",
        "a.csv",
        Mapping("contacts", {"account": "Compte", "contact_email": "Courriel"}),
    ),
    "prospects": (
        b"Nom;SIREN\nMartin;552100554\n",
        "a.csv",
        Mapping("prospects", {"name": "Nom", "siren": "SIREN"}),
    ),
    "deals": (b"compte;affaire;montant\nC1;Halle;50,00\n", "a.csv", None),
    "campaigns": (b"compte;campagne;exclu\nC1;Printemps;oui\n", "a.csv", None),
    "lifecycle": (message("207", seller=""), "cdar.xml", None),
    "contracts": (b"Client;Contrat;Debut;Delai\nC1;K-1;2026-03-01;45\n", "a.csv", None),
    "promotions": (b"Client;Promotion;Debut;Taux\nC1;Printemps;2026-03-01;12,5\n", "a.csv", None),
    "orders": (
        b"Compte;Commande;Date;Montant\nC1;O-1;02/03/2026;50,00\n",
        "a.csv",
        Mapping(
            "orders",
            {"account": "Compte", "number": "Commande", "ordered_on": "Date", "amount_cents": "Montant"},
        ),
    ),
}


def _take(creditor: Creditor, kind: str, house: Path) -> None:
    content, name, mapping = KINDS[kind]
    told = {"author": "cli", "at": AT, "on": ON, "home": house}
    import_file(creditor, content, name, mapping=mapping, **told)  # type: ignore[arg-type] # one call's words


def _firm(name: str, house: Path, *, known: bool) -> Creditor:
    firm = Creditor.objects.create(name=name)
    if known:
        _take(firm, "invoices", house)
    return firm


@pytest.mark.parametrize("kind", KINDS)
def test_an_import_killed_anywhere_and_run_again_gives_the_same_tables(kind: str, house: Path) -> None:
    known = kind not in {"ledger", "camt", "cfonb", "invoices", "customers", "prospects"}
    whole = _firm("Vauban", house, known=known)
    with CaptureQueriesContext(connection) as asked:
        _take(whole, kind, house)
    questions = len(asked)
    for place in sorted({1 + questions * part // 6 for part in range(6)} | {questions}):
        twin = _firm(f"Vauban {place}", house, known=known)
        killed(place, lambda creditor=twin: _take(creditor, kind, house))  # type: ignore[misc] # bound here
        _take(twin, kind, house)
        _take(twin, kind, house)
        assert facts_of(twin) == facts_of(whole), (place, questions)
