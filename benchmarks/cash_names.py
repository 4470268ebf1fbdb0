"""Invented companies that pay: names by the hundred thousand, none of them borrowed, and their identifiers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

_FIRST = (
    "Bra", "Cor", "Dal", "Esp", "Fer", "Gar", "Hau", "Jor", "Ker", "Lam", "Mer", "Nov", "Orv", "Per", "Quen", "Rou",
    "Sal", "Tar", "Val", "Vey", "Bel", "Cha", "Mor", "Lis",
)  # fmt: skip
_MIDDLE = (
    "ban", "che", "dor", "fin", "gui", "lan", "mon", "nar", "pel", "quet", "ris", "san", "tel", "ver", "bou", "cas",
    "det", "gon", "len", "mar", "nes", "pas", "roc", "vil",
)  # fmt: skip
_LAST = (
    "ac", "ard", "as", "eau", "el", "er", "et", "ier", "in", "ol", "on", "ot", "oux", "y", "is", "ault",
)  # fmt: skip
_FRENCH = (
    "Ateliers", "Transports", "Menuiserie", "Boulangerie", "Imprimerie", "Cabinet", "Clinique", "Garage", "Hôtel",
    "Pépinières", "Maçonnerie", "Établissements", "Laboratoires", "Fonderie", "Distribution", "Sécurité",
)  # fmt: skip
_ENGLISH = ("Freight", "Holdings", "Foods", "Engineering", "Retail", "Logistics", "Chemicals", "Services")
_FORMS_FR, _FORMS_EN = ("SARL", "SAS", "SA", "SCI", "EURL"), ("Ltd", "PLC", "LLP")
_ENGLISH_IN = 7  # one company in so many is English
_TWINS_IN = 100  # one in so many bears the name of the one before it, one its name under another legal form
_TWIN, _COUSIN = 1, 3  # their places among so many
_PRIME = 455_659  # steps through the names without meeting one twice
_SAY_IBAN, _SAY_ALIAS = 0.55, 0.75


@dataclass(slots=True)
class Company:
    """A customer: how it is called, where it pays from, and how the creditor knows it (`iban`, `alias` or not)."""

    id: int
    name: str
    english: bool
    siren: str
    iban: str
    known_by: str
    group: int | None = None
    twin: bool = False
    cousin: int | None = None  # whoever bears its name under another legal form
    cents: list[int] = field(default_factory=list)  # of what it owes: no two alike unless it is meant

    @property
    def account(self) -> str:
        """Its account in the ledger."""
        return f"C{self.id:06}"

    @property
    def vat_number(self) -> str:
        """Its VAT number, from its SIREN."""
        return f"FR{(12 + 3 * (int(self.siren) % 97)) % 97:02}{self.siren}"


def companies(count: int, draw: np.random.Generator) -> list[Company]:
    """So many companies; a few bear the name of another, or nearly."""
    offset = int(draw.integers(0, _PRIME))
    chance = draw.random(count)
    made: list[Company] = []
    for rank in range(count):
        name, english = _name((rank * _PRIME + offset) % _names())
        alike = rank % _TWINS_IN
        if alike in {_TWIN, _COUSIN}:
            name, english = made[-1].name, made[-1].english
        if alike == _COUSIN:
            name = f"{name.rsplit(' ', 1)[0]} {'LLC' if english else 'SNC'}"
        known = "iban" if chance[rank] < _SAY_IBAN else "alias" if chance[rank] < _SAY_ALIAS else ""
        if alike <= _COUSIN:
            known = ""  # whoever bears the name of another is known by nothing else
        one = Company(rank + 1, name, english, _siren(rank, offset), _iban(rank, offset), known)
        one.twin = alike <= _COUSIN
        one.cousin = {_COUSIN - 1: rank + 2, _COUSIN: rank}.get(alike)
        made.append(one)
    return made


def _names() -> int:
    return len(_FIRST) * len(_MIDDLE) * len(_LAST) * len(_FRENCH) * len(_FORMS_FR)


def _name(rank: int) -> tuple[str, bool]:
    rank, first = divmod(rank, len(_FIRST))
    rank, middle = divmod(rank, len(_MIDDLE))
    rank, last = divmod(rank, len(_LAST))
    family = _FIRST[first] + _MIDDLE[middle] + _LAST[last]
    form, trade = divmod(rank, len(_FRENCH))
    if (first + middle + last) % _ENGLISH_IN == 0:
        return f"{family} {_ENGLISH[trade % len(_ENGLISH)]} {_FORMS_EN[form % len(_FORMS_EN)]}", True
    return f"{_FRENCH[trade]} {family} {_FORMS_FR[form]}", False


def _siren(rank: int, offset: int) -> str:
    body = f"{(rank * 7919 + offset) % 100_000_000:08}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return f"{body}{-total % 10}"


def _iban(rank: int, offset: int) -> str:
    account = f"{30000 + rank % 977:05}{rank % 9973:05}{(rank * 104_729 + offset) % 10**11:011}{rank % 97:02}"
    check = 98 - int(f"{account}152700") % 97  # FR00
    return f"FR{check:02}{account}"
