"""Remittance advice taken in: each kept once, whatever files tell it; one whose sums do not tie waits for a person."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from encours.acts.import_file.result import Reading, Source, keep_intake
from encours.core.evidence import canonical
from encours.core.remittance.advice import Advice, AdviceLine, flaw_of
from encours.records.documents.models import Intake
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.remittances.models import Remittance, RemittanceLine


def import_remittance(
    creditor: Creditor, source: Source, *, author: str, at: datetime, on: date, home: Path
) -> Intake:
    """Keep the advices of a file; the same advice told by another file is known.

    Raises
        UnreadableFileError: the file cannot be trusted as a whole, or pays nothing.
    """
    reading = Reading(source)
    list(reading.frames())
    advices: list[Advice] = reading.facts["remittances"]
    with recording(
        creditor, "import_remittance", author=author, cause=f"file {source.name}", at=at
    ) as record:
        fresh = _fresh(record, advices)
        review = sum(flaw_of(each) is not None for each in fresh.values())
        days = [each.paid_on for each in advices if each.paid_on]
        counts = {
            "advices": len(advices),
            "new": len(fresh),
            "known": len(advices) - len(fresh),
            "documents": sum(len(each.lines) for each in fresh.values()),
            "review": review,
        }
        controls = {"paid_cents": sum(each.lines_cents for each in advices)}
        intake = keep_intake(
            record, source, reading, counts=counts, controls=controls, author=author,
            days=(min(days, default=None), max(days, default=None), max(days, default=None)), home=home,
        )  # fmt: skip
        for mark, advice in fresh.items():
            _keep(record, intake, mark, advice, on)
        record.tell(counts=counts, controls=controls, file=source.sha256, name=source.name)
    return intake


def _fresh(record: Record, advices: list[Advice]) -> dict[str, Advice]:
    """Those not told before, by their marks."""
    marked = {each.mark(): each for each in advices}
    known = Remittance.objects.of([record.creditor.pk]).filter(fingerprint__in=marked)
    for mark in known.values_list("fingerprint", flat=True):
        del marked[mark]
    return marked


def _keep(record: Record, intake: Intake, mark: str, advice: Advice, on: date) -> None:
    flaw = flaw_of(advice)
    made = Remittance.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        intake=intake,
        fingerprint=mark,
        payer=advice.payer[:200],
        payer_identity=advice.payer_id[:60],
        number=advice.number[:200],
        paid_on=advice.paid_on,
        received_on=on,
        total_cents=advice.total_cents,
        # One that names no currency is in that of the books: it is tied to no line of another.
        currency=advice.currency or record.creditor.currency,
        bank_reference=advice.bank_reference[:100],
        iban=advice.iban[:34],
        flaw=flaw.rule if flaw else "",
        flaw_facts=canonical(asdict(flaw)) if flaw else "",
        state="review" if flaw else "waiting",
    )
    lines = RemittanceLine.objects.bulk_create(
        _line(record, made, position, each) for position, each in enumerate(advice.lines, start=1)
    )
    record.wrote(Remittance, [made])
    record.wrote(RemittanceLine, lines)


def _line(record: Record, remittance: Remittance, position: int, told: AdviceLine) -> RemittanceLine:
    return RemittanceLine(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        remittance=remittance,
        position=position,
        number=told.number[:200],
        kind=told.kind,
        gross_cents=told.gross_cents,
        discount_cents=told.discount_cents,
        deduction_cents=told.deduction_cents,
        paid_cents=told.paid_cents,
        code=told.code[:40],
        text=told.text[:200],
    )
