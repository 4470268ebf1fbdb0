"""A creditor's whole past in one reading: each fact with the day it was known (`core.replay.book`, DESIGN §2.15).

A fact is known from the day that its source tells, but on no day that the house had decided before it was recorded:
that day was decided without it. A day that the house did not decide when it came is reconstructed: what the files say
was known by then stands for what was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from encours.core.measures.as_of import with_corrections
from encours.core.replay import Book, Sent, Standing
from encours.core.replay.book import MOVED, SENT, SHAPES
from encours.records.frames.customers import reached_by_email
from encours.records.frames.dated_addresses import how_reached, with_addresses
from encours.records.frames.dated_events import what_happened
from encours.records.frames.dated_standing import standings_of
from encours.records.frames.delivered import not_recalled, steps_of_people
from encours.records.frames.doorway import fetch
from encours.records.frames.doubles import gone_as_known
from encours.records.frames.holds import holds_known
from encours.records.frames.instalments import standing_plans
from encours.records.frames.learning import Learning, learning_of
from encours.records.frames.sparing import elsewhere
from encours.records.messages.models import NO_STEPS
from encours.records.parties.models import Creditor

_RECEIVABLES = f"""
SELECT r.id, r.customer_id, CASE WHEN r.root = '413' AND r.kind = 'invoice' THEN 'bill' ELSE r.kind END,
       CASE WHEN r.factor <> '' THEN r.factored_on END, r.currency, r.amount_cents, r.due_on,
       CASE WHEN r.due_source = 'assumed' THEN 1 ELSE 0 END, r.known_on, {gone_as_known("r", "receivable")},
       CASE WHEN r.same_as_id IS NULL THEN 0 ELSE 1 END, r.entry_id
FROM receivables_receivable r WHERE +r.creditor_id = %s
"""
_FIRST_ENTRIES = """
SELECT p.receivable_id, MIN(p.entry_id) FROM receivables_receivablepast p WHERE p.creditor_id = %s
GROUP BY p.receivable_id
"""
_TERMS = """
SELECT p.receivable_id, p.customer_id, p.id, p.recorded_at, p.superseded_at, p.due_on,
       CASE WHEN p.due_source = 'assumed' THEN 1 ELSE 0 END
FROM receivables_receivablepast p WHERE p.creditor_id = %s
"""
_APPLICATIONS = """
SELECT a.id, a.payment_id, a.credit_note_id, a.receivable_id, a.customer_id, a.amount_cents, a.applied_on,
       a.reverses_id, CASE WHEN a.reason = 'returned' THEN 1 ELSE 0 END,
       CASE WHEN a.credit_note_id IS NULL AND a.given_up = '' THEN 0 ELSE 1 END, a.known_on, a.entry_id
FROM cash_application a WHERE +a.creditor_id = %s
"""
_PAYMENTS = """
SELECT p.id, p.customer_id, NULLIF(p.currency, (SELECT o.currency FROM parties_creditor o WHERE o.id = %s)),
       p.amount_cents, p.known_on, p.gone_on, p.entry_id
FROM cash_payment p WHERE +p.creditor_id = %s
"""
_DISPUTES = """
SELECT d.receivable_id, d.customer_id, d.opened_on, d.closed_on, d.amount_cents, d.entry_id
FROM disputes_dispute d WHERE d.creditor_id = %s
"""
_PEOPLE = """
SELECT c.id, c.regime, CASE WHEN c.regime_source = 'assumed' THEN 1 ELSE 0 END, c.language,
       CASE WHEN c.address <> '' AND c.city <> '' THEN 1 ELSE 0 END
FROM parties_customer c WHERE +c.creditor_id = %s
"""
_READ_APART = ("has_email", "email_lost", "region")
_FORMER = """
SELECT p.customer_id, p.id, p.recorded_at, p.superseded_at, p.regime,
       CASE WHEN p.regime_source = 'assumed' THEN 1 ELSE 0 END, p.language,
       CASE WHEN p.address <> '' AND p.city <> '' THEN 1 ELSE 0 END
FROM parties_customerpast p WHERE p.creditor_id = %s
"""
_REFUSALS = """
SELECT m.customer_id, m."on", m.cancelled_at FROM measures_complaint m WHERE m.creditor_id = %s AND m.kind = 'opt_out'
"""
_LENIENCIES = """
SELECT l.customer_id, l.from_on, l.until_on, l.kind, l.until_on, l.ended_on
FROM cases_leniency l WHERE l.creditor_id = %s
"""
_SENT = """
SELECT m.id, d.customer_id, d."on", m.step_code, d.channel, m.total_cents,
       CASE WHEN m.group_id IS NULL THEN 0 ELSE 1 END
