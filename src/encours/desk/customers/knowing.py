"""Who a customer is: its contacts by role, and how complete its file is, with what each missing fact costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from encours.core.completeness import Completeness, completeness
from encours.records.parties.models import CONTACT_ROLES, Attachment, Contact, Customer

_PAYS = frozenset({"accounts_payable", "billing"})


@dataclass(frozen=True, slots=True)
class Lack:
    """A fact that is missing: what, what it costs, and the address where it can be told."""

    code: str
    sentence: str
    place: str  # the name of the address that takes the customer's key


@dataclass(frozen=True, slots=True)
class File:
    """How complete the file is, and what lacks."""

    complete: Completeness
    lacks: list[Lack]
    known: frozenset[str]  # the codes of what is known, of consumers too


_PROOFS = frozenset({"delivery", "contract"})


def file_of(
    customer: Customer,
    contacts: Sequence[Contact],
    documents: Sequence[Attachment],
    *,
    ordered: bool,
    terms_told: bool,
    regime_told: bool,
) -> File:
    """Judge the file of one customer, from its first order (`ordered`: there is one) to what a judge asks for."""
    kinds = {one.kind for one in documents}
    known = {
        "email": any(one.email for one in contacts),
        "address": bool(customer.address and customer.city),
        "accounts_payable": any(one.role in _PAYS for one in contacts),
        "phone": any(one.phone for one in contacts),
        "registration": bool(customer.siren or (customer.country != "FR" and customer.vat_number)),
        "vat_number": bool(customer.vat_number),
        "terms": terms_told,
        "regime": regime_told,
        "order": ordered or "order" in kinds,
        "proof": bool(kinds & _PROOFS),
    }
    found = completeness(known, consumer=customer.regime == "consumer")
    codes = frozenset(code for code, told in known.items() if told)
    return File(found, [_lack(code) for code in found.missing], codes)


def _lack(code: str) -> Lack:
    sentences = {
        "email": _("Aucune adresse e-mail : les relances ne peuvent partir que par courrier."),
        "address": _("Adresse postale incomplète : aucun courrier, aucune mise en demeure."),
        "accounts_payable": _(
            "Personne à la comptabilité fournisseurs : les relances vont au premier contact."
        ),
        "phone": _("Aucun téléphone : impossible d’appeler quand l’écrit ne suffit plus."),
        "registration": _("Pas de SIREN : la mise en demeure désignera mal le débiteur."),
        "vat_number": _("Pas de numéro de TVA."),
        "terms": _("Délai de paiement supposé : seuls des messages courtois partent."),
        "order": _("Aucune commande connue : la créance se prouve d’abord par ce qui a été commandé."),
        "proof": _("Ni bon de livraison ni contrat : un juge les demandera."),
        "regime": _("Régime supposé : ni pénalités ni indemnité ne sont réclamées."),
    }
    places = {
        "terms": "confirm_customer_terms",
        "regime": "confirm_customer_regime",
        "order": "add_document",
        "proof": "add_document",
    }
    contact = {"email", "accounts_payable", "phone"}
    place = "add_contact" if code in contact else places.get(code, "edit_customer")
    return Lack(code, sentences[code], place)


def role_name(role: str) -> str:
    """A contact's role in the reader's language; one that somebody wrote is shown as written."""
    return {
        "accounts_payable": _("Comptabilité fournisseurs"),
        "billing": _("Facturation"),
        "buyer": _("Achats"),
        "manager": _("Direction"),
        "legal": _("Juridique"),
    }.get(role, role)


def by_role(contacts: Sequence[Contact]) -> list[tuple[str, list[Contact]]]:
    """Contacts under their role, those who pay first, those without a role last."""
    order = {role: place for place, role in enumerate(CONTACT_ROLES)}
    roles = sorted(
        {one.role for one in contacts}, key=lambda role: (role == "", order.get(role, len(order)), role)
    )
    return [
        (role_name(role) or _("Sans fonction"), [one for one in contacts if one.role == role])
        for role in roles
    ]
