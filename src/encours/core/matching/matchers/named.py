"""Items that a line names: by reference, number, range, order; the credit notes that its payer deducted with them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from encours.core.matching.allocation import ITEM, Allocation, by_line, customers_of, terms_of
from encours.core.matching.naming import Decision, decide
from encours.core.matching.settling import Mention, Part, Terms, tied, total
from encours.core.matching.subsets import WHOLE_SEARCH, making

_MENTION = (*ITEM, "strong", "shared", "field", "found", "how")


def pay(allocation: Allocation, named: pl.DataFrame, known: pl.DataFrame) -> None:
    """Pay the items that lines name (`mentions`), or note why a person must say."""
    if named.is_empty():
        return
    items = allocation.items.drop("customer_id", "currency")
    rows = (
        allocation.received.join(named, on="line_id")
        .join(items, on="receivable_id", how="left")
        .with_columns(pl.col("open_cents", "discount_cents").fill_null(0))
        .sort("line_rank", "receivable_id")
        .select("line_rank", "line_id", "amount_cents", "booked_on", *_MENTION)
    )
    payers = customers_of(known)
    notes = _credit_notes(allocation, rows)
    for line, amount, day, group in by_line(rows):
        if line in allocation.doubts or line in allocation.paid:
            continue
        met = [allocation.as_left(Mention(*row)) for row in group]
        terms = terms_of(allocation, line, day)
        payer = payers.get(line, frozenset())
        decision = decide(amount, met, payer, replace(terms, policy=terms.policy.to_the_cent()))
        deducted = _deducting(amount, decision, notes, allocation, terms)
        if deducted:
            allocation.take(line, amount, deducted, "credit_note_deducted")
            continue
        if decision.over or decision.doubt:  # only now with something given up
            decision = decide(amount, met, payer, terms)
        if decision.doubt:
            allocation.doubts[line] = decision.doubt
        allocation.take(line, amount, decision.pays)


def _credit_notes(allocation: Allocation, rows: pl.DataFrame) -> dict[int, list[Mention]]:
    """The open credit notes of each customer that a line names."""
    notes = allocation.items.filter(pl.col("open_cents") < 0).join(
        rows.select("customer_id").unique(), on="customer_id", how="semi"
    )
    found: dict[int, list[Mention]] = {}
    for row in notes.sort("receivable_id").select(ITEM).iter_rows():
        note = Mention(*row)
        found.setdefault(note.customer_id, []).append(note)
    return found


def _deducting(
    amount: int,
    decision: Decision,
    notes: dict[int, list[Mention]],
    allocation: Allocation,
    terms: Terms,
) -> tuple[Part, ...]:
    """The named items paid whole with the only credit notes of their customer that make up what is missing."""
    short = total(decision.over) - amount
    customers = {item.customer_id for item in decision.over}
    if short <= 0 or len(customers) != 1:
        return ()
    theirs = [allocation.as_left(note) for note in notes.get(customers.pop(), ())]
    theirs = [note for note in theirs if 0 < -note.open_cents <= short][:WHOLE_SEARCH]
    alone = [note for note in theirs if -note.open_cents == short]
    sets = making(short, [-note.open_cents for note in theirs])
    several = [[theirs[rank] for rank in ranks] for ranks in sets.found] if sets.complete else []
    fits = [[note] for note in alone] + several
    return tied(amount, [*decision.over, *fits[0]], terms) if len(fits) == 1 else ()
