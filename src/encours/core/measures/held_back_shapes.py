"""Shapes of what is read to tell what holds money back: positions, tasks, reminders come back, departures."""

from __future__ import annotations

import dataframely as dy


class Standing(dy.Schema):
    """The segment of an open item and why it stands where it does, as the last run left it."""

    receivable_id = dy.Int64(nullable=False)
    segment = dy.String(nullable=False)
    reason = dy.String(nullable=False)


class ToDo(dy.Schema):
    """One thing to do by a person about a customer, and since when."""

    customer_id = dy.Int64(nullable=False)
    since_on = dy.Date(nullable=False)


class Returned(dy.Schema):
    """A reminder that came back, the text it was written from (step and channel) and what it asked for."""

    customer_id = dy.Int64(nullable=False)
    on = dy.Date(nullable=False)
    template = dy.String(nullable=False)
    asked_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)


class Departure(dy.Schema):
    """A reminder that left by a channel (`kind`), so long after it was decided or, where one must, agreed to."""

    on = dy.Date(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)
    after_ms = dy.Int64(nullable=False)
