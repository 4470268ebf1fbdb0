"""Net, tax and total of an invoice: those beside their labels that tie; what does not tie is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from encours.core.extraction.finding import Found, beside
from encours.core.extraction.labels import NET, NO_SUM, TAX, TOTAL, Label
from encours.core.extraction.values import amounts
from encours.core.extraction.words import Row

_MOST: Final = 40  # candidates of each sum
_TIED: Final = 98
_TIED_BY_TWO: Final = 92  # net and total are told, and what is between them is a usual part of net
_UNTAXED: Final = 88
_UNTAXED_BY_ONE: Final = 70  # the total alone says so
_STRONG: Final = 90
_RATES: Final = (200, 100, 55, 21, 85, 190, 210, 70)  # in thousandths: France, and near it
_TWO_CENTS: Final = 2000  # in thousandths
_UNTIED: Final = 60  # at most, alone: a person looks
_PART: Final = 30  # of a hundred of net: no rate of VAT is above


@dataclass(frozen=True, slots=True)
class Sums:
    """The three sums, each with its confidence; whether they tie."""

    net: Found | None
    tax: Found | None
    total: Found | None
    tied: bool


def sums_of(rows: Sequence[Row]) -> Sums:
    """The sums whose labels are the surest among those that tie; else what the surest label of each says."""
    nets, taxes, totals = (_candidates(rows, labels) for labels in (NET, TAX, TOTAL))
    best = _tied(nets, taxes, totals) or _two(nets, totals) or _alone(nets, taxes, totals)
    if best is not None:
        return best
    net, tax, total = (_doubtful(one[0] if one else None) for one in (nets, taxes, totals))
    return Sums(net, tax, total, tied=False)


def _candidates(rows: Sequence[Row], labels: Sequence[Label]) -> list[Found]:
    found = beside(rows, labels, amounts, skip=lambda text: NO_SUM.search(text) is not None)
    seen: dict[int, Found] = {}
    for one in found:
        seen.setdefault(one.value, one)
    return list(seen.values())[:_MOST]


def _tied(nets: list[Found], taxes: list[Found], totals: list[Found]) -> Sums | None:
    """Net and tax that make the total, all three beside their labels."""
    by_value = {one.value: one for one in totals}
    found = [
        (net.weight + tax.weight + by_value[total].weight, abs(total), net, tax, by_value[total])
        for net in nets
        for tax in taxes
        if (total := net.value + tax.value) in by_value and _is_part(net.value, tax.value)
    ]
    if not found:
        return None
    _weight, _total, net, tax, total = max(found, key=lambda one: one[:2])
    return _together(net, tax, total, _TIED)


def _two(nets: list[Found], totals: list[Found]) -> Sums | None:
    """A net and a total that differ by what may be a tax, and no tax told beside a label."""
    found = [
        (net.weight + total.weight, abs(total.value), net, total)
        for net in nets
        for total in totals
        if net.value != total.value and _is_rate(net.value, total.value - net.value)
    ]
    if not found:
        return None
    _weight, _value, net, total = max(found, key=lambda one: one[:2])
    tax = replace(total, value=total.value - net.value)
    return _together(net, tax, total, _TIED_BY_TWO)


def _alone(nets: list[Found], taxes: list[Found], totals: list[Found]) -> Sums | None:
    """An invoice without tax: its net is its total, or its tax is told to be none."""
    most = max((abs(one.value) for one in (*nets, *totals)), default=0)
    for total in (one for one in totals[:3] if one.value and abs(one.value) == most):
        same = next((net for net in nets if net.value == total.value), None)
        untaxed = any(tax.value == 0 for tax in taxes)
        if same is not None or untaxed:
            strong = same is not None and min(same.weight, total.weight) >= _STRONG
            tax, confidence = replace(total, value=0), _UNTAXED if strong else _UNTAXED_BY_ONE
            return _together(same or total, tax, total, confidence)
    return None


def _is_part(net: int, tax: int) -> bool:
    """Whether a tax may be of this net: of its sign, and no more than any rate takes."""
    return tax != 0 and (net >= 0) == (tax >= 0) and abs(tax) * 100 <= abs(net) * _PART


def _is_rate(net: int, tax: int) -> bool:
    """Whether a difference is a usual French rate of a net, to two cents."""
    return tax != 0 and any(abs(tax * 1000 - net * rate) <= _TWO_CENTS for rate in _RATES)


def _together(net: Found, tax: Found, total: Found, confidence: int) -> Sums:
    net, tax, total = (replace(one, weight=confidence) for one in (net, tax, total))
    return Sums(net, tax, total, tied=True)


def _doubtful(one: Found | None) -> Found | None:
    return replace(one, weight=min(one.weight, _UNTIED)) if one else None
