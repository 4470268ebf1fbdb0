"""The facts of a measure as an accountant writes them in a sheet, put in the frames that the measure reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from encours.core.measures import Book, definition
from encours.core.measures.book import empty
from encours.core.measures.measure import in_parts

Read = Callable[[str], Any]


def cents(text: str) -> int:
    return int(Decimal(text.replace(" ", "").replace(",", ".")) * 100)


def yes(text: str) -> bool:
    return {"oui": True, "non": False}[text]


def word(**words: str) -> Read:
    return lambda text: words[text]


def same(text: str) -> str:
    return text


KIND = word(facture="invoice", avoir="credit_note", traite="bill", solde="opening")
DAY, COUNT = date.fromisoformat, int
_PIECE: dict[str, tuple[str, Read, str | None]] = {
    "piece": ("receivable_id", COUNT, "0"),
    "client": ("customer_id", COUNT, "1"),
    "nature": ("kind", KIND, "facture"),
    "emise": ("issued_on", DAY, "2026-01-01"),
    "echeance": ("due_on", DAY, None),
    "presumee": ("due_assumed", yes, "non"),
    "devise": ("currency", same, "EUR"),
}
_OWED = _PIECE | {
    "montant": ("amount_cents", cents, "0"),
    "reste": ("open_cents", cents, "0"),
    "litige": ("disputed_cents", cents, "0"),
    "disparue": ("gone", yes, "non"),
    "apres_coup": ("reconstructed", yes, "non"),
}
_ON = {"jour": ("on", DAY, "2026-01-01")}
_CUSTOMER = {"client": ("customer_id", COUNT, "1")}
_RECEIPT = _CUSTOMER | {
    "numero": ("payment_id", COUNT, "0"),
    "jour": ("paid_on", DAY, "2026-01-01"),
    "montant": ("amount_cents", cents, "0"),
    "reste": ("unapplied_cents", cents, "0"),
    "banque": ("in_bank", yes, "oui"),
    "devise": ("currency", same, "EUR"),
}
# word of the sheet: (frame, {word of a row: (column, how it is read, what it is when it is not said)})
WORDS: dict[str, tuple[str, Mapping[str, tuple[str, Read, str | None]]]] = {
    "pieces": ("owed", _OWED),
    "pieces_30_jours_avant": ("owed_before", _OWED),
    "factures": (
        "issued",
        _PIECE | {"montant": ("amount_cents", cents, "0"), "disparue": ("gone", yes, "non")},
    ),
    "reglements": (
        "settled",
        _PIECE
        | {
            "regle": ("settled_on", DAY, "2026-01-01"),
            "montant": ("amount_cents", cents, "0"),
            "par": ("by", word(argent="money", avoir="credit_note", autre="other"), "argent"),
        },
    ),
    "encaissements": ("receipts", _RECEIPT),
    "encaissements_30_jours_avant": ("receipts_before", _RECEIPT),
    "relances": (
        "placed",
        _CUSTOMER
        | {
            "piece": ("receivable_id", COUNT, "0"),
            "jour": ("placed_on", DAY, "2026-01-01"),
            "montant": ("placed_cents", cents, "0"),
            "devise": ("currency", same, "EUR"),
        },
    ),
    "lignes": (
        "lines",
        {
            "numero": ("line_id", COUNT, "0"),
            "jour": ("booked_on", DAY, "2026-01-01"),
            "affectee": ("applied_on", DAY, None),
            "regle": ("matcher", same, ""),
            "annulee": ("undone_on", DAY, None),
            "montant": ("amount_cents", cents, "0"),
            "devise": ("currency", same, "EUR"),
            "sort": (
                "outcome",
                word(
                    seule="automatic",
                    personne="person",
                    connue="confirmed",
                    attente="waiting",
                    de_cote="set_aside",
                ),
                "seule",
            ),
        },
    ),
    "actions": (
        "actions",
        _ON
        | {
            "etape": ("stage", same, ""),
            "nature": ("kind", same, ""),
            "personne": ("person", same, ""),
            "nombre": ("count", COUNT, "1"),
        },
    ),
    "rappels": (
        "reminded",
        _ON
        | _CUSTOMER
        | {
            "piece": ("receivable_id", COUNT, "0"),
            "segment": ("segment", same, ""),
            "action": ("action", same, ""),
        },
    ),
    "envois": (
        "sent",
        _ON
        | _CUSTOMER
        | {
            "nature": ("kind", same, "email"),
            "segment": ("segment", same, ""),
            "action": ("action", same, ""),
            "nombre": ("count", COUNT, "1"),
        },
    ),
    "suivis": ("touched", _ON | _CUSTOMER | {"personne": ("person", same, "")}),
    "couts": (
        "costs",
        {
            "nature": (
                "kind",
                word(
                    personnel="staff",
                    envois="channel",
                    prestataire="provider",
                    contentieux="legal",
                    facturation="invoicing",
                ),
                "personnel",
            ),
            "base": ("basis", word(periode="period", action="action"), "periode"),
            "action": ("action", same, ""),
            "montant": ("amount_cents", cents, "0"),
            "devise": ("currency", same, "EUR"),
            "minutes": ("minutes", COUNT, None),
            "du": ("from_on", DAY, "2026-01-01"),
            "au": ("to_on", DAY, None),
        },
    ),
    "suites": (
        "outcomes",
        _ON
        | _CUSTOMER
        | {
            "nature": (
                "kind",
                word(
                    perte="written_off",
                    depreciation="depreciated",
                    reprise="reversed",
                    penalites="interest",
                    indemnite="indemnity",
                ),
                "perte",
            ),
            "montant": ("amount_cents", cents, "0"),
            "devise": ("currency", same, "EUR"),
        },
    ),
    "paroles": (
        "voices",
        _ON
        | _CUSTOMER
        | {
            "nature": (
                "kind",
                word(reclamation="complaint", opposition="opt_out", enquete="survey", mauvais="wrong_person"),
                None,
            ),
            "de": ("source", word(client="customer", service="department"), "client"),
            "note": ("score", COUNT, None),
        },
    ),
    "moyens": (
        "tendered",
        _ON
        | _CUSTOMER
        | {
            "moyen": (
                "means",
                word(
                    virement="transfer",
                    prelevement="direct_debit",
                    carte="card",
                    effet="bill",
                    cheque="cheque",
                    especes="cash",
                    non_dit="unknown",
                ),
                "virement",
            ),
            "nombre": ("payments", COUNT, "1"),
            "montant": ("amount_cents", cents, "0"),
            "devise": ("currency", same, "EUR"),
        },
    ),
    "faites": (
        "acted",
        _ON
        | _CUSTOMER
        | {
            "piece": ("receivable_id", COUNT, None),
            "action": ("action", same, ""),
            "compte": ("counts", yes, "oui"),
        },
    ),
    "situations": (
        "standing",
        {
            "piece": ("receivable_id", COUNT, "0"),
            "segment": ("segment", same, ""),
            "raison": ("reason", same, ""),
        },
    ),
    "departs": (
        "departures",
        _ON | _CUSTOMER | {"nature": ("kind", same, "email"), "apres_ms": ("after_ms", COUNT, "0")},
    ),
    "joints": ("reached", _ON | _CUSTOMER),
    "dossiers": (
        "cases",
        _CUSTOMER
        | {
            "numero": ("case_id", COUNT, "0"),
            "ouvert": ("opened_on", DAY, "2026-01-01"),
            "clos": ("closed_on", DAY, None),
            "elements": ("elements", COUNT, "0"),
        },
    ),
    "promesses": (
        "promises",
        _CUSTOMER
        | {
            "numero": ("promise_id", COUNT, "0"),
            "jusqu_au": ("until_on", DAY, "2026-01-01"),
            "etat": (
                "state",
                word(
                    en_cours="running",
                    tenue="kept",
                    en_partie="part_kept",
                    rompue="broken",
                    sans_objet="moot",
                    retiree="withdrawn",
                ),
                "tenue",
            ),
            "promis": ("promised_cents", cents, "0"),
            "paye": ("paid_cents", cents, "0"),
            "devise": ("currency", same, "EUR"),
        },
    ),
    "annulations": (
        "stops",
        _ON
        | _CUSTOMER
        | {
            "nature": ("kind", same, "email"),
            "par": ("how", word(banque="bank", personne="person", comptabilite="ledger"), "banque"),
            "apres_ms": ("after_ms", COUNT, "0"),
        },
    ),
    "responsables": ("owners", _CUSTOMER | {"responsable": ("owner", same, "")}),
}


def book(facts: Mapping[str, Any]) -> Book:
    """The book that a case describes."""
    unknown = set(facts) - {*WORDS, "mesure", "au", "devise", "depart", "comme"}
    if unknown:
        raise ValueError(f"mots inconnus {sorted(unknown)} ; possibles : {sorted(WORDS)}")
    return Book(
        on=date.fromisoformat(facts["au"]),
        currency=facts.get("devise", "EUR"),
        frames={WORDS[name][0]: _frame(name, rows) for name, rows in facts.items() if name in WORDS},
        baselines={
            code: Fraction(text.replace(" ", "").replace(",", "."))
            * (100 if definition(code).unit == "cents" else 1)
            for code, text in facts.get("depart", {}).items()
        },
    )


def _frame(name: str, rows: list[dict[str, str]]) -> pl.DataFrame:
    frame, words = WORDS[name]
    for row in rows:
        if set(row) - set(words):
            raise ValueError(
                f"{name} : mots inconnus {sorted(set(row) - set(words))} ; possibles : {sorted(words)}"
            )
    columns = {
        column: [
            None if said is None else read(said)
            for row in rows
            for said in (row.get(word_of_sheet, default),)
        ]
        for word_of_sheet, (column, read, default) in words.items()
    }
    shape = empty(frame).schema
    return pl.DataFrame(columns, schema_overrides={name: shape[name] for name in columns}).select(
        shape.names()
    )


def shown(unit: str, figure: Fraction | None) -> str:
    """A figure as sheets write it: amounts and percents with two decimals, the rest with one."""
    parts, decimals = {"cents": (1, 2), "share": (10_000, 2), "index": (10_000, 0)}.get(unit, (10, 1))
    value = in_parts(figure, parts)
    if value is None:
        return "aucun"
    return f"{Decimal(value).scaleb(-decimals):,.{decimals}f}".replace(",", " ").replace(".", ",")


def of_measure(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    """Compute the measure named and compare: its figure, its lines, what it leaves out and notes."""
    measure = definition(facts["mesure"]).of(book({**facts.get("comme", {}), **facts}))
    unknown = set(expected) - {"valeur", "lignes", "laisse", "note"}
    if unknown:
        raise ValueError(f"attendu : mots inconnus {sorted(unknown)}")
    assert shown(measure.unit, measure.figure) == expected["valeur"], measure
    if "lignes" in expected:
        found = {line.label: shown(measure.unit, line.figure) for line in measure.lines}
        assert {label: found[label] for label in expected["lignes"]} == expected["lignes"]
    for said, counts in (("laisse", measure.left_out), ("note", measure.noted)):
        if said in expected:
            assert {reason: str(count) for reason, count in counts.items()} == expected[said], said
