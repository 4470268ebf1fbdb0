"""Why a customer is doubtful, and what a depreciation rests on, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from encours.words.amounts import money
from encours.words.days import day

RULES: Final[Mapping[str, Promise]] = {
    "insolvency": gettext_lazy("procédure collective"),
    "judicial": gettext_lazy("phase judiciaire"),
    "formal_notice": gettext_lazy("mise en demeure restée vaine"),
    "overdue": gettext_lazy("retard"),
    "person": gettext_lazy("décision d’une personne"),
}
RATES: Final[Mapping[str, Promise]] = {
    "age": gettext_lazy("selon le retard"),
    "insolvency": gettext_lazy("procédure collective"),
    "person": gettext_lazy("taux choisi"),
    "none": gettext_lazy("n’est plus douteux"),
}
KINDS: Final[Mapping[str, Promise]] = {
    "doubtful": gettext_lazy("Transfert 411 ↔ 416"),
    "depreciation": gettext_lazy("Dépréciation 491"),
}


def why_doubtful(rule: str, facts: Mapping[str, Any], currency: str, language: str) -> str:
    """The rule with its facts, as a sentence; `facts` may tell days as dates or as ISO text."""
    days = facts.get("days") or 0
    owed = money(facts.get("overdue_cents") or 0, currency, language)
    told = {name: day(_day(facts.get(name)), language) if facts.get(name) else "" for name in _DAYS}
    if rule == "insolvency":
        return _("Procédure collective ouverte le %(day)s.") % {"day": told["insolvent_on"]}
    if rule == "judicial":
        return _("En phase judiciaire depuis le %(day)s ; %(owed)s échus.") % {
            "day": told["judicial_on"], "owed": owed,
        }  # fmt: skip
    if rule == "formal_notice":
        sentence = ngettext(
            "Mis en demeure le %(day)s, il y a %(n)s jour, sans payer ; %(owed)s échus.",
            "Mis en demeure le %(day)s, il y a %(n)s jours, sans payer ; %(owed)s échus.",
            days,
        )
        return sentence % {"day": told["noticed_on"], "n": days, "owed": owed}
    if rule == "overdue":
        sentence = ngettext(
            "Sa plus ancienne dette a %(n)s jour de retard ; %(owed)s échus.",
            "Sa plus ancienne dette a %(n)s jours de retard ; %(owed)s échus.",
            days,
        )
        return sentence % {"n": days, "owed": owed}
    return _("Plus aucune règle ne le dit douteux.")


_DAYS: Final = ("insolvent_on", "judicial_on", "noticed_on")


def _day(told: Any) -> date:
    return told if isinstance(told, date) else date.fromisoformat(told)
