"""Money received that is applied to nothing: what is left of payments, and bank lines that wait for a payer.

Sums, filters and pages are the database's: nothing is read whole, however much waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from encours.core.searching import folded
from encours.records.facts import Sight
from encours.records.frames.doorway import fetch
from encours.records.frames.shapes import Kinds
from encours.records.parties.models import Customer

# What left a payment is told with the payment that it left. Conditions are written as those of the indexes.
_LEFT = (
    "(m.unapplied_cents + COALESCE((SELECT SUM(x.unapplied_cents) FROM cash_payment x WHERE x.gives_back_id = m.id"
    " AND x.customer_id = m.customer_id AND x.gone_on IS NULL), 0))"
)
_IDLE = f"""m.creditor_id = %s AND m.gone_on IS NULL AND NOT (m.unapplied_cents = 0)
AND (m.gives_back_id IS NULL OR NOT EXISTS (SELECT 1 FROM cash_payment o WHERE o.id = m.gives_back_id
  AND o.gone_on IS NULL AND o.customer_id = m.customer_id AND NOT (o.unapplied_cents = 0))) AND {_LEFT} <> 0"""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Where money is told (its table `m`), and the columns by which it is counted, shown and found."""

    table: str
    where: str
    on: str
    cents: str
    beside: str  # what is joined to show a row, or to find words
    told: str  # words, name and what else a row shows
    kinds: Kinds
    who: str
    named: str  # of a sum, by `who` and `last_id`: name and what else a sum shows
    named_by: str
    called: str
    words: tuple[str, ...]


PAYMENTS: Final = Source(
    "cash_payment",
    _IDLE,
    "m.paid_on",
    _LEFT,
    "JOIN parties_customer c ON c.id = m.customer_id LEFT JOIN cash_bankline b ON b.id = m.bank_line_id",
    "m.label, c.name, m.customer_id",
    {"words": pl.String, "name": pl.String, "customer_id": pl.Int64},
    "m.customer_id",
    "n.name, n.account",
    "JOIN parties_customer n ON n.id = g.who",
    "customer_id",
    ("c.search_key", "b.search_key", "UPPER(m.label)"),
)
LINES: Final = Source(
    "cash_bankline",
    "m.creditor_id = %s AND m.state IN ('unapplied', 'doubtful') AND m.amount_cents > 0",
    "m.booked_on",
    "m.amount_cents",
    "",
    "m.wording, m.counterparty",
    {"words": pl.String, "name": pl.String},
    "m.payer_key",
    "n.counterparty, n.iban",
    "JOIN cash_bankline n ON n.id = g.last_id",
    "payer",
    ("m.search_key",),
)
_OF_SUM: Final = {"customer_id": "account", "payer": "iban"}
_DAYS: Final[Kinds] = {"currency": pl.String, "since_on": pl.Date, "cents": pl.Int64, "count": pl.Int64}
_BY_DAY = "who, currency, since_on, CAST(SUM(cents) AS BIGINT), COUNT(*), '', ''"
_EVERY_DAY = (
    " UNION ALL SELECT 'day', NULL, currency, since_on, CAST(SUM(cents) AS BIGINT), COUNT(*), '', ''"
    " FROM kept GROUP BY currency, since_on"
)
_ORDERS: Final = {"age": ("since_on", "cents DESC"), "cents": ("cents DESC", "since_on")}


@dataclass(frozen=True, slots=True)
class Kept:
    """Which of the money: where these words stand, of this currency ("": any), come on these days."""

    words: str = ""
    currency: str = ""
    between: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """So many rows from a place on, the oldest (`age`) or the most money (`cents`) first."""

    order: str
    first: int
    most: int


@dataclass(frozen=True, slots=True)
class Sums:
    """One page of sums, of so many; and all the money that they sum by day, as `by_day` tells it, where it was asked.

    `rows`: customer_id or payer, currency, since_on, cents, count (of the day), name, and account or iban; sums follow
    one another in the order asked. A page beyond the last has no rows, and says of none how many there are.
    """

    rows: pl.DataFrame
    count: int
    days: pl.DataFrame


