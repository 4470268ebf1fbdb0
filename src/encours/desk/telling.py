"""Codes as the desk says them: steps, reasons of positions, acts of history, authors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.reasons import of_position
from encours.core.scenario import Scenario
from encours.desk.act_names import of_measures, of_payers, of_settings, of_sources
from encours.words.languages import nearest
from encours.words.reason_labels import CHANNELS, ON_DEMAND, SEGMENTS, STEPS
from encours.words.reasons import say_position
from encours.words.terms import describe_terms


def why(position: Mapping[str, Any], *, currency: str, scenario: Scenario) -> str:
    """The reason of a position (core.frames.Position) as a sentence in the reader's language."""
    told = of_position(position["reason"], position["reason_on"], position["reason_figure"])
    facts = dict(told.facts)
    if facts.get("position"):
        facts["step"] = step_code(scenario, facts["position"])
    return say_position(told.code, facts, nearest(get_language()), currency=currency)


def step_code(scenario: Scenario, position: int | None) -> str:
    """The code of a step by its position; empty for none."""
    step = scenario.step(position) if position else None
    return step.code if step else ""


def step_name(code: str) -> str:
    """A step in the reader's language, its first letter a capital; a dash for none."""
    name = str(STEPS.get(code) or ON_DEMAND.get(code) or code) or "–"
    return name[:1].upper() + name[1:]


def channel_name(code: str) -> str:
    """A channel in the reader's language."""
    return str(CHANNELS.get(code, code))


def segment_name(code: str) -> str:
    """A segment in the reader's language."""
    return str(SEGMENTS.get(code, code))


def regime_name(code: str) -> str:
    """A regime in the reader's language."""
    return {
        "b2b": _("Entreprise"),
        "public": _("Débiteur public"),
        "consumer": _("Particulier"),
    }.get(code, code)


def source_name(code: str) -> str:
    """Where a term or a regime comes from."""
    names = {
        "assumed": _("supposé"),
        "creditor": _("dit de tous les clients"),
        "file": _("lu dans un fichier"),
        "person": _("confirmé"),
    }
    return names.get(code, code)


def terms_name(days: int, mode: str) -> str:
    """Payment terms in a few words."""
    return describe_terms(days, mode, nearest(get_language()))


HOUSE = "Encours"  # a name, the same in every language


def author_name(author: str) -> str:
    """Who did it: a person's address, or the house by one of its rules."""
    if author == "deposit link":
        return _("Le client, par son lien de dépôt")
    return HOUSE if author.startswith("rule:") else author


ICONS = {
    "edit_customer": "edit",
    "add_contact": "user",
    "edit_contact": "user",
    "edit_receivable": "file-invoice",
    "assign_invoice": "building-bank",
    "take_back_invoice": "file-invoice",
    "set_aside_double": "file-minus",
    "put_back_double": "file-minus",
    "release": "player-play",
    "close_dispute": "scale",
    "import_ledger": "upload",
    **dict.fromkeys(("import_bank", "import_deposit"), "building-bank"),
    "import_customers": "upload",
    "import_invoices": "upload",
    "import_einvoice": "file-invoice",
    "import_lifecycle": "file-invoice",
    "set_aside_einvoice": "file-invoice",
    **dict.fromkeys(("import_remittance", "tie_remittances", "settle_shorts", "treat_short"), "checklist"),
    "export_entries": "file-spreadsheet",
    **dict.fromkeys(("promise", "withdraw_promise"), "calendar-event"),
    **dict.fromkeys(("add_mandate", "edit_mandate", "cancel_mandate", "take_up_mandate"), "file-text"),
    **dict.fromkeys(("announce_debits", "prepare_debits", "cancel_debits"), "building-bank"),
    "approve": "shield-check",
    "publish_scenario": "settings",
    "move_cases": "settings",
    **dict.fromkeys(("credit_limit", "assess_risk"), "shield-check"),
    "merge_customers": "users",
    "add_contract": "file-text",
    "edit_contract": "file-text",
    "use_contract_dates": "calendar-event",
    "add_promotion": "rosette-discount-check",
    "edit_promotion": "rosette-discount-check",
    "import_promotions": "upload",
    "import_contracts": "upload",
    "import_lines": "upload",
    "undo_merging": "users",
    "make_group": "building",
    "join_group": "building",
    "leave_group": "building",
    "write_at_head": "mail",
}


def _of_shared_work() -> dict[str, str]:
    return {
        "set_aside": _("Encaissement écarté"),
        "note": _("Note écrite"),
        "log_call": _("Appel noté"),
        "do_step_task": _("Demande du scénario traitée"),
        "note_many": _("Même note sur plusieurs clients"),
        "ask": _("Question posée"),
        "answer": _("Question répondue"),
        "hold": _("Relances suspendues"),
        "hold_many": _("Plusieurs clients suspendus"),
        "release_many": _("Plusieurs suspensions levées"),
        "open_dispute": _("Litige ouvert"),
        "send": _("Relances envoyées"),
        "apply_cash": _("Encaissements affectés"),
        "transfer": _("Clients transférés"),
        "invite": _("Collègue invité au dossier"),
        "accept_invitation": _("Invitation acceptée"),
        "withdraw_invitation": _("Invitation retirée"),
        "share": _("Document partagé"),
        "withdraw_share": _("Partage retiré"),
        "renew_link": _("Lien renouvelé"),
        "make_portfolio": _("Portefeuille créé"),
        "rename_portfolio": _("Portefeuille renommé"),
        "close_portfolio": _("Portefeuille clos ou rouvert"),
        "set_absence": _("Absence notée"),
        "cancel_absence": _("Absence annulée"),
        "weigh_work": _("Valeurs du classement changées"),
        "accept_finding": _("Anomalie acceptée"),
        "withdraw_acceptance": _("Anomalie comptée de nouveau"),
        "assess_quality": _("Données examinées"),
        "choose_quality_rules": _("Règles de qualité changées"),
        "give_role": _("Rôle donné"),
        "ask_statement": _("Relevé de compte demandé"),
        "statement_rhythm": _("Envoi périodique du relevé"),
    }


