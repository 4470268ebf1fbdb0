"""Invoices of a table whose rows may be instalments: put together, written, or refused with the sum that fails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from encours.acts.import_file.table_known import write_told
from encours.core.einvoice.tying import printed
from encours.core.invoice_rows import LACKING, REPEATED, UNTIED, gather
from encours.core.refusals import Refusal
from encours.formats.companion.reading import LeftOut
from encours.records.frames.instalments import plans_told
from encours.records.frames.table_known import told_invoices
from encours.records.history.writing import Record

_REMEDIES: Final = {
    UNTIED: (
        "Vérifiez le montant de chaque échéance : ensemble, elles font le total de la facture, le même sur chaque "
        "ligne."
    ),
    REPEATED: (
        "Le même numéro porte plusieurs montants : donnez à chaque échéance sa date et son montant, ou ne gardez "
        "qu’une ligne par facture."
    ),
    LACKING: ("Une autre ligne de cette facture est refusée : corrigez-la, toutes seront reprises ensemble."),
}


def write_rows(
    record: Record, rows: pl.DataFrame, short: Sequence[LeftOut], *, on: date
) -> tuple[dict[str, Any], list[Refusal]]:
    """Write the invoices that rows tell, several rows of one being its instalments; what was written, and refused.

    `short` names the invoices that lack a row.
    """
    creditor = record.creditor.pk
    known = told_invoices(creditor, rows["account"])
    plans = plans_told(creditor).join(
        known.select("account", "number", receivable_id="id"), on="receivable_id"
    )
    told = gather(rows, known.select("account", "number", amount_cents="was_cents"), plans, short)
    counts = write_told(record, told.invoices, known, told.plans, on=on, source="table")
    return counts, [_refusal(row) for row in told.refused.iter_rows(named=True)]


def _refusal(row: dict[str, Any]) -> Refusal:
    """All rows of an invoice, told by its first."""
    untied = row["rule"] == UNTIED
    found, whole = printed(row["found_cents"]), printed(row["amount_cents"])
    value = f"{row['number']} : {found} ≠ {whole}" if untied else f"{row['number']} : {found}"
    field = "instalment_cents" if untied else "number"
    return Refusal(row["line"], field, row["rule"], _REMEDIES[row["rule"]], value)
