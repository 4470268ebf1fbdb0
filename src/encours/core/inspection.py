"""What a file says, in the JSON of `encours inspect` (DESIGN §6), without writing anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any, Protocol

import polars as pl

from encours.core.einvoice.lifecycle import Status
from encours.core.einvoice.telling import facts_of
from encours.core.ledger import Ledger, gather, rebuild_gathered
from encours.core.refusals import Controls, Notice, Refusal
from encours.core.remittance.advice import facts_of as advice_facts

BANK_LINE = (
    "booked_on",
    "value_on",
    "amount_cents",
    "counterparty",
    "iban",
    "end_to_end_id",
    "reference",
    "wording",
)
_IN_FACTS = ("einvoice", "lifecycle", "remittance", "deposit", "mail")
_MONEY = ("amount_cents", "open_cents", "net_cents", "total_cents")  # of a table


class PieceLike(Protocol):
    """What a reader of files hands back (`formats.pieces.Piece`), seen from below it."""

    @property
    def frame(self) -> pl.DataFrame:
        """The rows kept."""

    @property
    def refusals(self) -> list[Refusal]:
        """What could not be taken."""

    @property
    def notices(self) -> list[Notice]:
        """What was read all the same."""

    @property
    def controls(self) -> Controls | None:
        """Control totals, on the last piece."""

    @property
    def facts(self) -> dict[str, Any]:
        """What is told of the file."""


class Told:
    """All that comes beside the rows, gathered while they pass: refusals, notices, controls, facts."""

    def __init__(self) -> None:
        self.refusals: list[Refusal] = []
        self.notices: list[Notice] = []
        self.controls = Controls()
        self.facts: dict[str, Any] = {}

    def frames(self, pieces: Iterable[PieceLike]) -> Iterator[pl.DataFrame]:
        """Pass the rows on, keeping what comes beside them."""
        for piece in pieces:
            self.refusals += piece.refusals
            self.notices += piece.notices
            self.controls = piece.controls or self.controls
            self.facts |= piece.facts
            yield piece.frame

    @property
    def critical(self) -> bool:
        """Whether the file must not be loaded without a row that was refused."""
        return any(refusal.critical for refusal in self.refusals)


def inspect(name: str, kind: str, pieces: Iterable[PieceLike]) -> dict[str, Any]:
    """The JSON of one file: `name` and `kind` (ledger, bank, einvoice, companion, mail) are those of its format.

    Everything in it is a plain JSON value: days are ISO texts, money whole cents. Raises
    UnreadableFileError as the reader does.
    """
    told = Told()
    if kind == "ledger":
        ledger = read_ledger(told, pieces)
        common = _common(name, told, _sides(told.controls))
        return common | ledger_facts(ledger) | {"facts": _plain(told.facts)}
    if kind == "pulled":
        return _pulled(name, told, pieces)
    frames = list(told.frames(pieces))
    rows = pl.concat(frames) if frames else pl.DataFrame()
    if kind in _IN_FACTS:
        return _common(name, told) | _of_documents(kind, told.facts)
    if kind == "bank":
        told_of = ("payouts", "announced_payouts")
        payouts = {name: told.facts[name] for name in told_of if name in told.facts}
        common = _common(name, told, _sides(told.controls))
        return common | {"statements": statements_of(told.facts, rows)} | payouts
    return _common(name, told, {"totals": _totals(rows)}) | {
        "table": told.facts.get("table"),
        "target": told.facts.get("target"),
        "rows": [_plain(row) for row in rows.to_dicts()],
    }


def _of_documents(kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    """What is told of documents, statuses and mails: none of it comes as rows."""
    if kind == "einvoice":
        return {"documents": [facts_of(each) for each in facts["documents"]]}
    if kind == "lifecycle":
        return {"statuses": [_status(each) for each in facts["statuses"]]}
    if kind == "remittance":
        return {"remittances": [advice_facts(each) for each in facts["remittances"]]}
    if kind == "deposit":
        return {"deposits": [_slip(each) for each in facts["deposits"]]}
    return {"messages": facts["messages"]}


def _slip(told: dict[str, Any]) -> dict[str, Any]:
    return _plain(told) | {"lines": [asdict(line) for line in told["lines"]]}


def _pulled(name: str, told: Told, pieces: Iterable[PieceLike]) -> dict[str, Any]:
    """What a connector pulled: several tables, each with its rows."""
    tables = {}
    for frame in told.frames(pieces):
        if len(frame):
            tables[told.facts["table"]] = [_plain(row) for row in frame.to_dicts()]
    return _common(name, told) | {"source": told.facts.get("source"), "table": "pulled", "tables": tables}


def read_ledger(told: Told, pieces: Iterable[PieceLike]) -> Ledger:
    """Rebuild a ledger from its pieces, memory flat; what comes beside the rows is left in `told`."""
    gathered = gather(told.frames(pieces))
    ledger = rebuild_gathered(gathered, closing_on=told.facts.get("closing_on"))
    told.notices += ledger.notices
    return ledger


def ledger_facts(ledger: Ledger) -> dict[str, Any]:
    """Counts and balances by customer; `open_cents` is net of credit notes and of unapplied payments."""
    receivables, controls = ledger.receivables, ledger.controls
    kinds = dict(receivables.group_by("kind").len().iter_rows())
    return {
        "receivables": {
            "customers": ledger.customers.height,
            "invoices": kinds.get("invoice", 0) + kinds.get("bill", 0),
            "credit_notes": kinds.get("credit_note", 0),
            "openings": kinds.get("opening", 0),
            "retentions": kinds.get("retention", 0),
            "returned": kinds.get("returned", 0),
            "payments": ledger.payments.height,
            "open_items": receivables.filter(pl.col("open_cents") != 0).height,
            "open_cents": controls.open_cents - controls.unapplied_cents,
            "unapplied_cents": controls.unapplied_cents,
        },
        "balances": dict(controls.by_root.iter_rows()),
        "difference_cents": controls.difference_cents,
        "anomalies": [asdict(anomaly) for anomaly in ledger.anomalies],
        "customers": _customers(ledger),
    }


def _customers(ledger: Ledger) -> list[dict[str, Any]]:
    owed = ledger.receivables.select("account", cents="open_cents")
    unapplied = ledger.payments.select("account", cents=-pl.col("unapplied_cents"))
    balances = pl.concat([owed, unapplied]).group_by("account").agg(open_cents=pl.col("cents").sum())
    return (
        ledger.customers.join(balances, on="account", how="left")
        .select("account", "name", pl.col("open_cents").fill_null(0))
        .sort("account")
        .to_dicts()
    )


def statements_of(facts: dict[str, Any], rows: pl.DataFrame) -> list[dict[str, Any]]:
    """The statements of a bank file with their lines; `rows` has the shape `BankLine`."""
    told = []
    for rank, statement in enumerate(facts.get("statements", [])):
        lines = rows.filter(pl.col("statement") == rank).select(BANK_LINE) if rows.width else rows
        told.append(_plain(statement) | {"lines": [_plain(line) for line in lines.to_dicts()]})
    return told


def _sides(controls: Controls) -> dict[str, Any]:
    """Debits and credits: only books and statements have any."""
    return {
        "debit_cents": controls.debit_cents,
        "credit_cents": controls.credit_cents,
        "refused_debit_cents": controls.refused_debit_cents,
        "refused_credit_cents": controls.refused_credit_cents,
    }


def _totals(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """What the columns of money of a table sum to, by currency; `null` is that of the creditor."""
    money = [name for name in rows.columns if name in _MONEY and not rows[name].is_null().all()]
    if not money:
        return []
    currency = pl.col("currency") if "currency" in rows.columns else pl.lit(None, pl.String).alias("currency")
    return rows.group_by(currency).agg(pl.col(money).sum()).sort("currency", nulls_last=True).to_dicts()


def _common(name: str, told: Told, controls: dict[str, Any] | None = None) -> dict[str, Any]:
    rows = told.controls
    return {
        "format": name,
        "rows_read": rows.rows_read,
        "rows_kept": rows.rows_kept,
        "refusals": [asdict(refusal) for refusal in told.refusals],
        "controls": controls or {},
        "notices": [asdict(notice) for notice in told.notices],
        "loadable": not told.critical,
    }


def _status(told: Status) -> dict[str, Any]:
    return _plain(asdict(told)) | {"effect": told.effect}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
