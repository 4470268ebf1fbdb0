"""One line that names items: which of them it pays, or why a person must say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from encours.core.matching.settling import Mention, Part, Terms, first_to_last, oldest_first, tied, total

_FREE = frozenset({"structured_reference", "invoice_in_wording", "end_to_end_id"})
"""Ways of naming that stand by themselves; the others want the amount to tie."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to pay, in order; or nothing and the doubt to show (empty: the line says nothing useful).

    `over`: items of a plain writing that the amount pays only in part.
    """

    pays: tuple[Part, ...] = ()
    doubt: str = ""
    over: tuple[Mention, ...] = ()


def decide(amount: int, named: Sequence[Mention], payer: frozenset[int], terms: Terms) -> Decision:
    """Which of the named items a credit of `amount` cents pays.

    A number that is proof (`strong`) is enough, unless several customers bear it or a known payer is
    someone else; a weak one needs the known payer or the exact amount. `payer` are the customers that the
    line may come from; empty when nobody knows.
    """
    live = [mention for mention in named if mention.open_cents]
    if not any(mention.open_cents > 0 for mention in live):
        return Decision(doubt="already_paid" if any(each.strong for each in named) else "")
    if payer:
        return _from_known(amount, live, payer, terms)
    certain = [mention for mention in live if mention.strong and not mention.shared]
    customers = {mention.customer_id for mention in certain}
    if len(customers) > 1:
        return _of_several(amount, certain, terms)
    if customers:
        return _chosen(amount, [each for each in live if each.customer_id in customers], terms)
    if any(mention.strong for mention in live):
        return Decision(doubt="ambiguous_number")
    return _from_weak(amount, live, terms)


def _of_several(amount: int, certain: list[Mention], terms: Terms) -> Decision:
    """Items of several customers are paid when all of them tie, to the cent."""
    if total(certain) == amount and (parts := tied(amount, certain, terms)):
        return Decision(parts)
    return Decision(doubt="several_customers")


def _from_known(amount: int, live: list[Mention], payer: frozenset[int], terms: Terms) -> Decision:
    mine = [mention for mention in live if mention.customer_id in payer]
    others = [mention for mention in live if mention.customer_id not in payer and mention.strong]
    certain = [mention for mention in others if not mention.shared]
    if mine and certain and total(mine) != amount == total(mine) + total(certain):
        return Decision(tied(amount, mine + certain, terms))
    if any(mention.open_cents > 0 for mention in mine):
        return _mine(amount, mine, terms)
    if certain and len(certain) == len(others) and total(certain) == amount:
        return Decision(tied(amount, certain, terms))
    return Decision(doubt="payer_differs" if others else "")


def _mine(amount: int, mine: list[Mention], terms: Terms) -> Decision:
    """Of a known payer's items, those of a plain writing may be part paid; a guessed one must tie."""
    if any(mention.how in _FREE for mention in mine):
        return _chosen(amount, mine, terms, all_proof=True)
    parts = _settled(amount, mine, terms)
    return Decision(parts, "" if parts else "weak_number")


def _from_weak(amount: int, live: list[Mention], terms: Terms) -> Decision:
    """Weak numbers pay when the amount is exactly theirs, and nothing else could be meant."""
    alone = [mention for mention in live if not mention.shared]
    exact = [mention for mention in alone if mention.open_cents == amount]
    if len(exact) == 1:
        return Decision(first_to_last(amount, exact))
    if (
        not exact
        and len({each.customer_id for each in alone}) == 1
        and total(alone) == amount
        and (parts := tied(amount, alone, terms))
    ):
        return Decision(parts)
    return Decision(doubt="ambiguous_number" if len(alone) < len(live) else "weak_number")


def _chosen(amount: int, mine: list[Mention], terms: Terms, *, all_proof: bool = False) -> Decision:
    """All that is named when it ties; else what is surely named, oldest first."""
    if parts := _settled(amount, mine, terms):
        return Decision(parts)
    if any(mention.how == "number_range" for mention in mine):
        return Decision(doubt="ambiguous_set")  # what lies between is meant too, and something is missing
    owed = oldest_first(each for each in mine if each.open_cents > 0)
    plain = [mention for mention in owed if mention.how in _FREE]
    sure = [mention for mention in plain if mention.strong] or (plain if all_proof else [])
    return Decision(first_to_last(amount, sure), over=tuple(sure))


def _settled(amount: int, mine: list[Mention], terms: Terms) -> tuple[Part, ...]:
    """The whole of what is named, its credit notes apart if need be, or one of those that bear one number."""
    if len(mine) == 1:  # most lines: what follows would ask the same of it again and again
        return tied(amount, mine, terms) if mine[0].open_cents >= amount else ()
    owed = [mention for mention in mine if mention.open_cents > 0]
    strong = [mention for mention in mine if mention.strong]
    sure = [mention for mention in strong if mention.open_cents > 0]
    for part in (mine, strong, owed, sure):
        if total(part) == amount and (parts := tied(amount, part, terms)):
            return parts
    # Only then with something given up: a weak number must not be what is given up.
    whole, part = (strong, sure) if sure else (mine, owed)
    if parts := tied(amount, whole, terms):
        return parts
    if len(part) < len(whole) and (parts := tied(amount, part, terms)):
        return parts
    told = sure or owed
    if len({(mention.field, mention.found) for mention in told}) == 1:
        exact = [mention for mention in told if mention.open_cents == amount]
        if len(exact) == 1:
            return first_to_last(amount, exact)
    return ()
