"""The lines of an invoice as its page shows them, whoever told them: an electronic invoice or a table."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.records.prepared import prepared
from encours.records.receivables.models import InvoiceLine, Receivable
from encours.words.amounts import exact, percent
from encours.words.languages import nearest

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is shown."""

    name: str
    detail: str
    quantity: str
    unit_price: str
    tax: str
    net_cents: int | None


@dataclass(frozen=True, slots=True)
class Lines:
    """The first lines of an invoice, and whether it has more."""

    rows: list[Line]
    more: bool


def lines_of(row: Receivable) -> Lines:
    """What is sold by this invoice, where that is told. One query."""
    language = nearest(get_language())
    found = _told(row.pk)
    return Lines([_line(each, language) for each in found[:_SHOWN]], len(found) > _SHOWN)


@prepared
def _told(receivable: int) -> QuerySet[InvoiceLine]:
    return InvoiceLine.objects.filter(receivable=receivable).order_by("position")[: _SHOWN + 1]


def _line(line: InvoiceLine, language: str) -> Line:
    return Line(
        name=line.name or line.item_number or line.line_number,
        detail=" · ".join(filter(None, (line.item_number, line.description, line.note))),
        quantity=" ".join(filter(None, (exact(line.quantity, language), _unit(line.unit)))),
        unit_price=exact(line.unit_price, language),
        tax=percent(Decimal(line.tax_rate), language) if line.tax_rate else "",
        net_cents=line.net_cents,
    )


def _unit(code: str) -> str:
    """Units of UN/ECE that have a common name; "one" is said by the figure itself."""
    return {
        "C62": "",
        "H87": "",
        "EA": "",
        "HUR": _("h"),
        "DAY": _("j"),
        "MON": _("mois"),
        "KGM": "kg",
        "LTR": "l",
        "MTR": "m",
        "KWH": "kWh",
    }.get(code, code)
