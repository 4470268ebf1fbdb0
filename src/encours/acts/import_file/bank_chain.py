"""What a bank file leaves out, or tells again in another format, seen from what is known of its accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import polars as pl

from encours.core.matching.continuity import Break, Span, breaks
from encours.core.matching.statements import ANNOUNCING_KINDS, written
from encours.core.refusals import Notice
from encours.records.cash.models import BankAccount, Statement
from encours.records.frames.cash import lines_told_otherwise

_BACK: Final = timedelta(days=400)
_FEWEST: Final = 7  # signs of a national number
_SPAN: Final = ("from_on", "to_on", "opening_cents", "closing_cents")
_DAY: Final = ("account", "currency", "booked_on")
_REJECTS: Final = pl.col("return_reason").is_not_null() & pl.col("batch").is_not_null()


def missing(creditor_id: int, statements: list[dict[str, Any]]) -> list[Notice]:
    """A notice for each statement of this file that does not follow from what is known of its account."""
    told: dict[tuple[str, str], list[Span]] = {}
    for each in statements:
        span = None if each.get("kind") in ANNOUNCING_KINDS else span_of(each)
        if span is not None:
            told.setdefault((each["account"], each["currency"]), []).append(span)
    notices = []
    for (number, currency), spans in told.items():
        known = _known(creditor_id, number, currency, spans)
        new = set(spans) - set(known)
        found = [
            each for each in breaks([*known, *spans]) if known and (each.after in new or each.before in new)
        ]
        notices += [_gap(each, number, currency) for each in found]
    return notices


def span_of(told: Mapping[str, Any]) -> Span | None:
    """What a statement tells of its account; None where it lacks a day or a balance."""
    values = [told.get(name) for name in _SPAN]
    return None if any(value is None for value in values) else Span(*values)  # type: ignore[arg-type] # none is None


def told_elsewhere(
    creditor_id: int, source_format: str, kind: str, lines: pl.DataFrame, new: pl.DataFrame
) -> pl.DataFrame:
    """Of the lines that are new, those that another format or kind of statement told already, by content.

    A day whose sum is the same in both is the same day, however its batches are told; else a line is the one of its
    day and amount, as many times as it was told; or the whole of a batch whose lines were told apart. Rejects told one
    by one are looked for by their amounts alone: what each gives back, their sum does not say.
    """
    if new.is_empty():
        return new
    days = lines["booked_on"].sort()
    accounts = _alike(creditor_id, new["account"].unique().to_list())
    told_so = lines_told_otherwise(creditor_id, source_format, kind, list(accounts), days[0], days[-1])
    if told_so.is_empty():
        return new.clear()
    told_so = told_so.with_columns(pl.col("account").replace(accounts))
    known = told_so.group_by(*_DAY, "amount_cents").agg(pl.col("times").sum())
    sums = known.group_by(_DAY).agg(known_cents=(pl.col("amount_cents") * pl.col("times")).sum())
    told = lines.group_by(_DAY).agg(day_cents=pl.col("amount_cents").sum())
    same = told.join(sums, on=_DAY).filter(pl.col("day_cents") == pl.col("known_cents"))
    by_amount = _as_often(new, known)
    batches = (
        told_so.filter(pl.col("batch") != "")
        .group_by(*_DAY, "batch", "statement_id")
        .agg(amount_cents=(pl.col("amount_cents") * pl.col("times")).sum())
        .group_by(*_DAY, "amount_cents")
        .agg(times=pl.len().cast(pl.Int64))
    )
    whole = _as_often(
        new.filter(pl.col("batch").is_null()).join(by_amount, on="fingerprint", how="anti"), batches
    )
    found = [
        new.filter(~_REJECTS).join(same, on=_DAY, how="semi")["fingerprint"],
        by_amount["fingerprint"],
        whole["fingerprint"],
    ]
    return new.filter(pl.col("fingerprint").is_in(pl.concat(found).implode()))


def _as_often(new: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The first so many lines of each day and amount as are known."""
    rank = pl.int_range(pl.len()).over(*_DAY, "amount_cents")
    counted = new.with_columns(rank=rank).join(known, on=[*_DAY, "amount_cents"], maintain_order="left")
    return counted.filter(pl.col("rank") < pl.col("times"))


def same_account(one: str, other: str) -> bool:
    """Whether two numbers name one account: the same, or a national number inside its IBAN."""
    short, long = sorted((one, other), key=len)
    return one == other or (
        len(short) >= _FEWEST and long[:2].isalpha() and long[2:4].isdecimal() and short in long[4:]
    )


def place_of(creditor_id: int, number: str, currency: str) -> str:
    """The number under which an account is kept: its own, else that of the one account whose IBAN holds it."""
    known = BankAccount.objects.of([creditor_id]).filter(currency=currency).values_list("number", flat=True)
    longer = [each for each in known if len(each) > len(number) and same_account(each, number)]
    return number if number in known or len(longer) != 1 else longer[0]


def _alike(creditor_id: int, told: list[str]) -> dict[str, str]:
    """Each account that is kept and is one of those told, under the number told."""
    kept = BankAccount.objects.of([creditor_id]).values_list("number", flat=True)
    return {each: each for each in told} | {
        known: each for known in kept for each in told if same_account(known, each)
    }


def _known(creditor_id: int, number: str, currency: str, spans: list[Span]) -> list[Span]:
    accounts = BankAccount.objects.of([creditor_id]).filter(number=number[:40], currency=currency)
    first, last = min(each.from_on for each in spans), max(each.to_on for each in spans)
    rows = (
        Statement.objects.of([creditor_id])
        .filter(
            account__in=accounts,
            to_on__gte=first - _BACK,
            from_on__lte=last + _BACK,
            opening_cents__isnull=False,
            closing_cents__isnull=False,
        )
        .exclude(kind__in=ANNOUNCING_KINDS)
    )
    return [found for row in rows.values(*_SPAN) if (found := span_of(row)) is not None]


def _gap(found: Break, number: str, currency: str) -> Notice:
    before, after = found.before, found.after
    return Notice(
        0,
        "balance",
        "statement_gap",
        f"Il manque un relevé du compte {number} : il finit à {written(before.closing_cents, currency)} le "
        f"{before.to_on:%d/%m/%Y}, et reprend à {written(after.opening_cents, currency)} le {after.from_on:%d/%m/%Y}.",
        number,
    )
