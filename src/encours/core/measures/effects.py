"""What collection changes for the company: cash, working capital, profit, losses and what is at risk."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from encours.core.ageing import days_late, is_overdue
from encours.core.measures.book import YEAR, Book, gone_and_assumed, total
from encours.core.measures.delays import days_to_pay
from encours.core.measures.dso import simple
from encours.core.measures.measure import Found, in_parts, ratio
from encours.core.measures.ratios import OVER_DAYS, received_in_bank
from encours.core.measures.work import costs_by_kind

_LOST = {"written_off": 1, "depreciated": 1, "reversed": -1}
_WON = {"interest": 1, "indemnity": 1}


def cash_in(book: Book) -> Found:
    """Money received in the bank in the period, what was given back deducted."""
    rows = received_in_bank(book)
    cents = total(rows, "amount_cents")
    aside = book.within("receipts", "paid_on").filter(~pl.col("in_bank")).height
    return Found(Fraction(cents), {"received_cents": cents, "payments": rows.height}, {"not_in_bank": aside})


def cash_effect(book: Book) -> Found:
    """Money received in the period less what was received in as long before the start."""
    before, now = book.baselines.get("cash_in"), cash_in(book)
    figure = None if before is None or now.figure is None else now.figure - before
    return Found(figure, {**now.facts, **_baseline("cash_in", before, 1)}, now.left_out)


def working_capital_freed(book: Book) -> Found:
    """(DSO at the start − DSO now) × sales of a day."""
    before, now, sales = book.baselines.get("dso_simple"), simple(book), book.sales()
    facts = {"sales_cents": sales, "days": YEAR, **_baseline("dso_simple", before, 10)}
    if before is None or now.figure is None:
        return Found(None, facts, now.left_out, now.noted)
    figure = (before - now.figure) * Fraction(sales, YEAR)
    return Found(figure, facts | {"dso_tenths": in_parts(now.figure, 10) or 0}, now.left_out, now.noted)


def days_gained(book: Book) -> Found:
    """Days to pay at the start less days to pay now."""
    before, now = book.baselines.get("days_to_pay"), days_to_pay(book)
    figure = None if before is None or now.figure is None else before - now.figure
    return Found(figure, {**now.facts, **_baseline("days_to_pay", before, 10)}, now.left_out, now.noted)


def _baseline(code: str, before: Fraction | None, parts: int) -> dict[str, int]:
    """The baseline among the facts, where one was stored."""
    kept = in_parts(before, parts)
    return {} if kept is None else {f"baseline_{code}": kept}


def exposure(book: Book) -> Found:
    """What customers owe, due or not."""
    debits = book.debits()
    facts = {"receivable_cents": total(debits), "customers": debits["customer_id"].n_unique()}
    left_out, noted = gone_and_assumed(book.frame("owed"))
    return Found(Fraction(total(debits)), facts, left_out, noted)


def overdue_at_risk(book: Book) -> Found:
    """What is past due and either more than 90 days so, or contested, in cents."""
    late = book.debits().filter(is_overdue(book.on))
    old = days_late(book.on) > OVER_DAYS
    aged = total(late.filter(old))
    contested = int(
        late.filter(~old).select(pl.min_horizontal("open_cents", "disputed_cents").sum()).item() or 0
    )
    facts = {"over_90_cents": aged, "disputed_cents": contested, "overdue_cents": total(late)}
    left_out, noted = gone_and_assumed(book.frame("owed"))
    return Found(Fraction(aged + contested), facts, left_out, noted)


def losses(book: Book) -> Found:
    """Written off and depreciated in the period, less what was reversed, in cents."""
    sums = _sums(book, _LOST)
    figure = None if _none_recorded(book) else Fraction(_signed(sums, _LOST))
    return Found(figure, _named(sums))


def _none_recorded(book: Book) -> bool:
    """No loss recorded is not a loss of nothing: nobody has said."""
    return book.frame("outcomes").is_empty()


def bad_debt_ratio(book: Book) -> Found:
    """Written off ÷ sales of 365 days."""
    written, sales = _sums(book, {"written_off": 1})["written_off"], book.sales()
    figure = None if _none_recorded(book) else ratio(written, sales)
    return Found(figure, {"written_off_cents": written, "sales_cents": sales})


def profit_effect(book: Book) -> Found:
    """Interest and indemnities collected, less losses net of reversals, less the costs of collection."""
    lost, won, costs = _sums(book, _LOST), _sums(book, _WON), costs_by_kind(book)
    cost = sum(cents for kind, cents in costs.items() if kind != "invoicing")
    figure = _signed(won, _WON) - _signed(lost, _LOST) - cost
    nothing = _none_recorded(book) and book.frame("costs").is_empty()
    facts = {**_named(won), **_named(lost), "cost_cents": cost}
    return Found(None if nothing else Fraction(figure), facts)


def _sums(book: Book, kinds: dict[str, int]) -> dict[str, int]:
    found = dict(book.within("outcomes").group_by("kind").agg(pl.col("amount_cents").sum()).iter_rows())
    return {kind: int(found.get(kind, 0)) for kind in kinds}


def _signed(sums: dict[str, int], signs: dict[str, int]) -> int:
    return sum(signs[kind] * cents for kind, cents in sums.items())


def _named(sums: dict[str, int]) -> dict[str, int]:
    return {f"{kind}_cents": cents for kind, cents in sums.items()}
