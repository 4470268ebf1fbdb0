"""How customers, and the other departments, find the way they are treated; and who answers for what is late."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import polars as pl

from encours.core.ageing import is_overdue
from encours.core.measures.book import YEAR, Book, gone_and_assumed, total
from encours.core.measures.measure import Found, Line, ratio


def complaint_rate(book: Book) -> Found:
    """Complaints of customers ÷ customers to whom a message was delivered in the period."""
    said = book.within("voices").filter(pl.col("kind") == "complaint")
    ours = said.filter(pl.col("source") == "customer")
    reached = _reached(book)
    facts = {"complaints": ours.height, "customers": reached}
    figure = None if _never(book, "complaint") else ratio(ours.height, reached)
    return Found(figure, facts, {"of_departments": said.height - ours.height})


def department_complaints(book: Book) -> Found:
    """Complaints that other departments brought in the period."""
    said = book.within("voices").filter(pl.col("kind") == "complaint")
    theirs = said.filter(pl.col("source") == "department").height
    figure = None if _never(book, "complaint") else Fraction(theirs)
    return Found(figure, {"complaints": theirs}, {"of_customers": said.height - theirs})


def opt_out_rate(book: Book) -> Found:
    """Customers who asked for no more messages ÷ customers to whom one was delivered in the period."""
    return _who_said(book, "opt_out", "opt_outs")


def wrong_person_rate(book: Book) -> Found:
    """Customers of whom somebody else should have been written to ÷ customers to whom a message was delivered."""
    return _who_said(book, "wrong_person", "wrong_persons")


def _who_said(book: Book, kind: str, name: str) -> Found:
    """Customers who said so once at least ÷ customers to whom a message was delivered in the period."""
    said = book.within("voices").filter(pl.col("kind") == kind)["customer_id"].n_unique()
    reached = _reached(book)
    return Found(None if _never(book, kind) else ratio(said, reached), {name: said, "customers": reached})


def _never(book: Book, kind: str) -> bool:
    """None was ever recorded: nobody has said, which is no praise."""
    return book.frame("voices").filter(pl.col("kind") == kind).is_empty()


def _reached(book: Book) -> int:
    return book.within("reached")["customer_id"].n_unique()


def survey_score(book: Book) -> Found:
    """The average score, of 0 to 10, that customers gave after a resolution."""
    asked = book.within("voices").filter(pl.col("kind") == "survey")
    given = asked.filter(pl.col("score").is_not_null())
    points = total(given, "score")
    return Found(
        ratio(points, given.height),
        {"points": points, "answers": given.height},
        {"not_answered": asked.height - given.height},
    )


def customers_kept(book: Book) -> Found:
    """Of the customers invoiced in the year before last, the share that was invoiced in the last one."""
    sold = book.sold().filter(pl.col("kind") == "invoice")
    earlier = book.since - timedelta(days=YEAR)
    before = sold.filter((pl.col("issued_on") > earlier) & (pl.col("issued_on") <= book.since))
    now = sold.filter(pl.col("issued_on") > book.since).select("customer_id").unique()
    were = before.select("customer_id").unique()
    kept = were.join(now, on="customer_id").height
    return Found(ratio(kept, were.height), {"kept": kept, "customers": were.height})


def overdue_by_owner(book: Book) -> Found:
    """What is past due ÷ what is owed, by who answers for the customer."""
    late = book.debits().with_columns(part=pl.when(is_overdue(book.on)).then("open_cents").otherwise(0))
    return _by_owner(book, late)


def disputed_by_owner(book: Book) -> Found:
    """What is contested ÷ what is owed, by who answers for the customer."""
    return _by_owner(book, book.debits().with_columns(part=pl.min_horizontal("open_cents", "disputed_cents")))


def _by_owner(book: Book, debits: pl.DataFrame) -> Found:
    owned = debits.join(book.frame("owners"), on="customer_id")
    sums = (
        owned.group_by("owner")
        .agg(pl.col("part").sum(), pl.col("open_cents").sum(), pl.col("customer_id").n_unique())
        .sort("owner")
    )
    lines = tuple(
        Line(owner, ratio(part, cents), {"part_cents": part, "receivable_cents": cents, "customers": of})
        for owner, part, cents, of in sums.iter_rows()
    )
    part, whole = total(owned, "part"), total(owned)
    left_out, noted = gone_and_assumed(book.frame("owed"))
    nobodys = {"no_owner": debits.height - owned.height}
    facts = {"part_cents": part, "receivable_cents": whole}
    return Found(ratio(part, whole), facts, {**left_out, **nobodys}, noted, lines)
