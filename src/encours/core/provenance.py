"""Which of several sources is believed, field by field: a ranking, and what wins under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

SOURCES: Final = ("person", "einvoice", "connector", "ledger", "table")
"""From the most to the least believed, unless a creditor says otherwise."""

SOURCE_OF_ACT: Final = {
    "import_einvoice": "einvoice",
    "import_pulled": "connector",
    "import_ledger": "ledger",
}
"""Who spoke by an act that took a file in; any other is a table."""

FIELDS: Final = ("due_on", "po_number")

CUSTOMER: Final = "customer"
"""The name under which the sheet of a customer is ranked, all its fields alike."""

CUSTOMER_FIELDS: Final = ("name", "registration", "vat_number", "address", "language", "terms")
"""What is told of a customer, as `core.merging.FIELDS` names it."""

_OF_CUSTOMERS: Final = ("person", "connector", "table", "einvoice", "ledger")
"""A ledger shortens names, and an invoice bears the address of that day: who keeps the sheet is believed first."""

Orders = Mapping[str, Sequence[str]]


def order_of(orders: Orders, field: str) -> tuple[str, ...]:
    """The sources of one field in the order in which they are believed; those not named follow in the usual order."""
    told = [source for source in orders.get(field, ()) if source in SOURCES]
    usual = _OF_CUSTOMERS if field == CUSTOMER else SOURCES
    return (*told, *(source for source in usual if source not in told))


def believed(orders: Orders, field: str, source: str, standing: str) -> bool:
    """Whether a source's word replaces another's; its own word before, it always does."""
    order = order_of(orders, field)
    return order.index(source) <= order.index(standing)


def winners(told: pl.DataFrame, orders: Orders) -> pl.DataFrame:
    """Of rows `receivable_id`, `field`, `source` and `value`, the one believed for each receivable and field."""
    ranks = [(field, source, rank) for field in FIELDS for rank, source in enumerate(order_of(orders, field))]
    ranking = pl.DataFrame(
        ranks, schema={"field": pl.String, "source": pl.String, "rank": pl.Int64}, orient="row"
    )
    return (
        told.join(ranking, on=["field", "source"])
        .sort("receivable_id", "field", "rank")
        .unique(["receivable_id", "field"], keep="first", maintain_order=True)
        .drop("rank")
    )


def customer_word(code: str, facts: Mapping[str, Any]) -> str:
    """What stands of a customer (`CUSTOMER_FIELDS`) as one text; empty where nobody said it."""
    if code == "name":
        return "" if facts["name"] == facts["account"] else str(facts["name"])
    if code == "terms":
        told = facts["terms_source"] != "assumed" and facts["terms_days"] is not None
        return f"{facts['terms_days']} {facts['terms_mode'] or 'net'}" if told else ""
    if code == "address":
        return "\n".join(str(facts[name]) for name in _PLACE) if facts["address"] else ""
    return str(facts["siren" if code == "registration" else code])


def customer_facts(code: str, word: str) -> dict[str, Any]:
    """The columns that a word stands for."""
    if code == "terms":
        days, mode = word.split(" ", 1)
        return {"terms_days": int(days), "terms_mode": mode, "terms_source": "file"}
    if code == "address":
        return dict(zip(_PLACE, word.split("\n"), strict=True))
    return {"siren" if code == "registration" else code: word}


_PLACE: Final = ("address", "postcode", "city", "country")
