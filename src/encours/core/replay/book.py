"""What a company knew, day by day, in frames: every fact with the day it was known and the day it ended.

Days are `Date`, money whole cents. `from_on` is the first day on which a fact was known, `until_on` the first on which
it was so no more (null: it still is).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final, Self

import polars as pl

_SPAN: Final[dict[str, Any]] = {"from_on": pl.Date, "until_on": pl.Date}
_STATE: Final[dict[str, Any]] = {
    "regime": pl.String,
    "regime_assumed": pl.Boolean,
    "language": pl.String,
    "has_address": pl.Boolean,
}

SHAPES: Final[dict[str, dict[str, Any]]] = {
    # `kind`: invoice, bill, credit_note…; `double`: found since to be another one told twice.
    "receivables": {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "kind": pl.String,
        "factored_on": pl.Date,
        "currency": pl.String,
        "amount_cents": pl.Int64,
        "due_on": pl.Date,
        "due_assumed": pl.Boolean,
        "known_on": pl.Date,
        "gone_on": pl.Date,
        "double": pl.Boolean,
    },
    # Former terms of a receivable; of several that overlap, the lowest `rank` holds.
    "terms": {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "rank": pl.Int64,
        **_SPAN,
        "due_on": pl.Date,
        "due_assumed": pl.Boolean,
    },
    # What changes what is open: `cents` below zero pay it. `applied_on` is its own day, `known_on` the day we knew.
    # `granted`: a credit note or something given up; `corrected`: part of a mistake undone since.
    "moves": {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "known_on": pl.Date,
        "applied_on": pl.Date,
        "cents": pl.Int64,
        "granted": pl.Boolean,
        "corrected": pl.Boolean,
    },
    # Cash on account; `currency` is null for that of the books. What uses it has `cents` below zero.
    "cash": {"customer_id": pl.Int64, "currency": pl.String, **_SPAN, "cents": pl.Int64},
    "disputes": {"receivable_id": pl.Int64, "customer_id": pl.Int64, **_SPAN, "cents": pl.Int64},
    # As `core.holds` reads them; a promise may be known after the day it was made.
    "holds": {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "known_on": pl.Date,
        "from_on": pl.Date,
        "until_on": pl.Date,
        "released_on": pl.Date,
        "reason": pl.String,
        "kind": pl.String,
        "promised": pl.Boolean,
        "debited": pl.Boolean,
        "end_on": pl.Date,
    },
    # `email_lost` and `region` as in CustomerFacts.
    "people": {
        "customer_id": pl.Int64,
        **_STATE,
        "has_email": pl.Boolean,
        "email_lost": pl.Boolean,
        "region": pl.String,
    },
    "former": {"customer_id": pl.Int64, "rank": pl.Int64, **_SPAN, **_STATE},
    "refusals": {"customer_id": pl.Int64, **_SPAN},
    # How a customer is spared: in `difficulty` (to `soft_until`, its last day), or `no_courtesy`.
    "leniencies": {"customer_id": pl.Int64, **_SPAN, "kind": pl.String, "soft_until": pl.Date},
    "instalments": {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "due_on": pl.Date,
        "amount_cents": pl.Int64,
    },
    # Whether an e-mail reached a customer formerly; of whom nothing older is kept, as `people` says.
    "reach": {"customer_id": pl.Int64, **_SPAN, "has_email": pl.Boolean, "email_lost": pl.Boolean},
    # By which channel a customer is written to whatever the step says (`wanted_*` as in CustomerFacts).
    "choices": {
        "customer_id": pl.Int64,
        **_SPAN,
        "wanted_channel": pl.String,
        "wanted_because": pl.String,
    },
    # Messages really sent that came back: whose, when they left, their step; `back_on`, the first day that knew it.
    "returned": {
        "customer_id": pl.Int64,
        "on": pl.Date,
        "step_code": pl.String,
        "back_on": pl.Date,
    },
    # What branches look at (`core.scenario.branches`): replies (no `receivable_id`: all that the customer owes),
    # disputes, and what people answered `about` an event.
    "events": {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "event": pl.String,
        "event_on": pl.Date,
        "known_on": pl.Date,
        "about": pl.String,
    },
    # What was promised of a receivable; `from_on` is the first day that knew it, `until_on` its withdrawal.
    "promises": {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        **_SPAN,
        "made_on": pl.Date,
        "due_on": pl.Date,
        "cents": pl.Int64,
    },
    # Messages really put before a person: proposed on `from_on`, agreed to on `agreed_on` (null: never).
    "agreements": {
        "customer_id": pl.Int64,
        "step_code": pl.String,
        "from_on": pl.Date,
        "agreed_on": pl.Date,
    },
    # Steps really asked of people: since `from_on`, done on `done_on` (null: not yet).
    "tasks": {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "position": pl.Int64,
        "from_on": pl.Date,
        "done_on": pl.Date,
    },
    # Who is written to at the head of its group: at which `address` (a number), of which customer, `head_id`.
    "heads": {"customer_id": pl.Int64, "head_id": pl.Int64, "address": pl.Int64, **_SPAN},
}

SENT: Final[dict[str, Any]] = {
    "customer_id": pl.Int64,
    "on": pl.Date,
    "step_code": pl.String,
    "channel": pl.String,
    "cents": pl.Int64,
    "address": pl.Int64,
    "together": pl.Boolean,
}
"""A message sent: whom, when, which step, by which way, what it claims in all.

