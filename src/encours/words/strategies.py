"""A change that the house proposes, in words: what it changes, why it is a candidate, and what it would bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encours.words.amounts import days, money, number
from encours.words.reason_labels import STEPS
from encours.words.simulations import assumed_of, bounds_of, fitted_of, head_of, name_of, verdict_of

TITLES: Final[Mapping[str, Promise]] = {
    "first_sooner": _("Avancer le premier rappel : à %(after_days)s de l’échéance au lieu de %(before)s."),
    "preventive_nearer": _("Rapprocher le message préventif : %(after_days)s au lieu de %(before)s."),
    "closer": _("Resserrer les étapes : la dernière à %(after_days)s au lieu de %(before)s."),
    "wider": _("Espacer les étapes : la dernière à %(after_days)s au lieu de %(before)s."),
    "without_last": _("Retirer la dernière étape (%(step)s)."),
    "letter_instead": _("À défaut d’e-mail, écrire par courrier."),
    "email_first": _("E-mail d’abord, courrier à défaut, pour l’étape « %(step)s »."),
    "call_before_notice": _("Appeler après %(after_days)s de silence, avant la mise en demeure."),
    "not_for_little": _("Ne pas écrire pour moins de %(after_cents)s."),
}
REASONS: Final[Mapping[str, Promise]] = {
    "first_sooner": _("Factures observées payées après ce rappel, qui attendent donc qu’il parte : %(of)s."),
    "preventive_nearer": _(
        "Un mot juste avant l’échéance se lit quand elle compte ; %(of)s clients le reçoivent."
    ),
    "closer": _(
        "Qui ne paie qu’à une étape ferme attend les douces : %(of)s factures observées disent combien."
    ),
    "wider": _(
        "%(of)s factures observées ont été payées d’elles-mêmes : moins de messages leur suffiraient."
    ),
    "without_last": _("Elle est partie pour %(of)s factures : aucune n’a été payée dans les dix jours."),
    "letter_instead": _("Clients sans adresse e-mail, à qui rien ne parvient : %(after)s sur %(of)s."),
    "email_first": _("%(after)s clients sur %(of)s ont une adresse e-mail, et un courrier coûte davantage."),
    "call_before_notice": _(
        "%(of)s factures observées n’ont jamais été payées, et une voix en apprend plus qu’une lettre."
    ),
    "not_for_little": _(
        "Un message coûte, et use la patience, autant pour un petit reste dû que pour un grand."
    ),
}


def title_of(one: Mapping[str, Any], currency: str, language: str) -> str:
    """What a change changes."""
    return str(TITLES[one["rule"]]) % _figures(one, currency, language)


def reason_of(one: Mapping[str, Any], currency: str, language: str) -> str:
    """Why it is worth trying."""
    return str(REASONS[one["rule"]]) % _figures(one, currency, language)


def effect_of(one: Mapping[str, Any], currency: str, language: str) -> str:
    """What it would bring, with its bounds; or that nobody knows."""
    if one["against"] is None:
        return gettext("effet inconnu : une simulation ne suit pas les appels, seule une expérience le dira")
    mean, low, high = bounds_of("net_cents", one["against"]["net_cents"], currency, language)
    return gettext("effet net attendu %(mean)s (de %(low)s à %(high)s)") % {
        "mean": mean, "low": low, "high": high,
    }  # fmt: skip


def lines_of(told: Mapping[str, Any], currency: str, language: str) -> Iterator[str]:
    """The changes found as lines of text."""
    yield head_of(told, language)
    yield fitted_of(told, language)
    yield gettext("Changements de « %(name)s », le meilleur d’abord :") % {"name": name_of(told)}
    for rank, one in enumerate(told["candidates"], 1):
        yield f"  {rank}. {title_of(one, currency, language)}"
        yield f"     {reason_of(one, currency, language)}"
        yield f"     {effect_of(one, currency, language)}"
    if not told["candidates"]:
        yield "  " + gettext("aucun : rien de ce qui est connu n’en suggère.")
    yield verdict_of(told)
    yield from assumed_of(told, language)


def _figures(one: Mapping[str, Any], currency: str, language: str) -> dict[str, str]:
    return {
        "before": number(abs(one["before"]), language),
        "after": number(abs(one["after"]), language),
        "after_days": days(abs(one["after"]), language),
        "after_cents": money(one["after"], currency, language),
        "of": number(one["of"], language),
        "step": str(STEPS.get(one["step"], one["step"])),
    }
