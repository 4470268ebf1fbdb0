"""One French sentence a measure: how it is computed, so that a reader can do it again by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FORMULAS: Final[Mapping[str, Promise]] = {
    "outstanding": _("Reste dû de toutes les pièces, moins les avoirs et les encaissements non affectés."),
    "overdue": _("Reste dû des pièces dont l’échéance est passée, avoirs non déduits."),
    "ageing_due": _(
        "Reste dû rangé par jours après l’échéance : non échu, 1 à 30, 31 à 60, 61 à 90, 91 à 120, plus de 120."
    ),
    "ageing_issued": _("Reste dû rangé par jours depuis la date de facture, dans les mêmes tranches."),
    "past_due_ratio": _("Reste dû échu ÷ reste dû ; la part en litige est dite à côté."),
    "over_90_ratio": _("Reste dû échu depuis plus de 90 jours ÷ reste dû."),
    "roll_rates": _(
        "Pour chaque tranche d’il y a 30 jours : ce qui en est aujourd’hui dans la tranche suivante ÷ ce qu’elle "
        "contenait. Le chiffre d’ensemble réunit les tranches."
    ),
    "unapplied_ratio": _("Encaissements non affectés ÷ encaissements en banque des 365 derniers jours."),
    "unapplied_age": _("Jours depuis l’encaissement, pondérés par le montant, de ce qui n’est pas affecté."),
    "dso_simple": _(
        "Encours net ÷ ventes TTC des 365 derniers jours × 365 ; les ventes sont les factures moins les avoirs."
    ),
    "dso_count_back": _(
        "On retire de l’encours net les ventes TTC de chaque mois, du dernier au plus ancien : un mois retiré en "
        "entier compte ses jours, le dernier compte sa part. 24 mois au plus."
    ),
    "dso_true": _(
        "Somme, pièce par pièce, des jours depuis la facture × reste dû ÷ ventes du mois de la facture."
    ),
    "bpdso": _("Reste dû non échu ÷ ventes TTC des 365 derniers jours × 365."),
    "add_portfolio": _("DSO simple moins meilleur DSO possible : les jours qui sont du retard."),
    "add_paid": _(
        "Jours après l’échéance (zéro si payé avant), pondérés par le montant, de ce qui fut payé en banque depuis "
        "365 jours."
    ),
    "days_to_pay": _(
        "Jours de la facture au paiement, pondérés par le montant, de ce qui fut payé en banque depuis 365 jours."
    ),
    "days_beyond_terms": _(
        "Jours de l’échéance au paiement (en moins si payé avant), pondérés par le montant, de ce qui fut payé en "
        "banque depuis 365 jours."
    ),
    "on_time_share": _(
        "Factures soldées au plus tard à l’échéance ÷ factures échues depuis 365 jours, en nombre."
    ),
    "on_time_amount": _("Montant soldé au plus tard à l’échéance ÷ montant échu depuis 365 jours."),
    "case_days": _("Jours de l’ouverture à la clôture, en moyenne des dossiers clos depuis 365 jours."),
    "documented_gain": _(
        "Durée moyenne des dossiers peu documentés moins celle des bien documentés, clos depuis 365 jours. Bien "
        "documenté : au moins trois des quatre éléments (adresse ou e-mail, SIREN, échéances sûres, n° de commande)."
    ),
    "cei": _(
        "(encours d’il y a 30 jours + ventes des 30 jours − encours) ÷ (encours d’il y a 30 jours + ventes des "
        "30 jours − reste dû non échu)."
    ),
    **{
        code: _(
            "Encaissé en banque, dans les jours dits, sur les pièces relancées après leur échéance ÷ ce qui en "
            "restait dû à la première relance ; pièces relancées sur un an."
        )
        for code in ("recovery_30", "recovery_60", "recovery_90", "recovery_180")
    },
    "exposure": _("Reste dû de toutes les pièces, échues ou non, avoirs non déduits."),
    "overdue_at_risk": _("Échu depuis plus de 90 jours, plus ce qui est en litige de l’échu plus récent."),
    "concentration": _("Reste dû des dix clients qui doivent le plus ÷ reste dû."),
    "herfindahl": _(
        "Somme des carrés des parts de chaque client dans le reste dû, sur 10 000 : 10 000 si un seul doit tout."
    ),
    "receipts_forecast": _(
        "Ce qui doit rentrer sous 30 jours des factures ouvertes, d’après ce que sont devenues les vôtres, les "
        "impayées comptées : à N jours de retard, 1 − part encore due à N + 30 jours ÷ part encore due à N jours "
        "(Kaplan-Meier, en centimes) ; qui paie en avance compte à l’échéance. Ce qui n’est pas facturé n’y est pas. "
        "Sans chiffre sous 100 factures de 30 clients échues depuis 90 jours au moins."
    ),
    "expected_recovery": _(
        "Part de l’échu qui sera encore encaissée, d’après ce que sont devenues vos propres factures : chacune est "
        "suivie depuis son échéance, les impayées aussi ; à N jours de retard, 1 − part encore due à la fin du suivi ÷ "
        "part encore due à N jours (Kaplan-Meier, en centimes). Elle ne remonte jamais avec l’âge. Sans chiffre sous "
        "100 factures de 30 clients échues depuis 90 jours au moins."
    ),
    "losses": _("Passé en perte et déprécié depuis 365 jours, moins les reprises, tels qu’enregistrés."),
    "bad_debt_ratio": _("Passé en perte depuis 365 jours ÷ ventes TTC des 365 jours."),
    "overdue_by_owner": _("Reste dû échu ÷ reste dû, pour les clients de chaque responsable."),
    "disputed_by_owner": _("Reste dû en litige ÷ reste dû, pour les clients de chaque responsable."),
    "automatic_steps": _(
        "Étapes faites par une règle ÷ étapes faites, depuis 365 jours. Niveau : pas (moins de 10 %), un peu "
        "(moins de 50 %), plutôt (moins de 90 %), entièrement."
    ),
    "automatic_lines": _(
        "Crédits de banque affectés sans qu’une personne y touche ÷ crédits des clients à affecter, en nombre, "
        "depuis 365 jours ; ceux que la comptabilité portait déjà sont comptés à part."
    ),
    "automatic_lines_30": _("La même part, depuis 30 jours."),
    "automatic_cash": _("La même part, en montant."),
    "electronic_cash": _(
        "Encaissements en banque par virement, prélèvement, carte ou effet ÷ ceux dont le libellé dit le moyen, en "
        "montant, depuis 365 jours."
    ),
    "automatic_precision": _(
        "Parmi les crédits affectés sans personne, part de ceux que rien n’a annulé dans les 30 jours."
    ),
    "wrong_matches": _(
        "Crédits affectés sans personne depuis 365 jours et annulés dans les 30 jours ÷ crédits affectés sans "
        "personne ; par règle de rapprochement."
    ),
    "wrong_matches_30": _("La même part, pour les crédits affectés depuis 30 jours."),
    "stop_latency": _(
        "De l’arrivée du relevé à l’annulation de ce qui devait encore partir (message, lettre, tâche, appel) pour ce "
        "qu’il paie : la durée que 99 annulations sur 100 ne dépassent pas, depuis 365 jours, des lignes affectées "
        "sans personne. Ce qu’une personne a affecté ou noté, et ce que la comptabilité montre payé, sont sur des "
        "lignes à part."
    ),
    "stop_latency_30": _("La même durée, depuis 30 jours."),
    "cases_per_person": _(
        "Clients suivis par une personne en un jour, en moyenne des jours où elle a travaillé, depuis 365 jours."
    ),
    "actions_per_person": _(
        "Actes d’une personne en un jour, en moyenne des jours où elle a travaillé, depuis 365 jours."
    ),
    "hours_freed": _(
        "Actions faites par une règle depuis 365 jours × minutes qu’une personne y passait, telles qu’enregistrées "
        "avec les coûts."
    ),
    "operating_cost": _(
        "Coûts enregistrés des 365 derniers jours : les sommes au prorata des jours, les prix à l’action × actions."
    ),
    "cost_per_action": _("Coûts du recouvrement (hors facturation) ÷ actions, depuis 365 jours."),
    "cost_per_euro": _(
        "Coûts du recouvrement (hors facturation) ÷ encaissements en banque, depuis 365 jours."
    ),
    "cost_per_case": _("Coûts du recouvrement (hors facturation) ÷ dossiers clos, depuis 365 jours."),
    "cost_of_invoicing": _("Coûts de facturation enregistrés ÷ factures émises, depuis 365 jours."),
    "promises_kept": _(
        "Promesses payées entières, délai de grâce compris ÷ promesses échues depuis 365 jours. Tenue en partie n’est "
        "pas tenue."
    ),
    "promises_paid": _(
        "Payé à temps sur ce qui était promis ÷ promis, des promesses échues depuis 365 jours."
    ),
    "complaint_rate": _("Réclamations de clients ÷ clients à qui un message fut remis, depuis 365 jours."),
    "department_complaints": _("Réclamations apportées par les autres services depuis 365 jours."),
    "opt_out_rate": _(
        "Clients qui ne veulent plus de messages ÷ clients à qui un message fut remis, depuis 365 jours."
    ),
    "wrong_person_rate": _(
        "Clients dont quelqu’un a répondu qu’il fallait écrire à un autre ÷ clients à qui un message fut remis, depuis"
        " 365 jours."
    ),
    "survey_score": _("Moyenne des notes de 0 à 10 données après une résolution, depuis 365 jours."),
    "customers_kept": _(
        "Parmi les clients facturés l’année d’avant, part de ceux qui le sont encore depuis 365 jours."
    ),
    "cash_in": _("Encaissements en banque des 365 derniers jours, moins ce qui fut rendu."),
    "cash_effect": _("Encaissements des 365 derniers jours moins ceux enregistrés au départ."),
    "working_capital_freed": _("(DSO simple au départ − DSO simple) × ventes TTC d’un jour."),
    "days_gained": _("Délai moyen de paiement au départ moins délai moyen de paiement."),
    "profit_effect": _(
        "Pénalités et indemnités encaissées, moins les pertes et dépréciations nettes des reprises, moins les coûts "
        "du recouvrement, depuis 365 jours."
    ),
    "net_by_segment": _(
        "Pour chaque segment : encaissé dans les 60 jours qui suivent une relance d’une facture échue, moins le prix "
        "des relances envoyées, depuis 365 jours. La dernière relance avant l’encaissement compte, avec le segment "
        "du client à ce moment. Les autres coûts du recouvrement sont sur une ligne à part."
    ),
    "net_by_action": _(
        "Pour chaque étape et chaque canal : encaissé dans les 60 jours qui suivent une relance d’une facture échue, "
        "moins le prix des relances envoyées, depuis 365 jours. La dernière relance avant l’encaissement compte seule. "
        "Les autres coûts du recouvrement sont sur une ligne à part. Ce qui suit une action n’en est pas toujours "
        "l’effet : voir « Encaissements de plus après une action »."
    ),
    "action_effects": _(
        "Pour chaque action : part encaissée dans les 14 jours qui suivent, moins celle de factures du même genre "
        "(régime, montant) et du même âge en jours pour lesquelles rien ne fut fait, × ce qui était dû, depuis 365 "
        "jours. Les factures non payées comptent ; ce qui suit l’action d’après ne compte pas. Une observation, pas "
        "une expérience : l’écart n’a pas forcément l’action pour cause."
    ),
    "sending_delay": _(
        "De la décision d’une relance, ou de l’accord d’une personne s’il en faut un, à sa remise au canal : la durée "
        "que la moitié des relances des 365 derniers jours ne dépassent pas."
    ),
    "held_back": _(
        "Échu dont l’étape attend autre chose que son jour (accord, adresse, litige, doute, étape d’une personne), tel "
        "que la dernière journée l’a laissé ; par étape, par segment plus en retard que l’ensemble, par modèle dont "
        "les messages reviennent, par personne qui a quelque chose à faire depuis 7 jours ou plus. Une même somme peut "
        "être sur plusieurs lignes : elles ne s’ajoutent pas."
    ),
}
