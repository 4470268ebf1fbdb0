"""Choosing what is wanted of the data: rules switched off, facts made mandatory, the least score to write for real."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from encours.acts.rules import same_version
from encours.core.quality.rules import CODES, MANDATORY
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.quality.models import QualityChoice, wanted

_WHOLE = 100


def choose_rules(
    creditor: Creditor,
    *,
    off: Iterable[str],
    mandatory: Iterable[str],
    minimum: int,
    made_from: int | None,
    author: str,
    at: datetime,
) -> QualityChoice:
    """Keep what a creditor wants; the next look over the data follows it.

    Raises
        RuleError: an unknown rule or fact, or a minimum that is no percentage.
        StaleFormError: somebody chose since the form was made.
    """
    switched, asked = sorted(set(off)), sorted(set(mandatory))
    if set(switched) - CODES.keys() or set(asked) - set(MANDATORY):
        raise RuleError("rule_unknown", "Cette règle n’existe pas.")
    if not 0 <= minimum <= _WHOLE:
        raise RuleError("minimum_wrong", "Le score minimal va de 0 à 100.")
    with recording(creditor, "choose_quality_rules", author=author, cause="desk", at=at) as record:
        before = wanted(creditor.pk)
        same_version(before.version, made_from, "Le choix des règles")
        if before.pk is None:
            before.save()
        QualityChoice.objects.filter(pk=before.pk).update(
            off=switched, mandatory=asked, minimum=minimum, version=F("version") + 1
        )
        record.tell(
            off=switched,
            mandatory=asked,
            minimum=minimum,
            before={"off": before.off, "mandatory": before.mandatory, "minimum": before.minimum},
        )
    return QualityChoice.objects.get(pk=before.pk)
