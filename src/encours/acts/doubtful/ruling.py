"""The rules of doubtful customers, published: the next proposals follow them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from encours.acts.versions import next_number, write_version
from encours.core.doubtful.policy import DoubtfulPolicy as Policy
from encours.core.doubtful.policy import to_json, wrong_in
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.records.doubtful.models import DoubtfulPolicy
from encours.records.doubtful.reading import latest_doubtful_policy
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor

_SENTENCES: Final = {
    "overdue_days": "Le retard va de 0 (règle écartée) à 3 650 jours.",
    "notice_days": "Le délai après la mise en demeure va de 0 (règle écartée) à 3 650 jours.",
    "minimum_cents": "Le montant échu minimal ne peut pas être négatif.",
    "rates": "Un taux par ligne, du retard le plus court au plus long : six lignes au plus, des taux de 0 à 100 %.",
    "insolvent_bps": "Le taux va de 0 à 100 %.",
    "vat_bps": "Le taux de TVA va de 0 à 100 %.",
}


def rule_doubtful(
    creditor: Creditor, policy: Policy, *, made_from: int | None, author: str, at: datetime
) -> DoubtfulPolicy:
    """Publish the rules; the marks that run and what was entered stay.

    Raises
        StaleFormError: others were published since the form was made.
        RuleError: a figure out of its bounds.
    """
    wrong = wrong_in(policy)
    if wrong:
        raise RuleError(f"{wrong}_wrong", _SENTENCES[wrong])
    content = to_json(policy)
    with recording(creditor, "rule_doubtful", author=author, cause="desk", at=at) as record:
        number = next_number(latest_doubtful_policy(record.creditor.pk), made_from)
        made = write_version(record, DoubtfulPolicy, number, by=author, content=canonical(content))
        record.tell(number=made.number, policy=content)
    return made
