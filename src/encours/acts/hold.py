"""Holding and releasing: a dated pause with its reason, of an item or of a whole customer; and sparing a customer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from encours.core.refusals import RuleError
from encours.records.cases.models import Hold, Leniency
from encours.records.history.writing import recording
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable

_LONGEST = timedelta(days=366)


def hold(
    customer: Customer,
    *,
    receivable: Receivable | None = None,
    from_on: date,
    until_on: date | None,
    reason: str,
    kind: str = "pause",
    author: str,
    at: datetime,
) -> Hold:
    """Stop the clock from `from_on` to `until_on` included (None: until released).

    Raises
        RuleError: no reason, an end before the start, or an insolvency with an end or of one item alone.
    """
    _allowed(kind, from_on, until_on, reason)
    with recording(customer.creditor_id, "hold", author=author, cause=reason, at=at) as record:
        made = Hold.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            receivable=receivable,
            from_on=from_on,
            until_on=until_on,
            reason=reason,
            kind=kind,
            by=author,
        )
        record.wrote(Hold, [made])
        record.of(
            customer.pk,
            hold=made.pk,
            invoice=receivable.number if receivable else "",
            from_on=from_on,
            until_on=until_on,
            reason=reason,
            kind=kind,
        )
    return made


def _allowed(kind: str, from_on: date, until_on: date | None, reason: str) -> None:
    if not reason.strip():
        raise RuleError("reason_missing", "Une suspension porte un motif : l'indiquer.")
    if until_on is not None and until_on < from_on:
        raise RuleError("end_before_start", "La suspension finirait avant de commencer : corriger les dates.")
    if kind == "insolvency" and until_on is not None:
        raise RuleError(
            "until_on_wrong",
            "Une procédure collective n'a pas de fin connue d'avance : laisser vide, et lever au jour de sa clôture.",
        )


def release(held: Hold, *, on: date, author: str, at: datetime) -> None:
    """End a hold: `on` is the first day no longer held.

    Raises
        RuleError: it was released already, or a judge has the case.
    """
    if held.kind == "judicial":
        raise RuleError(
            "judicial_hold",
            "Ce dossier est en phase judiciaire : les relances reprennent quand on en sort, sur la page du dossier.",
        )
    with recording(held.creditor_id, "release", author=author, cause=f"hold {held.pk}", at=at) as record:
        if not Hold.objects.filter(pk=held.pk, released_on__isnull=True).update(released_on=on):
            raise RuleError("already_released", "Cette suspension est déjà levée.")
        record.of(held.customer_id, hold=held.pk, released_on=on)


def spare(
    customer: Customer,
    *,
    kind: str,
    from_on: date,
    until_on: date | None,
    reason: str,
    author: str,
    at: datetime,
) -> Leniency:
    """Spare a customer without holding it: only courtesy while in `difficulty`, until a day; or `no_courtesy` at all.

    Raises
        RuleError: no reason, a difficulty without end or of more than a year, or the same is noted already.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Adapter les relances demande un motif : l'indiquer.")
    last = _last_day(kind, from_on, until_on)
    with recording(customer.creditor_id, "spare", author=author, cause=reason.strip(), at=at) as record:
        running = Leniency.objects.filter(customer=customer, kind=kind, ended_on__isnull=True)
        if running.exclude(until_on__lt=from_on).exists():
            raise RuleError(
                "kind_wrong", "Cette adaptation court déjà : y mettre fin avant d'en noter une autre."
            )
        made = Leniency.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            kind=kind,
            from_on=from_on,
            until_on=last,
            reason=reason.strip(),
            by=author,
        )
        record.wrote(Leniency, [made])
        record.of(customer.pk, spared=made.pk, kind=kind, from_on=from_on, until_on=last, reason=made.reason)
    return made


def _last_day(kind: str, from_on: date, until_on: date | None) -> date | None:
    """The last day of a leniency: told of a difficulty, none of a refusal."""
    if kind != "difficulty":
        return None
    if until_on is None:
        raise RuleError("until_on_wrong", "Une difficulté passagère a une fin : indiquer jusqu'à quel jour.")
    if until_on < from_on:
        raise RuleError("until_on_wrong", "Elle finirait avant de commencer : corriger les dates.")
    if until_on - from_on > _LONGEST:
        raise RuleError(
            "until_on_wrong", "Au-delà d'un an, ce n'est plus passager : choisir une fin plus proche."
        )
    return until_on


def end_sparing(spared: Leniency, *, on: date, author: str, at: datetime) -> None:
    """End a leniency: `on` is the first day without it.

    Raises
        RuleError: it was ended already.
    """
    with recording(
        spared.creditor_id, "end_sparing", author=author, cause=f"leniency {spared.pk}", at=at
    ) as record:
        if not Leniency.objects.filter(pk=spared.pk, ended_on__isnull=True).update(ended_on=on):
            raise RuleError("already_ended", "Cette adaptation est déjà terminée.")
        record.of(spared.customer_id, spared=spared.pk, kind=spared.kind, ended_on=on)
