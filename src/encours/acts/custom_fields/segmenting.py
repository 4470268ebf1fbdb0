"""Publishing the segments of a creditor's own: each is told by one of its fields, or by the register of companies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from encours.acts.versions import next_number, write_version
from encours.core.custom_fields import MEASURED
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.core.segments import OF_REGISTER, OwnSegment, check_own, own_to_json
from encours.records.fields.models import SegmentSet
from encours.records.fields.reading import fields_of, latest_segments
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor


def publish_segments(
    creditor: Creditor, segments: Sequence[OwnSegment], *, made_from: int | None, author: str, at: datetime
) -> SegmentSet:
    """Publish these segments in place of those before; the day that is decided next follows them.

    Raises
        StaleFormError: others were published since the form was made.
        RuleError: segments that cannot be told, or the same ones again.
    """
    fields = fields_of(creditor.pk, "customer")
    check_own(segments, {**OF_REGISTER, **{one.pk: one.kind in MEASURED for one in fields}})
    content = canonical({"segments": own_to_json(segments)})
    with recording(creditor, "publish_segments", author=author, cause="desk", at=at) as record:
        latest = latest_segments(record.creditor.pk)
        number = next_number(latest, made_from, "La liste des segments")
        if latest is not None and latest.content == content:
            raise RuleError("segments_same", "Rien ne change : ces segments sont déjà ceux en cours.")
        made = write_version(record, SegmentSet, number, by=author, content=content)
        record.tell(number=made.number, segments=[one.code for one in segments])
    return made
