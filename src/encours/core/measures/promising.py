"""Whether customers keep what they promise, of the promises that ended in the period."""

from __future__ import annotations

import polars as pl

from encours.core.measures.book import Book, total
from encours.core.measures.measure import Found, ratio

_JUDGED = ("kept", "part_kept", "broken")


def kept_by_count(book: Book) -> Found:
    """Promises wholly kept ÷ promises that ended and left something to pay; kept in part is not kept."""
    ended = _ended(book)
    judged = ended.filter(pl.col("state").is_in(_JUDGED))
    counts = {f"promises_{state}": judged.filter(pl.col("state") == state).height for state in _JUDGED}
    return Found(
        ratio(counts["promises_kept"], judged.height), counts, {"moot": ended.height - judged.height}
    )


def kept_by_amount(book: Book) -> Found:
    """Money that came in time on what was promised ÷ what was promised and left to pay, of the same promises."""
    ended = _ended(book)
    judged = ended.filter(pl.col("state").is_in(_JUDGED))
    paid, promised = total(judged, "paid_cents"), total(judged, "promised_cents")
    facts = {"paid_cents": paid, "promised_cents": promised}
    return Found(ratio(paid, promised), facts, {"moot": ended.height - judged.height})


def _ended(book: Book) -> pl.DataFrame:
    """Those whose days of grace are over; a withdrawn one is judged no further."""
    over = (pl.col("until_on") < book.on) & (pl.col("state") != "withdrawn")
    return book.within("promises", "until_on").filter(over)