FROM encours_messages_delivery d JOIN encours_messages_message m ON m.id = d.message_id
WHERE d.creditor_id = %s AND d.state IN ('delivered', %s) AND d."on" <= %s AND {left}
"""
_SENT_KINDS = {name: kind for name, kind in SENT.items() if name != "address"}
_LINES = """
SELECT i.message_id, i.receivable_id, i.position, i.open_cents
FROM encours_messages_messageitem i WHERE i.creditor_id = %s AND i.position IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Past:
    """A creditor's past: its book, what was really sent, and the days that the house decided when they came.

    `before` were sent by a scenario before the period, or by none at any time; `ran` by one, within it. `standings`
    say how the house stood on the days of the period.
    """

    book: Book
    before: Sent
    ran: Sent
    decided: frozenset[date]
    standings: Mapping[date, Standing]


def past_of(creditor: Creditor, *, from_on: date, to_on: date) -> Past:
    """Read a creditor's past, for a period to be replayed. Seven readings of whole tables, once."""
    learning = learning_of(creditor)
    key = creditor.pk
    receivables, applied = _receivables(key, learning), _applications(key, learning)
    paid = _payments(key, learning)
    book = Book.empty(
        receivables=receivables,
        terms=_spans(_TERMS, key, "terms"),
        moves=_moves(applied),
        cash=_cash(paid, applied),
        disputes=_disputes(key, learning),
        holds=_holds(key, learning),
        people=_people(key),
        former=_spans(_FORMER, key, "former"),
        refusals=_refusals(key),
        leniencies=fetch(_LENIENCIES, [key], SHAPES["leniencies"] | {"ended_on": pl.Date})
        .with_columns(until_on=pl.min_horizontal(pl.col("until_on") + pl.duration(days=1), "ended_on"))
        .select(*SHAPES["leniencies"]),
        instalments=standing_plans(key, None)
        .join(receivables.select("receivable_id", "customer_id"), on="receivable_id")
        .select(*SHAPES["instalments"]),
        **what_happened(key, learning),
        **how_reached(creditor, learning),
    )
    before, ran = _really_sent(creditor, from_on, to_on)
    done = _done_before(key, from_on, receivables)
    before = Sent(before.messages, pl.concat([before.lines, done]))
    standings = standings_of(creditor, learning, from_on=from_on, to_on=to_on)
    return Past(book, before, ran, frozenset(learning.moments), standings)


def _receivables(creditor_id: int, learning: Learning) -> pl.DataFrame:
    """Receivables; one whose terms changed since is known from the entry that first told it."""
    rows = fetch(_RECEIVABLES, [creditor_id], {**SHAPES["receivables"], "entry_id": pl.Int64})
    first = fetch(_FIRST_ENTRIES, [creditor_id], {"receivable_id": pl.Int64, "first_id": pl.Int64})
    dated = rows.join(first, on="receivable_id", how="left").with_columns(
        entry_id=pl.min_horizontal("entry_id", "first_id")
    )
    return learning.known(dated.drop("first_id")).select(*SHAPES["receivables"])


def _applications(creditor_id: int, learning: Learning) -> pl.DataFrame:
    rows = fetch(
        _APPLICATIONS,
        [creditor_id],
        {
            "application_id": pl.Int64,
            "payment_id": pl.Int64,
            "credit_note_id": pl.Int64,
            "receivable_id": pl.Int64,
            "customer_id": pl.Int64,
            "amount_cents": pl.Int64,
            "applied_on": pl.Date,
            "reverses_id": pl.Int64,
            "returned": pl.Boolean,
            "granted": pl.Boolean,
            "known_on": pl.Date,
            "entry_id": pl.Int64,
        },
    )
    return with_corrections(learning.known(rows))


def _moves(applied: pl.DataFrame) -> pl.DataFrame:
    """Both sides of what was applied: it pays a receivable, and uses up the credit note that pays."""
    paid = applied.with_columns(cents=-pl.col("amount_cents"))
    used = applied.filter(pl.col("credit_note_id").is_not_null()).with_columns(
        receivable_id="credit_note_id", cents="amount_cents"
    )
    return pl.concat([paid.select(*SHAPES["moves"]), used.select(*SHAPES["moves"])])


