"""Errors in the data, in words: what a rule looks for, what stands there, what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.words.amounts import money
from encours.words.days import day
from encours.words.languages import speaking
from encours.words.terms import describe_terms


def rule_name(code: str) -> str:
    """What a rule looks for, in a few words."""
    return {**_missing(), **_wrong()}.get(code, code)


def _missing() -> dict[str, str]:
    return {
        "missing_email": _("Aucune adresse e-mail"),
        "missing_phone": _("Aucun téléphone"),
        "missing_contact": _("Aucun contact"),
        "missing_address": _("Adresse postale incomplète"),
        "missing_registration": _("Aucun SIREN"),
        "missing_vat_number": _("Aucun numéro de TVA"),
        "missing_accounts_payable": _("Personne à la comptabilité fournisseurs"),
        "missing_due_date": _("Factures sans échéance connue"),
        "missing_regime": _("Régime du client inconnu"),
    }


def _wrong() -> dict[str, str]:
    return {
        "email_invalid": _("Adresse e-mail impossible"),
        "phone_invalid": _("Téléphone impossible"),
        "siren_invalid": _("SIREN dont la clé est fausse"),
        "company_ceased": _("Entreprise cessée selon le registre"),
        "vat_invalid": _("Numéro de TVA faux"),
        "vat_not_siren": _("Numéro de TVA d’une autre société"),
        "postcode_invalid": _("Code postal impossible"),
        "name_is_account": _("Client sans nom"),
        "terms_beyond_ceiling": _("Délai de paiement au-delà du plafond légal"),
        "due_not_as_agreed": _("Échéances autres que le délai convenu"),
        "due_before_issue": _("Échéance avant la date de facture"),
        "date_impossible": _("Date impossible"),
        "issued_in_future": _("Facture datée de l’avenir"),
        "negative_total": _("Montant négatif ou nul"),
        "duplicate_invoice": _("Facture enregistrée deux fois"),
        "duplicate_payment": _("Paiement enregistré deux fois"),
        "likely_double_invoice": _("Facture peut-être enregistrée deux fois"),
        "likely_double_payment": _("Paiement peut-être enregistré deux fois"),
        "duplicate_customer": _("Client en double"),
        "sources_differ": _("Deux sources, deux montants"),
        "due_dates_differ": _("Deux sources, deux échéances"),
    }


def severity_name(code: str) -> str:
    """How grave an error is."""
    return {"blocks": _("Bloquante"), "serious": _("Sérieuse"), "minor": _("Mineure")}.get(code, code)


def severity_tone(code: str) -> str:
    """The tone that the skin gives it."""
    return {"blocks": "late", "serious": "watch"}.get(code, "quiet")


def held(holds: str) -> str:
    """What does not leave while an error stands."""
    return {
        "email": _("Aucun e-mail ne part à cette adresse."),
        "address": _("Aucun courrier ne part à cette adresse."),
        "item": _("Cette facture n’est pas relancée."),
        "account": _("Rien n’est réclamé à ce client."),
    }.get(holds, "")


def sentence(rule: str, value: str, count: int, currency: str, language: str) -> str:
    """What stands there."""
    with speaking(language):
        written = _WRITTEN.get(rule)
        if written is not None and value:
            return written(value, count, currency, language)
        if rule == "missing_due_date":
            return ngettext("%(n)s facture ouverte", "%(n)s factures ouvertes", count) % {"n": count}
        return value


def _terms(value: str, count: int, currency: str, language: str) -> str:
    days, _space, mode = value.partition(" ")
    return describe_terms(int(days), mode or "net", language)


def _not_agreed(value: str, count: int, currency: str, language: str) -> str:
    told = ngettext(
        "%(n)s facture ouverte, convenu : %(terms)s", "%(n)s factures ouvertes, convenu : %(terms)s", count
    )
    return told % {"n": count, "terms": _terms(value, count, currency, language)}


def _amount(value: str, count: int, currency: str, language: str) -> str:
    return money(int(value), currency, language)


def _other_amount(value: str, count: int, currency: str, language: str) -> str:
    return _("l’autre source dit %(amount)s") % {"amount": money(int(value), currency, language)}


def _other_day(value: str, count: int, currency: str, language: str) -> str:
    return _("l’autre source dit %(day)s") % {"day": day(date.fromisoformat(value), language)}


def _day(value: str, count: int, currency: str, language: str) -> str:
    return day(date.fromisoformat(value), language)


def _due_then_issued(value: str, count: int, currency: str, language: str) -> str:
    due, issued = (day(date.fromisoformat(each), language) for each in value.split(" / "))
    return _("échue le %(due)s, datée du %(issued)s") % {"due": due, "issued": issued}


def _issued_then_due(value: str, count: int, currency: str, language: str) -> str:
    issued, due = (day(date.fromisoformat(each), language) for each in value.split(" / "))
    return _("datée du %(issued)s, échéance le %(due)s") % {"due": due, "issued": issued}


def _paid_twice(value: str, count: int, currency: str, language: str) -> str:
    told = _("%(n)s paiements du même montant le %(day)s")
    return told % {"n": count, "day": day(date.fromisoformat(value), language)}


def _like_another(value: str, count: int, currency: str, language: str) -> str:
    told = _("ressemble à la facture %(number)s : même montant, date voisine")
    return told % {"number": value}


def _paid_near(value: str, count: int, currency: str, language: str) -> str:
    first, last = (day(date.fromisoformat(each), language) for each in value.split(" / "))
    return _("le même montant le %(first)s et le %(last)s") % {"first": first, "last": last}


def _alike(value: str, count: int, currency: str, language: str) -> str:
    return {
        "siren": _("même SIREN"),
        "vat_number": _("même numéro de TVA"),
        "name": _("nom presque identique, au même endroit"),
    }.get(value, value)


_WRITTEN: dict[str, Callable[[str, int, str, str], str]] = {
    "terms_beyond_ceiling": _terms,
    "due_not_as_agreed": _not_agreed,
    "company_ceased": _day,
    "negative_total": _amount,
    "sources_differ": _other_amount,
    "due_dates_differ": _other_day,
    "issued_in_future": _day,
    "due_before_issue": _due_then_issued,
    "date_impossible": _issued_then_due,
    "duplicate_payment": _paid_twice,
    "likely_double_invoice": _like_another,
    "likely_double_payment": _paid_near,
    "duplicate_customer": _alike,
}


def fact_name(code: str) -> str:
    """A fact that a creditor may make mandatory, or that a file lacks."""
    return {
        "email": _("adresse e-mail"),
        "phone": _("téléphone"),
        "contact": _("contact"),
        "address": _("adresse postale"),
        "registration": _("SIREN"),
        "vat_number": _("numéro de TVA"),
        "accounts_payable": _("comptabilité fournisseurs"),
        "due_date": _("échéance des factures"),
        "regime": _("régime"),
        "terms": _("délai de paiement"),
        "order": _("première commande"),
        "proof": _("bon de livraison ou contrat"),
    }.get(code, code)
