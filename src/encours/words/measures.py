"""Measures in words: the name of each, its formula in a sentence, what it leaves out, and its figure as it is read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as _n

from encours.core.measures import Line, Measure
from encours.core.measures.automation import level
from encours.core.measures.measure import in_parts
from encours.words.action_names import action_name
from encours.words.amounts import money, number, percent
from encours.words.lasting import lasting
from encours.words.measure_formulas import FORMULAS
from encours.words.measure_lines import LINES

NAMES: Final[Mapping[str, Promise]] = {
    "outstanding": _("Encours"),
    "overdue": _("Échu"),
    "ageing_due": _("Balance âgée par échéance"),
    "ageing_issued": _("Balance âgée par date de facture"),
    "past_due_ratio": _("Part échue"),
    "over_90_ratio": _("Part échue depuis plus de 90 jours"),
    "roll_rates": _("Glissement d’une tranche à la suivante"),
    "unapplied_ratio": _("Part des encaissements non affectés"),
    "unapplied_age": _("Ancienneté des encaissements non affectés"),
    "dso_simple": _("DSO simple"),
    "dso_count_back": _("DSO par épuisement"),
    "dso_true": _("DSO réel"),
    "bpdso": _("Meilleur DSO possible (BPDSO)"),
    "add_portfolio": _("Retard moyen de l’encours (ADD)"),
    "add_paid": _("Retard moyen des factures payées"),
    "days_to_pay": _("Délai moyen de paiement"),
    "days_beyond_terms": _("Jours au-delà de l’échéance"),
    "on_time_share": _("Factures payées à temps, en nombre"),
    "on_time_amount": _("Factures payées à temps, en montant"),
    "case_days": _("Durée d’un dossier"),
    "documented_gain": _("Jours gagnés par un dossier bien documenté"),
    "cei": _("Efficacité du recouvrement (CEI)"),
    "recovery_30": _("Taux de recouvrement à 30 jours"),
    "recovery_60": _("Taux de recouvrement à 60 jours"),
    "recovery_90": _("Taux de recouvrement à 90 jours"),
    "recovery_180": _("Taux de recouvrement à 180 jours"),
    "exposure": _("Exposition"),
    "overdue_at_risk": _("Échu à risque"),
    "concentration": _("Poids des dix premiers clients"),
    "herfindahl": _("Concentration (indice HHI)"),
    "expected_recovery": _("Recouvrement attendu de l’échu"),
    "receipts_forecast": _("Encaissements attendus sous 30 jours"),
    "losses": _("Pertes et dépréciations"),
    "bad_debt_ratio": _("Taux de pertes"),
    "overdue_by_owner": _("Part échue par responsable"),
    "disputed_by_owner": _("Part en litige par responsable"),
    "automatic_steps": _("Étapes automatiques"),
    "automatic_lines": _("Lignes de banque affectées seules"),
    "automatic_lines_30": _("Lignes de banque affectées seules, sur 30 jours"),
    "automatic_cash": _("Encaissements affectés seuls, en montant"),
    "electronic_cash": _("Encaissements par voie électronique, en montant"),
    "automatic_precision": _("Justesse de l’affectation automatique"),
    "wrong_matches": _("Affectations automatiques annulées"),
    "wrong_matches_30": _("Affectations automatiques annulées, sur 30 jours"),
    "cases_per_person": _("Dossiers par personne et par jour"),
    "actions_per_person": _("Actions par personne et par jour"),
    "hours_freed": _("Heures libérées"),
    "operating_cost": _("Coût du processus"),
    "cost_per_action": _("Coût d’une action"),
    "cost_per_euro": _("Coût d’un euro encaissé"),
    "cost_per_case": _("Coût moyen d’un dossier recouvré"),
    "cost_of_invoicing": _("Coût d’une facture émise"),
    "promises_kept": _("Promesses tenues"),
    "promises_paid": _("Promesses tenues, en montant"),
    "complaint_rate": _("Taux de réclamation"),
    "department_complaints": _("Réclamations des autres services"),
    "opt_out_rate": _("Taux d’opposition aux messages"),
    "wrong_person_rate": _("Messages à la mauvaise personne"),
    "survey_score": _("Note après résolution"),
    "customers_kept": _("Clients conservés"),
    "cash_in": _("Encaissements"),
    "cash_effect": _("Encaissements gagnés depuis le départ"),
    "working_capital_freed": _("Besoin en fonds de roulement libéré"),
    "days_gained": _("Jours de paiement gagnés depuis le départ"),
    "stop_latency": _("Délai d’annulation de ce qui est payé"),
    "stop_latency_30": _("Délai d’annulation de ce qui est payé, sur 30 jours"),
    "profit_effect": _("Effet sur le résultat"),
    "net_by_segment": _("Résultat net des relances, par segment"),
    "net_by_action": _("Résultat net des relances, par action"),
    "sending_delay": _("Délai d’envoi d’une relance"),
    "held_back": _("Échu qui attend autre chose que son jour"),
    "action_effects": _("Encaissements de plus après une action"),
}
ROOMS: Final[Mapping[str, Promise]] = {
    "stock": _("Ce qui est dû"),
    "delay": _("Délais"),
    "collection": _("Recouvrement"),
    "risk": _("Risque"),
    "automation": _("Automatisation"),
    "work": _("Travail et coûts"),
    "relation": _("Relation avec les clients"),
    "effect": _("Effets pour l’entreprise"),
}
SOURCES: Final[Mapping[str, Promise]] = {
    "house": _("définition d’Encours"),
    "standard": _("usage de la profession"),
    "CRF": _("Credit Research Foundation"),
    "D441-6": _("tranches de l’article D441-6 du code de commerce, la dernière partagée à 120 jours"),
}
REASONS: Final[Mapping[str, Promise]] = {
    "other_currency": _("dans une autre devise"),
    "gone": _n("absent du dernier grand livre", "absents du dernier grand livre", "count"),
    "credit": _n("avoir ou autre crédit", "avoirs ou autres crédits", "count"),
    "due_assumed": _("à échéance présumée"),
    "disputed": _("en litige"),
    "reconstructed": _n("connu par un fichier, après coup", "connus par un fichier, après coup", "count"),
    "no_due_date": _("sans échéance"),
    "due_before_books": _n("échu avant vos écritures", "échus avant vos écritures", "count"),
    "no_sales_that_month": _("d’un mois sans ventes connues"),
    "not_an_invoice": _n("qui n’est pas d’une facture", "qui ne sont pas d’une facture", "count"),
    "by_credit_note": _n("réglé par un avoir", "réglés par un avoir", "count"),
    "not_in_bank": _n("soldé sans encaissement en banque", "soldés sans encaissement en banque", "count"),
    "already_in_ledger": _("déjà en comptabilité"),
    "already_oldest": _("déjà dans la dernière tranche"),
    "given_back": _n("rendu au client", "rendus au client", "count"),
    "moot": _n(
        "promesse soldée autrement que par un paiement",
        "promesses soldées autrement que par un paiement",
        "count",
    ),
    "still_open": _n("dossier encore ouvert", "dossiers encore ouverts", "count"),
    "placed_too_recently": _n(
        "relancé depuis trop peu de temps", "relancés depuis trop peu de temps", "count"
    ),
    "no_owner": _("sans responsable"),
    "no_reminder_before": _n("encaissé sans relance", "encaissés sans relance", "count"),
    "long_after_reminder": _n(
        "encaissé plus de 60 jours après la relance", "encaissés plus de 60 jours après la relance", "count"
    ),
    "nothing_alike": _("sans rien de comparable laissé tranquille"),
    "no_stage": _("hors des étapes du processus"),
    "not_a_customers": _("mis de côté : pas d’un client"),
    "too_recent": _n("affecté depuis moins de 30 jours", "affectés depuis moins de 30 jours", "count"),
    "stopped_by_person": _n(
        "affecté ou noté par une personne", "affectés ou notés par une personne", "count"
    ),
    "stopped_by_ledger": _n("vu payé en comptabilité", "vus payés en comptabilité", "count"),
    "means_not_told": _("dont le libellé ne dit pas le moyen"),
    "no_minutes_recorded": _("sans durée enregistrée"),
    "action_without_price": _n("action sans prix enregistré", "actions sans prix enregistré", "count"),
    "of_departments": _("d’un autre service"),
    "of_customers": _("d’un client"),
    "not_answered": _("sans réponse"),
    "of_the_whole_creditor": _("mesure de toute l’entreprise, qui ne se partage pas entre clients"),
}
LEVELS: Final[Mapping[str, Promise]] = {
    "fully": _("entièrement automatique"),
    "rather": _("plutôt automatique"),
    "somewhat": _("un peu automatique"),
    "not": _("pas automatique"),
}

_TENTHS: Final[Mapping[str, Promise | str]] = {
    "days": _("%(figure)s jours"),
    "hours": _("%(figure)s h"),
    "score": _("%(figure)s sur 10"),
    "count": "%(figure)s",
}


def name_of(code: str) -> str:
    """What a measure is called."""
    return str(NAMES[code])


def formula_of(code: str) -> str:
    """How a measure is computed, in a sentence."""
    return str(FORMULAS[code])


def figure_of(measure: Measure, language: str) -> str:
    """A measure's figure as it is read, with its unit; a dash when there is none."""
    said = amount_in_unit(measure.unit, measure.value, measure.currency, language)
    if measure.formula == "automatic_steps" and measure.figure is not None:
        return f"{said} ({LEVELS[level(measure.figure)]})"
    return said