@dataclass(frozen=True, slots=True)
class IdleCash:
    """Money of one source as a person sees it; bank lines are no customer's yet, so who sees a part sees none."""

    source: Source
    sight: Sight

    def by_day(self, kept: Kept = Kept()) -> pl.DataFrame:
        """Summed by currency and day: currency, since_on, cents, count."""
        of, (where, told) = self.source, self._where(kept)
        return self._read(
            f"SELECT m.currency, {of.on}, CAST(SUM({of.cents}) AS BIGINT), COUNT(*) FROM {where}"
            f" GROUP BY {of.on}, m.currency ORDER BY {of.on}, m.currency",
            told,
            _DAYS,
        )

    def rows(self, kept: Kept, page: Page) -> pl.DataFrame:
        """One page of it: id, currency, since_on, cents, words, name; of a payment customer_id."""
        of, (where, told) = self.source, self._where(kept, whole=True)
        by = ", ".join(
            {"since_on": of.on, "cents DESC": f"{of.cents} DESC"}[one] for one in _ORDERS[page.order]
        )
        kinds = {"id": pl.Int64, "currency": pl.String, "since_on": pl.Date, "cents": pl.Int64, **of.kinds}
        return self._read(
            f"SELECT m.id, m.currency, {of.on}, CAST({of.cents} AS BIGINT), {of.told} FROM {where}"
            f" ORDER BY {by}, m.id LIMIT %s OFFSET %s",
            [*told, page.most, page.first],
            kinds,
        )

    def found(self, kept: Kept, page: Page) -> tuple[pl.DataFrame, pl.DataFrame]:
        """One page of it as `rows` tells it, and all of it as `by_day` does, of one look: words are slow to seek."""
        of, (where, told) = self.source, self._where(kept)
        by = ", ".join([*_ORDERS[page.order], "id"])
        blank = ", ".join("NULL" if kind == pl.Int64 else "''" for kind in of.kinds.values())
        beside = f"JOIN {of.table} m ON m.id = p.id {of.beside}"
        kinds = {
            "part": pl.String,
            "id": pl.Int64,
            "currency": pl.String,
            "since_on": pl.Date,
            "cents": pl.Int64,
        }
        found = self._read(
            f"WITH kept AS MATERIALIZED (SELECT m.id AS id, m.currency AS currency, {of.on} AS since_on,"
            f" CAST({of.cents} AS BIGINT) AS cents FROM {where}),"
            f" p AS MATERIALIZED (SELECT * FROM kept ORDER BY {by} LIMIT %s OFFSET %s)"
            f" SELECT 'row', p.id, p.currency, p.since_on, p.cents, {of.told} FROM p {beside}"
            f" UNION ALL SELECT 'day', COUNT(*), currency, since_on, CAST(SUM(cents) AS BIGINT), {blank}"
            " FROM kept GROUP BY currency, since_on",
            [*told, page.most, page.first],
            {**kinds, **of.kinds},
        )
        parts = {part: found.filter(pl.col("part") == part).drop("part") for part in ("row", "day")}
        order = [one.removesuffix(" DESC") for one in _ORDERS[page.order]]
        falling = [one.endswith(" DESC") for one in _ORDERS[page.order]]
        days = parts["day"].rename({"id": "count"}).select(_DAYS.keys())
        return parts["row"].sort(*order, "id", descending=[*falling, False]), days.sort(
            "since_on", "currency"
        )

    def sums(self, kept: Kept, page: Page, *, days: bool) -> Sums:
        """One page of sums by customer, or by payer, and currency; with `days`, all that is kept of it by day too.

        All comes of one look at the money: where words are sought, looking is what costs.
        """
        of, (where, told) = self.source, self._where(kept)
        by = ", ".join([*_ORDERS[page.order], "who", "currency"])
        who = pl.Int64 if of.called == "customer_id" else pl.String
        once = (
            "MATERIALIZED" if kept.words else "NOT MATERIALIZED"
        )  # without words, an index has them by payer
        kinds = {"part": pl.String, "who": who, **_DAYS, "name": pl.String, "more": pl.String}
        found = self._read(
            f"WITH kept AS {once} (SELECT {of.who} AS who, m.currency AS currency, {of.on} AS since_on,"
            f" {of.cents} AS cents, m.id AS id FROM {where}),"
            " g AS MATERIALIZED (SELECT who, currency, CAST(SUM(cents) AS BIGINT) AS cents, MIN(since_on) AS since_on,"
            f" MAX(id) AS last_id, COUNT(*) OVER () AS many FROM kept GROUP BY who, currency ORDER BY {by}"
            " LIMIT %s OFFSET %s)"
            f" SELECT 'sum', g.who, g.currency, g.since_on, g.cents, g.many, {of.named} FROM g {of.named_by}"
            f" UNION ALL SELECT 'of', {_BY_DAY} FROM kept k WHERE who IN (SELECT who FROM g)"
            " GROUP BY who, currency, since_on" + (_EVERY_DAY if days else ""),
            [*told, page.most, page.first],
            kinds,
        )
        parts = {name: found.filter(pl.col("part") == name).drop("part") for name in ("sum", "of", "day")}
        falling = [False, True] if page.order == "age" else [True, False]
        shown = parts["sum"].sort(
            *(one.removesuffix(" DESC") for one in _ORDERS[page.order]),
            "who",
            "currency",
            descending=[*falling, False, False],
        )
        names = shown.select("who", "currency", "name", pl.col("more").alias(_OF_SUM[of.called]))
        rows = names.join(parts["of"].drop("name", "more"), on=["who", "currency"], maintain_order="left")
        many = int(shown["count"][0]) if len(shown) else 0
        return Sums(rows.rename({"who": of.called}), many, parts["day"].select(_DAYS.keys()))

    def _read(self, sql: str, told: list[Any], kinds: Kinds) -> pl.DataFrame:
        if self.source is LINES and not self.sight.whole:
            return pl.DataFrame(schema=dict(kinds))
        return fetch(sql, told, kinds)

    def _where(self, kept: Kept, *, whole: bool = False) -> tuple[str, list[Any]]:
        """The table, with what is beside it where words are sought or a row is shown `whole`, and the conditions."""
        of, words = self.source, folded(kept.words).split()
        conditions: list[str] = [of.where]
        told: list[Any] = [self.sight.creditor_id]
        if not self.sight.whole:
            seen, params = Customer.objects.seen(self.sight).values("pk").query.sql_with_params()
            conditions.append(f"m.customer_id IN ({seen})")
            told += params
        if kept.currency:
            conditions.append("m.currency = %s")
            told.append(kept.currency)
        if kept.between:
            conditions.append(f"{of.on} BETWEEN %s AND %s")
            told += kept.between
        for word in words:
            conditions.append("(" + " OR ".join(f"{column} LIKE %s" for column in of.words) + ")")
            told += [f"%{word}%"] * len(of.words)
        beside = of.beside if words or whole else ""
        return f"{of.table} m {beside} WHERE {' AND '.join(conditions)}", told
