"""What is still expected of a debt, in words: the figure, what it rests on, and when it is only a convention."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.core.measures.recovering import FEWEST, FEWEST_CUSTOMERS, HORIZONS
from encours.core.recovery import Band, Curve
from encours.words.amounts import days, number, percent
from encours.words.days import day


def basis(curve: Curve, language: str, *, counts: bool = True) -> str:
    """What a curve rests on; without `counts` for who does not see the whole creditor."""
    if not curve.observed:
        return _too_thin(curve, language, counts=counts)
    told = _counted(curve, language)
    told |= {"on": day(curve.on, language) if curve.on else "", "horizon": days(curve.horizon_days, language)}
    if not counts:
        return (
            _("La part attendue suit vos factures au %(on)s, suivies jusqu’à %(horizon)s de retard.") % told
        )
    return (
        _(
            "La part attendue suit %(invoices)s de %(customers)s au %(on)s, suivies jusqu’à %(horizon)s de retard."
        )
        % told
    )


def sentence(curve: Curve, days_late: int, language: str, *, counts: bool = True) -> str:
    """What is expected of a debt so late, with its interval and the invoices behind it."""
    band = curve.band(days_late)
    if not curve.observed:
        told = {"percent": percent(band.percent, language), "basis": basis(curve, language, counts=counts)}
        return _("%(basis)s À cet âge, il donne %(percent)s.") % told
    told = {
        "percent": percent(band.percent, language),
        "age": age(curve, band, language),
        "horizon": days(curve.horizon_days, language),
        "low": percent(band.low or 0, language),
        "high": percent(band.high or 0, language),
    }
    if band.at_most:
        return (
            _(
                "%(age)s : trop peu de vos factures atteignirent cet âge. Au plus %(percent)s, la part d’avant."
            )
            % told
        )
    if band.low is None:
        return _("%(age)s : %(percent)s de ce qui reste dû rentre avant %(horizon)s de retard.") % told
    return (
        _(
            "%(age)s : %(percent)s de ce qui reste dû rentre avant %(horizon)s de retard, de %(low)s à %(high)s "
            "dans 95 cas sur 100."
        )
        % told
    )


def age(curve: Curve, band: Band, language: str) -> str:
    """The ages that a band covers."""
    if band.first_day is None:
        return _("Non échue")
    after = [
        one.first_day for one in curve.bands if one.first_day is not None and one.first_day > band.first_day
    ]
    if not after:
        return _("Plus de %(late)s") % {"late": days(band.first_day - 1, language)}
    return _("De %(first)s à %(last)s de retard") % {
        "first": number(band.first_day, language),
        "last": days(after[0] - 1, language),
    }


def rows(curve: Curve, language: str, *, counts: bool = True) -> list[tuple[str, int, str, str, str]]:
    """The curve as a table: age, whole percent, the same in words, its interval, how many invoices."""
    found = []
    for band in curve.bands:
        between = (
            _("de %(low)s à %(high)s")
            % {"low": percent(band.low, language), "high": percent(band.high, language)}
            if band.low is not None and band.high is not None
            else "–"
        )
        share = percent(band.percent, language)
        told = _("au plus %(share)s") % {"share": share} if band.at_most else share
        behind = number(band.invoices, language) if counts and curve.observed else "–"
        found.append((age(curve, band, language), band.percent, told, between, behind))
    return found


def _too_thin(curve: Curve, language: str, *, counts: bool) -> str:
    told = {"version": str(curve.version), **_counted(curve, language)}
    scale = (
        _("La part attendue suit le barème de départ d’Encours, version %(version)s : une convention.") % told
    )
    if curve.on is None:
        return _("Vos factures n’ont pas encore été suivies : elles le sont chaque nuit.") + f" {scale}"
    if not counts:
        return _("Pas assez d’historique.") + f" {scale}"
    need = {
        "fewest": number(FEWEST, language),
        "of": number(FEWEST_CUSTOMERS, language),
        "past": days(HORIZONS[-1], language),
    }
    why = _(
        "Pas assez d’historique : %(invoices)s de %(customers)s échues depuis %(past)s au moins, il en faut %(fewest)s "
        "de %(of)s clients."
    )
    return f"{why % {**told, **need}} {scale}"


def _counted(curve: Curve, language: str) -> dict[str, str]:
    invoices = ngettext("%(n)s facture", "%(n)s factures", curve.invoices)
    customers = ngettext("%(n)s client", "%(n)s clients", curve.customers)
    return {
        "invoices": invoices % {"n": number(curve.invoices, language)},
        "customers": customers % {"n": number(curve.customers, language)},
    }
