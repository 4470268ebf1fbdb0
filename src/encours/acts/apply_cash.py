"""Cash applied: bank lines confirm what the ledger knows, pay what they name, or wait with candidates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from encours.acts.cash_writing import Paid, with_evidence, write_doubts, write_payments
from encours.acts.debits.settling import Told, settle_debits, told_of_debits
from encours.acts.deciding_once import decide_then_write
from encours.acts.deposit import tie_deposits
from encours.acts.giving_back import give_back
from encours.acts.payouts import tie_payouts
from encours.acts.refund import find_refunds
from encours.acts.refund_sent_back import take_back_refunds
from encours.acts.remittances.advised import advised_lines
from encours.acts.remittances.settling import settle_shorts
from encours.acts.remittances.tying import tie_remittances
from encours.acts.remittances.unsaid import name_shorts
from encours.core.matching.cash import Cash, match
from encours.core.matching.discounts import with_discounts
from encours.core.matching.drawing import with_references
from encours.core.matching.imputation import with_imputation
from encours.core.matching.matchers import twice
from encours.core.matching.mentions import mentions
from encours.core.matching.one_fact import WINDOW, OneFact, one_fact
from encours.core.matching.returns import returned
from encours.core.matching.senders import senders
from encours.core.matching.shapes import Payable, whole
from encours.records.cash.models import BankLine, Candidate, Payment
from encours.records.cash.reading import matching_policy
from encours.records.frames import bulk
from encours.records.frames.answers import refusals
from encours.records.frames.cash import (
    customer_names,
    early_discounts,
    labels_of_open_items,
    payable_items,
    payers,
    received_payments,
    summoned_items,
    unconfirmed_ledger_payments,
    waiting_lines,
)
from encours.records.frames.returns import received_lines
from encours.records.history.writing import Record
from encours.records.parties.models import Creditor

# Invoices so recent may be named by a payment that the ledger already posts.
_REMEMBERED = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Decided:
    """What the frames say: `cash` of the lines that are news, `one` of those that the ledger knows."""

    lines: pl.DataFrame
    cash: Cash
    one: OneFact
    ledger: pl.DataFrame
    back: pl.DataFrame
    debits: Told


def apply_cash(creditor: Creditor, *, author: str, at: datetime) -> dict[str, int]:
    """Apply every waiting line of attached accounts; return how many lines became what.

    A line that the ledger already posts confirms that payment and creates nothing; a doubt goes to a person. What an
    advice says of a line goes before what the bank's words say, and what it leaves out is settled by rule.

    Raises
        RuleError: other acts kept moving the same facts; nothing was written.
    """
    tie_deposits(creditor, author=author, at=at)
    tie_payouts(creditor, author=author, at=at)
    take_back_refunds(creditor, author=author, at=at)
    tie_remittances(creditor, author=author, at=at)
    written = decide_then_write(
        creditor.pk,
        lambda: _decide(creditor.pk),
        _write,
        act="apply_cash",
        author=author,
        cause="bank lines",
        at=at,
    )
    settle_shorts(creditor, author=author, at=at)
    name_shorts(creditor, author=author, at=at)
    find_refunds(creditor, author=author, at=at)
    return written or dict.fromkeys(
        ("confirmed", "doubtful", "applied", "set_aside", "returned", "unapplied"), 0
    )


def _write(record: Record, decided: Decided) -> dict[str, int]:
    _confirm(record, decided)
    _doubt(record, decided)
    _pay(record, decided)
    _set_aside(decided.cash)
    given_back = give_back(record, decided.back) + settle_debits(record, decided.debits, _settled(decided))
    _propose(record, decided.cash)
    states = decided.cash.outcomes["state"]
    counts = {
        "confirmed": len(decided.one.confirmed),
        "doubtful": decided.one.doubtful["line_id"].n_unique(),
        "applied": int((states == "applied").sum()),
        "set_aside": int((states == "set_aside").sum()),
        "returned": given_back,
        "unapplied": int((states == "unapplied").sum()),
    }
    record.tell(counts=counts)
    return counts


def _settled(decided: Decided) -> list[int]:
    """The lines that this act applies, and those that the ledger had posted."""
    outcomes = decided.cash.outcomes.filter(pl.col("state") == "applied")
    return [*outcomes["line_id"].to_list(), *decided.one.confirmed["line_id"].to_list()]


def _decide(creditor_id: int) -> Decided | None:
    """What the frames say; None when nothing would be written."""
    lines = waiting_lines(creditor_id)
    if lines.is_empty():
        return None
    first = lines["booked_on"].min()
    oldest = first if isinstance(first, date) else date.min
    policy = matching_policy(creditor_id)
    payable = payable_items(creditor_id, since=oldest - _REMEMBERED)
    if policy.order in {"legal", "legal_interest"}:
        payable = with_imputation(payable, labels_of_open_items(creditor_id), summoned_items(creditor_id))
    allowed = with_discounts(payable, early_discounts(creditor_id))
    items, names = with_references(lines, allowed, customer_names(creditor_id))
    known = payers(creditor_id)
    ledger = unconfirmed_ledger_payments(creditor_id, since=oldest - timedelta(days=WINDOW))
    received = _credits(lines)
    said = mentions(received, whole(items, Payable))  # read once: who sent a line, and what it pays
    whose = received.join(senders(received, items, known, names, named=said), on="line_id", how="left")
    one = one_fact(whose.filter(~pl.col("answered")), ledger.drop("payment_id"))
    told = pl.concat([one.confirmed["line_id"], one.doubtful["line_id"]]).unique()
    news = lines.filter(~pl.col("line_id").is_in(told.implode()))
    paid = received_payments(creditor_id, since=oldest - twice.WITHIN)
    debits = told_of_debits(creditor_id, lines)
    cash = match(
        news,
        items,
        known,
        names,
        policy=policy,
        paid=paid,
        refused=refusals(creditor_id),
        advised=advised_lines(creditor_id),
        debited=debits.paid,
        said=said,
    )
    back = lines.filter(pl.col("return_reason").is_not_null() & (pl.col("amount_cents") < 0))
    back = back.filter(~pl.col("line_id").is_in(debits.back["line_id"].implode()))
    back = back.join(senders(back, items, known, names), on="line_id", how="left")
    decided = Decided(lines, cash, one, ledger, _returned(creditor_id, back, oldest), debits)
    return decided if _news(creditor_id, decided) else None


def _returned(creditor_id: int, back: pl.DataFrame, oldest: date) -> pl.DataFrame:
    """What returned lines give back, only where it is certain: the others wait for a person."""
    lines = back.with_columns(bank_reference=pl.lit(None, dtype=pl.String))
    if back.is_empty():
        payments = unconfirmed_ledger_payments(creditor_id, since=oldest).clear()
        earlier = received_lines(creditor_id).clear()
    else:
        payments = unconfirmed_ledger_payments(creditor_id, since=oldest - _REMEMBERED)
        earlier = received_lines(creditor_id)
    return returned(lines, earlier, payments.drop("payment_id", "in_bank_journal")).filter("certain")


def _credits(lines: pl.DataFrame) -> pl.DataFrame:
    """Credits that are no return: what the ledger may have posted already."""
    return lines.filter((pl.col("amount_cents") > 0) & pl.col("return_reason").is_null())


def _news(creditor_id: int, decided: Decided) -> bool:
    """Whether anything would be written: candidates already proposed are no news."""
    settled = decided.cash.outcomes.filter(pl.col("state").is_in(["applied", "set_aside"]))
    if len(decided.one.confirmed) or len(decided.one.doubtful) or len(settled) or len(decided.back):
        return True
    if not decided.debits.back.is_empty():
        return True
    stored = set(
        Candidate.objects.filter(creditor=creditor_id).values_list(
            "line_id", "receivable_id", "customer_id", "reason", "option"
        )
    )
    wanted = set(
        decided.cash.candidates.select(
            "line_id", "receivable_id", "customer_id", "reason", "option"
        ).iter_rows()
    )
    return stored != wanted


def _confirm(record: Record, decided: Decided) -> None:
    pairs = decided.one.confirmed.join(decided.ledger.select("key", "payment_id"), on="key")
    bulk.update(
        Payment, pairs.select(pl.col("payment_id").alias("id"), pl.col("line_id").alias("bank_line_id"))
    )
    _mark(pairs["line_id"], "confirmed")
    for customer, line, key in pairs.select("customer_id", "line_id", "key").iter_rows():
        leaf = record.customers.setdefault(customer, {})
        leaf.setdefault("confirmed", []).append({"line": line, "payment": key})


def _doubt(record: Record, decided: Decided) -> None:
    doubtful = decided.one.doubtful
    pairs = doubtful.join(decided.ledger.select("key", "payment_id"), on="key").unique(
        ["line_id", "payment_id"], maintain_order=True
    )
    write_doubts(record, pairs.select("line_id", "payment_id", "reason"))


def _set_aside(cash: Cash) -> None:
    keys = cash.set_aside["line_id"].to_list()
    BankLine.objects.filter(pk__in=keys).update(
        state="set_aside", set_aside_reason="payeur connu, pas un client"
    )


def _mark(lines: pl.Series, state: str) -> None:
    bulk.update(BankLine, pl.DataFrame({"id": lines}).with_columns(pl.lit(state).alias("state")))


def _pay(record: Record, decided: Decided) -> None:
    """One payment for each line and customer; what a line brings beyond what it pays is the customer's unapplied."""
    matches = decided.cash.matches
    whose = pl.concat(
        [
            matches.select(
                "line_id",
                "customer_id",
                pl.when(pl.col("kind") == "payment").then("amount_cents").otherwise(0).alias("amount_cents"),
            ),
            decided.cash.on_account.select("line_id", "customer_id", amount_cents=pl.lit(0, dtype=pl.Int64)),
        ]
    )
    if whose.is_empty():
        return
    lines = decided.lines.select(
        "line_id", "version", "booked_on", "currency", "wording", line_cents="amount_cents"
    )
    paid = (
        whose.group_by("line_id", "customer_id", maintain_order=True)
        .agg(applied_cents=pl.col("amount_cents").sum())
        .sort("line_id", "customer_id")
        .join(lines, on="line_id")
        .with_columns(
            excess=pl.when(pl.int_range(pl.len()).over("line_id") == 0)
            .then(pl.col("line_cents") - pl.col("applied_cents").sum().over("line_id"))
            .otherwise(0)
        )
        .with_columns(amount_cents=pl.col("applied_cents") + pl.col("excess"))
    )
    write_payments(record, Paid(paid, with_evidence(matches)), source="bank")
    _mark(whose["line_id"].unique(), "applied")


def _propose(record: Record, cash: Cash) -> None:
    lines = cash.outcomes["line_id"].to_list()
    Candidate.objects.filter(creditor=record.creditor).delete()
    bulk.insert(
        Candidate,
        cash.candidates.filter(pl.col("line_id").is_in(lines)).with_columns(
            pl.lit(record.creditor.pk).alias("creditor_id")
        ),
    )
