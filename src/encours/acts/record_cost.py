"""Recording what collection costs: a sum over a period, or the price of one action of a kind."""

from __future__ import annotations

from datetime import date, datetime

from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.measures.models import Cost
from encours.records.parties.models import Creditor


def record_cost(
    creditor: Creditor,
    *,
    what: str,
    kind: str,
    amount_cents: int,
    from_on: date,
    to_on: date | None = None,
    action: str = "",
    minutes: int | None = None,
    author: str,
    at: datetime,
) -> Cost:
    """Record a cost in the creditor's currency. With `action`, it is the price of one action of that kind.

    `minutes` is how long one such action takes a person: hours freed are counted from it.

    Raises
        RuleError: nothing says what it is, a negative amount, minutes without an action, or an end before the start.
    """
    if not what.strip():
        raise RuleError("what_missing", "Un coût porte un libellé : l’indiquer.")
    if amount_cents < 0:
        raise RuleError("amount_out_of_range", "Un coût ne peut être négatif : annuler celui qui est faux.")
    if minutes is not None and not action:
        raise RuleError("minutes_of_nothing", "Des minutes sont celles d’une action : choisir laquelle.")
    if to_on is not None and to_on < from_on:
        raise RuleError("end_before_start", "La période finirait avant de commencer : corriger les dates.")
    with recording(creditor, "record_cost", author=author, cause=what, at=at) as record:
        made = Cost.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            what=what.strip(),
            kind=kind,
            basis="action" if action else "period",
            action=action,
            amount_cents=amount_cents,
            currency=record.creditor.currency,
            minutes=minutes,
            from_on=from_on,
            to_on=to_on,
            by=author,
        )
        record.wrote(Cost, [made])
        record.tell(cost=made.pk, kind=kind, amount_cents=amount_cents, from_on=from_on)
    return made
