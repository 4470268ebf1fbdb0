"""A slip as people key or export it: one cheque, card payment or bill a line, columns apart by `;`, tab or comma.

Columns in this order: number, payer or customer account, amount, words (invoice numbers). A first line without an
amount is a heading.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import Final

from encours.core.refusals import Refusal

MOST: Final = 2_000
"""Items of one slip."""

_AMOUNT: Final = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?", re.ASCII)
_SPACES: Final = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}€]")
_LONGEST: Final = (40, 200, 30, 200)


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One item: its number, who paid, cents, and what it says that it pays."""

    number: str
    payer: str
    amount_cents: int
    words: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What was read, and the lines that could not be."""

    lines: list[SlipLine] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def read_slip(text: str) -> Slip:
    """Read a slip; nothing is guessed: a line that is not understood is refused with its number."""
    slip = Slip()
    rows = [row for row in _rows(text) if any(cell.strip() for cell in row[1])]
    for place, (line, cells) in enumerate(rows[: MOST + 1]):
        told = [cell.strip() for cell in (*cells, "", "", "", "")]
        cents = _cents(told[2])
        if cents is None and place == 0 and not any(sign.isdigit() for sign in told[2]):
            continue
        if place >= MOST:
            slip.refusals.append(_refused(line, "too_many", "Partager ce bordereau : 2 000 lignes au plus."))
        elif cents is None or cents <= 0:
            slip.refusals.append(
                _refused(line, "amount", "Écrire le montant en troisième colonne, comme 1 234,50.")
            )
        else:
            number, payer, _, words = (cell[:longest] for cell, longest in zip(told, _LONGEST, strict=False))
            slip.lines.append(SlipLine(number, payer, cents, words))
    return slip


def _rows(text: str) -> list[tuple[int, list[str]]]:
    head = text[:4096]
    mark = next((mark for mark in (";", "\t") if mark in head), ",")
    clean = text.replace("\x00", "")
    return list(enumerate(csv.reader(io.StringIO(clean), delimiter=mark), start=1))


def _cents(text: str) -> int | None:
    found = _AMOUNT.fullmatch(_SPACES.sub("", text))
    return None if found is None else int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def _refused(line: int, rule: str, remedy: str) -> Refusal:
    return Refusal(line=line, field="amount_cents", rule=rule, remedy=remedy)
