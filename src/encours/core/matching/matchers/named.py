"""Items that a line names: by reference, number, range, order; the credit notes that its payer deducted with them."""

from __future__ import annotations

import polars as pl

from encours.core.matching.allocation import ITEM, Allocation, by_line, customers_of, terms_of
from encours.core.matching.matchers.whole import plainly_whole
from encours.core.matching.naming import Decision, decide
from encours.core.matching.settling import Mention, Part, Terms, tied, total
from encours.core.matching.subsets import WHOLE_SEARCH, making

_MENTION = (*ITEM, "strong", "shared", "field", "found", "how")


def pay(allocation: Allocation, named: pl.DataFrame, known: pl.DataFrame) -> None:
    """Pay the items that lines name (`mentions`), or note why a person must say."""
    if named.is_empty():
        return
    rows = _rows(allocation, named)
    if allocation.paid:
        _weigh(allocation, rows, known)
        return
    whole = plainly_whole(allocation, rows, known)
    _weigh(allocation, rows.join(whole.select("line_id"), on="line_id", how="anti"), known)
    allocation.take_whole(whole)


def _rows(allocation: Allocation, named: pl.DataFrame) -> pl.DataFrame:
    items = allocation.items.drop("customer_id", "currency", "amount_cents")
    items = items.join(named.select("receivable_id"), on="receivable_id", how="semi")
    return (
        allocation.received.join(named, on="line_id")
        .join(items, on="receivable_id", how="left")
        .with_columns(pl.col("open_cents", "discount_cents").fill_null(0))
        .select("line_rank", "line_id", "amount_cents", "booked_on", *_MENTION)
    )


def _weigh(allocation: Allocation, rows: pl.DataFrame, known: pl.DataFrame) -> None:
    """Take the lines one after the other, each with what those before it left."""
    payers = customers_of(known.join(rows.select("line_id"), on="line_id", how="semi"))
    notes = _credit_notes(allocation, rows)
    strict = allocation.policy.to_the_cent()
    trifle = max(allocation.policy.difference_cents, allocation.policy.charge_cents)
    for line, amount, day, group in by_line(rows.sort("line_rank", "receivable_id")):
        if line in allocation.doubts or line in allocation.paid:
            continue
        met = [allocation.as_left(Mention._make(row)) for row in group]
        terms = terms_of(allocation, line, day)
        payer = payers.get(line, frozenset())
        decision = decide(amount, met, payer, terms._replace(policy=strict))
        deducted = _deducting(amount, decision, notes, allocation, terms)
        if deducted:
            allocation.take(line, amount, deducted, "credit_note_deducted")
            continue
        far = len(met) == 1 and not 0 < met[0].open_cents - amount <= trifle  # nothing that would be given up
        if (decision.over or decision.doubt) and not far:  # only now with something given up
            decision = decide(amount, met, payer, terms)
        if line in allocation.grouped and _brought(decision.pays) not in {0, amount}:
            decision = Decision(doubt="batch_kept_whole")  # the rest is somebody else's
        if decision.doubt:
            allocation.doubts[line] = decision.doubt
        allocation.take(line, amount, decision.pays)


def _brought(parts: tuple[Part, ...]) -> int:
    return sum(part.cents for part in parts if part.kind == "payment")


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
    if not decision.over:
        return ()
    short = total(decision.over) - amount
    customers = {item.customer_id for item in decision.over}
    if short <= 0 or len(customers) != 1:
        return ()
    theirs = [allocation.as_left(note) for note in notes.get(customers.pop(), ())]
    theirs = [note for note in theirs if 0 < -note.open_cents <= short][:WHOLE_SEARCH]
    if not theirs:
        return ()
    alone = [note for note in theirs if -note.open_cents == short]
    sets = making(short, [-note.open_cents for note in theirs])
    several = [[theirs[rank] for rank in ranks] for ranks in sets.found] if sets.complete else []
    fits = [[note] for note in alone] + several
    return tied(amount, [*decision.over, *fits[0]], terms) if len(fits) == 1 else ()
