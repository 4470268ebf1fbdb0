"""Names that boards share: tiles, buckets of age, states of cases, months, rhythms."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.words.languages import locale_name, nearest
from encours.words.reason_labels import STEPS


def tile_name(code: str) -> str:
    """A kind of tile in the reader's language."""
    return {
        "outstanding": _("Solde, avoirs déduits"),
        "overdue": _("Échu"),
        "past_due": _("Part échue"),
        "over_90": _("Plus de 90 jours"),
        "dso": _("DSO"),
        "cei": _("CEI"),
        "unapplied": _("Non affecté"),
        "disputed": _("En litige"),
        "risk": _("Échu à risque"),
        "proposals": _("Relances proposées"),
        "cash": _("Encaissé ce mois-ci"),
        "ageing": _("Ancienneté des créances"),
        "dso_trend": _("DSO, tendance"),
        "open_trend": _("Encours et échu, tendance"),
        "cash_months": _("Encaissements par mois"),
        "debtors": _("Clients qui doivent le plus"),
        "cases": _("État des dossiers"),
        "currencies": _("Par devise"),
        "todo": _("À faire"),
    }.get(code, code)


def bucket_name(code: str) -> str:
    """A bucket of the aged balance in the reader's language."""
    return {
        "not_due": _("À échoir"),
        "late_1_30": _("1 à 30 jours"),
        "late_31_60": _("31 à 60 jours"),
        "late_61_90": _("61 à 90 jours"),
        "late_91_120": _("91 à 120 jours"),
        "late_over_120": _("Plus de 120 jours"),
    }[code]


def state_name(code: str) -> str:
    """Where a case stands: contested, held, or the last step delivered."""
    known = {
        "disputed": _("En litige"),
        "held": _("Suspendu"),
        "no_step": _("Pas encore relancé"),
    }
    name = known.get(code) or str(STEPS.get(code, code))
    return name[:1].upper() + name[1:]


def rhythm_name(code: str) -> str:
    """How often a board is mailed."""
    return {
        "daily": _("chaque jour ouvré"),
        "weekly": _("chaque lundi"),
        "monthly": _("le premier de chaque mois"),
    }.get(code, code)


def month_name(month: str) -> str:
    """A month ("2026-11") as a point of an axis."""
    return format_date(
        date.fromisoformat(f"{month}-01"), "MMM yy", locale=locale_name(nearest(get_language()))
    )
