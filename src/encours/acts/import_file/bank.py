"""A bank statement taken in: each line kept once, whatever files overlap; nothing applied here."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from encours.acts.import_file.bank_batches import tell_apart
from encours.acts.import_file.bank_chain import missing, place_of, told_elsewhere
from encours.acts.import_file.bank_payouts import keep_payouts
from encours.acts.import_file.result import Reading, Source, keep_intake
from encours.core.matching.statements import frame_of
from encours.records.cash.finding import line_keys
from encours.records.cash.models import BankAccount, BankLine, Statement
from encours.records.documents.models import Intake
from encours.records.frames import bulk
from encours.records.frames.cash import known_fingerprints
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor


def import_bank(
    creditor: Creditor, source: Source, *, author: str, at: datetime, on: date, home: Path
) -> Intake:
    """Import a statement that books its account, or what announces it: a report of the day, a notice.

    What is pending is left out when the file is read; what two files tell is kept once.

    An account that nobody attached is kept apart: its lines are read, and wait for a person to attach it. The
    account that the creditor prints on its letters is attached from the start.

    Raises
        UnreadableFileError: the file cannot be trusted as a whole.
    """
    reading = Reading(source)
    frames = [frame for frame in reading.frames() if not frame.is_empty()]
    statements = reading.facts.get("statements", [])
    lines = pl.concat(frames) if frames else None
    with recording(creditor, "import_bank", author=author, cause=f"file {source.name}", at=at) as record:
        newest = _newest(lines)
        reading.notices += missing(creditor.pk, statements)
        counts: dict[str, Any] = {"statements": len(statements), "lines": 0, "new": 0, "known": 0}
        controls = _controls(reading, lines, statements)
        intake = keep_intake(
            record,
            source,
            reading,
            counts=counts,
            controls=controls,
            author=author,
            days=(_oldest(lines), newest, newest),
            home=home,
        )
        if statements:
            lines = lines if lines is not None else frame_of([])
            counts |= _write(record, intake, source, statements, lines)
            counts |= keep_payouts(record, intake, reading)
            Intake.objects.filter(pk=intake.pk).update(counts=intake.counts | counts)
            intake.counts |= counts
        record.tell(counts=counts, controls=controls, file=source.sha256, name=source.name)
    return intake


def _newest(lines: pl.DataFrame | None) -> date | None:
    return None if lines is None else lines["booked_on"].max()  # type: ignore[return-value]


def _oldest(lines: pl.DataFrame | None) -> date | None:
    return None if lines is None else lines["booked_on"].min()  # type: ignore[return-value]


_NOTHING: Final[dict[str, Any]] = {"credit_cents": 0, "debit_cents": 0}


def _sums(lines: pl.DataFrame | None, currencies: list[str]) -> list[dict[str, Any]]:
    """What came and went, a currency at a time."""
    if lines is None or lines.is_empty():
        return []
    cents = pl.col("amount_cents")
    spoken = pl.col("statement").replace_strict(dict(enumerate(currencies)), return_dtype=pl.String)
    told = lines.group_by(currency=spoken).agg(
        credit_cents=cents.filter(cents > 0).sum(), debit_cents=-cents.filter(cents < 0).sum()
    )
    return told.sort("currency").to_dicts()


def _controls(
    reading: Reading, lines: pl.DataFrame | None, statements: list[dict[str, Any]]
) -> dict[str, Any]:
    sums = _sums(lines, [str(told["currency"]) for told in statements])
    one = sums[0] if len(sums) == 1 else {"credit_cents": None, "debit_cents": None} if sums else _NOTHING
    return {
        "rows_read": reading.controls.rows_read,
        "rows_kept": reading.controls.rows_kept,
        "credit_cents": one["credit_cents"],
        "debit_cents": one["debit_cents"],
        "sums": sums,
        "statements": [
            {
                name: (value.isoformat() if isinstance(value, date) else value)
                for name, value in told.items()
                if isinstance(value, str | int | date | None)
            }
            for told in statements
        ],
    }


def _write(
    record: Record, intake: Intake, source: Source, statements: list[dict[str, Any]], lines: pl.DataFrame
) -> dict[str, int]:
    accounts = _accounts(record, lines, statements)
    kept = _statements(record, intake, statements, accounts)
    known = known_fingerprints(record.creditor.pk, lines["fingerprint"])
    new = lines.join(known, on="fingerprint", how="anti").unique(
        "fingerprint", keep="first", maintain_order=True
    )
    kind = str(statements[0]["kind"])
    elsewhere = told_elsewhere(record.creditor.pk, source.format, kind, lines, new)
    new = new.join(elsewhere, on="fingerprint", how="anti", maintain_order="left")
    if new["batch"].count():
        new = tell_apart(record.creditor.pk, new, {pair: row.pk for pair, row in accounts.items()})
    if not new.is_empty():
        rows = _rows(record, new, kept, accounts)
        bulk.insert(BankLine, rows)
        record.wrote(BankLine, rows)
    counts = {"lines": len(lines), "new": len(new), "known": len(lines) - len(new)}
    return counts | ({"elsewhere": len(elsewhere)} if len(elsewhere) else {})


def _accounts(
    record: Record, lines: pl.DataFrame, statements: list[dict[str, Any]]
) -> dict[tuple[str, str], BankAccount]:
    """The accounts that the file is about, those without a movement among them."""
    found = {}
    told = [
        (each["account"], each["currency"]) for each in statements if each["account"] and each["currency"]
    ]
    moved = lines.select("account", "currency").unique(maintain_order=True).iter_rows()
    for number, currency in dict.fromkeys([*moved, *told]):
        ours = bool(record.creditor.iban) and number == record.creditor.iban
        account, _ = BankAccount.objects.get_or_create(
            creditor=record.creditor,
            number=place_of(record.creditor.pk, number[:40], currency),
            currency=currency,
            defaults={"recorded_at": record.at, "entry": record.entry, "attached": ours},
        )
        found[number, currency] = account
    return found


def _statements(
    record: Record,
    intake: Intake,
    statements: list[dict[str, Any]],
    accounts: dict[tuple[str, str], BankAccount],
) -> list[Statement | None]:
    kept: list[Statement | None] = []
    for told in statements:
        account = accounts.get((told["account"], told["currency"]))
        if account is None:  # a statement that names no currency, and has no line
            kept.append(None)
            continue
        kept.append(
            Statement.objects.create(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                account=account,
                kind=told["kind"],
                reference=str(told.get("id") or "")[:100],
                from_on=told.get("from_on"),
                to_on=told.get("to_on"),
                opening_cents=told.get("opening_cents"),
                closing_cents=told.get("closing_cents"),
                intake=intake,
            )
        )
    record.wrote(Statement, [one for one in kept if one is not None])
    return kept


def _rows(
    record: Record,
    new: pl.DataFrame,
    statements: list[Statement | None],
    accounts: dict[tuple[str, str], BankAccount],
) -> pl.DataFrame:
    keys = [statement.pk if statement else None for statement in statements]
    attached = {number: account.attached for number, account in accounts.items()}
    places = [accounts[pair].pk for pair in new.select("account", "currency").iter_rows()]
    open_ = [attached[pair] for pair in new.select("account", "currency").iter_rows()]
    texts = ("counterparty", "iban", "end_to_end_id", "reference", "bank_reference", "return_reason", "batch")
    limits = {"counterparty": 200, "iban": 34, "return_reason": 20}
    return new.select(
        bulk.reserve_ids(BankLine, len(new)),
        pl.Series("account_id", places, dtype=pl.Int64),
        pl.lit(pl.Series("keys", keys, dtype=pl.Int64)).gather(pl.col("statement")).alias("statement_id"),
        "booked_on",
        "value_on",
        "amount_cents",
        "currency",
        *(pl.col(name).fill_null("").str.slice(0, limits.get(name, 100)) for name in texts),
        "wording",
        "fingerprint",
        _state(open_).alias("state"),
        pl.col("booked_on").alias("known_on"),
        pl.lit(value=True).alias("reconstructed"),
        pl.lit("").alias("set_aside_reason"),
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
        pl.lit(1).alias("version"),
    ).with_columns(line_keys())


def _state(attached: list[bool]) -> pl.Expr:
    """What a line waits for, by what it is and whether its account was attached."""
    returned = pl.when(pl.col("return_reason").is_not_null()).then(pl.lit("returned"))
    return (
        pl.when(pl.col("amount_cents") < 0)
        .then(returned.otherwise(pl.lit("debit")))
        .when(pl.Series("attached", attached, dtype=pl.Boolean))
        .then(pl.lit("unapplied"))
        .otherwise(pl.lit("detached"))
    )
