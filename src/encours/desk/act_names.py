"""Acts that concern no customer, in words: settings, accesses, measures, mail, the house's own rules."""

from __future__ import annotations

from django.utils.translation import gettext as _


def of_payers() -> dict[str, str]:
    """What payers say and promise."""
    return {
        "import_remittance": _("Avis de paiement importé"),
        "tie_remittances": _("Avis de paiement rattachés"),
        "tie_remittance": _("Avis de paiement rattaché"),
        "untie_remittance": _("Avis de paiement détaché"),
        "set_remittance_aside": _("Avis de paiement écarté"),
        "settle_shorts": _("Manques des avis traités"),
        "treat_short": _("Manque traité"),
        "name_shorts": _("Manque reconnu à son montant"),
        "stop_paid": _("Annulé, car payé"),
        "post_letters": _("Courriers dits postés"),
        "recall_letter": _("Courrier rappelé"),
        "answer_recall": _("Courriers rappelés : papier retrouvé ou parti"),
        "promise": _("Promesse de paiement"),
        "withdraw_promise": _("Promesse retirée"),
        "import_deposit": _("Bordereau de remise importé"),
        "key_in_deposit": _("Bordereau de remise enregistré"),
        "tie_deposit": _("Remise rattachée à sa ligne de banque"),
        "untie_deposit": _("Remise détachée"),
        "cancel_deposit": _("Bordereau de remise annulé"),
        "tie_payouts": _("Versements de prestataires rattachés"),
        "tie_payout": _("Versement rattaché à sa ligne de banque"),
        "untie_payout": _("Versement détaché"),
        "dismiss_payout": _("Versement qui n’est plus attendu"),
        "await_payout": _("Versement attendu de nouveau"),
        "apply_payment": _("Paiement affecté"),
        **_of_leaving(),
        "let_debit": _("Règles des prélèvements changées"),
        "add_mandate": _("Mandat de prélèvement ajouté"),
        "edit_mandate": _("Mandat de prélèvement modifié"),
        "cancel_mandate": _("Mandat de prélèvement révoqué"),
        "take_up_mandate": _("Mandat de prélèvement repris"),
        "import_mandates": _("Mandats de prélèvement importés"),
        "announce_debits": _("Prélèvement annoncé"),
        "end_debits": _("Prélèvement abandonné"),
        "prepare_debits": _("Remise de prélèvements préparée"),
        "hand_debits": _("Remise de prélèvements portée à la banque"),
        "cancel_debits": _("Remise de prélèvements annulée"),
    }


def _of_guards() -> dict[str, str]:
    """What keeps messages from leaving, and who is spared them."""
    return {
        "spare": _("Relances adaptées"),
        "choose_channel": _("Canal choisi pour un client"),
        "choose_channels": _("Canal choisi d’après ce qui fut répondu et payé"),
        "end_sparing": _("Relances habituelles reprises"),
        "stop_all": _("Tout arrêté"),
        "lift_stop": _("Arrêt général levé"),
        "set_daily_most": _("Plafond d’envois par jour changé"),
        "choose_procedure": _("Procédure choisie"),
        "enter_judicial": _("Entrée en phase judiciaire"),
        "leave_judicial": _("Sortie de la phase judiciaire"),
        "ask_phase_exception": _("Exception demandée pour la phase judiciaire"),
        "decide_phase_exception": _("Exception décidée pour la phase judiciaire"),
        "rule_doubtful": _("Règles des clients douteux changées"),
        "mark_doubtful": _("Classé parmi les clients douteux"),
        "accept_doubtful": _("Classement des clients douteux suivi"),
        "follow_doubtful": _("Classement des clients douteux par les règles"),
        "end_doubtful": _("N’est plus classé douteux"),
        "rate_doubtful": _("Taux de dépréciation choisi"),
        "book_doubtful": _("Écritures de clients douteux acceptées"),
        "refuse_messages": _("Accord refusé à une relance"),
        "send_back": _("Relance renvoyée pour être revue"),
        "resubmit": _("Relance soumise de nouveau à l’accord"),
        "publish_approvals": _("Règles d’accord publiées"),
        "delegate": _("Accord délégué"),
        "cancel_delegation": _("Délégation d’accord terminée"),
    }


def _of_leaving() -> dict[str, str]:
    """Money that goes back, or to another customer."""
    return {
        "unpost_letter": _("Courrier qui n’était pas posté"),
        "ask_refund": _("Remboursement demandé"),
        "approve_refund": _("Remboursement accordé"),
        "cancel_refund": _("Remboursement annulé"),
        "take_back_refunds": _("Remboursement renvoyé par la banque"),
        "prepare_refunds": _("Fichier de virements préparé"),
        "cancel_refunds_file": _("Fichier de virements annulé"),
        "confirm_refund": _("Remboursement retrouvé en banque"),
        **_of_guards(),
        "find_refunds": _("Remboursement retrouvé en banque"),
        "let_refund": _("Règle des remboursements changée"),
        "transfer_cash": _("Encaissement transféré"),
        "undo_transfer": _("Transfert annulé"),
        "tie_return": _("Rejet rattaché à son paiement"),
        "dismiss_return": _("Rejet écarté"),
        "undo_return": _("Rejet remis en attente"),
    }


