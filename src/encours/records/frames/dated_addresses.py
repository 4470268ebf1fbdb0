"""Where a creditor's customers could be written to on past days: their e-mails, and the heads of their groups.

An address is reached from the day its contact was known, until it was edited or taken away, or came back for good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

import polars as pl

from encours.core.replay.book import SHAPES
from encours.records.frames.doorway import fetch
from encours.records.frames.learning import Learning
from encours.records.frames.shapes import Kinds
from encours.records.parties.models import Creditor

_AT: Final = pl.Datetime("us")
_CONTACTS = """
SELECT c.id, c.customer_id, c.email, c.recorded_at, c.removed_at FROM parties_contact c WHERE c.creditor_id = %s
UNION ALL
SELECT p.contact_id, p.customer_id, p.email, p.recorded_at, p.superseded_at FROM parties_contactpast p
WHERE p.creditor_id = %s
"""
_BOUNCES = """
SELECT b.customer_id, m.group_id, b.recipient, b.recorded_at FROM encours_messages_bounce b
JOIN encours_messages_message m ON m.id = b.message_id WHERE b.creditor_id = %s AND b.permanent
"""
_HEADINGS = (
    "SELECT group_id, contact_id, recorded_at FROM parties_groupheading WHERE creditor_id = %s ORDER BY id"
)
_GROUPINGS = """
SELECT group_id, customer_id, CASE WHEN joined THEN 1 ELSE 0 END, recorded_at FROM parties_grouping
WHERE creditor_id = %s ORDER BY id
"""
# An address that ever headed a group; its number is the first contact's of those who had it.
_ADDRESSES = """
SELECT MIN(c.id), c.email FROM parties_contact c
WHERE c.creditor_id = %s AND c.email <> '' AND c.id IN (SELECT h.contact_id FROM parties_groupheading h)
GROUP BY c.email
"""
_WRITTEN = """
SELECT d.message_id, MIN(a.id) FROM encours_messages_delivery d
JOIN parties_contact a ON a.creditor_id = d.creditor_id AND a.email = d.recipient
 AND a.id IN (SELECT h.contact_id FROM parties_groupheading h)
WHERE d.creditor_id = %s AND d.channel = 'email' GROUP BY d.message_id
"""
Span = tuple[date, date | None]


def how_reached(creditor: Creditor, learning: Learning) -> dict[str, pl.DataFrame]:
    """The frames `reach` and `heads` of a creditor's book."""
    contacts = _contacts(creditor.pk, learning)
    headed = _headed(creditor.pk, learning, contacts)
    return {"reach": _reach(contacts), "heads": headed}


def with_addresses(creditor_id: int, sent: pl.DataFrame) -> pl.DataFrame:
    """Messages sent with the `address` of a head of a group, where they went to one."""
    written = fetch(_WRITTEN, [creditor_id], {"message_id": pl.Int64, "address": pl.Int64})
    return sent.join(written, on="message_id", how="left")


def _contacts(creditor_id: int, learning: Learning) -> pl.DataFrame:
    """Each state of a contact with an e-mail: from_on, until_on (null: still), lost_on (null: never came back)."""
    kinds: Kinds = {
        "contact_id": pl.Int64,
        "customer_id": pl.Int64,
        "email": pl.String,
        "from_at": _AT,
        "until_at": _AT,
    }
    states = fetch(_CONTACTS, [creditor_id, creditor_id], kinds).with_row_index("state")
    bounces = fetch(
        _BOUNCES,
        [creditor_id],
        {"customer_id": pl.Int64, "group_id": pl.Int64, "email": pl.String, "lost_at": _AT},
    )
    within = (pl.col("lost_at") > pl.col("from_at")) & (
        pl.col("until_at").is_null() | (pl.col("lost_at") <= pl.col("until_at"))
    )
    lost = (
        states.join(bounces, on="email", suffix="_back")
        .filter(within)
        .filter((pl.col("customer_id") == pl.col("customer_id_back")) | pl.col("group_id").is_not_null())
        .group_by("state")
        .agg(pl.col("lost_at").min())
    )
    dated = states.join(lost, on="state", how="left").filter(pl.col("email") != "")
    return learning.first_days(dated, "from_at", "until_at", "lost_at").rename(
        {"from_at": "from_on", "until_at": "until_on", "lost_at": "lost_on"}
    )


