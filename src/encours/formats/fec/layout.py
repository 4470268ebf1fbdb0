"""What the first line says: separator, quoting, and where each column stands."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from encours.core.refusals import UnreadableFileError
from encours.formats.fec.limits import MAX_COLUMNS

LEGAL_SEPARATORS = ("\t", "|")
LENIENT_SEPARATORS = (";", ",")

COMMON = {
    "journalcode": "JournalCode",
    "journallib": "JournalLib",
    "ecriturenum": "EcritureNum",
    "ecrituredate": "EcritureDate",
    "comptenum": "CompteNum",
    "comptelib": "CompteLib",
    "compauxnum": "CompAuxNum",
    "compauxlib": "CompAuxLib",
    "pieceref": "PieceRef",
    "piecedate": "PieceDate",
    "ecriturelib": "EcritureLib",
    "ecriturelet": "EcritureLet",
    "datelet": "DateLet",
    "validdate": "ValidDate",
    "montantdevise": "Montantdevise",
    "idevise": "Idevise",
}
CASH_BASIS = {"daterglt": "DateRglt", "moderglt": "ModeRglt", "natop": "NatOp", "idclient": "IdClient"}
"""Columns 19 to 22, of books kept by payments (A47 A-1 VIII, 5° and 7°): only the last one says whose a line is."""

TWO_SIDES = {"debit": "Debit", "credit": "Credit"}
ONE_SIDE = {"montant": "Montant", "sens": "Sens"}
ALIASES = {"compteauxnum": "compauxnum", "compteauxlib": "compauxlib", "devise": "idevise"}

REMEDY = (
    "Exportez de nouveau le FEC depuis le logiciel comptable, au format texte de l’article A47 A-1 du LPF, "
    "sans modifier la première ligne."
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is cut into columns; `columns` gives the position of each canonical name."""

    separator: str
    quoted: bool
    width: int
    columns: dict[str, int]
    names: dict[str, str]

    @property
    def two_sided(self) -> bool:
        """Whether amounts come as Debit and Credit rather than Montant and Sens."""
        return "debit" in self.columns

    @property
    def form(self) -> str:
        """Which of the legal forms this is: `VII-1` (18 columns), `VIII-5` (21) or `VIII-7` (22)."""
        return form_of(self.columns.keys())

    @property
    def read(self) -> dict[str, str]:
        """The columns that are read: those of every form, and whose a line is where the form tells it."""
        own = {name: CASH_BASIS[name] for name in ("idclient",) if name in self.columns}
        return self.names | own

    @property
    def lenient(self) -> bool:
        """Whether the separator is one the law does not know."""
        return self.separator in LENIENT_SEPARATORS


def form_of(columns: Collection[str]) -> str:
    """The legal form that has these canonical columns."""
    if "idclient" in columns:
        return "VIII-7"
    return "VIII-5" if {"daterglt", "moderglt"} & set(columns) else "VII-1"


def canonical(name: str) -> str:
    """The column's name without case, accents, spaces or punctuation."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9]", "", plain.lower())
    return ALIASES.get(short, short)


def layout_of(header: str) -> Layout:
    """Read the first line of a FEC.

    Raises UnreadableFileError (`wrong_header`, `too_many_columns`, `duplicate_column`) when it is no FEC
    header.
    """
    separator = max((*LEGAL_SEPARATORS, *LENIENT_SEPARATORS), key=header.count)
    if header.count(separator) > MAX_COLUMNS:
        raise UnreadableFileError(
            "too_many_columns",
            f"La première ligne annonce {header.count(separator) + 1} colonnes ; la limite "
            f"est {MAX_COLUMNS}.",
            REMEDY,
            line=1,
        )
    quoted = header.lstrip().startswith('"')
    cells = next(csv.reader([header], delimiter=separator)) if quoted else header.split(separator)
    if cells and not cells[-1].strip():
        cells = cells[:-1]
    columns = _positions(cells)
    names = COMMON | (TWO_SIDES if {"debit", "credit"} <= columns.keys() else ONE_SIDE)
    _require(columns, names)
    return Layout(separator, quoted or separator in LENIENT_SEPARATORS, len(cells), columns, names)


def _positions(cells: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    known = COMMON | TWO_SIDES | ONE_SIDE
    for position, cell in enumerate(cells):
        name = canonical(cell)
        if name in columns and name in known:
            raise UnreadableFileError(
                "duplicate_column",
                f"La colonne {known[name]} figure deux fois dans la première ligne.",
                REMEDY,
                line=1,
            )
        columns.setdefault(name, position)
    return columns


def _require(columns: dict[str, int], names: dict[str, str]) -> None:
    missing = [shown for name, shown in names.items() if name not in columns]
    if not missing:
        return
    if len(missing) == len(names):
        raise UnreadableFileError(
            "wrong_header",
            "La première ligne ne porte pas les noms de colonnes d’un FEC (JournalCode, "
            "JournalLib, EcritureNum…).",
            REMEDY,
            line=1,
        )
    raise UnreadableFileError(
        "wrong_header", f"Il manque dans la première ligne : {', '.join(missing)}.", REMEDY, line=1
    )
