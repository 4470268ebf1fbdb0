"""A slip of cheques, card payments or bills taken in as a file: the same as one keyed, its bytes kept beside."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from encours.acts.deposit import Slipped, keep_slip
from encours.acts.import_file.result import Reading, Source, keep_intake
from encours.core.refusals import RuleError, UnreadableFileError
from encours.records.documents.models import Intake
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor


def import_deposit(
    creditor: Creditor, source: Source, *, author: str, at: datetime, on: date, home: Path
) -> Intake:
    """Keep the slip of a file; it is tied to its credit when the bank's lines are next applied.

    Raises
        UnreadableFileError: the file cannot be trusted as a whole, or the slip cannot be (`acts.deposit.keep_slip`).
    """
    reading = Reading(source)
    list(reading.frames())
    (told,) = reading.facts["deposits"]
    slip = Slipped(
        told["kind"],
        told["number"],
        told["on"],
        told["fee_cents"],
        told["currency"] or creditor.currency,
        told["lines"],
    )
    with recording(creditor, "import_deposit", author=author, cause=f"file {source.name}", at=at) as record:
        try:
            made = keep_slip(record, slip, author=author, on=on)
        except RuleError as refusal:
            raise UnreadableFileError(
                refusal.rule,
                refusal.sentence,
                "Corrigez le fichier, ou ne l’importez pas ; rien n’a été enregistré.",
            ) from refusal
        counts = {"slips": 1, "lines": len(slip.lines)}
        controls = {"total_cents": made.total_cents, "fee_cents": made.fee_cents, "currency": made.currency}
        intake = keep_intake(
            record, source, reading, counts=counts, controls=controls, author=author,
            days=(made.deposited_on, made.deposited_on, made.deposited_on), home=home,
        )  # fmt: skip
        record.tell(counts=counts, controls=controls, file=source.sha256, name=source.name)
    return intake
