"""A FEC written for a test: invented company, invented customers, every variant at will."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

COLUMNS = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
]
ROWS = (
    "VE|Ventes|1|20260110|411000|Clients|C1|Forge|F1|20260110|Facture é F1|120,00|0,00|A|20260301|20260131||",
    "VE|Ventes|1|20260110|707000|Ventes|||F1|20260110|Facture F1|0,00|100,00|||20260131||",
    "VE|Ventes|1|20260110|445710|TVA|||F1|20260110|Facture F1|0,00|20,00|||20260131||",
    "BQ|Banque|2|20260220|512000|Banque|||V2|20260220|VIR FORGE|120,00|0,00|||20260228||",
    "BQ|Banque|2|20260220|411000|Clients|C1|Forge|V2|20260220|VIR FORGE|0,00|120,00|A|20260301|20260228||",
)


@pytest.fixture
def fec() -> Callable[..., io.BytesIO]:
    """Bytes of a FEC; `replace` maps (row, column) to another text."""

    def write(
        *,
        separator: str = "\t",
        end: str = "\n",
        encoding: str = "utf-8",
        columns: list[str] = COLUMNS,
        rows: tuple[str, ...] = ROWS,
        replace: dict[tuple[int, str], str] | None = None,
        transform: Callable[[list[str]], list[str]] = list,
        last_end: bool = True,
    ) -> io.BytesIO:
        table = [row.split("|") for row in rows]
        for (row, column), text in (replace or {}).items():
            table[row][COLUMNS.index(column)] = text
        lines = [separator.join(each) for each in [list(columns), *(transform(row) for row in table)]]
        return io.BytesIO((end.join(lines) + (end if last_end else "")).encode(encoding))

    return write


@pytest.fixture
def taken() -> Callable[..., dict[str, Any]]:
    """Everything a reading gives, its pieces put together."""

    def gather(file: io.BytesIO, **options: Any) -> dict[str, Any]:
        import polars as pl

        from encours.formats.fec import read

        pieces = list(read(file, **options))
        return {
            "frame": pl.concat([piece.frame for piece in pieces]),
            "refusals": [refusal for piece in pieces for refusal in piece.refusals],
            "notices": {notice.rule: notice for piece in pieces for notice in piece.notices},
            "controls": pieces[-1].controls,
            "facts": pieces[-1].facts,
        }

    return gather
