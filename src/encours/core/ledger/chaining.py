"""Fiscal years one after another: a year that is missing, one told again, an opening that is not the last closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

from encours.core.ledger.anomalies import NAMED, Anomaly
from encours.core.refusals import Notice

BETWEEN: Final = timedelta(days=32)
"""Closing days are sometimes known by their last entry alone: a month without any is no missing year."""


@dataclass(frozen=True, slots=True)
class Year:
    """A ledger already taken in: its file, and the days that it covers."""

    name: str
    first_on: date
    last_on: date


def years_said(years: list[Year], *, first_on: date, last_on: date, opening_on: date | None) -> list[Notice]:
    """What a person should know of how a ledger follows those taken in before."""
    told = [
        Notice(
            0,
            "EcritureDate",
            "year_told_again",
            "Cet exercice avait déjà été importé : ce fichier le met à jour, il n’y ajoute rien.",
            f"{year.name} ({year.first_on} – {year.last_on})",
        )
        for year in years
        if year.first_on <= last_on and first_on <= year.last_on
    ]
    starts = opening_on or first_on
    before = max((year.last_on for year in years if year.last_on < first_on), default=None)
    after = min((year.first_on for year in years if year.first_on > last_on), default=None)
    for closed, opened in ((before, starts), (last_on, after)):
        if closed and opened and opened - closed > BETWEEN:
            told.append(_missing(closed, opened))
    return told


def _missing(closed: date, opened: date) -> Notice:
    return Notice(
        0,
        "EcritureDate",
        "year_missing",
        "Un exercice manque entre deux fichiers : importez-le, dans n’importe quel ordre.",
        f"{closed + timedelta(days=1)} – {opened - timedelta(days=1)}",
    )


def opening_differs(openings: pl.DataFrame, earlier: pl.DataFrame) -> Anomaly | None:
    """Customers whose opening entries are not what stood open at the last closing.

    `openings` are `Ledger.opening_balances`, `earlier` what stood open (`EarlierItem`); nothing to compare without it.
    """
    if earlier.is_empty() or openings.is_empty():
        return None
    sums = [
        openings.select("account", cents="balance_cents"),
        earlier.select("account", cents=-pl.col("open_cents")),
    ]
    apart = (
        pl.concat(sums)
        .group_by("account")
        .agg(pl.col("cents").sum())
        .filter(pl.col("cents") != 0)
        .sort("account")
    )
    if apart.is_empty():
        return None
    return Anomaly(
        rule="opening_differs",
        count=apart.height,
        amount_cents=int(apart["cents"].abs().sum()),
        lines=[],
        value=", ".join(apart["account"].head(NAMED).to_list()),
        remedy="Comparez les à-nouveaux de ces clients avec la clôture précédente : l’ouverture l’emporte.",
    )
