"""One French sentence a reason code; gettext gives the English. `words.reasons` fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from encours.core.reasons import ReasonCode as Code

_OF_POSITIONS: Final[Mapping[Code, Promise]] = {
    Code.PROPOSED: _("L’étape %(position)s%(which)s est proposée : elle est à faire depuis le %(since_on)s."),
    Code.NEEDS_APPROVAL: _(
        "L’étape %(position)s%(which)s est proposée depuis le %(since_on)s ; elle attend l’accord d’une personne."
    ),
    Code.NO_ADDRESS: _(
        "Le message est prêt, mais aucune adresse ne permet de l’envoyer : ajoutez un contact au client."
    ),
    Code.NOT_DUE: _("La facture n’est pas encore échue : elle le sera le %(due_on)s. Rien n’est à relancer."),
    Code.WAITS_FOR_STEP: _("L’étape %(position)s%(which)s attend sa date, le %(step_on)s."),
    Code.GAP: _(
        "Le message précédent à ce client date de moins de %(gap_days)s. "
        "Le suivant attend le %(gap_until_on)s."
    ),
    Code.HELD_UNTIL: _(
        "Une suspension jusqu’au %(held_until_on)s arrête le compte des jours : "
        "l’étape %(position)s%(which)s en est reculée d’autant.%(hold_reason)s"
    ),
    Code.PROMISED: _(
        "Le client a promis de payer la facture%(invoice)s : rien n’est relancé jusqu’au %(held_until_on)s "
        "compris.%(hold_reason)s"
    ),
    Code.DEBITED: _(
        "Le prélèvement de la facture%(invoice)s est annoncé au client : rien n’est relancé jusqu’au "
        "%(held_until_on)s, sauf rejet."
    ),
    Code.HELD: _("La facture est suspendue depuis le %(held_from_on)s, sans date de reprise.%(hold_reason)s"),
    Code.CUSTOMER_HELD: _(
        "Le client est suspendu depuis le %(held_from_on)s : rien ne lui est adressé.%(hold_reason)s"
    ),
    Code.JUDICIAL: _(
        "Le dossier est en phase judiciaire depuis le %(held_from_on)s : les relances amiables sont arrêtées."
    ),
    Code.EXEMPT: _(
        "Le client est exempté de relance depuis le %(held_from_on)s : rien ne lui est adressé.%(hold_reason)s"
    ),
    Code.INSOLVENT: _(
        "Le client est en procédure collective depuis le %(held_from_on)s, jour du jugement d’ouverture : aucune "
        "relance ne lui est adressée, la créance se déclare.%(hold_reason)s"
    ),
    Code.DIFFICULTY: _(
        "Le client est en difficulté passagère jusqu’au %(soft_until_on)s : d’ici là, seuls des messages de "
        "courtoisie lui sont adressés, sans pénalités ni indemnité."
    ),
    Code.COURTESY_REFUSED: _(
        "Le client ne veut plus de messages de courtoisie : seules les étapes qui n’en sont pas lui sont adressées."
    ),
    Code.DISPUTED: _(
        "La facture%(invoice)s est contestée pour %(disputed_cents)s : elle n’est pas relancée tant que "
        "le litige n’est pas réglé."
    ),
    Code.GONE: _(
        "La facture%(invoice)s n’apparaît plus dans la comptabilité importée : "
        "ses relances sont suspendues jusqu’à ce qu’une personne regarde."
    ),
    Code.SETTLED: _("La facture est soldée : il n’y a plus rien à réclamer."),
    Code.CREDIT: _("C’est un avoir de %(credit_cents)s : il vient en déduction de ce que doit le client."),
    Code.RETENTION: _("C’est une retenue de garantie : elle est suivie à part et n’est pas relancée."),
    Code.FACTORED: _(
        "La facture%(invoice)s a été cédée à un affactureur : c’est lui que le client paie, "
        "et elle n’est pas relancée ici."
    ),
    Code.BILL_RUNNING: _(
        "Un effet a été tiré sur la facture%(invoice)s : elle n’est pas relancée avant son échéance, le %(due_on)s."
    ),
    Code.OPENING_WITHOUT_DETAIL: _(
        "C’est un solde antérieur sans détail des factures : importez le FEC de l’année précédente "
        "pour pouvoir le relancer."
    ),
    Code.RETURNED_PAYMENT: _(
        "C’est un paiement rejeté ou un remboursement, pas une facture : une personne doit regarder."
    ),
    Code.NO_DUE_DATE: _("L’échéance de la facture%(invoice)s est inconnue : indiquez-la pour la relancer."),
    Code.COVERED_BY_CREDITS: _(
        "Les avoirs et paiements non affectés du client, %(credit_cents)s, couvrent ce qui est échu : "
        "rien n’est réclamé."
    ),
    Code.BELOW_MINIMUM: _("Le montant est inférieur au minimum de %(minimum_cents)s : la relance attend."),
    Code.LADDER_FINISHED: _(
        "Toutes les étapes du scénario ont été faites, la dernière le %(delivered_on)s : "
        "à une personne de décider de la suite."
    ),
    Code.DUE_DATE_ASSUMED: _(
        "L’étape %(position)s%(which)s attend que l’échéance soit confirmée : le %(due_on)s n’est que présumé. "
        "Seuls les messages de courtoisie partent."
    ),
    Code.REGIME_ASSUMED: _(
        "L’étape %(position)s%(which)s attend que le régime du client soit confirmé (entreprise, public ou "
        "consommateur). Seuls les messages de courtoisie partent."
    ),
    Code.RATE_PROVISIONAL: _(
        "L’étape %(position)s%(which)s attend que le taux des pénalités du semestre soit confirmé. "
        "Seuls les messages de courtoisie partent."
    ),
    Code.CLOSED_DAY: _("Ce jour n’est pas ouvré : l’envoi reprend le %(opens_on)s."),
    Code.BRANCH_PAUSED: _(
        "Après ce qui s’est passé, le scénario laisse du temps : l’étape %(position)s%(which)s attend le "
        "%(branch_until_on)s."
    ),
    Code.BRANCH_STOPPED: _(
        "Après ce qui s’est passé le %(event_on)s, le scénario arrête les relances : "
        "à une personne de décider de la suite."
    ),
    Code.PERSON_STEP: _(
        "L’étape %(position)s%(which)s est à faire par une personne depuis le %(since_on)s : "
        "rien n’est envoyé pour elle."
    ),
    Code.DATES_DOUBTFUL: _(
        "Les dates de la facture%(invoice)s ne peuvent pas être justes : elle n’est pas relancée avant "
        "d’être corrigée ou acceptée, dans Qualité des données."
    ),
    Code.AMOUNT_DOUBTFUL: _(
        "Deux sources donnent à la facture%(invoice)s deux montants : elle n’est pas relancée avant que "
        "quelqu’un tranche, dans Qualité des données."
    ),
    Code.DUPLICATE_DOUBTFUL: _(
        "La facture%(invoice)s semble enregistrée deux fois : elle n’est pas relancée avant que quelqu’un "
        "tranche, dans Qualité des données."
    ),
    Code.ACCOUNT_DOUBTFUL: _(
        "Le compte du client porte un montant qui ne peut pas être juste : rien ne lui est réclamé avant "
        "qu’il soit corrigé ou accepté, dans Qualité des données."
    ),
    Code.RECIPIENT_DOUBTFUL: _(
        "Le message est prêt, mais l’adresse du destinataire ne peut pas être juste : rien ne part avant "
        "qu’elle soit corrigée sur la fiche du client."
    ),
    Code.OTHER_CURRENCY_FIRST: _(
        "Un message dans une autre devise est proposé d’abord : deux devises ne s’additionnent jamais."
    ),
}
_OF_THE_GATE: Final[Mapping[Code, Promise]] = {
    Code.GO: _("Rien ne s’oppose à l’envoi."),
    Code.SHADOW: _("Mode ombre : le message est préparé, rien ne part.%(otherwise)s"),
    Code.ALREADY_SENT: _("Le message n’est plus à envoyer : il est %(state)s."),
    Code.NOTHING_TO_SAY: _("Le message ne fait avancer aucune facture : il est annulé."),
    Code.PAID: _("La facture%(invoice)s a été réglée depuis : le message est arrêté."),
    Code.AMOUNT_CHANGED: _(
        "Le montant a changé depuis la proposition, de %(planned_cents)s à %(now_cents)s : "
        "le message est arrêté et sera refait."
    ),
    Code.DISPUTED_SINCE: _(
        "La facture%(invoice)s est contestée pour %(disputed_cents)s depuis que ce message a été préparé : "
        "il ne part pas ainsi, et sera refait avec le reste. « Recalculer la journée » le refait tout de suite."
    ),
    Code.STEP_ALREADY_DELIVERED: _(
        "L’étape %(position)s de la facture%(invoice)s a déjà été faite le %(delivered_on)s."
    ),
    Code.STEP_UNKNOWN: _("L’étape n’existe pas dans le scénario du client."),
    Code.INTEREST_NOT_ALLOWED: _(
        "Le message réclame des pénalités ou l’indemnité là où la loi, ou un doute, ne le permet pas."
    ),
    Code.FORMAL_NOTICE_BY_EMAIL: _("Une mise en demeure part par courrier, jamais par e-mail seul."),
    Code.STEP_NOT_DUE: _("L’étape %(position)s de la facture%(invoice)s n’est à faire que le %(step_on)s."),
    Code.STEP_JUMPED: _(
        "L’étape %(position)s de la facture%(invoice)s en sauterait une autre, qui n’a pas été faite."
    ),
    Code.PREVENTIVE_LATE: _(
        "L’échéance de la facture%(invoice)s est passée : un message préventif ne part jamais en retard."
    ),
    Code.MENTIONS_MISSING: _("Il manque à la mise en demeure : %(missing)s."),
    Code.NOT_APPROVED: _("Le message attend l’accord d’une personne."),
    Code.APPROVAL_RULE: _(
        "La règle d’accord « %(approval_rule)s » demande qu’une personne qu’elle nomme approuve ce message."
    ),
    Code.SENT_BACK: _(
        "Le message a été renvoyé pour être revu : il attend d’être corrigé ou soumis de nouveau.%(hold_reason)s"
    ),
    Code.APPROVAL_REFUSED: _("L’accord a été refusé : ce message ne part pas.%(hold_reason)s"),
    Code.CAP_REACHED: _(
        "Le client a déjà reçu %(cap_messages)s messages en %(cap_days)s : le suivant attend le %(until_on)s."
    ),
    Code.ALL_STOPPED: _(
        "Tout est arrêté depuis le %(stopped_on)s par %(stopped_by)s : rien ne part tant que l’arrêt général n’est pas "
        "levé.%(hold_reason)s"
    ),
    Code.DAILY_MOST: _(
        "Le plafond de %(most)s messages par jour est atteint : celui-ci attend le prochain jour ouvré, "
        "et rien n’est perdu."
    ),
    Code.OPTED_OUT: _(
        "Le client ne veut plus de courriels : compléter son adresse postale pour lui écrire, ou lever l’opposition."
    ),
    Code.QUIET_HOURS: _("Ce n’est pas l’heure : l’envoi reprend le %(opens_on)s à %(opens_at)s."),
    Code.UNDELIVERABLE: _("Le message ne peut pas partir tel quel.%(detail)s"),
    Code.GROUP_AWAITED: _(
        "Un e-mail au groupe %(group)s est parti sans que l’on sache s’il est arrivé : "
        "rien d’autre ne lui est adressé avant qu’une personne n’ait répondu."
    ),
    Code.GROUP_PARTLY_SEEN: _(
        "Ce message part en un seul e-mail avec d’autres du groupe %(group)s, dont certains vous sont cachés : "
        "une personne qui suit tout le groupe l’enverra."
    ),
    Code.TEMPLATE_REFUSED: _("Le modèle du message ne peut pas être lu.%(detail)s"),
    Code.CHANNEL_OFF: _("L’envoi par %(channel)s n’est pas configuré."),
}
_OF_FRESHNESS: Final[Mapping[Code, Promise]] = {
    Code.FRESH: _("Les données sont à jour : la dernière écriture connue est du %(last_on)s."),
    Code.STALE_ACCEPTED: _(
        "Les données datent du %(last_on)s ; %(accepted_by)s accepte que les envois partent ce jour."
    ),
    Code.STALE_BANK: _(
        "Le dernier mouvement bancaire connu du compte %(account)s est du %(last_on)s, "
        "il y a %(business_days)s jours ouvrés (limite : %(limit_days)s). "
        "Importez un relevé, ou acceptez pour ce jour."
    ),
    Code.STALE_LEDGER: _(
        "La dernière écriture connue est du %(last_on)s, il y a %(business_days)s jours ouvrés "
        "(limite : %(limit_days)s). Importez un FEC plus récent, ou acceptez pour ce jour."
    ),
    Code.NO_LEDGER: _("Aucune écriture n’a encore été importée : on ne sait pas ce qui a été payé."),
    Code.NO_STATEMENT: _(
        "Aucun relevé du compte %(account)s n’a encore été importé : on ne sait pas ce qui a été payé."
    ),
}
_OF_THE_CHAIN: Final[Mapping[Code, Promise]] = {
    Code.DUE_IN: _("Elle est à échoir le %(due_on)s, dans %(days)s%(assumed)s."),
    Code.DUE_TODAY: _("Elle échoit ce jour, le %(due_on)s%(assumed)s."),
    Code.OVERDUE_BY: _("Elle est échue depuis le %(due_on)s, soit %(days)s de retard%(assumed)s."),
    Code.OPEN_AMOUNT: _("Pièce%(invoice)s : il reste dû %(open_cents)s sur %(amount_cents)s."),
    Code.BY_SCENARIO: _("Scénario suivi : « %(scenario)s », version %(version)s%(chosen)s%(by_regime)s."),
    Code.BY_EXPERIMENT: _(
        "Expérience « %(experiment)s » : son client y a été tiré au sort le %(entered_on)s et suit %(arm)s, "
        "version %(version)s."
    ),
    Code.CASE_PHASE: _("Phase du dossier : %(phase)s, depuis le %(since_on)s."),
    Code.CASE_PROCEDURE: _("Procédure choisie le %(chosen_on)s : %(procedure)s%(procedure_reason)s"),
    Code.EXPECTED_RECOVERY: _(
        "Recouvrement attendu : %(expected_cents)s, la part encore encaissée à cet âge d’après %(invoices)s factures."
    ),
    Code.CUSTOMER_DOUBTFUL: _("Client classé douteux depuis le %(since_on)s : %(rule)s."),
    Code.PARTLY_DISPUTED: _("Elle est contestée pour %(disputed_cents)s ; seul le reste est relancé."),
    Code.PARTLY_DUE: _(
        "Elle se règle en plusieurs échéances : %(not_due_cents)s sont encore à venir et ne sont pas relancés."
    ),
    Code.NOTHING_DELIVERED: _("Aucun message n’est encore parti pour elle."),
    Code.STEP_DELIVERED: _("Dernière étape faite : %(position)s, %(step)s, le %(delivered_on)s."),
    Code.STEP_SPENT: _("Étape %(position)s, %(step)s : sa date est passée, elle ne part plus."),
    Code.STEP_SPARED: _(
        "Étape %(position)s, %(step)s : le client ne veut pas de courtoisie, elle lui est épargnée."
    ),
    Code.STEP_NEXT: _(
        "Étape %(position)s, %(step)s : la prochaine, par %(channel)s, à partir du %(next_on)s."
    ),
    Code.STEP_BY_PERSON: _(
        "Étape %(position)s, %(step)s : la prochaine, à faire par une personne à partir du %(next_on)s."
    ),
    Code.BRANCH_TAKEN: _(
        "Depuis l’étape « %(step)s » : %(event)s, le %(event_on)s. Le scénario dit : %(then)s%(after_days)s."
    ),
    Code.CHANNEL_INSTEAD: _("Par %(channel)s et non par %(instead_of)s : %(channel_because)s."),
    Code.STEP_OFFERS: _(
        "Étape %(position)s, %(step)s : son message propose au client une solution, d’après sa situation."
    ),
    Code.STEP_WAITS: _("Étape %(position)s, %(step)s : la prochaine, sans date tant que dure l’attente."),
    Code.STEP_LATER: _("Étape %(position)s, %(step)s : pas avant que « %(after)s » soit partie."),
    Code.CLOCK_STOPPED: _("Des suspensions passées ont arrêté le compte pendant %(days)s."),
    Code.INTEREST_CLAIMED: _(
        "Pénalités à ce jour : %(interest_cents)s ; indemnité forfaitaire : %(indemnity_cents)s."
    ),
    Code.INTEREST_PROVISIONAL: _(
        "Pénalités à ce jour : %(interest_cents)s, provisoires tant que le taux n’est pas confirmé ; "
        "indemnité forfaitaire : %(indemnity_cents)s."
    ),
    Code.NO_INTEREST_CONSUMER: _("Le client est un consommateur : ni pénalités ni indemnité de 40 €."),
    Code.NO_INTEREST_ASSUMED: _(
        "L’échéance ou le régime est présumé : ni pénalités ni indemnité avant confirmation."
    ),
    Code.WRITTEN_AT_HEAD: _(
        "Le client est du groupe %(group)s, écrit à sa tête : les relances de courtoisie par e-mail partent en un "
        "seul message avec celles des autres membres, à un contact de %(head)s, et suivent le rythme de ce contact."
    ),
    Code.SENT_TOGETHER: _(
        "Le message du %(delivered_on)s est parti dans le même e-mail que %(others)s autre(s) du groupe %(group)s."
    ),
    Code.UNKNOWN_ITEM: _("Cette pièce n’est pas parmi celles qui restent ouvertes."),
}
SENTENCES: Final[Mapping[Code, Promise]] = {
    **_OF_POSITIONS,
    **_OF_THE_GATE,
    **_OF_FRESHNESS,
    **_OF_THE_CHAIN,
}
