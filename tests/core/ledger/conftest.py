"""A ledger written line by line, as an accountant would dictate it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from encours.core.frames import LedgerLine

LABELS = {"VE": "Ventes", "BQ": "Banque", "OD": "Opérations diverses", "AN": "A nouveaux"}
COUNTER = {"VE": "707000", "BQ": "512000", "AN": "890000", "OD": "658000"}


def line(
    cents: int,
    *,
    account: str = "411000",
    customer: str | None = "C1",
    journal: str = "VE",
    entry: str = "1",
    on: str = "2026-01-10",
    piece: str | None = None,
    label: str = "Facture",
    code: str | None = None,
    coded_on: str | None = None,
    piece_on: str | None = None,
    valid_on: str | None = None,
    account_label: str = "Clients",
) -> dict[str, Any]:
    """One line of a customer account: positive cents are a debit."""

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return {
        "journal": journal,
        "journal_label": LABELS.get(journal, ""),
        "entry_number": entry,
        "entry_on": day(on),
        "account": account,
        "account_label": account_label,
        "auxiliary": customer,
        "auxiliary_label": f"Société {customer}" if customer else None,
        "piece": piece,
        "piece_on": day(piece_on),
        "label": label,
        "debit_cents": max(cents, 0),
        "credit_cents": max(-cents, 0),
        "lettering": code,
        "lettered_on": day(coded_on),
        "validated_on": day(valid_on),
        "currency": None,
        "currency_cents": None,
    }


@pytest.fixture
def row() -> Callable[..., dict[str, Any]]:
    return line


@pytest.fixture
def book() -> Callable[..., pl.DataFrame]:
    """Lines of customer accounts, each balanced by a line of the account its journal stands for."""

    def build(*rows: dict[str, Any], alone: bool = False, counter: bool = True) -> pl.DataFrame:
        written: list[dict[str, Any]] = []
        for told in rows:
            written.append(told)
            if counter and not alone and told["journal"] in COUNTER:
                other = {
                    "account": COUNTER[told["journal"]],
                    "auxiliary": None,
                    "auxiliary_label": None,
                    "debit_cents": told["credit_cents"],
                    "credit_cents": told["debit_cents"],
                    "lettering": None,
                    "lettered_on": None,
                }
                written.append(told | other)
        numbered = [each | {"line": number} for number, each in enumerate(written, 2)]
        return pl.DataFrame(numbered, schema=LedgerLine.create_empty().schema)

    return build
