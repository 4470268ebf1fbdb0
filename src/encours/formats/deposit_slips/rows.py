"""A slip as people key or export it: one cheque, card payment or bill a line, columns apart by `;`, tab or comma.

Columns in this order: number, payer or customer account, amount, words (invoice numbers). Lines that name the slip
itself may come first, a label and a value each (`Bordereau;4711001`); then a line without an amount is a heading.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from encours.core.refusals import Refusal

MOST: Final = 2_000
"""Items of one slip."""

_AMOUNT: Final = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?", re.ASCII)
_SPACES: Final = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}€]")
_LONGEST: Final = (40, 200, 30, 200)
_PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One item: its number, who paid, cents, and what it says that it pays."""

    number: str
    payer: str
    amount_cents: int
    words: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What was read, and the lines that could not be; `told` is what its first lines say of itself (`LABELS`)."""

    lines: list[SlipLine] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)


LABELS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("bordereau", "remise", "numero_du_bordereau", "numero_de_remise", "slip"), "number"),
    **dict.fromkeys(("date", "jour", "date_de_remise", "jour_de_la_remise", "deposited_on"), "day"),
    **dict.fromkeys(("nature", "remise_de", "type", "kind"), "kind"),
    **dict.fromkeys(("frais", "frais retenus", "commission", "fee"), "fee"),
    **dict.fromkeys(("devise", "currency"), "currency"),
}
"""What a slip may say of itself, before its lines; words without accents, joined."""


def read_slip(text: str) -> Slip:
    """Read a slip; nothing is guessed: a line that is not understood is refused with its number."""
    slip = Slip()
    try:
        rows = [row for row in _rows(text) if any(cell.strip() for cell in row[1])]
    except csv.Error:
        slip.refusals.append(_refused(1, "columns", "Fermer chaque guillemet ouvert, ou les ôter."))
        return slip
    while rows and (said := _of_itself(rows[0][1])):
        slip.told.setdefault(*said)
        rows = rows[1:]
    for place, (line, cells) in enumerate(rows[: MOST + 1]):
        told = [cell.strip() for cell in (*cells, "", "", "", "")]
        cents = cents_of(told[2])
        if cents is None and place == 0 and not any(sign.isdecimal() for sign in told[2]):
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


def _of_itself(cells: list[str]) -> tuple[str, str] | None:
    """What a line says of the slip: the name of a label, and its value."""
    told = [cell.strip() for cell in cells if cell.strip()]
    if len(told) != _PAIR:
        return None
    label = unicodedata.normalize("NFKD", told[0].casefold().replace("n°", "numero")).encode(
        "ascii", "ignore"
    )
    name = LABELS.get("_".join(re.sub(r"[^a-z ]", " ", label.decode()).split()))
    return None if name is None else (name, told[1][: _LONGEST[1]])


def _rows(text: str) -> list[tuple[int, list[str]]]:
    head = text[:4096]
    mark = next((mark for mark in (";", "\t") if mark in head), ",")
    clean = text.replace("\x00", "")
    return list(enumerate(csv.reader(io.StringIO(clean, newline=None), delimiter=mark), start=1))


def cents_of(text: str) -> int | None:
    """An amount as people write it; None where it is none."""
    found = _AMOUNT.fullmatch(_SPACES.sub("", text))
    return None if found is None else int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def _refused(line: int, rule: str, remedy: str) -> Refusal:
    return Refusal(line=line, field="amount_cents", rule=rule, remedy=remedy)
