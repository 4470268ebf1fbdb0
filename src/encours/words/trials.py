"""What a trial of a scenario came to, in words: why items stopped, what the gate kept, what should not have gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from encours.words import days
from encours.words.amounts import money, number
from encours.words.reason_labels import CHANNELS, STEPS

KINDS: Final[Mapping[str, Promise]] = {
    "replay": _("Rejeu"),
    "simulation": _("Simulation"),
    "candidates": _("Changements proposés"),
}
WRONG: Final[Mapping[str, Promise]] = {
    "paid": _("déjà payé ce jour-là par les dates de la banque, sans qu’on le sache encore"),
    "double": _("facture reconnue depuis comme un doublon"),
    "disputed": _("contesté depuis, et reconnu en partie au moins"),
    "credited": _("annulé depuis par un avoir"),
}
_REASONS: Final[Mapping[str, Promise]] = {
    "settled": _("soldé"),
    "gone": _("absent du dernier fichier"),
    "factored": _("cédé à un affactureur"),
    "disputed": _("en litige"),
    "ladder_finished": _("échelle terminée"),
    "covered_by_credits": _("couvert par des avoirs ou des règlements"),
    "held": _("suspendu"),
    "customer_held": _("client suspendu"),
    "held_until": _("suspendu jusqu’à une date"),
    "promised": _("promesse de paiement"),
    "debited": _("prélèvement annoncé"),
    "due_date_assumed": _("échéance supposée"),
    "regime_assumed": _("régime supposé"),
    "rate_provisional": _("taux non confirmé"),
    "below_minimum": _("sous le montant minimum"),
    "not_due": _("pas encore échu"),
    "bill_running": _("effet en cours"),
    "gap": _("écart entre deux messages"),
    "cap_reached": _("plafond de messages"),
    "waits_for_step": _("attend son étape"),
    "closed_day": _("jour fermé"),
    "needs_approval": _("attend un accord"),
    "proposed": _("prêt à partir"),
    "no_address": _("sans adresse"),
    "opted_out": _("canal refusé par le client"),
    "other_currency_first": _("autre devise d’abord"),
}


def reason_name(code: str) -> str:
    """Why an item is not written about, in a few words."""
    return str(_REASONS.get(code) or gettext("autre cause"))


def knowledge_of(result: Mapping[str, Any], language: str) -> str:
    """Whether what was known of the days is what was recorded then, or is reconstructed; "" where all was recorded."""
    count = result["reconstructed_days"]
    if not count:
        return ""
    told = {
        "num": number(count, language),
        "whole": number(result["days"], language),
        "first": days.day(date.fromisoformat(result["reconstructed_from"]), language),
        "last": days.day(date.fromisoformat(result["reconstructed_to"]), language),
    }
    return (
        ngettext(
            "%(num)s jour sur %(whole)s est reconstitué (%(first)s) : ce que les fichiers disent connu ce jour-là"
            " tient lieu de ce qui l’était.",
            "%(num)s jours sur %(whole)s sont reconstitués (du %(first)s au %(last)s) : ce que les fichiers disent"
            " connu chaque jour tient lieu de ce qui l’était.",
            count,
        )
        % told
    )


def assumed_of(result: Mapping[str, Any], language: str) -> Iterator[str]:
    """What a replay takes for granted, and what it does not follow, where this one does."""
    items = sum(one["items"] for one in result.get("people", ()))
    if items:
        yield ngettext(
            "%(num)s étape faite par une personne est comptée comme faite le jour où elle est demandée.",
            "%(num)s étapes faites par des personnes sont comptées comme faites le jour où elles sont demandées.",
            items,
        ) % {"num": number(items, language)}
    if result.get("branches"):
        yield gettext(
            "Les suites de ce scénario (réponse, retour, promesse, litige…) regardent ce qui est vraiment arrivé :"
            " personne ne sait ce que d’autres messages auraient reçu."
        )
    if result.get("branches_left_out"):  # of a trial kept before branches were followed
        yield gettext(
            "Les suites de ce scénario (réponse, retour, promesse, litige…) ne sont pas suivies : personne ne sait ce"
            " que d’autres messages auraient reçu."
        )


def lines_of(result: Mapping[str, Any], currency: str, language: str) -> Iterator[str]:
    """The result of a replay as lines of text."""
    for name, told in (
        (gettext("Ce scénario"), result["replayed"]),
        (gettext("Ce qui est vraiment parti"), result["ran"]),
    ):
        yield gettext("%(name)s : %(messages)s messages à %(customers)s clients, %(cost)s") % {
            "name": name,
            "messages": number(told["messages"], language),
            "customers": number(told["customers"], language),
            "cost": cost_of(told, currency, language),
        }
        for one in told["by_step"]:
            yield f"    {step_by(one)}{gettext(' : ')}{number(one['messages'], language)}"
        for one in told["wrong"]:
            yield "    " + gettext("à tort : %(count)s (%(amount)s) — %(why)s") % {
                "count": number(one["messages"], language),
                "amount": money(one["cents"], currency, language),
                "why": WRONG[one["why"]],
            }
    yield gettext(
        "Les mêmes messages le même jour : %(both)s ; de ce scénario seul : %(mine)s ; partis seuls : %(ran)s"
    ) % {
        "both": number(result["same"]["both"], language),
        "mine": number(result["same"]["only_replayed"], language),
        "ran": number(result["same"]["only_ran"], language),
    }
    for title, rows, count in (
        (gettext("Retenus par la garde"), result["held"], "messages"),
        (gettext("Ce que deviennent les factures relancées"), result["ended"], "items"),
    ):
        if rows:
            told = ", ".join(f"{reason_name(one['reason'])} {number(one[count], language)}" for one in rows)
            yield f"{title}{gettext(' : ')}{told}"
    if known := knowledge_of(result, language):
        yield known
    yield from assumed_of(result, language)


def cost_of(told: Mapping[str, Any], currency: str, language: str) -> str:
    """What messages cost, and how many have no price."""
    cost = gettext("coût %(amount)s") % {"amount": money(told["cost_cents"], currency, language)}
    count = told["unpriced"]
    if not count:
        return cost
    without = ngettext("%(num)s message sans prix", "%(num)s messages sans prix", count)
    return f"{cost} ({without % {'num': number(count, language)}})"


def step_by(row: Mapping[str, Any]) -> str:
    """A step and the way it goes by."""
    return f"{STEPS.get(row['step'], row['step'])}, {CHANNELS.get(row['channel'], row['channel'])}"
