"""The modules in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def module_name(code: str) -> str:
    """A module's name."""
    return {
        "bank": _("Banque"),
        "measures": _("Mesures et tableaux de bord"),
        "objectives": _("Objectifs et retour sur investissement"),
        "work_sharing": _("Partage du travail"),
        "statements": _("Relevés de compte"),
        "sales": _("Données commerciales"),
        "connectors": _("Connecteurs"),
        "surveys": _("Enquête après résolution"),
        "people_measures": _("Mesures des personnes"),
    }[code]


def module_use(code: str) -> str:
    """What a module brings, in a sentence."""
    return {
        "bank": _("Relevés bancaires, affectation des encaissements, rapprochements à trancher."),
        "measures": _("Définitions et courbes des mesures (DSO, taux de recouvrement…), tableaux composés."),
        "objectives": _("Cibles datées avec leur point de départ, améliorations classées, page de retour."),
        "work_sharing": _("Portefeuilles, suivi par personne, absences et remplacements."),
        "statements": _("Relevé de compte d’un client en PDF, en tableur ou par courriel."),
        "sales": _("Commandes, affaires en cours et campagnes sur la fiche du client."),
        "connectors": _("Un ERP ou un logiciel de facturation lu et tenu à jour par le réseau."),
        "surveys": _(
            "Une question par courriel, une fois, quand un dossier relancé se clôt ; sa note compte dans les mesures. "
            "Demande ENCOURS_ADDRESS, l’adresse publique d’Encours, et ne part jamais en mode ombre."
        ),
        "people_measures": _(
            "Activité de chaque personne, pour elle d’abord, avec effectifs minimaux et sans classement."
        ),
    }[code]
