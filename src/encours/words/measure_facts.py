"""The whole numbers a measure was computed from, in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from encours.core.measures import Line, Measure
from encours.words.amounts import money, number, percent
from encours.words.lasting import lasting

FACTS: Final[Mapping[str, Promise]] = {
    "receivable_cents": _("reste dû"),
    "credits_cents": _("avoirs"),
    "unapplied_cents": _("encaissements non affectés"),
    "overdue_cents": _("échu"),
    "expected_cents": _("attendu"),
    "most_cents": _("au plus (95 %)"),
    "least_cents": _("au moins (95 %)"),
    "owed_cents": _("dû"),
    "horizon_days": _("jours de retard jusqu’auxquels un encaissement compte"),
    "least_percent": _("au moins"),
    "most_percent": _("au plus"),
    "at_most": _("trop peu de factures de cet âge : la part de l’âge d’avant"),
    "disputed_cents": _("en litige"),
    "beyond_cents": _("au-delà"),
    "beyond_disputed_cents": _("dont en litige"),
    "beyond_days": _("jours de retard au-delà desquels on compte"),
    "open_cents": _("reste dû"),
    "items": _("pièces"),
    "customers": _("clients"),
    "payments": _("encaissements"),
    "weighted_days": _("centimes × jours"),
    "sales_cents": _("ventes TTC"),
    "days": _("jours"),
    "months": _("mois"),
    "not_exhausted_cents": _("non épuisé par les ventes connues"),
    "current_cents": _("reste dû non échu"),
    "paid_cents": _("payé"),
    "promised_cents": _("promis"),
    "promises_kept": _("promesses tenues"),
    "promises_part_kept": _("promesses tenues en partie"),
    "promises_broken": _("promesses rompues"),
    "invoices": _("factures"),
    "on_time": _("à temps"),
    "fallen_due": _("échues"),
    "on_time_cents": _("soldé à temps"),
    "fallen_due_cents": _("échu dans la période"),
    "cases": _("dossiers"),
    "well": _("dossiers bien documentés"),
    "poor": _("dossiers peu documentés"),
    "elements": _("éléments qu’il faut"),
    "before_cents": _("encours d’il y a 30 jours"),
    "collected_cents": _("encaissé"),
    "electronic_cents": _("par voie électronique"),
    "placed_cents": _("relancé"),
    "rolled_cents": _("passé à la tranche suivante"),
    "stood_cents": _("dans la tranche il y a 30 jours"),
    "largest_cents": _("dû par les dix premiers"),
    "over_90_cents": _("de plus de 90 jours"),
    "written_off_cents": _("passé en perte"),
    "depreciated_cents": _("déprécié"),
    "reversed_cents": _("repris"),
    "interest_cents": _("pénalités encaissées"),
    "indemnity_cents": _("indemnités encaissées"),
    "part_cents": _("part comptée"),
    "automatic": _("automatiques"),
    "steps": _("étapes"),
    "lines": _("lignes"),
    "automatic_cents": _("affecté seul"),
    "received_cents": _("encaissé"),
    "undone": _("annulées"),
    "stops": _("annulations"),
    "median_ms": _("médiane"),
    "p99_ms": _("99 sur 100 au plus"),
    "person_days": _("journées de travail"),
    "people": _("personnes"),
    "acts": _("actes"),
    "minutes": _("minutes"),
    "actions": _("actions"),
    "cost_cents": _("coût"),
    "common_cents": _("coûts communs"),
    "reminders": _("relances"),
    "complaints": _("réclamations"),
    "opt_outs": _("oppositions"),
    "wrong_persons": _("clients dont quelqu’un d’autre était à joindre"),
    "points": _("points"),
    "answers": _("réponses"),
    "kept": _("conservés"),
    "dso_tenths": _("DSO en dixièmes de jour"),
    "longest_days": _("jours d’attente, au plus"),
    "asked_cents": _("montant dû lors de l’action"),
    "alone": _("factures comparées, laissées tranquilles"),
    "apart": _("factures sans rien de comparable"),
    "collected_bps": _("encaissé après l’action"),
    "without_bps": _("encaissé sans elle"),
    "effect_bps": _("écart"),
    "low_bps": _("écart, au moins"),
    "high_bps": _("écart, au plus"),
    "baseline_dso_simple": _("DSO au départ, en dixièmes de jour"),
    "baseline_days_to_pay": _("délai au départ, en dixièmes de jour"),
    "baseline_cash_in": _("encaissements au départ"),
}


def told(of: Measure | Line, currency: str, language: str) -> list[str]:
    """The facts of a measure, or of one of its lines, each as "label: value"."""
    return [
        f"{FACTS[name]}\N{NO-BREAK SPACE}: {_value(name, value, currency, language)}"
        for name, value in of.facts.items()
    ]


def _value(name: str, value: int, currency: str, language: str) -> str:
    if name.endswith("_ms"):
        return lasting(value, language)
    if name.endswith("_percent"):
        return percent(Decimal(value), language)
    if name.endswith("_bps"):
        return percent(Decimal(value).scaleb(-2), language)
    amount = name.endswith("_cents") or name == "baseline_cash_in"
    return money(value, currency, language) if amount else number(value, language)
