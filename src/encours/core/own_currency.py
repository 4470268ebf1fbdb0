"""The amounts of invoices in their own currency, where the books are kept in another: told, summed, never converted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Own:
    """An invoice in its own currency.

    `open_cents` is None once part of it was paid or contested: the books tell that part in their currency alone.
    """

    currency: str
    amount_cents: int
    open_cents: int | None


def own_of(
    *, amount_cents: int, open_cents: int, currency: str, foreign_cents: int | None, foreign_currency: str
) -> Own | None:
    """What an invoice says in its own currency; None where it is that of the books, or where they do not tell it."""
    if not foreign_cents or not foreign_currency or foreign_currency == currency:
        return None
    return Own(foreign_currency, foreign_cents, foreign_cents if open_cents == amount_cents else None)


def own_totals(owns: Iterable[Own | None]) -> list[tuple[str, int]]:
    """What is open in each own currency; one in which the rest of some invoice is not known has no sum."""
    found: dict[str, int | None] = {}
    for one in owns:
        if one is not None:
            before = found.get(one.currency, 0)
            found[one.currency] = (
                None if before is None or one.open_cents is None else before + one.open_cents
            )
    return [(currency, cents) for currency, cents in sorted(found.items()) if cents is not None]


def alone(owns: Sequence[Own | None]) -> tuple[str, int] | None:
    """The one currency in which all of these are to be paid, and how much; None where there is no such one."""
    currencies = {one.currency if one else "" for one in owns}
    totals = own_totals(owns)
    return totals[0] if len(currencies) == 1 and totals else None
