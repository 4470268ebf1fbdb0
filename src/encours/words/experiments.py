"""Experiments in words: their sides, how they ended, and in one sentence what is known and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from encours.words.amounts import money, number, tenths

ARMS: Final[Mapping[str, Promise]] = {"champion": _("le champion"), "challenger": _("le challenger")}
ENDINGS: Final[Mapping[str, Promise]] = {
    "planned": _("tous les clients prévus ont eu leurs jours"),
    "known": _("l’écart ne fait plus de doute"),
    "time": _("la période est finie, avec moins de clients que prévu"),
    "complaints": _("garde-fou : le challenger fait trop de plaintes"),
    "opt_outs": _("garde-fou : trop de clients ne veulent plus de messages"),
    "cost": _("garde-fou : le challenger coûte trop cher"),
    "person": _("arrêtée par une personne"),
}
MEASURES: Final[Mapping[str, Promise]] = {
    "cash_cents": _("Encaissé par client"),
    "waited_days": _("Jours d’attente d’un euro dû"),
    "cost_cents": _("Coût des messages par client"),
    "complaints": _("Plaintes pour 1 000 clients"),
    "opt_outs": _("Refus de messages pour 1 000 clients"),
}


def conclusion(result: Mapping[str, Any], currency: str, language: str) -> str:
    """What is known of the cash and what is not, in one sentence that any reader understands."""
    cash = result["measures"].get("cash_cents")
    over = sum(result["over"].values())
    told = {
        "days": number(result["within_days"], language),
        "over": number(over, language),
        "planned": number(result["planned"], language),
    }
    if cash is None:
        return (
            gettext(
                "On ne sait encore rien : il faut des clients de chaque côté dont les %(days)s jours sont passés"
                " (%(over)s pour l’instant, %(planned)s prévus)."
            )
            % told
        )
    low, high = cash["held_low"], cash["held_high"]
    told |= {
        "low": money(low, currency, language),
        "high": money(high, currency, language),
        "least": money(min(abs(low), abs(high)), currency, language),
        "most": money(max(abs(low), abs(high)), currency, language),
    }
    if cash["known"] and cash["difference"] > 0:
        return (
            gettext(
                "On sait que le challenger rapporte davantage : de %(least)s à %(most)s de plus par client en"
                " %(days)s jours (95 %%, %(over)s clients) ; on ne sait pas s’il en serait de même"
                " d’autres clients ou plus tard."
            )
            % told
        )
    if cash["known"]:
        return (
            gettext(
                "On sait que le challenger rapporte moins : de %(least)s à %(most)s de moins par client en"
                " %(days)s jours (95 %%, %(over)s clients) ; on ne sait pas s’il en serait de même"
                " d’autres clients ou plus tard."
            )
            % told
        )
    return (
        gettext(
            "On ne sait pas lequel rapporte davantage : l’écart du challenger est entre %(low)s et %(high)s par client"
            " en %(days)s jours (95 %%, %(over)s clients sur %(planned)s prévus), et zéro en fait partie."
        )
        % told
    )


def value_of(measure: str, value: int, currency: str, language: str) -> str:
    """A value of a measure, as `core.experiments.resulting.PARTS` counts it."""
    if measure.endswith("_cents"):
        return money(value, currency, language)
    if measure == "waited_days":
        return gettext("%(days)s j") % {"days": tenths(value, language)}
    return number(value, language)


def counted(result: Mapping[str, Any], language: str) -> str:
    """How many customers entered, and of how many the days are over."""
    entered, over = sum(result["entered"].values()), sum(result["over"].values())
    return ngettext(
        "%(entered)s client entré sur %(planned)s prévus, les jours de %(over)s sont passés.",
        "%(entered)s clients entrés sur %(planned)s prévus, les jours de %(over)s sont passés.",
        entered,
    ) % {
        "entered": number(entered, language),
        "planned": number(result["planned"], language),
        "over": number(over, language),
    }
