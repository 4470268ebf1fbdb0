"""The accounts and journals of a creditor's entries, published: the next export follows them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from encours.acts.versions import next_number, write_version
from encours.core.entries.policy import EntryPolicy as Policy
from encours.core.entries.policy import wrong_in
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.records.entries.models import EntryPolicy
from encours.records.entries.reading import content_of, latest_entry_policy
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor

_SENTENCES: Final = {
    "bank": "Le compte de banque commence par 5 (512 au plan comptable) : au moins trois chiffres, sans espace.",
    "customers": "Le compte des clients commence par 411, sans espace.",
    "charge": "Le compte des frais bancaires commence par 6 (627 au plan comptable), sans espace.",
    "discount": "Le compte des escomptes accordés commence par 6 (665 au plan comptable), sans espace.",
    "difference": "Le compte des petits écarts commence par 6 (658 au plan comptable), sans espace.",
    "provider": "Le compte d’attente du prestataire commence par 5 ou 467 (517 au plan comptable), sans espace.",
    "fee": "Le compte des commissions du prestataire commence par 6 (6278 au plan comptable), sans espace.",
    "doubtful": "Le compte des clients douteux commence par 416, sans espace.",
    "depreciation": "Le compte de dépréciation des clients commence par 491, sans espace.",
    "allowance": "Le compte des dotations commence par 68 (68174 au plan comptable), sans espace.",
    "reversal": "Le compte des reprises commence par 78 (78174 au plan comptable), sans espace.",
    "bank_journal": "Un code de journal a de 1 à 20 lettres ou chiffres, sans espace.",
    "other_journal": "Un code de journal a de 1 à 20 lettres ou chiffres, sans espace.",
    "banks": "Un compte par ligne : son numéro, deux points, son compte en 5 (ou 467), un espace, son journal.",
    "separator": "Choisir la tabulation ou le point-virgule.",
    "awaited_days": "Le délai de retour va de 1 à 365 jours.",
}


def let_export(
    creditor: Creditor, policy: Policy, *, made_from: int | None, author: str, at: datetime
) -> EntryPolicy:
    """Publish the policy; what was exported stays.

    Raises
        StaleFormError: another was published since the form was made.
        RuleError: an account or a journal that cannot be one.
    """
    wrong = wrong_in(policy)
    if wrong:
        raise RuleError(f"{wrong}_wrong", _SENTENCES[wrong])
    content = content_of(policy)
    with recording(creditor, "let_export", author=author, cause="desk", at=at) as record:
        number = next_number(latest_entry_policy(record.creditor.pk), made_from)
        made = write_version(record, EntryPolicy, number, by=author, content=canonical(content))
        record.tell(number=made.number, policy=content)
    return made
