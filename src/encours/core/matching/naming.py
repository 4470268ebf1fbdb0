"""One line that names items: which of them it pays, or why a person must say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

_LAST: Final = date.max


@dataclass(frozen=True, slots=True)
class Mention:
    """An item that the line names, with what is still open of it as the line is read."""

    receivable_id: int
    customer_id: int
    due_on: date | None
    open_cents: int
    strong: bool
    shared: bool
    field: str = "wording"
    found: str = ""
    structured: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Items to pay, in order; or none and the doubt to show (empty: the line says nothing useful)."""

    pays: tuple[Mention, ...] = ()
    doubt: str = ""


def decide(amount: int, named: Sequence[Mention], payer: frozenset[int]) -> Decision:
    """Which of the named items a credit of `amount` cents pays.

    A number that is proof (`strong`) is enough, unless several customers bear it or a known payer is
    someone else; a weak one needs the known payer or the exact amount.
    """
    live = [mention for mention in named if mention.open_cents > 0]
    if not live:
        return Decision(doubt="already_paid" if any(each.strong for each in named) else "")
    if payer:
        return _from_known(amount, live, payer)
    certain = [mention for mention in live if mention.strong and not mention.shared]
    customers = {mention.customer_id for mention in certain}
    if len(customers) > 1:
        return Decision(tuple(certain)) if _total(certain) == amount else Decision(doubt="several_customers")
    if customers:
        return Decision(_chosen(amount, [each for each in live if each.customer_id in customers]))
    if any(mention.strong for mention in live):
        return Decision(doubt="ambiguous_number")
    return _from_weak(amount, live)


def _from_known(amount: int, live: list[Mention], payer: frozenset[int]) -> Decision:
    mine = [mention for mention in live if mention.customer_id in payer]
    others = [mention for mention in live if mention.customer_id not in payer and mention.strong]
    certain = [mention for mention in others if not mention.shared]
    if mine and certain and _total(mine) != amount == _total(mine) + _total(certain):
        return Decision(tuple(mine + certain))
    if mine:
        return Decision(_chosen(amount, mine, all_proof=True))
    if certain and len(certain) == len(others) and _total(certain) == amount:
        return Decision(tuple(certain))
    return Decision(doubt="payer_differs" if others else "")


def _from_weak(amount: int, live: list[Mention]) -> Decision:
    """Weak numbers pay when the amount is exactly theirs, and nothing else could be meant."""
    alone = [mention for mention in live if not mention.shared]
    exact = [mention for mention in alone if mention.open_cents == amount]
    if len(exact) == 1:
        return Decision((exact[0],))
    if not exact and len({each.customer_id for each in alone}) == 1 and _total(alone) == amount:
        return Decision(tuple(alone))
    return Decision(doubt="ambiguous_number" if len(alone) < len(live) else "weak_number")


def _chosen(amount: int, mine: list[Mention], *, all_proof: bool = False) -> tuple[Mention, ...]:
    """All that is named when it ties; else what is surely named, oldest first."""
    ordered = sorted(mine, key=lambda each: (each.due_on or _LAST, each.receivable_id))
    if _total(ordered) == amount:
        return tuple(ordered)
    sure = [mention for mention in ordered if mention.strong] or (ordered if all_proof else [])
    if len({(mention.field, mention.found) for mention in sure}) == 1:
        exact = [mention for mention in sure if mention.open_cents == amount]
        if len(exact) == 1:
            return (exact[0],)
    return tuple(sure)


def _total(mentions: Sequence[Mention]) -> int:
    return sum(mention.open_cents for mention in mentions)
