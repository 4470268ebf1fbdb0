"""Tying advices to the bank lines that they go with: by rule where it is sure, by a person otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import polars as pl
from django.db.models import F

from encours.acts.noticing import day_of
from encours.acts.remittances.advised import named, wanted
from encours.acts.remittances.reopening import let_wait, made_by_rule, says_the_same
from encours.acts.rules import same_version
from encours.core.matching.payers import keyed, named_alike, recognised
from encours.core.matching.shapes import CustomerName, Payer, whole
from encours.core.refusals import RuleError
from encours.core.remittance.tying import pairs_of
from encours.records.cash.models import BankLine
from encours.records.frames.cash import customer_names, payers
from encours.records.frames.remittances import lines_to_tie, told_of, told_waiting, waiting_advices
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.remittances.models import Remittance, RemittanceLine, ShortPart

_TIED: Final = ("unapplied", "applied", "confirmed", "doubtful")


def tie_remittances(creditor: Creditor, *, author: str, at: datetime) -> int:
    """Tie every waiting advice that one bank line alone goes with beyond doubt; return how many.

    A line that was applied by rule otherwise than its advice says waits again: whichever comes first, the ledger is
    the same in the end.
    """
    sure = possible_lines(creditor.pk).filter("sure")
    if sure.is_empty():
        return 0
    with recording(creditor, "tie_remittances", author=author, cause="advices", at=at) as record:
        tied = 0
        for key, line, because in sure.select("remittance_id", "line_id", "because").iter_rows():
            remittance = Remittance.objects.filter(pk=key, state="waiting").first()
            found = BankLine.objects.filter(pk=line, state__in=_TIED, remittance__isnull=True).first()
            if remittance is not None and found is not None:
                _tie(record, remittance, found, because=because, by=author)
                tied += 1
        record.tell(tied=tied)
    return tied


def possible_lines(creditor_id: int) -> pl.DataFrame:
    """The lines that waiting advices may go with (`core.remittance.tying.pairs_of`)."""
    advices = waiting_advices(creditor_id)
    lines = lines_to_tie(creditor_id) if len(advices) else pl.DataFrame()
    if lines.is_empty():
        return pl.DataFrame(
            schema={"remittance_id": pl.Int64, "line_id": pl.Int64, "because": pl.String, "sure": pl.Boolean}
        )
    told = told_waiting(creditor_id)
    told = told.filter(pl.col("remittance_id").is_in(advices["remittance_id"].implode()))
    owed = named(creditor_id, told).select("remittance_id", "customer_id").unique()
    words = pl.concat_str("wording", "reference", "end_to_end_id", separator=" ", ignore_nulls=True)
    return pairs_of(
        advices,
        lines.with_columns(words=words),
        owed=owed,
        senders=_senders(creditor_id, lines),
        named=told.select("remittance_id", "number"),
    )


def _senders(creditor_id: int, lines: pl.DataFrame) -> pl.DataFrame:
    names = keyed(
        whole(customer_names(creditor_id).with_columns(reference=pl.lit(None, pl.String)), CustomerName)
    )
    blank = lines.with_columns(pl.col(pl.String).replace("", None)).with_columns(
        pl.col("wording").fill_null("")
    )
    known = recognised(blank, whole(payers(creditor_id), Payer), names).drop_nulls("customer_id")
    alike = named_alike(blank, names)
    return pl.concat(
        [known.select("line_id", "customer_id"), alike.select("line_id", "customer_id")]
    ).unique()


def _tie(record: Record, remittance: Remittance, line: BankLine, *, because: str, by: str) -> None:
    told = told_of(remittance.pk).with_columns(line_id=pl.lit(line.pk))
    items = wanted(record.creditor.pk, told)
    if made_by_rule(line) and len(items) and not says_the_same(line, items):
        let_wait(record, line, reason="advice_came", on=day_of(record))
    customers = _name_items(record, told)
    Remittance.objects.filter(pk=remittance.pk).update(
        state="tied",
        line=line,
        tied_because=because,
        tied_by=by,
        customer=customers[0] if len(customers) == 1 else None,
        version=F("version") + 1,
    )
    for customer in customers:
        record.of(customer, remittance=remittance.pk, line=line.pk, because=because)


def _name_items(record: Record, told: pl.DataFrame) -> list[int]:
    """Write the item that each document is; return their customers."""
    found = named(record.creditor.pk, told)
    for key, item, customer in found.select("remittance_line_id", "receivable_id", "customer_id").iter_rows():
        RemittanceLine.objects.filter(pk=key).update(receivable_id=item, customer_id=customer)
    return sorted(found["customer_id"].unique().to_list())


def tie_by_hand(
    remittance: Remittance, line: BankLine, *, made_from: int | None, author: str, at: datetime
) -> None:
    """A person says which bank line an advice goes with, its sums not tying or several being possible.

    Raises
        StaleFormError: the advice changed since the form was made.
        RuleError: it is tied or set aside already, or the line is no such credit.
    """
    with _changing(remittance, "tie_remittance", made_from, author, at) as (record, now):
        if now.state not in {"waiting", "review"}:
            raise RuleError("advice_not_waiting", "Cet avis est déjà rattaché, ou écarté.")
        credit = BankLine.objects.filter(
            pk=line.pk, creditor=record.creditor, state__in=_TIED, amount_cents__gt=0
        )
        found = credit.filter(remittance__isnull=True, currency=now.currency).first()
        if found is None:
            raise RuleError("line_not_possible", "Cette ligne ne peut pas être celle de l’avis.")
        _tie(record, now, found, because="person", by=author)
        record.tell(remittance=now.pk, line=found.pk)


def untie(remittance: Remittance, *, reason: str, made_from: int | None, author: str, at: datetime) -> None:
    """Take an advice off its line; what it had applied is open again, and both wait for a person.

    Raises
        StaleFormError: the advice changed since the form was made.
        RuleError: no reason, or it is not tied.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Détacher un avis demande un motif : l’indiquer.")
    with _changing(remittance, "untie_remittance", made_from, author, at) as (record, now):
        if now.state != "tied" or now.line is None:
            raise RuleError("advice_not_tied", "Cet avis n’est rattaché à aucune ligne.")
        line = now.line
        if made_by_rule(line):
            let_wait(record, line, reason="advice_untied", on=day_of(record))
            BankLine.objects.filter(pk=line.pk).update(state="doubtful")
        Remittance.objects.filter(pk=now.pk).update(
            state="review", line=None, tied_because="", tied_by="", version=F("version") + 1
        )
        now.lines.update(treated="", reason="", missing_cents=0)
        standing = ShortPart.objects.filter(line__remittance=now, undone_on__isnull=True)
        standing.update(undone_on=day_of(record))
        record.tell(remittance=now.pk, line=line.pk, reason=reason)


def set_remittance_aside(
    remittance: Remittance, *, reason: str, made_from: int | None, author: str, at: datetime
) -> None:
    """Say that an advice is not to be used, and why.

    Raises
        StaleFormError: the advice changed since the form was made.
        RuleError: no reason, or it does not wait.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Dire pourquoi cet avis est écarté.")
    with _changing(remittance, "set_remittance_aside", made_from, author, at) as (record, now):
        if now.state not in {"waiting", "review"}:
            raise RuleError("advice_not_waiting", "Cet avis est déjà rattaché, ou écarté.")
        Remittance.objects.filter(pk=now.pk).update(
            state="aside", aside_reason=reason.strip()[:200], version=F("version") + 1
        )
        record.tell(remittance=now.pk, reason=reason)


@contextmanager
def _changing(
    remittance: Remittance, act: str, made_from: int | None, author: str, at: datetime
) -> Iterator[tuple[Record, Remittance]]:
    """One act about one advice, as it is now."""
    with recording(remittance.creditor_id, act, author=author, cause="desk", at=at) as record:
        now = Remittance.objects.select_related("line").get(pk=remittance.pk)
        same_version(now.version, made_from, "Cet avis")
        yield record, now
