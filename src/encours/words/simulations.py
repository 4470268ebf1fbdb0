"""What a simulation came to, in words: from what it was drawn, how well, and for each scenario its means and bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encours.core.money import rounded
from encours.words.amounts import decimal, money, number, percent, tenths
from encours.words.scenarios import scenario_name

HABITS: Final[Mapping[str, Promise]] = {
    "habit": _("payées d’elles-mêmes"),
    "reminder": _("payées dans les dix jours d’une relance"),
    "dispute": _("contestées"),
    "vanish": _("jamais payées"),
}
MEASURES: Final[Mapping[str, Promise]] = {
    "collected_cents": _("encaissé"),
    "paid_30": _("payé dans les 30 jours de l’échéance"),
    "paid_60": _("payé dans les 60 jours"),
    "paid_90": _("payé dans les 90 jours"),
    "unpaid_cents": _("encore impayé"),
    "waited_days": _("jours de retard d’un euro dû"),
    "messages": _("messages"),
    "cost_cents": _("coût des messages"),
    "disputed": _("factures contestées"),
    "vanished": _("factures sans paiement ni nouvelles à 90 jours"),
    "complaints": _("plaintes et refus de messages"),
    "net_cents": _("effet net : encaissé, moins les messages et l’attente"),
}


def head_of(told: Mapping[str, Any], language: str) -> str:
    """What was drawn, in a line."""
    return gettext(
        "%(invoices)s factures de %(customers)s clients (sur %(of)s), %(runs)s tirages, graine %(seed)s"
    ) % {
        "invoices": number(told["invoices"], language),
        "customers": number(told["customers"], language),
        "of": number(told["of_customers"], language),
        "runs": number(told["runs"], language),
        "seed": told["seed"],
    }


def fitted_of(told: Mapping[str, Any], language: str) -> str:
    """From what debtors were drawn."""
    seen = ", ".join(f"{HABITS[kind]} {number(count, language)}" for kind, count in told["habits"].items())
    return gettext("Tirées de ce que sont devenues les factures observées : %(seen)s") % {"seen": seen}


def assumed_of(told: Mapping[str, Any], language: str) -> Iterator[str]:
    """What a simulation takes for granted."""
    yield gettext(
        "Qu’une facture payée peu après une relance l’ait été à cause d’elle est supposé : seule une expérience le dit."
    )
    yield gettext(
        "Un débiteur qui a payé après une étape répond à cette étape ou à une plus avancée, jamais à une plus douce."
        " L’argent coûte %(rate)s par an."
    ) % {"rate": percent(decimal(told["money_bps"], 2), language)}


def name_of(one: Mapping[str, Any]) -> str:
    """A scenario simulated."""
    return scenario_name(one["name"]) + (f" v{one['version']}" if one["version"] else "")


def calibration_of(told: Mapping[str, Any], language: str) -> list[tuple[str, str, str, str, str, bool]]:
    """The calibration as lines: what, simulated, its bounds, what really was, and whether that is within them."""
    found = []
    for one in (told["calibration"] or {"lines": []})["lines"]:
        name = one["line"]
        mean, low, high, really = (
            _said(name, one[key], "", language) for key in ("mean", "low", "high", "really")
        )
        found.append((str(MEASURES[name]), mean, low, high, really, one["within"]))
    return found


def verdict_of(told: Mapping[str, Any]) -> str:
    """How far a simulation can be believed, in a sentence."""
    if not told["calibration"]:
        return gettext(
            "Trop peu de factures pour vérifier l’ajustement sur des mois laissés de côté : prendre ces chiffres"
            " avec prudence."
        )
    lines = told["calibration"]["lines"]
    within = sum(one["within"] for one in lines)
    if within == len(lines):
        return gettext(
            "L’ajustement tient : sur les derniers mois, qu’il ignorait, tout ce qui s’est passé est entre ses bornes."
        )
    return gettext(
        "L’ajustement s’écarte : sur les derniers mois, qu’il ignorait, %(within)s sur %(of)s des mesures tombent entre"
        " ses bornes."
    ) % {"within": within, "of": len(lines)}


def lines_of(told: Mapping[str, Any], currency: str, language: str) -> Iterator[str]:
    """The result of a simulation as lines of text."""
    yield head_of(told, language)
    yield fitted_of(told, language)
    for one in told["scenarios"]:
        yield name_of(one)
        yield from _measured(one["measures"], currency, language)
        if one["against_first"]:
            yield "  " + gettext("de plus ou de moins que le premier :")
            yield from _measured(one["against_first"], currency, language)
    yield verdict_of(told)
    for label, mean, low, high, really, _within in calibration_of(told, language):
        yield "    " + gettext("%(label)s : %(mean)s simulé (de %(low)s à %(high)s), %(really)s en vrai") % {
            "label": label, "mean": mean, "low": low, "high": high, "really": really,
        }  # fmt: skip
    yield from assumed_of(told, language)


def _measured(measures: Mapping[str, Any], currency: str, language: str) -> Iterator[str]:
    for name, label in MEASURES.items():
        mean, low, high = bounds_of(name, measures[name], currency, language)
        yield "    " + gettext("%(label)s : %(mean)s (de %(low)s à %(high)s)") % {
            "label": label, "mean": mean, "low": low, "high": high,
        }  # fmt: skip


def bounds_of(name: str, told: Mapping[str, int], currency: str, language: str) -> tuple[str, str, str]:
    """A measure in words: its mean, and its bounds."""
    mean, low, high = (_said(name, told[one], currency, language) for one in ("mean", "low", "high"))
    return mean, low, high


def _said(name: str, value: int, currency: str, language: str) -> str:
    if name.endswith("_cents"):
        return money(value, currency, language)
    if name.startswith("paid_"):
        return percent(decimal(rounded(value, 10), 1), language)
    return tenths(value, language) if name == "waited_days" else number(value, language)
