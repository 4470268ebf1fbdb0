"""Publishing the segments of a creditor's own: rules in order, each a condition on what is known of a customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from encours.acts.versions import next_number, write_version
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.core.segments import Rule
from encours.core.segments.rules import checked, rules_to_json
from encours.records.fields.models import SegmentSet
from encours.records.fields.reading import catalogue_of, latest_segments, rules_of
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor

_LONGEST_REASON = 300


def publish_segments(
    creditor: Creditor,
    rules: Sequence[Rule],
    *,
    reason: str,
    made_from: int | None,
    author: str,
    at: datetime,
) -> SegmentSet:
    """Publish these rules in place of those before; the day that is decided next follows them.

    Raises
        StaleFormError: others were published since the form was made.
        RuleError: a condition that cannot be read, a reason that is missing, or the same rules again.
    """
    checked(rules, catalogue_of(creditor.pk))
    said = " ".join(reason.split())
    if not said or len(said) > _LONGEST_REASON:
        raise RuleError(
            "reason_wrong", f"Dire pourquoi les segments changent, en {_LONGEST_REASON} signes au plus."
        )
    with recording(creditor, "publish_segments", author=author, cause="desk", at=at) as record:
        latest = latest_segments(record.creditor.pk)
        number = next_number(latest, made_from, "La liste des segments")
        if latest is not None and rules_of(latest) == list(rules):
            raise RuleError("segments_same", "Rien ne change : ces segments sont déjà ceux en cours.")
        content = canonical(rules_to_json(rules, said))
        made = write_version(record, SegmentSet, number, by=author, content=content)
        record.tell(number=made.number, segments=[one.code for one in rules], reason=said)
    return made