`address`: of a head of a group, where it went to one; `together`: in one e-mail with those of other members that day.
"""

MOVED: Final[dict[str, Any]] = {
    "customer_id": pl.Int64,
    "receivable_id": pl.Int64,
    "position": pl.Int64,
    "on": pl.Date,
    "step_code": pl.String,
    "open_cents": pl.Int64,
}
"""A line of such a message that made a step: the item, its step, what it then owed as known.

A step that a person does is such a line without a message, `step_code` being what is done (a call, a lawyer).
"""


@dataclass(frozen=True, slots=True)
class Book:
    """The facts of a creditor, in the shapes of `SHAPES`."""

    receivables: pl.DataFrame
    terms: pl.DataFrame
    moves: pl.DataFrame
    cash: pl.DataFrame
    disputes: pl.DataFrame
    holds: pl.DataFrame
    people: pl.DataFrame
    former: pl.DataFrame
    refusals: pl.DataFrame
    leniencies: pl.DataFrame
    instalments: pl.DataFrame
    reach: pl.DataFrame
    choices: pl.DataFrame
    returned: pl.DataFrame
    events: pl.DataFrame
    promises: pl.DataFrame
    agreements: pl.DataFrame
    tasks: pl.DataFrame
    heads: pl.DataFrame

    @classmethod
    def empty(cls, **told: pl.DataFrame) -> Self:
        """A book of these frames; those not told are empty."""
        nothing = {name: pl.DataFrame(schema=shape) for name, shape in SHAPES.items()}
        return cls(**nothing | told)

    def kin(self) -> dict[int, int]:
        """Customers ever written to at one same address, or heading it: each with the lowest key among its own."""
        ties = pl.concat(
            [
                self.heads.select("customer_id", "address"),
                self.heads.select("head_id", "address").rename({"head_id": "customer_id"}),
            ]
        ).unique()
        found: dict[int, int] = {}
        kept = {one: one for one in ties["customer_id"].unique()}
        while kept != found:
            found = kept
            ties_now = ties.with_columns(
                kin=pl.col("customer_id").replace_strict(found, return_dtype=pl.Int64)
            )
            least = (
                ties_now.with_columns(pl.col("kin").min().over("address"))
                .group_by("customer_id")
                .agg(pl.col("kin").min())
            )
            kept = dict(least.iter_rows())
        return found

    def of(self, customers: pl.Series) -> Self:
        """The facts of these customers alone."""
        mine = pl.col("customer_id").is_in(customers.implode())
        return replace(
            self,
            **{
                one.name: frame if (frame := getattr(self, one.name)).is_empty() else frame.filter(mine)
                for one in fields(self)
            },
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: messages in the shape `SENT`, their lines that made a step in the shape `MOVED`."""

    messages: pl.DataFrame
    lines: pl.DataFrame

    @classmethod
    def nothing(cls) -> Self:
        """No message."""
        return cls(pl.DataFrame(schema=SENT), pl.DataFrame(schema=MOVED))

    def standing(self, returned: pl.DataFrame, *, on: date) -> Self:
        """What by a day had not come back (`returned`, of a book)."""
        back = returned.filter(pl.col("back_on") <= on)
        if back.is_empty():
            return self
        keys = ["customer_id", "on", "step_code"]
        return replace(
            self,
            messages=self.messages.join(back, on=keys, how="anti"),
            lines=self.lines.join(back, on=keys, how="anti"),
        )

    def written(self) -> pl.DataFrame:
        """The lines of messages: without the steps that people did."""
        return self.lines.join(self.messages, on=["customer_id", "on", "step_code"], how="semi")

    def done_by_people(self) -> pl.DataFrame:
        """The lines of no message: the steps that people did."""
        return self.lines.join(self.messages, on=["customer_id", "on", "step_code"], how="anti")

    def of(self, customers: pl.Series) -> Self:
        """What was sent to these customers alone."""
        mine = pl.col("customer_id").is_in(customers.implode())
        return replace(self, messages=self.messages.filter(mine), lines=self.lines.filter(mine))
