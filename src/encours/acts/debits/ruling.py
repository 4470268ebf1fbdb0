"""What a creditor decides of its direct debits, published: the next pre-notifications follow it."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from encours.acts.versions import next_number, write_version
from encours.core.debits.identifiers import creditor_id
from encours.core.debits.rules import DebitRules, wrong_in
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.records.debits.models import DebitPolicy
from encours.records.debits.reading import latest_debit_policy
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor

_SENTENCES: Final = {
    "notice_days": "Le préavis va de 1 à 60 jours.",
    "ahead_days": "Les préavis partent de zéro à 60 jours avant leur limite.",
    "lead_days": "La banque reçoit la remise de 1 à 10 jours ouvrés avant le prélèvement.",
    "grouping": "Choisir un prélèvement par facture, ou un par client et par jour.",
    "credits": "Choisir ce que deviennent les avoirs.",
    "again": "Un prélèvement rejeté faute de provision est représenté deux fois au plus.",
    "standard": "Choisir la version du fichier que demande votre banque.",
    "notice": "Choisir comment les clients sont prévenus : par un message, ou par la facture.",
}


def let_debit(
    creditor: Creditor, rules: DebitRules, *, made_from: int | None, author: str, at: datetime
) -> DebitPolicy:
    """Publish the rules; what was announced stays as it was announced.

    Raises
        StaleFormError: others were published since the form was made.
        RuleError: an identifier whose check digits are wrong, or a figure out of its bounds.
    """
    ics = creditor_id(rules.ics)
    if not ics:
        raise RuleError(
            "ics_wrong",
            "Cet identifiant créancier SEPA (ICS) n’est pas valide : le recopier tel que la Banque de France l’a "
            "attribué, par exemple FR72ZZZ123456.",
        )
    wrong = wrong_in(rules)
    if wrong:
        raise RuleError(f"{wrong}_wrong", _SENTENCES[wrong])
    content = asdict(replace(rules, ics=ics))
    with recording(creditor, "let_debit", author=author, cause="desk", at=at) as record:
        number = next_number(latest_debit_policy(record.creditor.pk), made_from)
        made = write_version(record, DebitPolicy, number, by=author, content=canonical(content))
        record.tell(number=made.number, rules=content)
    return made
