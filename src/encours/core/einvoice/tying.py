"""Whether the sums of a document tie: to the cent, or the first that fails is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from encours.core.einvoice.documents import Document, Totals

_CENTS = 100


@dataclass(frozen=True, slots=True)
class Broken:
    """A sum that does not tie: what is printed, what its parts make, and the sum in words."""

    rule: str
    sentence: str
    printed_cents: int
    found_cents: int


def settled(totals: Totals) -> Totals:
    """Fill the sums that a short profile leaves out and that the others determine.

    MINIMUM has no prepaid amount: what is not payable any more is prepaid.
    """
    net, tax, total = totals.net_cents, totals.tax_cents, totals.total_cents
    if net is None and total is None and totals.lines_cents is not None and totals.payable_cents is not None:
        # An order may anticipate no more than its lines and what will be payable.
        net = totals.lines_cents - (totals.allowances_cents or 0) + (totals.charges_cents or 0)
        total, tax = totals.payable_cents, totals.payable_cents - net
    if total is None and net is not None:
        total = net + (tax or 0)
    if total is None:
        total = totals.payable_cents
    if net is None and total is not None:
        net = total - (tax or 0)
    payable, prepaid = totals.payable_cents, totals.prepaid_cents
    if payable is None and total is not None:
        payable = total - (prepaid or 0) + (totals.rounding_cents or 0)
    if prepaid is None and payable is not None and total is not None:
        prepaid = total + (totals.rounding_cents or 0) - payable
    return replace(
        totals,
        net_cents=net,
        tax_cents=tax or 0,
        total_cents=total,
        prepaid_cents=prepaid or 0,
        payable_cents=payable,
    )


def first_broken(document: Document) -> Broken | None:
    """The first sum that does not tie, in the order in which a reader adds them up."""
    return next((sum_ for sum_ in _sums(document) if sum_.printed_cents != sum_.found_cents), None)


def _sums(document: Document) -> Iterator[Broken]:
    told = document.totals
    yield from _of_lines(document)
    if told.lines_cents is not None and told.net_cents is not None:
        found = told.lines_cents - (told.allowances_cents or 0) + (told.charges_cents or 0)
        yield Broken("net", _NET, told.net_cents, found)
    if document.taxes and told.tax_cents is not None:
        parts = [each.tax_cents for each in document.taxes]
        if all(part is not None for part in parts):
            yield Broken("tax", _TAX, told.tax_cents, sum(part or 0 for part in parts))
    if told.total_cents is not None:
        yield Broken("total", _TOTAL, told.total_cents, (told.net_cents or 0) + (told.tax_cents or 0))
        if told.payable_cents is not None:
            found = told.total_cents - (told.prepaid_cents or 0) + (told.rounding_cents or 0)
            yield Broken("payable", _PAYABLE, told.payable_cents, found)


def _of_lines(document: Document) -> Iterator[Broken]:
    told = document.totals
    counted = [line.net_cents for line in document.lines if line.counts]
    if counted and told.lines_cents is not None and all(cents is not None for cents in counted):
        yield Broken("lines", _LINES, told.lines_cents, sum(cents or 0 for cents in counted))
    for charge, printed, rule, sentence in (
        (False, told.allowances_cents, "allowances", _ALLOWANCES),
        (True, told.charges_cents, "charges", _CHARGES),
    ):
        parts = [each.amount_cents for each in document.reductions if each.charge is charge]
        if parts and printed is not None:
            yield Broken(rule, sentence, printed, sum(parts))


_LINES = "somme des lignes"
_ALLOWANCES = "somme des remises"
_CHARGES = "somme des frais"
_NET = "lignes − remises + frais = total hors taxes"
_TAX = "somme des TVA par taux"
_TOTAL = "total hors taxes + TVA = total TTC"
_PAYABLE = "total TTC − déjà payé + arrondi = net à payer"


def printed(cents: int) -> str:
    """Cents as a plain figure, for a refusal: `-12.05`."""
    whole, part = divmod(abs(cents), _CENTS)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02d}"
