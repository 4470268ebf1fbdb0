"""How much of which items a line pays when a person says so: its cents, credit notes used, sums given up beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import polars as pl

from encours.acts.cash_writing import Paid
from encours.core.refusals import RuleError
from encours.records.cash.models import GIVEN_UP, BankLine
from encours.records.receivables.models import Receivable

MOST_BPS: Final = 1_000
"""What may be given up of an invoice beside its payment: beyond a tenth, it is no difference but a dispute."""

_APPLICATION: Final = {
    "line_id": pl.Int64,
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "amount_cents": pl.Int64,
    "kind": pl.String,
    "credit_note_id": pl.Int64,
    "reason": pl.String,
    "evidence": pl.String,
}


class Portion(NamedTuple):
    """So many cents of an item, its credit notes' share included (a credit note's negative); so much given up."""

    item: Receivable
    cents: int
    given_up: str = ""
    given_up_cents: int = 0


def checked(line: BankLine, portions: Iterable[Portion]) -> list[Portion]:
    """The portions on the items as they are now.

    Raises
        RuleError: an item named twice, of another creditor or currency, beyond what is open; credit notes beyond
            what they are set against; more than the line brings.
    """
    told = [Portion(*each) for each in portions]
    keys = [each.item.pk for each in told]
    if len(set(keys)) < len(keys):
        raise RuleError("named_twice", "Une facture est indiquée deux fois : réunir les deux montants.")
    now = Receivable.objects.filter(creditor=line.creditor_id, gone_on__isnull=True).in_bulk(keys)
    if set(keys) - now.keys():
        raise RuleError("item_gone", "Une facture n’est plus au compte : relire la page, puis recommencer.")
    found = [Portion(now[one.item.pk], one.cents, one.given_up, one.given_up_cents) for one in told]
    if sum(each.cents for each in found) > line.amount_cents:
        raise RuleError("beyond_line", "Le total affecté dépasse le montant de la ligne.")
    for each in found:
        _check(line, each)
    for customer in {each.item.customer_id for each in found}:
        if sum(each.cents for each in found if each.item.customer_id == customer) < 0:
            raise RuleError("beyond_items", "Les avoirs dépassent les factures qu’ils soldent.")
    return found


def _check(line: BankLine, portion: Portion) -> None:
    item, cents, given_up, lost = portion
    if item.currency != line.currency:
        raise RuleError("other_currency", f"La facture {item.number} est dans une autre devise.")
    if item.open_cents < 0:
        if lost or not item.open_cents <= cents < 0:
            raise RuleError("beyond_open", f"L’avoir {item.number} : déduire d'un centime à ce qui en reste.")
        return
    if cents <= 0 or lost < 0 or cents + lost > item.open_cents:
        raise RuleError("beyond_open", f"La facture {item.number} : affecter d'un centime au reste dû.")
    if lost and given_up not in GIVEN_UP:
        raise RuleError(
            "given_up_wrong", f"La facture {item.number} : dire comme quoi la différence est abandonnée."
        )
    if lost * 10_000 > item.amount_cents * MOST_BPS:
        raise RuleError(
            "given_up_wrong",
            f"La facture {item.number} : au-delà d’un dixième, ouvrir un litige pour la différence.",
        )


def paid_by(
    line: BankLine, portions: Sequence[Portion], *, owner: int, reason: str, evidence: str = ""
) -> Paid:
    """What a person said, in the shape in which matches are written; what is left of the line is the owner's."""
    rows = list(_parts(portions))
    applied = {owner: 0}
    for item, cents, kind, _ in rows:
        applied[item.customer_id] = applied.get(item.customer_id, 0) + (cents if kind == "payment" else 0)
    left = line.amount_cents - sum(applied.values())
    payments = [
        {
            "line_id": line.pk,
            "version": line.version,
            "customer_id": customer,
            "booked_on": line.booked_on,
            "currency": line.currency,
            "wording": line.wording,
            "amount_cents": cents + (left if customer == owner else 0),
            "applied_cents": cents,
        }
        for customer, cents in applied.items()
    ]
    told: list[tuple[Any, ...]] = [
        (line.pk, item.pk, item.customer_id, cents, kind, note, reason, evidence)
        for item, cents, kind, note in rows
    ]
    return Paid(pl.DataFrame(payments), pl.DataFrame(told, schema=_APPLICATION, orient="row"))


def _parts(portions: Sequence[Portion]) -> Iterator[tuple[Receivable, int, str, int | None]]:
    """Item, cents, kind and credit note: each item by its customer's credit notes first, the rest by the line."""
    notes = {each.item: -each.cents for each in portions if each.cents < 0}
    for item, cents, given_up, lost in portions:
        if cents < 0:
            continue
        if lost:
            yield item, lost, given_up, None
        rest = cents
        for note, left in notes.items():
            used = min(left, rest) if note.customer_id == item.customer_id else 0
            if used:
                yield item, used, "credit_note", note.pk
                notes[note] -= used
                rest -= used
        if rest:
            yield item, rest, "payment", None