def line_figure(measure: Measure, line: Line, language: str) -> str:
    """The figure of one line of a measure."""
    parts = in_parts(line.figure, measure.parts)
    return amount_in_unit(measure.unit, parts, measure.currency, language)


def left_out(measure: Measure) -> str:
    """What the figure does not count, and why; empty when it counts all."""
    return (
        gettext("Hors du chiffre : %(counts)s.") % {"counts": ", ".join(counted(measure.left_out))}
        if (measure.left_out)
        else ""
    )


def noted(measure: Measure) -> str:
    """What the figure counts though it is uncertain; empty when all is certain."""
    return (
        gettext("Compté bien qu’incertain : %(counts)s.") % {"counts": ", ".join(counted(measure.noted))}
        if (measure.noted)
        else ""
    )


def amount_in_unit(unit: str, value: int | None, currency: str, language: str) -> str:
    """A value in whole parts of its unit, as it is read."""
    if value is None:
        return "—"
    if unit == "cents":
        return money(value, currency, language)
    if unit == "share":
        return percent(Decimal(value).scaleb(-2), language)
    if unit == "seconds":
        return lasting(value, language)
    if unit == "index":
        return number(value, language)
    return _TENTHS[unit] % {"figure": tenths(value, language)}


def tenths(value: int, language: str) -> str:
    """Tenths with one decimal: "73,7" in French, "73.7" in English."""
    whole, part = divmod(abs(value), 10)
    sign, mark = ("-" if value < 0 else ""), ("," if language == "fr" else ".")
    return f"{sign}{number(whole, language)}{mark}{part}"


def counted(reasons: Mapping[str, int]) -> list[str]:
    """How many records, and why, in the order of their number."""
    ordered = sorted(reasons.items(), key=lambda one: -one[1])
    return [
        str(REASONS[reason])
        if reason == "of_the_whole_creditor"
        else f"{count}\N{NO-BREAK SPACE}{REASONS[reason] % {'count': count}}"
        for reason, count in ordered
    ]


def label_of(line: str, names: Mapping[str, str] | None = None) -> str:
    """The label of a line: a bucket, a stage, a kind, a segment; else the name it bears, or has in `names`."""
    told = (names or {}).get(line) or LINES.get(line)
    return str(told) if told else action_name(line)
