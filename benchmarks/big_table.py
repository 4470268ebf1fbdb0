"""A big invented CSV of invoices, written as fast as Polars writes."""

from __future__ import annotations

from pathlib import Path

import polars as pl

_CUSTOMERS = 5_000


def invoices(path: Path, rows: int) -> None:
    """Write so many invoices of some thousand customers: days, amounts and names as a French program exports them."""
    rank = pl.int_range(rows, eager=True).alias("rank")
    issued = pl.date(2025, 1, 1) + pl.duration(days=pl.col("rank") % 600)
    cents = pl.col("rank") * 7919 % 4_000_000 + 100
    rank.to_frame().select(
        **{
            "Code client": pl.format("C{}", pl.col("rank") * 31 % _CUSTOMERS),
            "Raison sociale": pl.format("Client {}", pl.col("rank") * 31 % _CUSTOMERS),
            "N° facture": pl.format("F{}", pl.col("rank")),
            "Date de facture": issued.dt.strftime("%d/%m/%Y"),
            "Échéance": (issued + pl.duration(days=30)).dt.strftime("%d/%m/%Y"),
            "Montant TTC": pl.format("{},{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2)),
            "N° de commande": pl.format("PO-{}", pl.col("rank")),
        }
    ).write_csv(path, separator=";")
