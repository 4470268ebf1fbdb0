"""What every reader of bank statements does with its lines: count, sum, name, and prove the balances."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from encours.core.matching.statements import (
    BOOKING_KINDS,
    Fingerprints,
    Statement,
    frame_of,
    gaps,
    of_batch,
    proved,
)
from encours.core.refusals import Controls, Notice, UnreadableFileError
from encours.formats.pieces import Piece

ROWS_A_PIECE: Final = 20_000
LONGEST: Final = {
    "counterparty": 200,
    "iban": 34,
    "end_to_end_id": 100,
    "reference": 100,
    "bank_reference": 100,
    "return_reason": 20,
    "wording": 4000,
    "ultimate": 200,
}
"""Characters kept of each text."""
NO_REFERENCE: Final = frozenset(
    {"NOTPROVIDED", "NOTAVAILABLE", "NONREF", "NOT PROVIDED", "NON RENSEIGNE", "NOREF"}
)
_OPERATION: Final = re.compile(
    r"(?:vir|virement|virt|prlv|prelevement|prélèvement|cheque|chèque|chq|cb|carte|retrait|ret|rem|remise|remcb|fac|"
    r"facture|fact|frais|com|commis|commissions?|ech|echeance|tip|avoir|achat|interets?|cotis|cotisation|depot|dab|"
    r"transfer|payment|deposit|check|withdrawal|solde|effet|lcr|sepa)\b",
    re.IGNORECASE,
)
_CONTROLS: Final = dict.fromkeys([*range(32), *range(127, 160)], " ")  # no database keeps a NUL


def told(text: str | None, longest: int = 4000) -> str | None:
    """One line of text without double spaces nor control characters; None when nothing is left."""
    return " ".join((text or "").translate(_CONTROLS).split())[:longest].strip() or None


def reference(text: str | None) -> str | None:
    """A reference as told; None for the words by which banks say that there is none."""
    found = told(text, 100)
    return None if found is None or found.upper() in NO_REFERENCE else found


def payee(text: str | None) -> str | None:
    """The name on a line, unless it is the bank's word for the operation (`VIR SEPA …`, `CHEQUE 123`)."""
    found = told(text, LONGEST["counterparty"])
    return None if found is None or _OPERATION.match(found) else found


def row_of(
    booked_on: date, amount_cents: int, *, value_on: date | None = None, **texts: str | None
) -> dict[str, Any]:
    """A BankLine row; account, position, statement and fingerprint are given when it is kept."""
    row: dict[str, Any] = {"booked_on": booked_on, "value_on": value_on, "amount_cents": amount_cents}
    row |= {name: told(texts.get(name), longest) for name, longest in LONGEST.items()}
    return row | {"wording": row["wording"] or ""}


class Lines:
    """The statements and lines of one file, gathered while it is read."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.notices: list[Notice] = []
        self.statements: list[Statement] = []
        self.more: dict[str, Any] = {}
        self._names = Fingerprints()
        self._debit = self._credit = self._count = 0

    def open(self, statement: Statement) -> None:
        """A statement begins: its account, currency and opening balance are known."""
        self.statements.append(statement)
        self._names.enter(statement)

    def add(self, row: dict[str, Any], *, grouping: int = 0) -> None:
        """Keep a line of the statement that was opened last; `grouping` so many operations that do not come to it."""
        statement = self.statements[-1]
        row |= {"account": statement.account, "currency": statement.currency}
        amount = row["amount_cents"]
        self._count += 1
        self._credit += max(amount, 0)
        self._debit += max(-amount, 0)
        statement.movements_cents += amount
        statement.lines += 1
        row["position"] = self._count
        row["statement"] = len(self.statements) - 1
        row["fingerprint"] = self._names.name(row)
        if grouping:  # said beside what the bank tells, which alone names the line
            row["wording"] = of_batch(grouping, row["wording"])[: LONGEST["wording"]]
        self.rows.append(row)

    def close(self, line: int) -> None:
        """The statement opened last is whole; raises UnreadableFileError when its balances do not tie."""
        statement = self.statements[-1]
        remark = proved(statement, line)
        if remark is not None:
            self.notices.append(remark)
        if statement.kind not in BOOKING_KINDS:
            self.notices.append(announces(statement, line))

    def piece(self) -> Piece:
        """The rows kept since the last piece."""
        rows, notices = self.rows, self.notices
        self.rows, self.notices = [], []
        return Piece(frame_of(rows), notices=notices)

    def pieces(self, reading: Iterable[object]) -> Iterator[Piece]:
        """Read to the end, a piece at a time."""
        for _ in reading:
            if len(self.rows) >= ROWS_A_PIECE:
                yield self.piece()
        yield self.last_piece()

    def last_piece(self) -> Piece:
        """What remains, with totals over the whole file."""
        part = self.piece()
        controls = Controls(
            rows_read=self._count, rows_kept=self._count, debit_cents=self._debit, credit_cents=self._credit
        )
        facts = {"statements": [each.facts() for each in self.statements], **self.more}
        return Piece(part.frame, notices=part.notices + gaps(self.statements), controls=controls, facts=facts)


def announces(statement: Statement, line: int) -> Notice:
    """A message that tells movements without booking them."""
    return Notice(
        line,
        "statement",
        "not_a_booking",
        f"Ce message {statement.kind} tient des mouvements sans solde : ils sont reconnus, et comptés une seule fois, "
        "quand le relevé comptabilisé du compte les répète.",
        statement.id,
    )


def pending(count: int, line: int, field: str, value: str = "") -> Notice:
    """Entries that the bank announced and has not booked."""
    return Notice(
        line,
        field,
        "pending_entries",
        f"{count} écriture(s) annoncée(s) mais pas encore comptabilisée(s) : laissées de "
        "côté, elles viendront avec un relevé suivant.",
        value,
    )


def zero_amount(line: int, field: str, value: str) -> Notice:
    """A line of nought, as the bank wrote it."""
    return Notice(
        line,
        field,
        "zero_amount",
        "Montant nul : la ligne est lue telle quelle, vérifiez-la avec la banque.",
        value,
    )


def account_assumed(account: str) -> Notice:
    """A format that names no account: its lines go to one named here."""
    return Notice(
        0,
        "account",
        "account_assumed",
        f"Ce format ne dit ni le compte ni la devise : ses lignes vont au compte « {account} », en EUR. Nommez le "
        "fichier d’après l’IBAN pour les ranger ailleurs.",
        account,
    )


def cut_short(line: int) -> UnreadableFileError:
    """The refusal of a file that ends inside a statement."""
    return refused(
        "truncated",
        f"Le fichier s’arrête à la ligne {line}, au milieu d’un relevé : il est tronqué.",
        "Téléchargez de nouveau le relevé ; rien n’a été enregistré.",
        line,
    )


def refused(rule: str, sentence: str, remedy: str, line: int = 0) -> UnreadableFileError:
    """A statement that cannot be trusted as a whole."""
    return UnreadableFileError(rule, sentence, remedy, line=line)
