"""A payer that leaves out exactly what has one name, and says nothing, gets the code of that reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl

from encours.acts.dispute import write_dispute
from encours.core.matching.discounts import with_discounts
from encours.core.remittance.unsaid import named_shorts
from encours.records.disputes.models import Dispute
from encours.records.frames.cash import early_discounts
from encours.records.frames.shorts import unsaid_shorts
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from encours.records.remittances.reading import shorts_rule

_BACK: Final = timedelta(days=60)
_WORDS: Final = {
    "retention": "exactement 5 % : retenue de garantie",
    "tax": "exactement la TVA de la facture",
    "discount": "exactement l’escompte convenu, pris trop tard",
}


def name_shorts(creditor: Creditor, *, author: str, at: datetime) -> int:
    """Contest what lines paid short for a reason that its amount alone tells; return how many.

    Only where the creditor's rule contests that reason (`core.remittance.shorts`); all else is for a person to say.
    """
    told = unsaid_shorts(creditor.pk, since=(at - _BACK).date())
    if told.is_empty():
        return 0
    whole = told.with_columns(open_cents="amount_cents").pipe(with_discounts, early_discounts(creditor.pk))
    named = named_shorts(whole.with_columns(pl.col("discount_cents").fill_null(0)))
    rule = shorts_rule(creditor.pk)
    rows = [
        row
        for row in named.join(told.drop("missing_cents"), on="receivable_id").iter_rows(named=True)
        if rule.treatment(row["code"], row["missing_cents"], row["amount_cents"]) == "deduct"
    ]
    if not rows:
        return 0
    with recording(creditor, "name_shorts", author=author, cause="bank lines", at=at) as record:
        done = sum(_contested(record, row, author) for row in rows)
        record.tell(documents=done)
    return done


def _contested(record: Record, row: dict[str, Any], author: str) -> bool:
    """Write the deduction, if the invoice still misses that."""
    item = Receivable.objects.get(pk=row["receivable_id"])
    if item.open_cents != row["missing_cents"]:
        return False
    contested = Dispute(
        receivable=item,
        amount_cents=row["missing_cents"],
        kind="deduction",
        code=row["code"],
        reason=_WORDS[row["code"]],
        by=author,
    )
    write_dispute(record, contested, on=row["booked_on"])
    return True
