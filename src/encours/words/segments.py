"""The columns that the conditions of segments name, in words: what each says, and in what it is written."""

from __future__ import annotations

from django.utils.translation import gettext as _

from encours.core.segments.catalogue import Column


def word_of(column: Column, language: str) -> str:
    """The word by which a condition names it."""
    return column.english if language == "en" else column.french


def meaning_of(column: Column, own: dict[int, str]) -> str:
    """What a column says; `own` are the names of the creditor's own fields."""
    if column.owner is not None:
        return _("champ « %(name)s »") % {"name": own.get(column.owner, column.name)}
    return {
        "outstanding": _("ce que le client doit"),
        "overdue": _("ce qui est échu"),
        "largest": _("sa plus grosse facture ouverte"),
        "disputed": _("ce qu’il conteste"),
        "open_count": _("combien de factures sont ouvertes"),
        "days_late": _("jours de retard de la plus ancienne"),
        "terms_days": _("délai de paiement accordé"),
        "country": _("pays, en deux lettres"),
        "postcode": _("code postal"),
        "language": _("langue des courriers : 'fr' ou 'en'"),
        "group_name": _("nom du groupe"),
        "owner": _("adresse e-mail de qui suit le client"),
        "portfolio": _("nom du portefeuille"),
        "credit_limit": _("plafond d’encours en cours"),
        "rating": _("cote donnée par un assureur ou une personne"),
        "risk": _("risque tel qu’une personne l’a évalué en dernier : faible, modéré, élevé, très élevé"),
        "rating_number": _("la même, quand c’est un nombre"),
        "sector": _("secteur du registre : une lettre de la NAF, de A à U"),
        "naf": _("code NAF du registre"),
        "staff": _("salariés au moins, d’après le registre"),
        "state": _("état au registre : 'active' ou 'cessée'"),
        "days_beyond": _("jours au-delà de l’échéance : la moitié de ses factures est payée plus tôt"),
        "solvency": _("part de ses factures payée dans les 30 jours après l’échéance"),
        "observed": _("factures sur lesquelles portent ces deux mesures"),
        "billed_year": _("facturé en douze mois"),
        "broken_promises": _("promesses rompues en douze mois"),
    }[column.name]


def unit_of(column: Column) -> str:
    """In what its values are written."""
    return {
        "amount": _("montant"),
        "days": _("jours"),
        "number": _("nombre"),
        "thousandths": _("nombre"),
        "percent": _("0 à 100"),
        "text": _("texte"),
        "yes_no": _("TRUE ou FALSE"),
        "day": _("jour : '2026-12-31'"),
    }[column.kind]
