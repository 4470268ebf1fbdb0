"""What a simulation came to, in words: from what it was drawn, and for each scenario its means and bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encours.words.amounts import money, number, tenths
from encours.words.scenarios import scenario_name

HABITS: Final[Mapping[str, Promise]] = {
    "habit": _("payées d’elles-mêmes"),
    "reminder": _("payées dans les dix jours d’une relance"),
    "dispute": _("contestées"),
    "vanish": _("jamais payées"),
}
MEASURES: Final[Mapping[str, Promise]] = {
    "collected_cents": _("encaissé"),
    "unpaid_cents": _("encore impayé"),
    "waited_days": _("jours de retard d’un euro dû"),
    "messages": _("messages"),
    "cost_cents": _("coût des messages"),
    "wrong_messages": _("messages à tort"),
}


def lines_of(told: Mapping[str, Any], currency: str, language: str) -> Iterator[str]:
    """The result of a simulation as lines of text."""
    yield gettext(
        "%(invoices)s factures de %(customers)s clients (sur %(of)s), %(runs)s tirages, graine %(seed)s"
    ) % {
        "invoices": number(told["invoices"], language),
        "customers": number(told["customers"], language),
        "of": number(told["of_customers"], language),
        "runs": number(told["runs"], language),
        "seed": told["seed"],
    }
    seen = ", ".join(f"{HABITS[kind]} {number(count, language)}" for kind, count in told["habits"].items())
    yield gettext("Tirées de ce que sont devenues les factures observées : %(seen)s") % {"seen": seen}
    for one in told["scenarios"]:
        yield scenario_name(one["name"]) + (f" v{one['version']}" if one["version"] else "")
        yield from _measured(one["measures"], currency, language)
        if one["against_first"]:
            yield "  " + gettext("de plus ou de moins que le premier :")
            yield from _measured(one["against_first"], currency, language)
    yield gettext(
        "Qu’une facture payée peu après une relance l’ait été à cause d’elle est supposé : seule une expérience le dit."
    )


def _measured(measures: Mapping[str, Any], currency: str, language: str) -> Iterator[str]:
    for name, label in MEASURES.items():
        told = measures[name]
        mean, low, high = (_said(name, told[one], currency, language) for one in ("mean", "low", "high"))
        yield "    " + gettext("%(label)s : %(mean)s (de %(low)s à %(high)s)") % {
            "label": label, "mean": mean, "low": low, "high": high,
        }  # fmt: skip


def _said(name: str, value: int, currency: str, language: str) -> str:
    if name.endswith("_cents"):
        return money(value, currency, language)
    return tenths(value, language) if name == "waited_days" else number(value, language)
