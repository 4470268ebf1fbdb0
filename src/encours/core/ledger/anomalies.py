"""What an accountant would put right in a ledger: by rule, how many times, for how much, where, and the remedy.

Nothing of it prevents the ledger from being taken in: what must is refused by its reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

from encours.core.ledger.gathering import Gathered
from encours.core.ledger.numbering import numbering_faults

SHOWN: Final = 10
NAMED: Final = 5
OLD: Final = timedelta(days=90)
LONGEST_YEAR: Final = timedelta(days=731)  # a first fiscal year may last two
NUMBERED: Final = r"[1-9A-Za-z]"
REMEDIES: Final = {
    "entry_unbalanced": "Rééquilibrez chaque écriture : son débit doit être égal à son crédit.",
    "entry_outside_year": "Passez ces écritures dans l’exercice de leur date, ou corrigez la date.",
    "number_gap": "Retrouvez les écritures qui manquent : la numérotation doit être continue.",
    "number_repeated": "Un même numéro désigne des écritures de dates différentes : renumérotez-les.",
    "validated_before_entry": "Une écriture ne peut être validée avant sa date : vérifiez les deux dates.",
    "out_of_sequence": "Les numéros doivent suivre l’ordre de validation : vérifiez les écritures intercalées.",
    "negative_amount": "Passez une extourne dans l’autre colonne plutôt qu’un montant négatif.",
    "customer_unnamed": "Affectez chaque ligne à un compte auxiliaire : on ne sait pas qui doit.",
    "pair_unlettered": "Lettrez ces montants égaux et opposés d’un même client s’ils se règlent l’un l’autre.",
    "lettering_unbalanced": "Complétez ou défaites ces lettrages : leurs débits et crédits ne sont pas égaux.",
    "credit_aged": "Remboursez ou affectez ces soldes créditeurs anciens : le client peut les réclamer.",
}


@dataclass(frozen=True, slots=True)
class Anomaly:
    """`lines` are the first ones concerned, `count` how many there are in all, `value` what names them."""

    rule: str
    count: int
    amount_cents: int
    lines: list[int]
    value: str
    remedy: str


def anomalies(
    gathered: Gathered, lines: pl.DataFrame, *, opening_on: date | None, closing_on: date | None
) -> list[Anomaly]:
    """Every anomaly of a ledger; `lines` are those of customer accounts, with whose they are and what they name."""
    entries = gathered.numbering.with_columns(name=pl.concat_str("journal", "entry_number", separator=" "))
    found = [
        _told("entry_unbalanced", _unbalanced(entries, gathered)),
        _told("entry_outside_year", _outside(entries, opening_on, closing_on)),
        *(_told(rule, rows) for rule, rows in numbering_faults(entries.filter(_numbered())).items()),
        _told("validated_before_entry", entries.filter(pl.col("validated_on") < pl.col("entry_on"))),
        *_of_customers(lines.filter("owed")),
    ]
    return [anomaly for anomaly in found if anomaly is not None]


def _told(rule: str, rows: pl.DataFrame) -> Anomaly | None:
    """One anomaly of the rows (`line`, `cents`, `name`, and `times` where a row counts several) that break a rule."""
    if rows.is_empty():
        return None
    named = rows.sort("line")
    times = int(named["times"].sum()) if "times" in named.columns else named.height
    names = named["name"].drop_nulls().unique(maintain_order=True).head(NAMED).to_list()
    return Anomaly(
        rule=rule,
        count=times,
        amount_cents=int(named["cents"].abs().sum()),
        lines=named["line"].head(SHOWN).to_list(),
        value=", ".join(names),
        remedy=REMEDIES[rule],
    )


def _numbered() -> pl.Expr:
    """An entry number of zeros numbers nothing: the export merely fills the column."""
    return pl.col("entry_number").str.contains(NUMBERED)


def _unbalanced(entries: pl.DataFrame, gathered: Gathered) -> pl.DataFrame:
    """Entries whose sides differ, where the file holds more than customer accounts."""
    whole = int(gathered.journals["rows"].sum() or 0) > gathered.lines.height
    wrong = entries.filter(_numbered() & (pl.col("net_cents") != 0) & whole)
    return wrong.with_columns(cents="net_cents")


def _outside(entries: pl.DataFrame, opening_on: date | None, closing_on: date | None) -> pl.DataFrame:
    if closing_on is None:
        return entries.clear()
    first = opening_on or closing_on - LONGEST_YEAR
    return entries.filter(~pl.col("entry_on").is_between(first, closing_on))


def _of_customers(lines: pl.DataFrame) -> list[Anomaly | None]:
    told = lines.select(
        "line",
        "customer",
        "customer_name",
        "token",
        "lettering",
        "entry_on",
        "net_cents",
        "detailed",
        cents="net_cents",
        name="customer",
        nameless=pl.col("auxiliary").is_null() & pl.col("account").str.contains(r"^41[136]0*$"),
        negative=(pl.col("debit_cents") < 0) | (pl.col("credit_cents") < 0),
    )
    return [
        _told("negative_amount", told.filter("negative")),
        _told("customer_unnamed", told.filter("nameless")),
        _told("pair_unlettered", _pairs(told)),
        _told("lettering_unbalanced", _lettered(told)),
        _told("credit_aged", _credits(told)),
    ]


def _pairs(lines: pl.DataFrame) -> pl.DataFrame:
    """Documents left open and credits left unused, of one customer and amount: one row an amount, `times` pairs."""
    documents = (
        lines.filter(pl.col("lettering").is_null() & pl.col("detailed"))
        .group_by("customer", "token")
        .agg(pl.col("net_cents").sum(), pl.col("line").min())
        .filter(pl.col("net_cents") != 0)
        .with_columns(size=pl.col("net_cents").abs())
    )
    owed = (pl.col("net_cents") > 0).sum()
    return (
        documents.group_by("customer", "size")
        .agg(times=pl.min_horizontal(owed, pl.len() - owed), line=pl.col("line").min())
        .filter(pl.col("times") > 0)
        .select("line", "times", cents=pl.col("size") * pl.col("times"), name="customer")
    )


def _lettered(lines: pl.DataFrame) -> pl.DataFrame:
    return (
        lines.filter(pl.col("lettering").is_not_null())
        .group_by("customer", "lettering")
        .agg(cents=pl.col("net_cents").sum(), line=pl.col("line").min())
        .filter(pl.col("cents") != 0)
        .select("line", "cents", name=pl.format("{} {}", "customer", "lettering"))
    )


def _credits(lines: pl.DataFrame) -> pl.DataFrame:
    """Customers to whom we owe, and whose account has not moved for a quarter."""
    newest = lines["entry_on"].max()
    balances = lines.group_by(name="customer").agg(
        cents=pl.col("net_cents").sum(), line=pl.col("line").max(), moved_on=pl.col("entry_on").max()
    )
    old = pl.lit(newest, dtype=pl.Date) - pl.col("moved_on") >= OLD
    return balances.filter((pl.col("cents") < 0) & old)
