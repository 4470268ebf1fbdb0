"""The sums that prove a ledger was read whole: debit, credit, and what stays unbalanced."""

from __future__ import annotations

import polars as pl

from encours.core.refusals import Controls, UnreadableFileError
from encours.formats.fec.limits import MAX_OPEN_ENTRIES, MAX_TOTAL_CENTS
from encours.formats.fec.rows import Rows

CUSTOMER_SIDE = r"^(?:411|413|416|418|419)"
NUMBERED = r"[1-9A-Za-z]"
ENTRY = ("journal", "entry_number", "entry_on")


class Totals:
    """Running sums over the blocks of one file."""

    def __init__(self) -> None:
        self.rows_read = self.rows_kept = 0
        self.debit = self.credit = self.refused_debit = self.refused_credit = 0
        self.lost_amounts = 0
        self.full = False  # whether accounts other than the customers' appear
        self._residues: pl.DataFrame | None = None
        self._entries_watched = True

    def add(self, rows: Rows) -> None:
        """Count one block."""
        frame, bad = rows.frame, rows.bad
        self.rows_read += frame.height
        self.rows_kept += frame.height - int(bad.sum())
        self.debit += int(frame["debit_cents"].sum())
        self.credit += int(frame["credit_cents"].sum())
        refused = frame.filter(bad) if bad.any() else frame.clear()
        self.refused_debit += int(refused["debit_cents"].sum())
        self.refused_credit += int(refused["credit_cents"].sum())
        self.lost_amounts += rows.lost_amounts
        self.full = self.full or not frame["account"].str.contains(CUSTOMER_SIDE).all(ignore_nulls=True)
        if self._entries_watched:
            self._watch(frame)

    def _watch(self, frame: pl.DataFrame) -> None:
        """Keep only the entries that do not balance yet: few, unless the file is an extract."""
        sums = frame.group_by(ENTRY).agg(
            difference=pl.col("debit_cents").sum() - pl.col("credit_cents").sum(), line=pl.col("line").min()
        )
        held = sums if self._residues is None else pl.concat([self._residues, sums])
        held = held.group_by(ENTRY).agg(pl.col("difference").sum(), pl.col("line").min())
        numbered = pl.col("entry_number").str.contains(NUMBERED)
        self._residues = held.filter((pl.col("difference") != 0) & numbered)
        if self._residues.height > MAX_OPEN_ENTRIES:
            self._entries_watched = False

    def unbalanced_entries(self) -> tuple[int, int]:
        """How many entries do not balance, and the line of the first (0 when none)."""
        if not self.full or self._residues is None or not self._residues.height:
            return 0, 0
        return self._residues.height, int(str(self._residues["line"].min()))

    def refuse_the_unbalanced(self) -> None:
        """Raises UnreadableFileError when a whole ledger does not balance, or sums exceed 64 bits."""
        if max(abs(self.debit), abs(self.credit)) > MAX_TOTAL_CENTS:
            raise UnreadableFileError(
                "amounts_too_large",
                "La somme des montants dépasse ce qu’un grand livre peut contenir.",
                "Vérifiez les montants de l’export : une colonne est sans doute décalée.",
            )
        if not self.full or self.lost_amounts or self.debit == self.credit:
            return
        _, line = self.unbalanced_entries()
        where = f" La première écriture déséquilibrée commence à la ligne {line}." if line else ""
        raise UnreadableFileError(
            "unbalanced",
            f"Le FEC n’est pas équilibré : débit {euros(self.debit)}, crédit {euros(self.credit)}, "
            f"écart {euros(self.debit - self.credit)}.{where}",
            "Le fichier est peut-être incomplet : exportez-le de nouveau en entier, ou "
            "n’exportez que les comptes "
            "clients (411, 413, 416).",
            line=line,
        )

    def controls(self) -> Controls:
        """The control totals: what came in; the refused part is told apart, the rest was kept."""
        return Controls(
            self.rows_read, self.rows_kept, self.debit, self.credit, self.refused_debit, self.refused_credit
        )


def euros(cents: int) -> str:
    """An amount as an accountant reads it in an error: `-1 234,56 €`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}".replace(",", " ") + f",{rest:02d} €"