def _reach(contacts: pl.DataFrame) -> pl.DataFrame:
    """Whether an e-mail reached each customer, before what changed it last; of whom nothing changed, no row."""
    moved = pl.col("from_on") > date.min
    changed = contacts.filter(moved | pl.col("until_on").is_not_null() | pl.col("lost_on").is_not_null())
    theirs = contacts.join(changed, on="customer_id", how="semi")
    of: dict[int, list[tuple[date, date | None, date | None]]] = defaultdict(list)
    for customer, begin, end, lost in theirs.select("customer_id", "from_on", "until_on", "lost_on").rows():
        of[customer].append((begin, end, lost))
    rows = [(customer, *state) for customer, spans in of.items() for state in _states(spans)]
    return pl.DataFrame(rows, schema=SHAPES["reach"], orient="row")


def _states(
    spans: list[tuple[date, date | None, date | None]],
) -> Iterator[tuple[date, date, bool, bool]]:
    """From a day to another, whether one of the addresses reached, and whether one was lost."""
    days = sorted({date.min, *(day for span in spans for day in span if day is not None)})
    for begin, end in pairwise(days):
        running = [
            lost for since, until, lost in spans if since <= begin and (until is None or until > begin)
        ]
        lost = [one is not None and one <= begin for one in running]
        yield begin, end, not all(lost), any(lost)


def _headed(creditor_id: int, learning: Learning, contacts: pl.DataFrame) -> pl.DataFrame:
    """Who was written to at the head of its group, from a day to another."""
    headings = fetch(_HEADINGS, [creditor_id], {"group_id": pl.Int64, "contact_id": pl.Int64, "at": _AT})
    if headings.is_empty():
        return pl.DataFrame(schema=SHAPES["heads"])
    kinds: Kinds = {"group_id": pl.Int64, "customer_id": pl.Int64, "joined": pl.Boolean, "at": _AT}
    groupings = fetch(_GROUPINGS, [creditor_id], kinds)
    numbers = dict(
        fetch(_ADDRESSES, [creditor_id], {"number": pl.Int64, "email": pl.String})
        .select("email", "number")
        .rows()
    )
    headed = learning.first_days(headings.with_row_index("order"), "at").sort("order")
    came = learning.first_days(groupings.with_row_index("order"), "at").sort("order")
    members: dict[int, list[tuple[int, Span]]] = defaultdict(list)
    for (group, customer), rows in came.group_by("group_id", "customer_id", maintain_order=True):
        ends = zip(rows["joined"], rows["at"], [*rows["at"][1:], None], strict=True)
        members[group].extend((customer, (begin, end)) for joined, begin, end in ends if joined)
    found = set()
    for (group,), rows in headed.group_by("group_id", maintain_order=True):
        for contact, begin, end in zip(rows["contact_id"], rows["at"], [*rows["at"][1:], None], strict=True):
            states = contacts.filter(pl.col("contact_id") == contact) if contact else contacts.clear()
            for state in states.iter_rows(named=True):
                reached = (state["from_on"], _least(state["until_on"], state["lost_on"]))
                head, number = state["customer_id"], numbers.get(state["email"])
                for customer, within in members[group]:
                    span = _met((begin, end), reached, within)
                    if span is not None and number is not None:
                        found.add((customer, head, number, *span))
    return pl.DataFrame(sorted(found, key=lambda row: row[:4]), schema=SHAPES["heads"], orient="row")


def _least(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _met(*spans: Span) -> Span | None:
    """The days that all have in common; None where there is none."""
    begin, end = max(one[0] for one in spans), _least(*(one[1] for one in spans))
    return (begin, end) if end is None or begin < end else None
