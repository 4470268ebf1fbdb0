"""Publishing what is wanted of a new case, for one kind of customers; the fields that it needs are declared with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from encours.acts.custom_fields.declare import Declared, write_field
from encours.acts.versions import next_number, write_version
from encours.core.checklist import CODES, FIELD, REGIMES, check_list
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.records.fields.models import Field
from encours.records.fields.reading import fields_of, own_segments
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.requests.models import Checklist
from encours.records.requests.reading import latest_checklist, lists_of

# What a list may want of public debtors, kept in fields of the creditor's own.
NEEDED: Final = {
    "siret": Declared("customer", "siret", "text", "SIRET", "SIRET"),
    "service": Declared(
        "customer", "service_code", "text", "Code service (Chorus Pro)", "Service code (Chorus Pro)"
    ),
}


def publish_checklist(
    creditor: Creditor,
    kind: str,
    wanted: Mapping[str, str],
    *,
    made_from: int | None,
    author: str,
    at: datetime,
) -> Checklist:
    """Publish what is wanted of these customers (a regime, or a segment of the creditor's own).

    Raises
        StaleFormError: another was published since the form was made.
        RuleError: customers or facts that there are not, or the same list again.
    """
    fields = [f"{FIELD}{one.code}" for one in fields_of(creditor.pk, "customer")]
    kinds = [*REGIMES, *(one.segment for one in own_segments(creditor.pk))]
    check_list(kind, wanted, kinds=kinds, codes=[*CODES, *fields])
    with recording(creditor, "publish_checklist", author=author, cause="desk", at=at) as record:
        latest = latest_checklist(record.creditor.pk)
        number = next_number(latest, made_from, "La liste")
        lists = {**lists_of(latest), kind: dict(wanted)}
        content = canonical({"lists": lists})
        if latest is not None and latest.content == content:
            raise RuleError("checklist_same", "Rien ne change : cette liste est déjà celle en cours.")
        _declare(record, wanted)
        made = write_version(record, Checklist, number, by=author, content=content)
        record.tell(number=made.number, kind=kind, wanted=dict(wanted))
    return made


def _declare(record: Record, wanted: Mapping[str, str]) -> None:
    there = set(
        Field.objects.filter(creditor=record.creditor, subject="customer").values_list("code", flat=True)
    )
    for code in sorted(wanted.keys() & NEEDED.keys()):
        if NEEDED[code].code not in there:
            write_field(record, NEEDED[code])
