"""Entries written in the columns of a FEC (LPF, art. A47 A-1, VII-1), for the accounting software to take in.

EcritureNum and ValidDate stay empty: the software that keeps the books numbers and validates. Days are AAAAMMJJ,
amounts have a decimal comma; UTF-8, CR LF.
"""

from __future__ import annotations

from typing import Final

import polars as pl

COLUMNS: Final = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum",
    "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet",
    "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
_NOT_IN_A_CELL: Final = r'[\t\r\n;|"\x00-\x1f]+'


def written(lines: pl.DataFrame, separator: str) -> bytes:
    """The file; `lines` as `core.entries.lines.LINE`, in order. What would cut a cell becomes a space."""
    empty = pl.lit("")
    cells = {
        "JournalCode": _text("journal"),
        "JournalLib": _text("journal_label"),
        "EcritureDate": _day("entry_on"),
        "CompteNum": _text("account"),
        "CompteLib": _text("account_label"),
        "CompAuxNum": _text("auxiliary"),
        "CompAuxLib": _text("auxiliary_label"),
        "PieceRef": _text("piece"),
        "PieceDate": _day("piece_on"),
        "EcritureLib": _text("label"),
        "Debit": _amount("debit_cents"),
        "Credit": _amount("credit_cents"),
        "EcritureLet": _text("lettering"),
        "DateLet": _day("lettered_on"),
    }
    table = lines.select(cells.get(name, empty).alias(name) for name in COLUMNS)
    text = table.write_csv(separator=separator, line_terminator="\r\n", quote_style="never")
    return text.encode()


def _text(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all(_NOT_IN_A_CELL, " ").str.strip_chars()


def _day(name: str) -> pl.Expr:
    return pl.col(name).dt.strftime("%Y%m%d").fill_null("")


def _amount(name: str) -> pl.Expr:
    cents = pl.col(name)
    return pl.format("{},{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2))
