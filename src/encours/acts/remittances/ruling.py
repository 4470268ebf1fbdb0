"""What a creditor does of what payers leave out, published: the next advices follow it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Final

from encours.acts.versions import next_number, write_version
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.core.remittance.shorts import Shorts, wrong_in
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.remittances.models import ShortPolicy
from encours.records.remittances.reading import latest_shorts

_SENTENCES: Final = {
    "accept_cents": "Un écart abandonné va de zéro à 1 000.",
    "accept_bps": "Un écart abandonné va de zéro à 10 % de la facture.",
    "promise_days": "Une promesse faite par règle est pour 1 à 90 jours plus tard.",
    "grace_days": "Le délai de grâce d’une promesse va de zéro à 90 jours.",
    "treatments": "Choisir pour chaque motif ce qu’on en fait.",
    "own": "Cent mots au plus, chacun pour un motif de la liste.",
}


def let_short(
    creditor: Creditor, shorts: Shorts, *, made_from: int | None, author: str, at: datetime
) -> ShortPolicy:
    """Publish the rule; what was settled stays.

    Raises
        StaleFormError: another was published since the form was made.
        RuleError: a figure out of its bounds.
    """
    wrong = wrong_in(shorts)
    if wrong:
        raise RuleError(f"{wrong}_wrong", _SENTENCES[wrong])
    content = asdict(shorts) | {"treatments": dict(shorts.treatments), "own": dict(shorts.own)}
    with recording(creditor, "let_short", author=author, cause="desk", at=at) as record:
        number = next_number(latest_shorts(record.creditor.pk), made_from)
        made = write_version(record, ShortPolicy, number, by=author, content=canonical(content))
        record.tell(number=made.number, shorts=content)
    return made
