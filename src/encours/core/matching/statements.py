"""A bank statement proves itself (opening + movements = closing) and names each line once."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import polars as pl

from encours.core.frames import BankLine
from encours.core.refusals import Notice, UnreadableFileError

BOOKING_KINDS = frozenset(
    {
        "camt.053",
        "cfonb120",
        "mt940",
        "coda",
        "bai2",
        "ofx",
        "ofx-card",
        "qif",
        "table",
        "paypal",
        "adyen",
        "stripe",
    }
)
"""Statements that book a balance; the others only tell movements, before or beside them."""

ANNOUNCING_KINDS = frozenset({"camt.052", "camt.054", "mt942", "cfonb240", "bai2-interim"})
"""Reports of the day, notices and lists of operations: they say nothing of the balance."""


@dataclass(slots=True)
class Statement:
    """A statement while it is read; amounts in cents, `None` where the bank says nothing."""

    kind: str
    id: str = ""
    account: str = ""
    currency: str = ""
    from_on: date | None = None
    to_on: date | None = None
    opening_cents: int | None = None
    closing_cents: int | None = None
    movements_cents: int = 0
    lines: int = 0

    def facts(self) -> dict[str, Any]:
        """What `inspect` and the import are told of it."""
        return {
            "id": self.id,
            "account": self.account,
            "currency": self.currency,
            "from_on": self.from_on,
            "to_on": self.to_on,
            "opening_cents": self.opening_cents,
            "closing_cents": self.closing_cents,
            "kind": self.kind,
            "lines": self.lines,
        }


def written(cents: int, currency: str) -> str:
    """An amount as a French sentence shows it: `-1 234,56 EUR`."""
    units, rest = divmod(abs(cents), 100)
    grouped = f"{units:,}".replace(",", "\u202f")
    return f"{'-' if cents < 0 else ''}{grouped},{rest:02d} {currency}".rstrip()


def proved(statement: Statement, line: int) -> Notice | None:
    """Nothing when the balances tie, a notice when one of them is not stated.

    Raises UnreadableFileError `broken_bank_balance`, naming both sums, when they do not.
    """
    opening, closing = statement.opening_cents, statement.closing_cents
    if opening is None or closing is None:
        if statement.kind not in BOOKING_KINDS:
            return None
        return Notice(
            line,
            "balance",
            "balance_not_stated",
            "Le relevé ne donne pas ses deux soldes : rien ne prouve qu’il est complet. "
            "Comparez le total de ses lignes avec votre banque en ligne.",
            statement.id,
        )
    found = opening + statement.movements_cents
    if found == closing:
        return None
    currency = statement.currency
    raise UnreadableFileError(
        "broken_bank_balance",
        f"Le relevé {statement.id or statement.account} ne tombe pas juste : solde initial "
        f"{written(opening, currency)} plus mouvements {written(statement.movements_cents, currency)} "
        f"font {written(found, currency)}, alors qu’il annonce {written(closing, currency)}.",
        "Demandez à la banque un relevé complet ; rien n’a été enregistré.",
        line=line,
    )


def gaps(statements: list[Statement]) -> list[Notice]:
    """Where one account's statements do not follow one another in the same file."""
    last: dict[tuple[str, str, str], Statement] = {}
    found: list[Notice] = []
    for each in statements:
        if each.kind not in BOOKING_KINDS:
            continue
        key = (each.kind, each.account, each.currency)
        before = last.get(key)
        last[key] = each
        if before is None or before.closing_cents is None or each.opening_cents is None:
            continue
        if before.closing_cents != each.opening_cents:
            found.append(
                Notice(
                    0,
                    "balance",
                    "statement_gap",
                    "Deux relevés de ce compte ne se suivent pas : l’un finit à "
                    f"{written(before.closing_cents, before.currency)}, le suivant commence à "
                    f"{written(each.opening_cents, each.currency)}. Il manque peut-être un relevé.",
                    each.account,
                )
            )
    return found


@dataclass(slots=True)
class _Chain:
    statement: Statement
    seen: Counter[bytes] = field(default_factory=Counter)


OF_BATCH: Final = r"^LOT DE [0-9]+ OPERATIONS\b"
"""How the words begin, folded, of a batch whose parts nobody tells (`of_batch`)."""


def of_batch(operations: int, wording: str) -> str:
    """The words of a batch kept as one line, because its parts do not come to it: what they name is not all of it."""
    return " ".join(filter(None, ("LOT", "DE", str(operations), "OPERATIONS", wording)))


class Fingerprints:
    """Names lines so that overlapping files give each line the same name, and equal lines two names.

    A name is a SHA-256 over account, day, amount, wording and references, plus an ordinal among the
    equals of that account and day. The count goes on from one statement of a file to the next when
    the second opens where the first closed; otherwise it overlaps or repeats it, and starts again.
    """

    def __init__(self) -> None:
        self._chains: dict[tuple[str, str], _Chain] = {}
        self._chain = _Chain(Statement(kind=""))

    def enter(self, statement: Statement) -> None:
        """Say which statement the coming lines belong to (its opening balance is known by now)."""
        key = (statement.account, statement.currency)
        before = self._chains.get(key)
        if before is not None and _follows(before.statement, statement):
            self._chain = _Chain(statement, before.seen)
        else:
            self._chain = _Chain(statement)
        self._chains[key] = self._chain

    def name(self, line: dict[str, Any]) -> str:
        """The name of one line, given as a BankLine row without its fingerprint."""
        content = "\x1f".join(
            str(line[column] or "")
            for column in (
                "account",
                "currency",
                "booked_on",
                "amount_cents",
                "counterparty",
                "iban",
                "end_to_end_id",
                "reference",
                "bank_reference",
                "return_reason",
                "wording",
            )
        )
        digest = hashlib.sha256(content.encode()).digest()
        ordinal = self._chain.seen[digest]
        self._chain.seen[digest] += 1
        return hashlib.sha256(digest + str(ordinal).encode()).hexdigest()


def _follows(before: Statement, after: Statement) -> bool:
    if after.opening_cents is None or before.closing_cents != after.opening_cents:
        return False
    return (before.id, before.from_on, before.to_on) != (after.id, after.from_on, after.to_on)


def frame_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a `core.frames.BankLine` frame; the readers' one way from fields to columns."""
    return pl.DataFrame(rows, schema=BankLine.create_empty().schema, orient="row")
