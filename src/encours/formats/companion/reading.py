"""A companion CSV read row by row: every bad field is refused with its rule, the rest of its row is kept."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import polars as pl

from encours.core.refusals import Controls, Notice, Refusal, UnreadableFileError
from encours.formats.companion.cells import READERS, TERM_MODES, CellError
from encours.formats.companion.shapes import (
    CompanionCampaign,
    CompanionCustomer,
    CompanionDeal,
    CompanionInvoice,
    CompanionOrder,
)
from encours.formats.companion.tables import KEYS, REMEDY, Table, plain, separator_of, table_of
from encours.formats.pieces import Piece

LeftOut = tuple[str, str, bool]
"""Account and number of an invoice; whether the row is kept, without its due date."""
MAX_BYTES = 64 * 1024**2
MAX_REFUSALS = 10_000
PIECE_ROWS = 50_000
SHOWN = 80
# Money that cannot be read is no money, and a day of issue cannot be put right once the invoice is written.
WHOLE_ROW = ("currency", "amount_cents", "open_cents", "instalment_cents", "issued_on")
SHAPES = {
    "customers": CompanionCustomer,
    "invoices": CompanionInvoice,
    "orders": CompanionOrder,
    "deals": CompanionDeal,
    "campaigns": CompanionCampaign,
}
REMEDIES = {
    "key_missing": (
        "Indiquez le compte du client (et le numéro de la facture) : la ligne ne peut être rattachée."
    ),
    "too_long": "Raccourcissez ce texte.",
    "unknown_choice": "Choisissez l’une des valeurs admises, écrites dans l’aide de l’import.",
    "siren_invalid": "Vérifiez le SIREN (9 chiffres) ou le SIRET (14 chiffres) : sa clé est fausse.",
    "vat_invalid": "Vérifiez le numéro de TVA : pays en deux lettres, puis un numéro dont la clé est juste.",
    "email_invalid": "Vérifiez l’adresse électronique, par exemple compta@exemple.fr.",
    "phone_invalid": "Vérifiez le numéro de téléphone, avec l’indicatif s’il n’est pas français.",
    "date_invalid": "Écrivez une date qui existe, sous la forme AAAA-MM-JJ ou JJ/MM/AAAA.",
    "terms_invalid": "Indiquez un nombre de jours entre 0 et 365.",
    "amount_invalid": "Écrivez le montant avec deux décimales au plus, sans autre signe que la virgule.",
    "currency_clash": "Le montant nomme une autre devise que la ligne : corrigez l’un des deux, rien n’est converti.",
    "decimal_invalid": "Écrivez un nombre seul, par exemple 12,5.",
    "rate_invalid": "Écrivez le taux en pour cent, entre 0 et 100, par exemple 5,5.",
    "currency_unknown": "Écrivez un code de devise de la norme ISO 4217, par exemple EUR.",
    "country_unknown": "Écrivez le code du pays en deux lettres, par exemple FR.",
}


def read(file: BinaryIO) -> Iterator[Piece]:
    """Yield a companion table in the shape of its kind (`shapes`).

    `facts["table"]` of the last piece is `customers`, `invoices`, `orders`, `deals` or `campaigns`. A bad field
    is a refusal and left null; without its key (account, and what the row names), or with one of `WHOLE_ROW` bad, the
    whole row is refused. `facts["short"]` names the invoices that lack a row, or the day of one (`LeftOut`).
    Raises UnreadableFileError (`empty`, `too_large`, `unknown_encoding`, `wrong_header`, `unreadable`,
    `too_many_refusals`).
    """
    content, encoding = _text(file)
    header = content.lstrip().split("\n", 1)[0]
    separator = separator_of(header)
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=False)
    table = _header(rows, separator)
    yield from _Reading(table, encoding).pieces(rows)


def _text(file: BinaryIO) -> tuple[str, str]:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(
            "too_large",
            f"Le fichier dépasse {MAX_BYTES // 1024**2} Mio.",
            "Découpez-le en plusieurs fichiers.",
        )
    if not data.strip():
        raise UnreadableFileError(
            "empty", "Le fichier est vide.", "Vérifiez l’export, puis déposez-le de nouveau."
        )
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in content:
            return content.replace("\r\n", "\n").replace("\r", "\n"), encoding
    raise UnreadableFileError(
        "unknown_encoding",
        "L’encodage des caractères du fichier n’est pas reconnu.",
        "Enregistrez le tableau au format « CSV UTF-8 ».",
    )


def _header(rows: Any, separator: str) -> Table:
    try:
        cells: list[str] = next((row for row in rows if any(cell.strip() for cell in row)), [])
    except csv.Error as wrong:
        raise UnreadableFileError(
            "wrong_header", "La première ligne est illisible.", REMEDY, line=1
        ) from wrong
    return table_of(cells, separator)


class _Reading:
    """What is remembered from one row to the next."""

    def __init__(self, table: Table, encoding: str) -> None:
        self.table = table
        self.encoding = encoding
        self.refusals: list[Refusal] = []
        self.read = self.kept = self.refused = 0
        self.short: list[LeftOut] = []

    def pieces(self, rows: Any) -> Iterator[Piece]:
        kept: list[dict[str, Any]] = []
        try:
            line = rows.line_num + 1
            for row in rows:
                if any(cell.strip() for cell in row):
                    kept += self._row(row, line)
                line = rows.line_num + 1
                if len(kept) >= PIECE_ROWS:
                    yield Piece(self._frame(kept), self._taken())
                    kept = []
        except csv.Error as wrong:
            raise UnreadableFileError(
                "unreadable",
                f"La ligne {rows.line_num} ne se laisse pas découper en colonnes.",
                "Vérifiez les guillemets de cette ligne, puis enregistrez de nouveau le tableau en CSV.",
                line=rows.line_num,
            ) from wrong
        facts = {
            "format": "companion",
            "table": self.table.kind,
            "encoding": self.encoding,
            "short": self.short,
        }
        yield Piece(self._frame(kept), self._taken(), self._notices(), Controls(self.read, self.kept), facts)

    def _row(self, row: list[str], line: int) -> list[dict[str, Any]]:
        self.read += 1
        values: dict[str, Any] = {"line": line}
        bad: set[str] = set()
        for name, position in self.table.columns.items():
            written = row[position].strip() if position < len(row) else ""
            if written:
                values[name] = self._cell(name, written, line)
                if values[name] is None:
                    bad.add(name)
        if self.table.kind == "customers" and "terms_mode" not in values:
            values["terms_mode"] = self._mode(row)
        missing = sorted(name for name in KEYS[self.table.kind] if not values.get(name))
        if missing:
            if not bad.intersection(missing):
                self._refuse(line, missing[0], "key_missing", "")
            return []
        whole = bad.isdisjoint(WHOLE_ROW)
        if self.table.kind == "invoices" and not (whole and "due_on" not in bad):
            self.short.append((values["account"], values["number"], whole))
        self.kept += whole
        return [values] if whole else []

    def _cell(self, name: str, written: str, line: int) -> Any:
        try:
            return READERS[self.table.kind][name](written)
        except CellError as wrong:
            self._refuse(line, name, wrong.rule, written)
            return None

    def _mode(self, row: list[str]) -> str | None:
        """The mode written behind the days, `45 jours fin de mois`; null when it says nothing known."""
        position = self.table.columns.get("terms_days", len(row))
        written = row[position] if position < len(row) else ""
        found = re.match(r"^\s*\d+\s*(\D+)$", written)
        ways = {way: mode for mode, all_ways in TERM_MODES.items() for way in all_ways.split()}
        return ways.get(plain(found[1])) if found else None

    def _refuse(self, line: int, field: str, rule: str, value: str) -> None:
        self.refusals.append(Refusal(line, field, rule, REMEDIES[rule], value[:SHOWN]))
        self.refused += 1
        if self.refused > MAX_REFUSALS:
            raise UnreadableFileError(
                "too_many_refusals", f"Plus de {MAX_REFUSALS} champs sont refusés.", REMEDIES[rule], line=line
            )

    def _taken(self) -> list[Refusal]:
        taken, self.refusals = self.refusals, []
        return taken

    def _frame(self, rows: list[dict[str, Any]]) -> pl.DataFrame:
        shape = SHAPES[self.table.kind]
        return pl.DataFrame(rows, schema=shape.create_empty().schema)

    def _notices(self) -> list[Notice]:
        if not self.table.other:
            return []
        named = ", ".join(self.table.other)[:200]
        return [Notice(1, "colonnes", "columns_ignored", "Des colonnes inconnues ne sont pas lues.", named)]
