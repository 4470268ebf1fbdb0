"""Tiles with a chart: the table it draws comes first, the chart only points at its columns."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from encours.core.ageing import BUCKET_CODES
from encours.core.boards.basis import Basis
from encours.words import days
from encours.words.boards.figures import value
from encours.words.boards.names import bucket_name, month_name, state_name, tile_name
from encours.words.boards.stats import changed
from encours.words.boards.tile import Chart, Columns, Table, Tile, cell_of, said
from encours.words.languages import nearest

_AGES = ("age-0", "age-1", "age-2", "age-3", "age-4", "age-4")
_STATES = {"disputed": "age-2", "held": "quiet", "no_step": "age-0", "formal_notice": "age-4"}
_TREND = 2  # days at least


def later(code: str) -> Tile:
    """A tile whose figures the last run did not keep yet."""
    return Tile(code, tile_name(code), absent=_("Ces chiffres viendront avec la prochaine journée calculée."))


def ageing(basis: Basis) -> Tile:
    """Open debts by age."""
    sums = (basis.figures or {})["ageing"]
    rows = [[bucket_name(code), sums[code]] for code in BUCKET_CODES]
    table = Table(((_("Ancienneté"), "text"), (_("Montant ouvert"), "amount")), rows, basis.currency)
    whole = sum(sums.values())
    short = (_("À échoir"), "1–30", "31–60", "61–90", "91–120", "> 120")
    aside = (basis.figures or {}).get("other_currency_items", 0)
    note = ngettext(
        "%(num)s poste dans une autre devise n’est pas compté.",
        "%(num)s postes dans une autre devise ne sont pas comptés.",
        aside,
    )
    return Tile(
        "ageing",
        tile_name("ageing"),
        note=note % {"num": aside} if aside else "",
        table=table,
        chart=Chart("columns", (1,), _AGES, short),
        absent="" if whole else _("Rien n’est ouvert."),
    )


def debtors(basis: Basis) -> Tile:
    """The customers that owe most, and what part of the whole they are."""
    figures = basis.figures or {}
    found = figures.get("boards", {}).get("largest")
    if found is None:
        return later("debtors")
    rows = [[basis.names.get(key, _("Client hors de vue")), cents, late] for key, cents, late in found]
    whole, part = figures["receivable_cents"], sum(row[1] for row in rows)
    columns: Columns = ((_("Client"), "text"), (_("Ouvert"), "amount"), (_("Dont échu"), "amount"))
    note = ngettext(
        "%(num)s client porte %(share)s des créances ouvertes",
        "%(num)s clients portent %(share)s des créances ouvertes",
        len(rows),
    ) % {"num": len(rows), "share": said(Fraction(part, whole) if whole else None, "share", "")}
    return Tile(
        "debtors",
        tile_name("debtors"),
        note=note if rows else "",
        table=Table(columns, rows, basis.currency),
        chart=Chart("bars", (1, 2), ("age-0", "age-4")),
        absent="" if rows else _("Personne ne doit rien."),
        links=[(row[0], "customer", key) for row, (key, *_rest) in zip(rows, found, strict=True)],
    )


def cases(basis: Basis) -> Tile:
    """Customers with something overdue, by the state of their case: how many, and how much."""
    found = (basis.figures or {}).get("boards", {}).get("cases")
    if found is None:
        return later("cases")
    rows = [[state_name(code), count, cents] for code, count, cents in found]
    columns: Columns = ((_("État"), "text"), (_("Dossiers"), "count"), (_("Échu"), "amount"))
    return Tile(
        "cases",
        tile_name("cases"),
        table=Table(columns, rows, basis.currency),
        chart=Chart("bars", (2,), tuple(_STATES.get(code, "primary") for code, *_rest in found)),
        absent="" if rows else _("Aucun client n’a d’échu."),
    )


def cash_months(basis: Basis) -> Tile:
    """Money received by month."""
    found = (basis.figures or {}).get("boards", {}).get("cash")
    if found is None:
        return later("cash_months")
    rows = [[month_name(month), cents] for month, cents in found]
    return Tile(
        "cash_months",
        tile_name("cash_months"),
        table=Table(((_("Mois"), "text"), (_("Encaissé"), "amount")), rows, basis.currency),
        chart=Chart("columns", (1,), (*["primary"] * (len(rows) - 1), "age-0")),
        note=_("Le dernier mois est en cours."),
    )


def cash(basis: Basis) -> Tile:
    """Money received this month, beside the last one up to the same day."""
    figures = basis.figures or {}
    now, then = value(figures, "cash_month_cents"), value(figures, "cash_last_month_cents")
    if now is None or then is None:
        return later("cash")
    rows = [[_("Ce mois-ci"), int(now)], [_("Le mois dernier, même date"), int(then)]]
    change, tone = changed(now, then, "cents", "higher")
    return Tile(
        "cash",
        tile_name("cash"),
        value=said(now, "cents", basis.currency),
        note=_("contre %(then)s à date") % {"then": said(then, "cents", basis.currency)},
        change=change,
        change_tone=tone,
        table=Table(((_("Période"), "text"), (_("Encaissé"), "amount")), rows, basis.currency),
        chart=Chart("bars", (1,), ("primary", "quiet")),
        figure=now,
        unit="cents",
    )


def dso_trend(basis: Basis) -> Tile:
    """Days sales outstanding over the days known."""
    return _trend(
        basis,
        "dso_trend",
        ("dso_count_back", "dso_simple"),
        (_("Par épuisement"), _("Sur douze mois")),
        "days",
    )


def open_trend(basis: Basis) -> Tile:
    """What is open, and what of it is overdue, over the days known."""
    titles = (_("Solde, avoirs déduits"), _("Échu"))
    return _trend(basis, "open_trend", ("outstanding_cents", "overdue_cents"), titles, "cents")


def currencies(basis: Basis) -> Tile:
    """Open debts by currency: nothing is converted, nor added."""
    found = (basis.figures or {}).get("boards", {}).get("currencies")
    if found is None:
        return later("currencies")
    rows = [
        [code, count, said(Fraction(cents), "cents", code), said(Fraction(late), "cents", code)]
        for code, count, cents, late in found
    ]
    columns: Columns = (
        (_("Devise"), "text"),
        (_("Postes"), "count"),
        (_("Ouvert"), "text"),
        (_("Dont échu"), "text"),
    )
    return Tile(
        "currencies",
        tile_name("currencies"),
        table=Table(columns, rows),
        note=_("Aucune conversion : chaque devise a son total."),
        absent="" if rows else _("Rien n’est ouvert."),
    )


def _trend(basis: Basis, code: str, series: tuple[str, ...], titles: tuple[str, ...], unit: str) -> Tile:
    language = nearest(get_language())
    points: list[tuple[Any, Mapping[str, Any]]] = list(basis.history)
    if len(points) < _TREND:
        return Tile(code, tile_name(code), absent=_("La tendance paraîtra dès le deuxième jour calculé."))
    kind = cell_of(None, unit)[0]
    rows = [
        [days.day(day, language), *(cell_of(value(figures, one), unit)[1] for one in series)]
        for day, figures in points
    ]
    columns: Columns = ((_("Jour"), "text"), *((title, kind) for title in titles))
    tones = ("info", "watch" if unit == "days" else "age-4")
    short = [days.day_short(day, language) for day, _figures in points]
    return Tile(
        code,
        tile_name(code),
        table=Table(columns, rows, basis.currency),
        chart=Chart("line", tuple(range(1, len(series) + 1)), tones, short),
    )
