"""A task that fills a house with a bank of many lines, as a year of statements leaves it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.jobs.bench.portfolios import AUTHOR
from encours.jobs.opening import now, open_house

_DAYS = 250
_LINES_A_PAYER = 4
_ON_ACCOUNT = 8  # one applied line in so many left all of it to its customer
# Hundredths of the lines: the rest is applied.
_STATES = {"unapplied": 20, "doubtful": 1, "returned": 1, "set_aside": 4, "debit": 6, "detached": 2}
_REASONS = ("weak_number", "same_amount_known_payer", "name_and_amount")

_FIRST = """
SELECT customer_id, id, nth FROM (
    SELECT customer_id, id, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY id) - 1 AS nth
    FROM receivables_receivable) one WHERE nth < %s
"""


def bank(lines: int, customers: int, on: str) -> dict[str, Any]:
    """Write so many lines of one account over a year of chained statements; a fifth waits, with what is proposed.

    Of the lines that are applied, one in eight was left to its customer, who has it still to apply.
    """
    open_house()
    from django.db import connection, transaction

    from encours.records.parties.models import Creditor

    creditor = Creditor.objects.get()
    fact = {
        "creditor_id": pl.lit(creditor.pk, dtype=pl.Int64),
        "entry_id": pl.lit(None, dtype=pl.Int64),  # no act wrote them
        "recorded_at": pl.lit(now()),
    }
    with transaction.atomic():
        drawn = _drawn(lines, customers, date.fromisoformat(on))
        _write_lines(drawn, _written_statements(creditor, drawn), fact)
        _write_payments(drawn.filter(pl.col("state") == "applied"), fact)
        proposed = _write_candidates(drawn.filter(pl.col("state") == "unapplied"), fact)
    if connection.vendor == "postgresql":  # as its autovacuum would
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return {"lines": lines, "waiting": int((drawn["state"] == "unapplied").sum()), "proposed": proposed}


def _drawn(lines: int, customers: int, on: date) -> pl.DataFrame:
    """Lines by day, each with its state, its payer and its customer."""
    states = [state for state, share in _STATES.items() for _ in range(share)]
    states += ["applied"] * (100 - len(states))
    rank = pl.int_range(lines, eager=True).alias("rank")
    payers = max(lines // _LINES_A_PAYER, 1)
    scattered = pl.col("rank") * 7919
    owes = pl.col("state").is_in(["debit", "returned"])
    cents = 1_000 + scattered % 500_000
    return (
        rank.to_frame()
        .with_columns(
            payer=scattered % payers,
            state=(pl.col("rank") * 37 % 100).replace_strict(dict(enumerate(states)), return_dtype=pl.String),
            day=pl.col("rank") * _DAYS // lines,
        )
        .with_columns(
            customer_id=pl.col("payer") % customers + 1,
            booked_on=pl.lit(on) - pl.duration(days=_DAYS) + pl.duration(days="day"),
            amount_cents=pl.when(owes).then(-cents).otherwise(cents),
        )
    )


def _written_statements(creditor: Any, drawn: pl.DataFrame) -> pl.DataFrame:
    """One statement a day, the balance of each being that from which the next begins: day, account_id, statement_id."""
    from encours.records.cash.models import BankAccount, Statement
    from encours.records.documents.models import Intake, KeptFile

    stamp = {"creditor": creditor, "recorded_at": now()}
    account = BankAccount.objects.create(**stamp, number=creditor.iban, label="Courant", attached=True)
    told = {"sha256": "0" * 64, "name": "releves.xml"}
    kept = KeptFile.objects.create(**stamp, **told, size=1, media_type="application/xml")
    intake = Intake.objects.create(
        **stamp, **told, kept=kept, kind="bank", format="camt053", newest_on=drawn["booked_on"][-1],
        counts={"lines": len(drawn), "new": len(drawn), "known": 0, "refusals": 0}, controls={},
        refusals=[], notices=[],
        by=AUTHOR,
    )  # fmt: skip
    days = (
        drawn.group_by("day", "booked_on").agg(cents=pl.col("amount_cents").sum()).sort("day")
        .with_columns(closing=pl.col("cents").cum_sum())
    )  # fmt: skip
    made = Statement.objects.bulk_create(
        Statement(
            **stamp, account=account, kind="statement", reference=f"R{row['day']}", intake=intake,
            from_on=row["booked_on"], to_on=row["booked_on"],
            opening_cents=row["closing"] - row["cents"], closing_cents=row["closing"],
        )
        for row in days.iter_rows(named=True)
    )  # fmt: skip
    return days.select("day", account_id=pl.lit(account.pk)).with_columns(
        pl.Series("statement_id", [one.pk for one in made], dtype=pl.Int64)
    )


def _write_lines(drawn: pl.DataFrame, statements: pl.DataFrame, fact: dict[str, pl.Expr]) -> None:
    from encours.records.cash.finding import line_keys
    from encours.records.cash.models import BankLine
    from encours.records.frames import bulk

    bulk.reserve_ids(BankLine, len(drawn))
    rows = drawn.join(statements, on="day").select(
        pl.col("rank").alias("id") + 1, **fact,
        account_id="account_id", statement_id="statement_id", booked_on="booked_on", value_on="booked_on",
        amount_cents="amount_cents", currency=pl.lit("EUR"), state="state",
        counterparty=pl.format("Établissements Client {}", "payer"),
        iban=pl.when(pl.col("payer") % 3 > 0)
        .then(pl.format("FR76300010079{}", pl.col("payer").cast(pl.String).str.zfill(14)))
        .otherwise(pl.lit("")),
        return_reason=pl.when(pl.col("state") == "returned").then(pl.lit("AM04")).otherwise(pl.lit("")),
        wording=pl.format("VIR SEPA RECU REF {} FACTURE DE PRINTEMPS", "rank"),
        set_aside_reason=pl.when(pl.col("state") == "set_aside")
        .then(pl.lit("virement interne")).otherwise(pl.lit("")),
        fingerprint=pl.format("bench/{}", "rank"), version=pl.lit(1), known_on="booked_on",
        reconstructed=pl.lit(value=True),
        **{name: pl.lit("") for name in ("end_to_end_id", "reference", "bank_reference", "batch")},
    )  # fmt: skip
    bulk.insert(BankLine, rows.with_columns(line_keys()))


def _write_payments(applied: pl.DataFrame, fact: dict[str, pl.Expr]) -> None:
    from encours.records.cash.models import Payment
    from encours.records.frames import bulk

    left = pl.when(pl.col("rank") % _ON_ACCOUNT == 0).then("amount_cents").otherwise(0)
    bulk.insert(
        Payment,
        applied.select(
            bulk.reserve_ids(Payment, len(applied)), "customer_id", "amount_cents", **fact,
            key=pl.format("bank:{}", "rank"), source=pl.lit("bank"), paid_on="booked_on", known_on="booked_on",
            unapplied_cents=left, currency=pl.lit("EUR"), in_bank_journal=pl.lit(value=True),
            label=pl.format("VIR SEPA RECU REF {}", "rank"), line=pl.lit(0), bank_line_id=pl.col("rank") + 1,
            reconstructed=pl.lit(value=True),
            **{name: pl.lit("") for name in ("journal", "entry_number", "piece", "ledger_key")},
        ),
    )  # fmt: skip


def _write_candidates(waiting: pl.DataFrame, fact: dict[str, pl.Expr]) -> int:
    """Up to three items of the customer of a line, and none for one line in four."""
    from django.db import connection

    from encours.records.cash.models import Candidate
    from encours.records.frames import bulk

    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [len(_REASONS)])
        items = pl.DataFrame(cursor.fetchall(), schema=["customer_id", "receivable_id", "nth"], orient="row")
    told = pl.int_ranges(
        pl.when(pl.col("rank") % 4 > 0).then(pl.col("rank") % len(_REASONS) + 1).otherwise(0)
    )
    rows = waiting.with_columns(nth=told).explode("nth").join(items, on=["customer_id", "nth"])
    bulk.insert(
        Candidate,
        rows.select(
            "customer_id", creditor_id=fact["creditor_id"], line_id=pl.col("rank") + 1,
            receivable_id="receivable_id", score=90 - pl.col("nth") * 10,
            reason=pl.col("nth").replace_strict(dict(enumerate(_REASONS)), return_dtype=pl.String),
            option=pl.lit(0), given_up=pl.lit(""), given_up_cents=pl.lit(0),
        ),
    )  # fmt: skip
    return len(rows)
