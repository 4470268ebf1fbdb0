"""What `verify` and `check` find, in sentences; the codes are stable, the French is the message id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_HISTORY: Final = {
    "leaf_changed": _(
        "La feuille n° %(position)s (écriture %(entry)s, ligne %(leaf)s de history_leaf) a été modifiée "
        "depuis son scellement."
    ),
    "leaf_missing": _("La feuille n° %(position)s manque : elle a été retirée de l'historique."),
    "leaf_added": _("Une feuille a été ajoutée à la place n° %(position)s, après la dernière racine signée."),
    "leaf_moved": _(
        "La feuille n° %(position)s parle d'une autre écriture ou d'un autre client que sa ligne "
        "(écriture %(entry)s)."
    ),
    "entry_changed": _("L'écriture %(entry)s ne dit plus ce que sa feuille n° %(position)s a scellé."),
    "entry_without_leaf": _(
        "L'écriture %(entry)s n'a pas de feuille : elle a été ajoutée hors de l'historique."
    ),
    "root_differs": _(
        "La racine de %(size)s feuilles n'est pas celle des feuilles trouvées : au moins une, parmi elles, "
        "a changé."
    ),
    "root_chain_broken": _("La racine de %(size)s feuilles n'est plus enchaînée à la précédente."),
    "signature_wrong": _("La signature de la racine de %(size)s feuilles n'est pas celle de la clé %(key)s."),
    "root_differs_from_file": _(
        "La racine de %(size)s feuilles, copiée dans le fichier des racines, n'est plus celle de la base."
    ),
    "root_missing_in_file": _(
        "Le fichier des racines s'arrête avant la racine de %(size)s feuilles : « encours seal » le complète."
    ),
    "fact_without_entry": _("%(fact)s, ligne %(id)s : aucun acte ne l'a écrite."),
    "fact_changed": _(
        "%(fact)s : les lignes écrites par l'écriture %(entry)s pour le client %(customer)s ont changé "
        "(%(rows_sealed)s scellées, %(rows_found)s trouvées)."
    ),
    "file_missing": _("Le fichier gardé n° %(file)s (%(name)s) manque : files/%(place)s."),
    "file_changed": _("Le fichier gardé n° %(file)s (%(name)s) a été modifié : files/%(place)s."),
}

_INVARIANTS: Final = {
    "open_is_not_amount_less_applications": _("Le reste dû n'est pas le montant moins les affectations"),
    "unapplied_is_not_amount_less_applications": _(
        "Le reste non affecté d'un encaissement n'est pas son montant moins ses affectations"
    ),
    "reversal_is_not_the_opposite": _(
        "Une annulation n'est pas l'exact opposé de l'affectation qu'elle annule"
    ),
    "reversed_twice": _("Une affectation est annulée plus d'une fois"),
    "negative_without_reversal": _("Une affectation négative n'annule rien"),
    "applied_across_currencies": _("Une affectation relie deux devises"),
    "bank_line_applied_beyond_amount": _("Une ligne de banque est affectée au-delà de son montant"),
    "bank_line_state_without_facts": _("L'état d'une ligne de banque n'est pas celui de ses affectations"),
    "instalment_due_is_not_the_earliest_unpaid": _(
        "Le jour gardé d’une facture en plusieurs échéances n’est pas celui de la première impayée"
    ),
    "message_state_without_delivery": _("L'état d'un message n'est pas celui de sa dernière remise"),
    "message_sent_unapproved": _("Un message est parti sans l'accord qu'il attendait"),
    "message_delivered_twice": _("Un message a été remis plus d'une fois"),
    "step_delivered_twice": _("Une même étape a été envoyée plus d'une fois pour une facture"),
    "step_done_twice_by_people": _("Une même étape a été faite plus d'une fois par une personne"),
    "message_held_by_nobody": _("Un message est pris sans que l'on sache par qui, ou remis sans instant"),
    "stopped_and_yet_done": _("Ce qui fut annulé, car payé, est parti ou attend encore"),
    "letter_recalled_and_yet_counted": _("L’état d’un courrier n’est pas celui de son rappel"),
    "letter_ended_and_never_laid": _("Un courrier posté ou rappelé n’avait pas été déposé"),
    "channel_chosen_over_a_person": _(
        "Le canal d’un client a été changé d’office après le choix d’une personne"
    ),
    "answer_about_no_recall": _("Une réponse concerne un courrier qui n’est pas rappelé"),
    "stopped_before_it_arrived": _("Une annulation vient avant le relevé qui l’explique"),
    "message_line_of_another_customer": _("Un message cite la facture d'un autre client"),
    "message_from_facts_not_yet_written": _("Un message se fonde sur des faits qui n'existent pas encore"),
    "position_of_a_settled_item": _("Une facture soldée est encore suivie"),
    "entry_without_its_one_leaf": _("Une écriture de l'historique n'a pas sa feuille, ou en a plusieurs"),
    "leaf_half_erased": _("Une feuille n'est effacée qu'à moitié"),
    "leaf_of_another_creditors_customer": _("Une feuille concerne le client d'un autre créancier"),
    "leaf_positions_with_a_gap": _("Les places des feuilles ne se suivent pas"),
    "entries_out_of_order": _("Deux écritures ne se suivent pas dans le temps"),
    "intake_of_another_file": _("Une importation ne correspond pas au fichier gardé"),
    "delivery_of_another_document": _("Une remise ne correspond pas au document gardé"),
    "more_left_a_payment_than_was_free": _("Plus est sorti d’un paiement qu’il n’en restait"),
    "refund_without_its_money": _("Un remboursement et l’argent qu’il a pris ne concordent pas"),
    "refund_order_is_not_its_sum": _("Un fichier de virements n’est pas la somme de ses remboursements"),
    "transfer_sides_differ": _("Un transfert n’ajoute pas d’un côté ce qu’il retire de l’autre"),
    "exported_entry_is_not_its_parts": _("Une écriture exportée n’est pas la somme de ses parties"),
    "undoing_entry_is_not_the_opposite": _(
        "Une écriture d’annulation n’est pas l’opposé de celle qu’elle annule"
    ),
    "experiment_over_without_its_ending": _("La fin d’une expérience n’est pas celle qui est gardée"),
    "entered_out_of_the_experiments_time": _("Un client est entré dans une expérience hors de ses dates"),
    "entered_more_than_planned": _("Plus de clients sont entrés dans une expérience qu’il n’en était prévu"),
    "judicial_phase_without_its_way_in": _("Un dossier est en phase judiciaire sans exception accordée"),
    "judicial_phase_without_its_hold": _("Un dossier en phase judiciaire est relancé, ou l’inverse"),
    "written_down_beyond_the_debt": _("Une facture est dépréciée pour plus qu’elle n’a jamais valu"),
    "transferred_to_doubtful_twice": _("Une facture est passée deux fois de suite du même côté de 416"),
    "exported_booking_is_not_its_own": _("Une écriture exportée n’est pas celle de sa facture douteuse"),
    "exported_twice": _("Une même affectation a été exportée deux fois"),
    "short_parts_do_not_come_to_what_is_left_out": _("Les parts d’un manque ne font pas ce qui manque"),
    "letter_unposted_without_a_word": _("Un courrier n’est plus dit posté sans que personne l’ait dit"),
    "payout_exported_twice": _("Un même versement d’un prestataire a été exporté deux fois"),
    "exported_payout_is_not_its_credit": _(
        "L’écriture d’un versement n’a pas le montant de sa ligne de banque"
    ),
    "exported_amount_is_not_its_payments": _("Une écriture exportée n’a pas le montant de ses paiements"),
    "export_is_not_its_entries": _("Un export n’est pas la somme de ses écritures"),
    "slip_lines_do_not_come_to_its_credit": _("Les lignes d’une remise ne font pas son encaissement"),
    "slip_is_not_the_sum_of_its_items": _("Une remise n’est pas la somme de ses lignes"),
    "payout_is_not_the_credit_it_is_tied_to": _(
        "Un versement de prestataire n’est pas l’encaissement auquel il est rattaché"
    ),
    "payout_is_not_what_its_provider_booked": _(
        "Un versement n’est pas ce que son prestataire a porté au compte"
    ),
    "payout_counted_as_a_payment": _(
        "Un versement de prestataire est compté une seconde fois comme paiement"
    ),
    "batch_is_not_the_sum_of_its_debits": _(
        "Une remise de prélèvements n’est pas la somme de ses opérations"
    ),
    "debit_is_not_the_sum_of_its_items": _("Un prélèvement n’est pas la somme de ses factures"),
    "debited_beyond_amount": _("Plus est prélevé d’une facture que son montant"),
    "item_live_in_a_debit_that_is_over": _("Une facture est tenue par un prélèvement terminé"),
    "words_of_an_erased_file": _("Les mots d’un fichier effacé se lisent encore"),
    "parent_of_another_creditor": _(
        "Une ligne dépend de la ligne d'un autre créancier, ou d'une ligne disparue"
    ),
    "parent_of_another_customer": _(
        "Une ligne dépend de la ligne d'un autre client, ou d'une ligne disparue"
    ),
    "superseded_before_recorded": _("Une ligne du passé a été remplacée avant d'être connue"),
}

_TRIGGER: Final = _("Le déclencheur %(name)s, qui interdit de récrire l'historique, manque ou est désactivé.")
_ROW: Final = _("ligne %(id)s du créancier %(creditor_id)s")
_FIGURES: Final = _("trouvé %(found)s, attendu %(expected)s")
_FOUND: Final = _("trouvé %(found)s")


def of_history(code: str, where: Mapping[str, Any]) -> str:
    """Say a finding of `verify`: what, and where."""
    return gettext(_HISTORY[code]) % where


def of_invariant(code: str) -> str:
    """Say which invariant is broken."""
    return gettext(_INVARIANTS[code])


def of_trigger(name: str) -> str:
    """Say which trigger is missing."""
    return gettext(_TRIGGER) % {"name": name}


def of_row(row: Mapping[str, Any]) -> str:
    """Say which row breaks an invariant, and by what figures."""
    said = gettext(_ROW) % row
    if row["label"]:
        said += f" « {row['label'][:60]} »"
    if row["expected"] is not None:
        said += " : " + gettext(_FIGURES) % row
    elif row["found"] is not None:
        said += " : " + gettext(_FOUND) % row
    return said
