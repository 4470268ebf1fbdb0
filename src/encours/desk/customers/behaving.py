"""How a customer pays, in words: computed by `core` from the ledger of the last twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.behaviour import YEAR_DAYS, Behaviour, Month, behaviour
from encours.desk.visits import Visit
from encours.records.frames.account import paid_parts, received, unpaid, unpaid_of
from encours.words.amounts import number
from encours.words.languages import nearest

_TENTHS = 10
_WHOLE = 100
_TALLEST = 40  # units of the small chart


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the small chart: its height (0 to 40), whether it was late, its words."""

    height: int
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """One currency's behaviour with its words."""

    figures: Behaviour
    days_to_pay: str
    beyond: str
    with_waiting: str
    on_time: int | None
    trend: str
    trend_tone: str
    bars: list[Bar]
    means: list[tuple[str, int, int]]  # name, cents, whole percents


def behaviour_of(customer_id: int, visit: Visit, items: pl.DataFrame | None = None) -> list[Told]:
    """Three queries, however long the story; by currency, the most paid first.

    Two where its open `items` were read already (`records.frames.items.open_items`).
    """
    after = visit.on - timedelta(days=YEAR_DAYS)
    found = behaviour(
        paid_parts(customer_id, after=after),
        _unpaid(customer_id, items, visit.on),
        received(customer_id, after=after),
        on=visit.on,
    )
    return [_told(one) for one in found]


def _unpaid(customer_id: int, items: pl.DataFrame | None, on: date) -> pl.DataFrame:
    """What is open of invoices; of one that was assigned, items that were read do not say what it is."""
    if items is None or "factored" in items["kind"]:
        return unpaid(customer_id, on=on)
    return unpaid_of(items, on=on)


def _told(one: Behaviour) -> Told:
    return Told(
        figures=one,
        days_to_pay=days_of(one.days_to_pay_tenths),
        beyond=_beyond(one.beyond_tenths),
        with_waiting=_beyond(one.with_waiting_tenths),
        on_time=None if one.on_time_bps is None else (one.on_time_bps + _WHOLE // 2) // _WHOLE,
        trend=trend_name(one.trend),
        trend_tone={"better": "ok", "worse": "late"}.get(one.trend, "quiet"),
        bars=_bars(one.months),
        means=[(means_name(code), cents, (bps + _WHOLE // 2) // _WHOLE) for code, cents, bps in one.means],
    )


def _bars(months: tuple[Month, ...]) -> list[Bar]:
    """Days beyond terms month by month; paid on time is a line at the bottom."""
    most = max((one.beyond_tenths or 0 for one in months), default=0)
    bars = []
    for one in months:
        beyond = one.beyond_tenths
        month = one.first_on.strftime("%m/%Y")
        height = 0 if beyond is None or most <= 0 else max(2, _TALLEST * max(0, beyond) // most)
        if beyond is not None and not height:
            height = 2
        words = _("%(month)s : rien de payé") if beyond is None else _("%(month)s : %(days)s")
        tone = "quiet" if beyond is None else "late" if beyond > 0 else "ok"
        bars.append(Bar(height, tone, words % {"month": month, "days": _beyond(beyond)}))
    return bars


def days_of(tenths: int | None) -> str:
    """Whole days in the reader's language; a dash when nothing tells."""
    if tenths is None:
        return "–"
    whole = (abs(tenths) + _TENTHS // 2) // _TENTHS
    return _("%(n)s j") % {"n": number(whole, nearest(get_language()))}


def _beyond(tenths: int | None) -> str:
    if tenths is None:
        return "–"
    if abs(tenths) < _TENTHS // 2:
        return _("à l’échéance")
    return (_("%(days)s après l’échéance") if tenths > 0 else _("%(days)s avant l’échéance")) % {
        "days": days_of(tenths)
    }


def trend_name(code: str) -> str:
    """How the last six months compare with the six before."""
    return {
        "better": _("Paie plus vite qu’il y a six mois"),
        "worse": _("Paie plus tard qu’il y a six mois"),
        "steady": _("Stable depuis un an"),
    }.get(code, _("Trop peu de paiements pour une tendance"))


def means_name(code: str) -> str:
    """A means of payment."""
    return {
        "transfer": _("Virement"),
        "cheque": _("Chèque"),
        "direct_debit": _("Prélèvement"),
        "card": _("Carte"),
        "bill": _("Effet de commerce"),
        "cash": _("Espèces"),
    }.get(code, _("Moyen non dit"))