def of_settings() -> dict[str, str]:
    """What is decided of the creditor and of who has access."""
    return {
        "open_creditor": _("Créancier ouvert"),
        "set_up_creditor": _("Créancier réglé"),
        "attach_account": _("Compte bancaire rattaché"),
        "set_shadow": _("Mode ombre quitté ou repris"),
        "switch_module": _("Modules changés"),
        "add_connector": _("Connecteur ajouté"),
        "change_connector": _("Connecteur changé"),
        "import_pulled": _("Lu par un connecteur"),
        "write_back": _("Écrit à la source"),
        "accept_freshness": _("Données anciennes acceptées"),
        "confirm_rate": _("Taux confirmé"),
        "confirm_iban": _("IBAN confirmé"),
        "give_up_iban": _("Changement d’IBAN abandonné"),
        "let_short": _("Règle des manques changée"),
        "edit_template": _("Modèle de message changé"),
        "take_over_wording": _("Texte livré repris dans un modèle"),
        "keep_wording": _("Modèle gardé malgré un nouveau texte livré"),
        "change_access": _("Accès changé"),
        "withdraw_access": _("Accès retiré"),
        "decide_access_policy": _("Règles d’accès changées"),
        "open_access_review": _("Revue des accès ouverte"),
        "decide_access": _("Accès revu"),
        "sign_access_review": _("Revue des accès signée"),
        "edit_group": _("Groupe modifié"),
        "rank_sources": _("Sources classées"),
        "open_campaign": _("Campagne ouverte"),
        "stop": _("Message arrêté avant l’envoi"),
        "recover": _("Envois interrompus repris"),
        "take_in_mail": _("Courrier relevé"),
        "file_mail": _("Courriel classé"),
        "signal_sales": _("Signaux donnés au commerce"),
        **_of_files(),
        "confirm_same": _("Paiements reconnus comme un seul"),
    }


def _of_files() -> dict[str, str]:
    """What is gathered of customers: fields, documents, prospects; and how tables are read."""
    return {
        "declare_field": _("Champ déclaré"),
        "change_field": _("Champ modifié"),
        "fill_fields": _("Champs remplis"),
        "change_mapping": _("Forme de tableau changée"),
        "forget_mapping": _("Forme de tableau oubliée"),
        "open_prospect": _("Prospect ajouté"),
        "become_customer": _("Prospect devenu client"),
        "drop_prospect": _("Prospect écarté"),
        "ask_documents": _("Documents demandés"),
        "remind_documents": _("Documents redemandés"),
        "open_request": _("Demande de documents vue par le client"),
        "receive_document": _("Document reçu du client"),
        "refuse_document": _("Document refusé"),
        "close_request": _("Demande de documents close"),
        "publish_segments": _("Segments publiés"),
        "open_scenario": _("Scénario ajouté"),
        "care_for_scenario": _("Responsable et revue d’un scénario"),
        "choose_scenarios": _("Choix des scénarios publié"),
        "let_match": _("Règles d’affectation décidées"),
        "let_export": _("Comptes des écritures décidés"),
        "export_entries": _("Écritures exportées"),
        "recalibrate": _("Confiance dans les règles de rapprochement recalibrée"),
        "publish_checklist": _("Liste des nouveaux dossiers publiée"),
    }


def of_measures() -> dict[str, str]:
    """What is measured, aimed at, and shown."""
    return {
        "run_day": _("Journée décidée"),
        "keep_measures": _("Mesures du jour gardées"),
        "set_objective": _("Objectif fixé"),
        "follow_objectives": _("Objectifs relevés"),
        "change_objective": _("Objectif changé"),
        "close_objective": _("Objectif clos"),
        "add_improvement": _("Amélioration ajoutée"),
        "change_improvement": _("Amélioration changée"),
        "set_baseline": _("Point de départ fixé"),
        "count_team": _("Équipe comptée"),
        "ask_trial": _("Essai d’un scénario demandé"),
        "keep_trial": _("Essai d’un scénario gardé"),
        "stop_trial": _("Essai d’un scénario arrêté"),
        "make_draft": _("Brouillon de scénario fait"),
        "drop_draft": _("Brouillon de scénario jeté"),
        "begin_experiment": _("Expérience commencée"),
        "end_experiment": _("Expérience terminée"),
        "define_indicator": _("Indicateur défini"),
        "record_cost": _("Coût enregistré"),
        "record_outcome": _("Perte ou gain enregistré"),
        "ask_survey": _("Note demandée"),
        "answer_survey": _("Note reçue"),
        "schedule_board": _("Envoi d’un tableau de bord réglé"),
        "stop_mailing": _("Envoi d’un tableau de bord arrêté"),
        "mail_board": _("Tableau de bord envoyé"),
    }


def of_sources() -> dict[str, str]:
    """What comes by itself, and whose files are taken in."""
    return {
        "watch_folder": _("Dossier surveillé"),
        "watch_mailbox": _("Boîte aux lettres surveillée"),
        "stop_watching": _("Dossier plus surveillé"),
        "allow_sender": _("Expéditeur autorisé"),
        "withdraw_sender": _("Expéditeur retiré"),
        "decide_arrival": _("Fichier arrivé pris ou écarté"),
        "take_in_files": _("Fichiers arrivés d’eux-mêmes"),
    }
