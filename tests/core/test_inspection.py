"""The JSON of `encours inspect`, key by key (DESIGN §6)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from encours.core.frames import BankLine, LedgerLine
from encours.core.inspection import inspect
from encours.core.refusals import Controls, Notice, Refusal


@dataclass
class Piece:
    frame: pl.DataFrame
    refusals: list[Refusal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    controls: Controls | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def ledger_line(number: int, journal: str, account: str, cents: int, piece: str) -> dict[str, Any]:
    return {
        "line": number,
        "journal": journal,
        "journal_label": "",
        "entry_number": piece,
        "entry_on": date(2026, 1, number),
        "account": account,
        "account_label": "Clients",
        "auxiliary": "C1" if account.startswith("411") else None,
        "auxiliary_label": "Forge" if account.startswith("411") else None,
        "piece": piece,
        "label": "",
        "debit_cents": max(cents, 0),
        "credit_cents": max(-cents, 0),
    }


def test_a_ledger_is_told_with_its_counts_and_the_balance_of_each_customer() -> None:
    rows = [
        ledger_line(2, "VE", "411000", 10_000, "F1"),
        ledger_line(3, "VE", "707000", -10_000, "F1"),
        ledger_line(4, "BQ", "512000", 4_000, "V1"),
        ledger_line(5, "BQ", "411000", -4_000, "V1"),
    ]
    schema = LedgerLine.create_empty().schema
    whole = pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
    pieces = [
        Piece(whole[:2], [Refusal(9, "Debit", "amount_invalid", "Corrigez.", "x")]),
        Piece(
            whole[2:],
            [],
            [Notice(2, "a", "b", "c")],
            Controls(5, 4, 14_000, 14_000),
            {"closing_on": date(2026, 12, 31)},
        ),
    ]
    told = inspect("fec", "ledger", iter(pieces))
    assert json.loads(json.dumps(told)) == told
    assert (told["format"], told["rows_read"], told["rows_kept"]) == ("fec", 5, 4)
    assert told["refusals"][0] | {"critical": False} == {
        "line": 9,
        "field": "Debit",
        "rule": "amount_invalid",
        "remedy": "Corrigez.",
        "value": "x",
        "critical": False,
    }
    assert told["controls"]["debit_cents"] == told["controls"]["credit_cents"] == 14_000
    assert [notice["rule"] for notice in told["notices"]] == ["b"]
    assert told["receivables"] == {
        "customers": 1,
        "invoices": 1,
        "credit_notes": 0,
        "openings": 0,
        "retentions": 0,
        "returned": 0,
        "payments": 1,
        "open_items": 1,
        "open_cents": 6_000,
        "unapplied_cents": 4_000,
    }
    assert told["customers"] == [{"account": "C1", "name": "Forge", "open_cents": 6_000}]
    assert told["facts"]["closing_on"] == "2026-12-31"
    assert told["loadable"] is True


def test_a_bank_file_is_told_statement_by_statement() -> None:
    line = dict.fromkeys(BankLine.create_empty().schema) | {
        "position": 1,
        "account": "FR76",
        "currency": "EUR",
        "booked_on": date(2026, 2, 3),
        "amount_cents": 500,
        "wording": "VIR",
        "fingerprint": "f",
        "statement": 1,
    }
    frame = pl.DataFrame([line], schema=BankLine.create_empty().schema)
    statements = [
        {"account": account, "currency": "EUR", "opening_cents": 0, "closing_cents": 500}
        for account in ("FR75", "FR76")
    ]
    told = inspect("camt", "bank", [Piece(frame, controls=Controls(1, 1), facts={"statements": statements})])
    assert json.loads(json.dumps(told)) == told
    assert told["statements"][0] == statements[0] | {"lines": []}
    assert told["statements"][1]["lines"] == [
        {
            "booked_on": "2026-02-03",
            "value_on": None,
            "amount_cents": 500,
            "counterparty": None,
            "iban": None,
            "end_to_end_id": None,
            "reference": None,
            "wording": "VIR",
        }
    ]


def test_a_companion_table_is_told_with_its_rows() -> None:
    frame = pl.DataFrame({"account": ["C1"], "due_on": [date(2026, 1, 2)]})
    told = inspect(
        "companion", "companion", [Piece(frame, controls=Controls(1, 1), facts={"table": "invoices"})]
    )
    assert (told["table"], told["rows"]) == ("invoices", [{"account": "C1", "due_on": "2026-01-02"}])
    assert told["controls"] == {"totals": []}


def test_a_table_has_no_debits_but_the_totals_of_its_columns_by_currency() -> None:
    frame = pl.DataFrame(
        {"amount_cents": [120, 80, 5], "open_cents": [None, 80, 5], "currency": [None, None, "USD"]}
    )
    told = inspect("tables", "companion", [Piece(frame, facts={"table": "invoices"})])
    assert told["controls"] == {
        "totals": [
            {"currency": "USD", "amount_cents": 5, "open_cents": 5},
            {"currency": None, "amount_cents": 200, "open_cents": 80},
        ]
    }


def test_a_refused_customer_line_makes_a_file_not_loadable() -> None:
    refusal = Refusal(2, "Debit", "amount_invalid", "Corrigez.", critical=True)
    assert inspect("companion", "companion", [Piece(pl.DataFrame(), [refusal])])["loadable"] is False


def test_what_a_connector_pulled_is_told_table_by_table() -> None:
    customers, invoices = (
        pl.DataFrame({"account": ["C1"]}),
        pl.DataFrame({"number": ["F-1"], "due_cents": [5]}),
    )
    last = Piece(customers.clear(), controls=Controls(2, 2), facts={"table": "pulled", "source": "ERP"})
    pieces = [
        Piece(customers, facts={"table": "customers"}),
        Piece(invoices, facts={"table": "invoices"}),
        last,
    ]
    told = inspect("pulled", "pulled", pieces)
    assert told["tables"] == {
        "customers": [{"account": "C1"}],
        "invoices": [{"number": "F-1", "due_cents": 5}],
    }
    assert (told["source"], told["rows_read"]) == ("ERP", 2)
