"""The risk of a customer in words: grades, and the signs that speak for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from encours.words.amounts import money

GRADES: Final[Mapping[str, Promise]] = {
    "low": gettext_lazy("faible"),
    "moderate": gettext_lazy("modéré"),
    "high": gettext_lazy("élevé"),
    "severe": gettext_lazy("très élevé"),
}
TONES: Final[Mapping[str, str]] = {"low": "ok", "moderate": "info", "high": "watch", "severe": "late"}
_PLAIN: Final[Mapping[str, Promise]] = {
    "insolvent": gettext_lazy("Une procédure collective est ouverte."),
    "ceased": gettext_lazy("Le registre dit que l’entreprise a cessé."),
    "doubtful": gettext_lazy("Le client est marqué douteux."),
    "solvency": gettext_lazy("%(percent)s %% payé dans les trente jours après l’échéance, impayés comptés."),
    "beyond_limit": gettext_lazy("Exposition de %(cents)s, au-delà de la limite de %(limit)s."),
    "near_limit": gettext_lazy("Exposition de %(cents)s, proche de la limite de %(limit)s."),
    "within_limit": gettext_lazy("Exposition de %(cents)s, dans la limite de %(limit)s."),
}


def sign_said(code: str, facts: Mapping[str, Any], language: str) -> str:
    """One sign as a sentence."""
    shown = dict(facts)
    for name in ("cents", "limit"):
        if name in facts:
            shown[name] = money(facts[name], facts["currency"], language)
    written = _COUNTED[code](int(facts["n"])) if code in _COUNTED else str(_PLAIN[code])
    return written % shown


def _little_known(n: int) -> str:
    return ngettext(
        "%(n)s facture observée : trop peu pour dire comment il paie.",
        "%(n)s factures observées : trop peu pour dire comment il paie.",
        n,
    )


def _beyond(n: int) -> str:
    return ngettext(
        "La moitié des factures est payée %(n)s jour au plus après l’échéance, impayés comptés.",
        "La moitié des factures est payée %(n)s jours au plus après l’échéance, impayés comptés.",
        n,
    )


def _broken(n: int) -> str:
    return ngettext("%(n)s promesse non tenue en un an.", "%(n)s promesses non tenues en un an.", n)


def _overdue(n: int) -> str:
    return ngettext(
        "%(cents)s échus, depuis %(n)s jour.",
        "%(cents)s échus, la plus ancienne échéance depuis %(n)s jours.",
        n,
    )


_COUNTED: Final[Mapping[str, Callable[[int], str]]] = {
    "little_known": _little_known,
    "beyond": _beyond,
    "broken": _broken,
    "overdue": _overdue,
}
