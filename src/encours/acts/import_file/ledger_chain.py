"""A ledger beside those taken in before: rebuilt with what stood open, and how its year follows theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from encours.acts.import_file.ledger_opening import opening_day
from encours.acts.import_file.result import Reading, Source
from encours.core.entries.returning import gathered_up, without_set_against, without_undone
from encours.core.ledger import (
    Gathered,
    Ledger,
    Year,
    opening_differs,
    rebuild_gathered,
    years_said,
)
from encours.core.refusals import Notice, UnreadableFileError
from encours.records.documents.models import Intake
from encours.records.frames.earlier import stood_open
from encours.records.frames.entries import exported_notes, exported_payments, undone_entries
from encours.records.parties.models import Creditor


def rebuilt(creditor: Creditor, gathered: Gathered, closing_on: date | None) -> Ledger:
    """Rebuild; an opening balance without detail gives way to the earlier items that it sums up, if they do.

    Entries that were exported and come back are known by their keys: each payment is one, what was undone is nothing.
    """
    gathered = without_undone(gathered, undone_entries(creditor.pk))
    gathered = without_set_against(gathered, exported_notes(creditor.pk))
    exported = exported_payments(creditor.pk)
    return gathered_up(_with_earlier(creditor, gathered, closing_on), exported)


def _with_earlier(creditor: Creditor, gathered: Gathered, closing_on: date | None) -> Ledger:
    ledger = rebuild_gathered(gathered, closing_on=closing_on)
    opening_on = opening_day(ledger)
    if opening_on is None:
        return ledger
    earlier = stood_open(creditor.pk, before=opening_on)
    if not ledger.opening_balances["detailed"].all():
        ledger = rebuild_gathered(gathered, closing_on=closing_on, earlier=earlier)
    differing = opening_differs(ledger.opening_balances, earlier)
    ledger = replace(ledger, anomalies=[*ledger.anomalies, *([differing] if differing else [])])
    if ledger.first_on is None:  # the opening is all there is yet, and speaks of all that came before
        return replace(ledger, first_on=opening_on, last_on=opening_on)
    return ledger


def chained(creditor: Creditor, ledger: Ledger) -> list[Notice]:
    """How this year follows those taken in before."""
    if ledger.first_on is None or ledger.last_on is None:
        return []
    known = Intake.objects.filter(creditor=creditor, kind="ledger").order_by("pk")
    days = known.values_list("name", "from_on", "to_on")
    latest = {first: Year(name, first, last) for name, first, last in days if first and last}
    return years_said(
        sorted(latest.values(), key=lambda year: year.first_on),
        first_on=ledger.first_on,
        last_on=ledger.last_on,
        opening_on=opening_day(ledger),
    )


def same_company(creditor: Creditor, source: Source, reading: Reading) -> None:
    """Refuse a ledger whose name tells another company's number."""
    siren = reading.facts.get("siren")
    if siren and creditor.siren and siren != creditor.siren:
        raise UnreadableFileError(
            "other_company",
            f"{source.name} porte le SIREN {siren} ; ce créancier est {creditor.siren}. Rien n'a été importé.",
            "Choisir le créancier auquel ce fichier appartient.",
        )
