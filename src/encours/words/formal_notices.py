"""What a formal notice lacks, in words: no notice is rendered until nothing does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.core.formal_notice import missing_mentions
from encours.words.defaults.labels import LABELS
from encours.words.message_context import MessageContext

_MENTIONS: Final = {
    "date": gettext_lazy("la date de la lettre"),
    "words_formal_notice": gettext_lazy("les mots « mise en demeure » dans l’objet"),
    "creditor_identity": gettext_lazy("le nom du créancier"),
    "creditor_address": gettext_lazy("l’adresse du créancier"),
    "debtor_identity": gettext_lazy("le nom du client"),
    "debtor_address": gettext_lazy("l’adresse postale du client"),
    "facts_and_basis": gettext_lazy(
        "pour chaque facture : numéro, date, échéance et ce qui la fonde (contrat, commande, livraison)"
    ),
    "items_all_due": gettext_lazy("des factures toutes échues, à l’échéance confirmée"),
    "amounts_itemised": gettext_lazy("le montant en principal, facture par facture"),
    "interest_and_indemnity": gettext_lazy(
        "les pénalités à ce jour, leur montant journalier et l’indemnité forfaitaire "
        "(rien de cela pour un particulier)"
    ),
    "deadline": gettext_lazy("le délai en jours et la date à laquelle il expire"),
    "ways_to_pay": gettext_lazy("un moyen de paiement"),
    "consequence": gettext_lazy("la suite annoncée à défaut de paiement"),
    "earlier_reminders": gettext_lazy("la date des relances précédentes"),
    "signature": gettext_lazy("le nom du signataire"),
}


def mention(code: str) -> str:
    """The name of a mention, in the reader's language; KeyError for a code that is none."""
    return str(_MENTIONS[code])


def refusal(codes: Sequence[str]) -> str:
    """One sentence naming all that is missing, in the reader's language."""
    return _("La mise en demeure ne peut pas être établie : il manque %(mentions)s.") % {
        "mentions": _(" ; ").join(mention(code) for code in codes)
    }


def missing(context: MessageContext, language: str, subject: str) -> list[str]:
    """The codes of what a notice with this subject would lack (`core.formal_notice.MENTIONS`)."""
    return missing_mentions(_facts(context, language, subject))


def _facts(context: MessageContext, language: str, subject: str) -> Mapping[str, Any]:
    interest, indemnity, deadline = context["interest"], context["indemnity"], context["deadline"]
    return {
        **context,
        "subject": subject,
        "language": language,
        "principal_cents": context["totals"]["due_cents"],
        "interest_cents": interest and interest["amount_cents"],
        "daily_interest_cents": interest and interest["daily_cents"],
        "indemnity_cents": indemnity and indemnity["amount_cents"],
        "deadline_days": deadline and deadline["days"],
        "deadline_on": deadline and deadline["on"],
        "consequence": context["consequence"] or LABELS[language]["consequence"],
    }
