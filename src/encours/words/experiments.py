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


_NOTHING: Final = _(
    "On ne sait encore rien : il faut des clients de chaque côté dont les %(days)s jours sont passés"
    " (%(over)s pour l’instant, %(planned)s prévus)."
)
_MORE: Final = _(
    "On sait que le challenger rapporte davantage : de %(least)s à %(most)s de plus par client en %(days)s jours"
    " (95 %%, %(over)s clients) ; on ne sait pas s’il en serait de même d’autres clients ou plus tard."
)
_LESS: Final = _(
    "On sait que le challenger rapporte moins : de %(least)s à %(most)s de moins par client en %(days)s jours"
    " (95 %%, %(over)s clients) ; on ne sait pas s’il en serait de même d’autres clients ou plus tard."
)
_UNKNOWN: Final = _(
    "On ne sait pas lequel rapporte davantage : l’écart du challenger est entre %(low)s et %(high)s par client en"
    " %(days)s jours (95 %%, %(over)s clients sur %(planned)s prévus), et zéro en fait partie."
)


def conclusion(result: Mapping[str, Any], currency: str, language: str) -> str:
    """What is known of the cash and what is not, in one sentence that any reader understands."""
    cash = result["measures"].get("cash_cents")
    told = {
        "days": number(result["within_days"], language),
        "over": number(sum(result["over"].values()), language),
        "planned": number(result["planned"], language),
    }
    if cash is None:
        return str(_NOTHING) % told
    bounds = (cash["held_low"], cash["held_high"])
    least, most = sorted(map(abs, bounds))
    amounts = {"low": bounds[0], "high": bounds[1], "least": least, "most": most}
    told |= {name: money(cents, currency, language) for name, cents in amounts.items()}
    if not cash["known"]:
        return str(_UNKNOWN) % told
    return str(_MORE if cash["difference"] > 0 else _LESS) % told


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
