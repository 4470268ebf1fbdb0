"""What a formal notice must say before it may be rendered (mise en demeure, C. civ. 1344; reference §3.1).

The law imposes no form; the list below is what makes the summons sufficient and usable as evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, TypeGuard

Facts = Mapping[str, Any]

# The sheet of facts, as `missing_mentions` reads it:
#   on                     day of the notice
#   subject                its subject line
#   language, regime       fr | en; b2b | public | consumer
#   creditor, customer     each with `name` and `address_lines`
#   items                  each with `number`, `issued_on`, `due_on`, `due_assumed`, `open_cents`, `basis`
#                          (the contract, order or delivery behind it, or the invoice itself)
#   principal_cents        what is asked, credits and unapplied cash taken off
#   interest_cents, daily_interest_cents, indemnity_cents    between professionals and for public debtors
#   deadline_days, deadline_on
#   ways_to_pay            at least one
#   consequence            the sentence that tells what follows
#   earlier                earlier reminders, each with `on`
#   signature              with `name`

_WORDS: Final = {"fr": "mise en demeure", "en": "formal notice"}
_SHORTEST_DEADLINE: Final = 1


def missing_mentions(facts: Facts) -> list[str]:
    """The codes of what is missing or wrong, in the order of `MENTIONS`; empty when it may be rendered."""
    return [code for code, holds in _MENTIONS if not holds(facts)]


def _identity(party: object) -> bool:
    return isinstance(party, Mapping) and _said(party.get("name"))


def _address(party: object) -> bool:
    return isinstance(party, Mapping) and any(_said(line) for line in party.get("address_lines") or ())


def _words(facts: Facts) -> bool:
    words = _WORDS.get(str(facts.get("language")))
    return words is not None and words in str(facts.get("subject") or "").lower()


def _items(facts: Facts) -> Sequence[Facts]:
    items = facts.get("items")
    return items if isinstance(items, Sequence) else ()


def _based(facts: Facts) -> bool:
    """Each item names its invoice, its day, its due date and what it rests on."""
    return bool(_items(facts)) and all(
        _said(item.get("number"))
        and _day(item.get("issued_on"))
        and _day(item.get("due_on"))
        and _said(item.get("basis"))
        for item in _items(facts)
    )


def _all_due(facts: Facts) -> bool:
    """A claim must be certain, liquid and due: no item of tomorrow, no due date that is only assumed."""
    on = facts.get("on")
    return _day(on) and all(
        _day(item.get("due_on")) and item["due_on"] < on and not item.get("due_assumed")
        for item in _items(facts)
    )


def _itemised(facts: Facts) -> bool:
    """A positive principal, and each item with what is open of it."""
    return _cents(facts.get("principal_cents"), least=1) and all(
        _cents(item.get("open_cents"), least=1) for item in _items(facts)
    )


def _accessories(facts: Facts) -> bool:
    """Interest to date, its daily amount, the indemnity; a consumer owes none (C. com. L441-10)."""
    names = ("interest_cents", "daily_interest_cents", "indemnity_cents")
    if facts.get("regime") in {"b2b", "public"}:
        return all(_cents(facts.get(name), least=0) for name in names)
    return facts.get("regime") == "consumer" and not any(facts.get(name) for name in names)


def _deadline(facts: Facts) -> bool:
    """A number of days and the calendar day it leads to, which agree."""
    on, days, until = facts.get("on"), facts.get("deadline_days"), facts.get("deadline_on")
    if not _cents(days, least=_SHORTEST_DEADLINE):
        return False
    return _day(on) and _day(until) and until == on + timedelta(days=days)


def _earlier(facts: Facts) -> bool:
    on = facts.get("on")
    earlier = facts.get("earlier") or ()
    return bool(earlier) and _day(on) and all(_day(one.get("on")) and one["on"] < on for one in earlier)


def _said(words: object) -> bool:
    return isinstance(words, str) and bool(words.strip())


def _day(value: object) -> TypeGuard[date]:
    return isinstance(value, date)


def _cents(value: object, *, least: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


_MENTIONS: Final[tuple[tuple[str, Callable[[Facts], bool]], ...]] = (
    ("date", lambda facts: _day(facts.get("on"))),
    ("words_formal_notice", _words),
    ("creditor_identity", lambda facts: _identity(facts.get("creditor"))),
    ("creditor_address", lambda facts: _address(facts.get("creditor"))),
    ("debtor_identity", lambda facts: _identity(facts.get("customer"))),
    ("debtor_address", lambda facts: _address(facts.get("customer"))),
    ("facts_and_basis", _based),
    ("items_all_due", _all_due),
    ("amounts_itemised", _itemised),
    ("interest_and_indemnity", _accessories),
    ("deadline", _deadline),
    ("ways_to_pay", lambda facts: bool(facts.get("ways_to_pay"))),
    ("consequence", lambda facts: _said(facts.get("consequence"))),
    ("earlier_reminders", _earlier),
    ("signature", lambda facts: _identity(facts.get("signature"))),
)

MENTIONS: Final = tuple(code for code, _ in _MENTIONS)
