"""What a register of companies says, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

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


def section_name(code: str) -> str:
    """A sector of activity, by its section of the NAF."""
    return {
        "A": _("Agriculture et pêche"),
        "B": _("Mines et carrières"),
        "C": _("Industrie"),
        "D": _("Énergie"),
        "E": _("Eau et déchets"),
        "F": _("Construction"),
        "G": _("Commerce et réparation automobile"),
        "H": _("Transport et entreposage"),
        "I": _("Hébergement et restauration"),
        "J": _("Information et communication"),
        "K": _("Finance et assurance"),
        "L": _("Immobilier"),
        "M": _("Conseil, science et technique"),
        "N": _("Services aux entreprises"),
        "O": _("Administration publique"),
        "P": _("Enseignement"),
        "Q": _("Santé et action sociale"),
        "R": _("Arts, sport et loisirs"),
        "S": _("Autres services"),
        "T": _("Ménages employeurs"),
        "U": _("Organismes extraterritoriaux"),
    }.get(code, _("secteur inconnu"))
