"""What a line says of how it was paid: charges kept back, a part only, several payers in one credit."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.folding import plain
from encours.core.matching.statements import OF_BATCH

CHARGED: Final = r"\b(?:FRAIS|CHARGES?|SHA|OUR|BEN|COMMISSIONS?|FEES?)\b"
IN_PART: Final = (
    r"\b(?:ACOMPTE|ACPTE|PARTIEL(?:LE)?|PART|VERSEMENT [0-9]|PARTIAL|INSTAL?MENT"
    r"|[0-9] ?(?:/|SUR|OF|DE) ?[0-9])\b"
)
"""Words by which a payer says that it does not pay all."""

_IN_SEPA: Final = "ADATBEBGCHCYCZDEDKEEESFIFRGBGIGRHRHUIEISITLILTLULVMCMTNLNOPLPTROSESISKSMVA"
SEPA: Final = tuple(_IN_SEPA[at : at + 2] for at in range(0, len(_IN_SEPA), 2))
"""Where no bank keeps back charges on a transfer."""

_KINDS: Final = ("charged", "in_part", "grouped")


def kinds_of_payment(received: pl.DataFrame) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """The lines of which charges may have been kept back, those that pay a part, those of a whole batch."""
    words = pl.col("words")
    foreign = ~pl.col("iban").str.slice(0, 2).is_in(SEPA).fill_null(value=True)
    told = received.select("line_id", "iban", words=plain(pl.col("wording"))).with_columns(
        charged=words.str.contains(CHARGED) | foreign,
        in_part=words.str.contains(IN_PART),
        grouped=words.str.contains(OF_BATCH),
    )
    charged, in_part, grouped = (frozenset(told.filter(kind)["line_id"]) for kind in _KINDS)
    return charged, in_part, grouped
