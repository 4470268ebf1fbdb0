"""A case of payment behaviour: invoices with their due day and the day they were paid, or not."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.core.segments.survival import payment_survival

_SCHEMA = {"customer_id": pl.Int64, "due_on": pl.Date, "paid_on": pl.Date}
_TOLD = {"jours_au_dela": "days_beyond", "solvabilite": "solvency", "factures_observees": "observed"}


def of_behaviour(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    """Hold what is expected against the survival of the invoices."""
    if unknown := (set(facts) - {"au", "factures"}) | (set(expected) - set(_TOLD)):
        raise ValueError(
            f"mots inconnus : {', '.join(sorted(unknown))} ; possibles : au, factures, {', '.join(_TOLD)}"
        )
    rows = [
        (
            1,
            date.fromisoformat(one["echeance"]),
            date.fromisoformat(one["payee"]) if one.get("payee") else None,
        )
        for one in facts["factures"]
    ]
    found = payment_survival(
        pl.DataFrame(rows, schema=_SCHEMA, orient="row"), on=date.fromisoformat(facts["au"])
    ).row(0, named=True)
    for word, value in expected.items():
        told = found[_TOLD[word]]
        assert ("inconnue" if told is None else str(told)) == value, word