def _payments(creditor_id: int, learning: Learning) -> pl.DataFrame:
    """Payments, each with the first day that could read it and the first without it."""
    kinds = {
        "payment_id": pl.Int64,
        "customer_id": pl.Int64,
        "currency": pl.String,
        "cents": pl.Int64,
        "known_on": pl.Date,
        "until_on": pl.Date,
        "entry_id": pl.Int64,
    }
    paid = fetch(_PAYMENTS, [creditor_id, creditor_id], kinds)
    return learning.known(paid).rename({"known_on": "from_on"})


def _cash(paid: pl.DataFrame, applied: pl.DataFrame) -> pl.DataFrame:
    """Payments, and what was applied of them, for as long as each payment counts."""
    uses = (
        applied.filter(pl.col("payment_id").is_not_null())
        .select("payment_id", "amount_cents", "known_on")
        .join(paid, on="payment_id")
        .with_columns(from_on=pl.max_horizontal("from_on", "known_on"), cents=-pl.col("amount_cents"))
    )
    return pl.concat([frame.select(*SHAPES["cash"]) for frame in (paid, uses)])


def _disputes(creditor_id: int, learning: Learning) -> pl.DataFrame:
    rows = fetch(_DISPUTES, [creditor_id], {**SHAPES["disputes"], "entry_id": pl.Int64})
    return (
        learning.known(rows.rename({"from_on": "known_on"}))
        .rename({"known_on": "from_on"})
        .select(*SHAPES["disputes"])
    )


def _holds(creditor_id: int, learning: Learning) -> pl.DataFrame:
    rows = holds_known(creditor_id, on=date.max).with_columns(known_on="from_on")
    return learning.known(rows).select(*SHAPES["holds"])


def _spans(sql: str, creditor_id: int, name: str) -> pl.DataFrame:
    """Superseded states: each was so from the day it was recorded to the day another took its place."""
    kinds = SHAPES[name] | {"from_on": pl.Datetime("us"), "until_on": pl.Datetime("us")}
    return fetch(sql, [creditor_id], kinds).with_columns(pl.col("from_on", "until_on").dt.date())


def _people(creditor_id: int) -> pl.DataFrame:
    kinds = {name: kind for name, kind in SHAPES["people"].items() if name not in _READ_APART}
    reached, lost = reached_by_email(creditor_id)
    people = fetch(_PEOPLE, [creditor_id], kinds).lazy()
    for side in (reached, lost, elsewhere(creditor_id)):
        people = people.join(side, on="customer_id", how="left")
    return people.with_columns(pl.col("has_email").fill_null(value=False)).select(*SHAPES["people"]).collect()


def _refusals(creditor_id: int) -> pl.DataFrame:
    kinds = SHAPES["refusals"] | {"until_on": pl.Datetime("us")}
    return fetch(_REFUSALS, [creditor_id], kinds).with_columns(pl.col("until_on").dt.date())


def _really_sent(creditor: Creditor, from_on: date, to_on: date) -> tuple[Sent, Sent]:
    """What was sent before a period or by no scenario, and what a scenario sent within it."""
    counted = "shadowed" if creditor.shadow else "delivered"
    sent = fetch(
        _SENT.format(left=not_recalled("d.message_id", to_on)),
        [creditor.pk, counted, to_on],
        {"message_id": pl.Int64, **_SENT_KINDS},
    )
    sent = with_addresses(creditor.pk, sent)
    lines = fetch(
        _LINES,
        [creditor.pk],
        {"message_id": pl.Int64, "receivable_id": pl.Int64, "position": pl.Int64, "open_cents": pl.Int64},
    )
    by_scenario = ~pl.col("step_code").is_in(list(NO_STEPS))
    earlier = sent.filter((pl.col("on") < from_on) | ~by_scenario)
    within = sent.filter(pl.col("on") >= from_on, by_scenario)
    return _with_lines(earlier, lines), _with_lines(within, lines)


def _done_before(creditor_id: int, from_on: date, receivables: pl.DataFrame) -> pl.DataFrame:
    """The steps that people did before a period, in the shape `MOVED`."""
    done = steps_of_people(creditor_id, on=from_on - timedelta(days=1))
    whose = receivables.select("receivable_id", "customer_id")
    return done.join(whose, on="receivable_id").select(
        "customer_id",
        "receivable_id",
        pl.col("delivered_position").alias("position"),
        pl.col("delivered_on").alias("on"),
        pl.lit("person").alias("step_code"),
        pl.lit(0, pl.Int64).alias("open_cents"),
    )


def _with_lines(sent: pl.DataFrame, lines: pl.DataFrame) -> Sent:
    theirs = lines.join(sent.select("message_id", "customer_id", "on", "step_code"), on="message_id")
    return Sent(sent.select(*SENT), theirs.select(*MOVED))
