"""What a register of companies says, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.core.companies import STAFF


def state_name(code: str) -> str:
    """Whether the company goes on."""
    return {"active": _("en activité"), "ceased": _("cessée")}.get(code, _("état inconnu"))


def size_name(band: str) -> str:
    """How many people work there, by INSEE's band."""
    if band not in STAFF:
        return _("effectif inconnu")
    first, last = STAFF[band]
    if last is None:
        return _("10 000 salariés et plus")
    if not last:
        return _("aucun salarié")
    return _("%(first)s à %(last)s salariés") % {"first": first, "last": last}


_SECTORS = {
    "A": gettext_lazy("Agriculture et pêche"),
    "B": gettext_lazy("Mines et carrières"),
    "C": gettext_lazy("Industrie"),
    "D": gettext_lazy("Énergie"),
    "E": gettext_lazy("Eau et déchets"),
    "F": gettext_lazy("Construction"),
    "G": gettext_lazy("Commerce et réparation automobile"),
    "H": gettext_lazy("Transport et entreposage"),
    "I": gettext_lazy("Hébergement et restauration"),
    "J": gettext_lazy("Information et communication"),
    "K": gettext_lazy("Finance et assurance"),
    "L": gettext_lazy("Immobilier"),
    "M": gettext_lazy("Conseil, science et technique"),
    "N": gettext_lazy("Services aux entreprises"),
    "O": gettext_lazy("Administration publique"),
    "P": gettext_lazy("Enseignement"),
    "Q": gettext_lazy("Santé et action sociale"),
    "R": gettext_lazy("Arts, sport et loisirs"),
    "S": gettext_lazy("Autres services"),
    "T": gettext_lazy("Ménages employeurs"),
    "U": gettext_lazy("Organismes extraterritoriaux"),
}


def section_name(code: str) -> str:
    """A sector of activity, by its section of the NAF."""
    return str(_SECTORS.get(code) or _("secteur inconnu"))
