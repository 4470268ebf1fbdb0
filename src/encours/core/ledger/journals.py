"""What kind of entry a line belongs to: told by the accounts of its entry, by its journal only as a hint."""

from __future__ import annotations

import polars as pl

from encours.core.ledger.gathering import ENTRY, Gathered

OPENING_LABEL = r"(?i)nouveau|ouverture|balance initiale|opening"
OPENING_CODE = r"(?i)^(?:AN|ANO|ANC|ANV|RAN|RN|OUV|REPORT)\d*$"
OPENING_LINE = r"(?i)^\s*(?:report |soldes? )?[àa][\s-]?nouveaux?\b"
BANK_LABEL = (
    r"(?i)banque|caisse|cr[ée]dit|bnp|g[ée]n[ée]rale|ch[èe]qu|remise|virement|encaissement|tr[ée]sorerie|carte"
    r"|paypal|stripe|bank|cash|\bcic\b|\blcl\b|postal"
)
BANK_CODE = r"(?i)^(?:BQ|BN|BK|BA|CA|CS|TR|CB)\w*$"
SALES_LABEL = r"(?i)vente|factur|sales|revenue|avoir|client"
SALES_CODE = r"(?i)^(?:VE|VT|FA|SA|REV)\w*$"
MOSTLY_BANK = 5  # at least one line in so many is a treasury account
SOME_SALES = 20


def with_kinds(lines: pl.DataFrame, gathered: Gathered) -> pl.DataFrame:
    """Add `entry_kind` (opening, bank, sales or other) and `sold_to`, the factor of an entry that assigns invoices."""
    sides = (
        lines.join(gathered.entries, on=ENTRY, how="left")
        .join(_journals(gathered.journals), on="journal", how="left")
        .join(gathered.factors, on=ENTRY, how="left")
    )
    treasury, sales = pl.col("treasury").fill_null(value=False), pl.col("sales").fill_null(value=False)
    opening = pl.col("opening_journal") | pl.col("label").str.contains(OPENING_LINE)
    kind = (
        pl.when(opening)
        .then(pl.lit("opening"))
        .when(sales & (~treasury | (pl.col("net_cents") > 0)))
        .then(pl.lit("sales"))
        .when(treasury)
        .then(pl.lit("bank"))
        .otherwise(pl.col("journal_kind"))
    )
    return sides.with_columns(entry_kind=kind).drop("treasury", "sales", "opening_journal", "journal_kind")


def _journals(journals: pl.DataFrame) -> pl.DataFrame:
    code, label = pl.col("journal").str, pl.col("journal_label").str
    treasury, sales, rows = pl.col("treasury_rows"), pl.col("sales_rows"), pl.col("rows")
    bank, selling = label.contains(BANK_LABEL), label.contains(SALES_LABEL)
    return journals.select(
        "journal",
        opening_journal=label.contains(OPENING_LABEL)
        | (code.contains(OPENING_CODE) & ~bank & ~selling & (sales == 0)),
        journal_kind=pl.when((treasury > sales) & (treasury * MOSTLY_BANK >= rows))
        .then(pl.lit("bank"))
        .when((sales > treasury) & (sales * SOME_SALES >= rows))
        .then(pl.lit("sales"))
        .when(bank & (sales == 0))
        .then(pl.lit("bank"))
        .when(selling & (treasury == 0))
        .then(pl.lit("sales"))
        .when(code.contains(BANK_CODE) & (sales == 0))
        .then(pl.lit("bank"))
        .when(code.contains(SALES_CODE) & (treasury == 0))
        .then(pl.lit("sales"))
        .otherwise(pl.lit("other")),
    )