def _of_groups_and_mail() -> dict[str, str]:
    return {
        "merge_customers": _("Deux clients fusionnés"),
        "undo_merging": _("Fusion défaite"),
        "look_up_company": _("Registre consulté"),
        "take_in_companies": _("Fichier d’entreprises lu"),
        "set_aside_double": _("Doublon écarté"),
        "put_back_double": _("Doublon remis en compte"),
        "add_contract": _("Contrat ajouté"),
        "edit_contract": _("Contrat modifié"),
        "use_contract_dates": _("Échéances du contrat utilisées"),
        "add_promotion": _("Promotion ajoutée"),
        "edit_promotion": _("Promotion modifiée"),
        "import_promotions": _("Fichier des promotions importé"),
        "import_contracts": _("Fichier des contrats importé"),
        "import_lines": _("Lignes de factures importées"),
        "make_group": _("Groupe créé"),
        "join_group": _("Entré dans un groupe"),
        "leave_group": _("Sorti de son groupe"),
        "write_at_head": _("Relances du groupe"),
        "open_attached": _("Pièce d’un courriel ouverte"),
        "record_complaint": _("Réclamation ou opposition notée"),
        "cancel_complaint": _("Réclamation ou opposition annulée"),
    }


def _of_imports() -> dict[str, str]:
    return {
        "import_ledger": _("Comptabilité importée"),
        "import_bank": _("Relevé bancaire importé"),
        "import_customers": _("Fichier des clients importé"),
        "import_invoices": _("Fichier des échéances importé"),
        "import_einvoice": _("Facture électronique importée"),
        "import_lifecycle": _("Statuts de factures électroniques importés"),
        "set_aside_einvoice": _("Facture électronique mise de côté"),
        "import_orders": _("Fichier des commandes importé"),
        "import_deals": _("Fichier des affaires importé"),
        "import_campaigns": _("Fichier des campagnes importé"),
    }


def act_name(act: str) -> str:
    """An act of history in the reader's language; an act that has no words yet is shown by its code."""
    return _act_names(get_language()).get(act, act)


@cache
def _act_names(_language: str | None) -> dict[str, str]:
    """All acts in the language that is active: a timeline names forty of them, and each would ask for all."""
    return {
        "edit_customer": _("Fiche modifiée"),
        "add_contact": _("Contact ajouté"),
        "edit_contact": _("Contact modifié"),
        "edit_receivable": _("Facture précisée"),
        "assign_invoice": _("Facture cédée à un affactureur"),
        "take_back_invoice": _("Facture reprise à l’affactureur"),
        "release": _("Suspension levée"),
        "close_dispute": _("Litige clos"),
        **_of_imports(),
        "confirm_terms": _("Conditions de paiement confirmées"),
        "confirm_regime": _("Régime confirmé"),
        "approve": _("Relance approuvée"),
        "withdraw": _("Relance retirée"),
        "move": _("Relance déplacée"),
        "type_recipient": _("Destinataire saisi"),
        "choose_offer": _("Offre d’une relance choisie"),
        "answer_uncertain": _("Envoi incertain éclairci"),
        "answer_intention": _("Écriture à la source éclaircie"),
        **_of_cash(),
        "publish_scenario": _("Dossier passé à une autre version du scénario"),
        "move_cases": _("Dossier passé à une autre version du scénario"),
        "credit_limit": _("Limite de crédit"),
        "assess_risk": _("Risque évalué"),
        "add_document": _("Document ajouté"),
        "remove_document": _("Document retiré du dossier"),
        "add_order": _("Commande ajoutée"),
        "edit_order": _("Commande modifiée"),
        "add_deal": _("Affaire ajoutée"),
        "edit_deal": _("Affaire modifiée"),
        "include_in_campaign": _("Pris dans une campagne"),
        "exclude_from_campaign": _("Exclu d’une campagne"),
        **_of_shared_work(),
        **_of_groups_and_mail(),
        **of_payers(),
        **of_settings(),
        **of_measures(),
        **of_sources(),
    }


def _of_cash() -> dict[str, str]:
    return {
        "apply_line": _("Paiement affecté"),
        "accept_proposal": _("Proposition d’affectation acceptée"),
        "refuse_proposal": _("Proposition d’affectation refusée"),
        "record_payment": _("Paiement enregistré"),
        "undo_application": _("Affectation annulée"),
    }


def aside_name(code: str) -> str:
    """What an import set aside because it is never chased."""
    return {
        "to_be_invoiced": _("factures à établir (418)"),
        "advances": _("avances reçues (419)"),
        "zero_amount": _("pièces à zéro"),
    }.get(code, code)
