"""Which credit of a bank account is which payout of a payment provider: pure, the same in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import polars as pl

from encours.core.days import business_days_between_expr
from encours.core.matching.folding import iban_key, number_key, plain
from encours.core.matching.nothing import nothing_without
from encours.core.matching.one_fact import WINDOW

EARLY: Final = 1
WITHIN: Final = 15
"""Days by which the bank may credit a payout before, or after, the day that its provider tells."""

LATE: Final = 5
"""Business days after which a payout that no credit is, is missing: a transfer takes one (PSD2, article 83), a
provider sends it within three."""

NEAR_BPS: Final = 500
"""How far a credit may be from a payout, and still be shown for it."""

NAMES: Final = {"stripe": r"\bSTRIPE\b", "adyen": r"\bADYEN\b", "paypal": r"\bPAYPAL\b"}
_SHORTEST: Final = 6
_BATCH: Final = "adyen"  # its payouts are numbered by batch, which is too short to be sought alone
_TIE = {"payout_id": pl.Int64, "line_id": pl.Int64, "reason": pl.String}


def recognised(credits_: pl.DataFrame) -> pl.DataFrame:
    """`line_id, provider, by` of the credits that one provider sent: by its name, or an IBAN that came with it.

    `credits_` has line_id, words and iban (empty where there is none).
    """
    words = credits_.select("line_id", plain(pl.col("words")).alias("words"), iban=iban_key(pl.col("iban")))
    named = pl.concat(
        [
            words.filter(pl.col("words").str.contains(pattern)).select(
                "line_id", "iban", provider=pl.lit(name)
            )
            for name, pattern in NAMES.items()
        ]
    ).filter(pl.len().over("line_id") == 1)
    known = named.drop_nulls("iban").select("iban", "provider").unique()
    known = known.filter(pl.len().over("iban") == 1)
    by_iban = words.join(named, on="line_id", how="anti").join(known, on="iban")
    return pl.concat(
        [
            named.select("line_id", "provider", by=pl.lit("provider_named")),
            by_iban.select("line_id", "provider", by=pl.lit("provider_iban")),
        ]
    ).sort("line_id")


@nothing_without(0, 1)
def settled(payouts: pl.DataFrame, credits_: pl.DataFrame) -> pl.DataFrame:
    """`payout_id, line_id, reason`: to the cent, of the same currency and provider, within the days, each once.

    `payouts`: payout_id, account_id, provider, reference, paid_on, net_cents, currency; `credits_`: line_id,
    account_id, booked_on, amount_cents, currency, words, iban, confirmed_by. A credit that bears the
    payout's reference is that payout; the others of one provider, currency and amount are alike, and taken in the
    order of their days: as many are tied as can be, whichever was read first. A credit that a person said to be a
    payment of the ledger (`confirmed_by`) is left to a person.
    """
    ours = credits_.filter(pl.col("confirmed_by") != "person")
    pairs = _pairs(payouts, ours).filter(pl.col("difference_cents") == 0)
    told = pairs.filter("bears").filter(pl.len().over("payout_id") == 1, pl.len().over("line_id") == 1)
    left = pairs.join(told, on="payout_id", how="anti").join(told, on="line_id", how="anti")
    rows = [*told.select("payout_id", "line_id", pl.lit("payout_reference")).rows(), *_in_order(left)]
    return pl.DataFrame(rows, schema=_TIE, orient="row").sort("payout_id")


def near(payouts: pl.DataFrame, credits_: pl.DataFrame) -> pl.DataFrame:
    """`payout_id, line_id, difference_cents, reason`, the nearest first: what may be each payout, the difference told.

    The difference is what the credit brings beyond the payout. Of a credit that nothing says is of the provider, or
    that confirmed a payment of the ledger (`posted`), only the very amount is shown.
    """
    pairs = _pairs(payouts, credits_, of_anybody=True)
    exact = pl.col("difference_cents") == 0
    close = pl.col("difference_cents").abs() * 10_000 <= pl.col("net_cents") * NEAR_BPS
    posted = pl.col("confirmed_by") != ""
    return (
        pairs.filter(pl.when((pl.col("by") == "same_amount") | posted).then(exact).otherwise(close))
        .filter(~(posted & (pl.col("by") == "same_amount")))  # a customer's own payment of that amount
        .sort("payout_id", pl.col("difference_cents").abs(), "apart", "line_id")
        .select(
            "payout_id",
            "line_id",
            "difference_cents",
            reason=pl.when(posted).then(pl.lit("posted")).otherwise("by"),
        )
    )


@nothing_without(0, 1)
def entered(payouts: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """`payout_id, payment_id`: the ledger's payment by which the books entered a payout's credit as a customer's.

    `payouts`: payout_id, provider, booked_on, amount_cents, currency of the credit; `payments`: payment_id, paid_on,
    amount_cents, currency, label. Only where the label names the provider, and each is alone of its amount and days.
    """
    named = pl.concat(
        [
            payments.filter(plain(pl.col("label")).str.contains(pattern)).with_columns(provider=pl.lit(name))
            for name, pattern in NAMES.items()
        ]
    )
    pairs = payouts.join(named, on=["provider", "amount_cents", "currency"]).filter(
        (pl.col("paid_on") - pl.col("booked_on")).dt.total_days().abs() <= WINDOW
    )
    alone = (pl.len().over("payout_id") == 1) & (pl.len().over("payment_id") == 1)
    return pairs.filter(alone).select("payout_id", "payment_id").sort("payout_id")


def standing(payouts: pl.DataFrame, credits_: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """`payout_id, standing, line_id, difference_cents` of payouts that no credit is yet, in their order.

    `differs`: a credit of the provider stands there, of another amount; `late`: more than `LATE` business days went by
    without one; else `awaited`.
    """
    close = near(payouts, credits_).filter(pl.col("reason") != "same_amount")
    first = close.unique("payout_id", keep="first", maintain_order=True)
    waited = business_days_between_expr(pl.col("paid_on"), pl.lit(on))
    told = (
        pl.when(pl.col("difference_cents").fill_null(0) != 0)
        .then(pl.lit("differs"))
        .when(waited > LATE)
        .then(pl.lit("late"))
        .otherwise(pl.lit("awaited"))
    )
    return payouts.join(first, on="payout_id", how="left", maintain_order="left").select(
        "payout_id", told.alias("standing"), "line_id", "difference_cents"
    )


def _pairs(payouts: pl.DataFrame, credits_: pl.DataFrame, *, of_anybody: bool = False) -> pl.DataFrame:
    """Payouts beside the credits of their currency and days, never of the provider's own account."""
    whose = credits_.join(recognised(credits_), on="line_id", how="left" if of_anybody else "inner")
    own = pl.col("provider") == pl.col("provider_right")
    after = (pl.col("booked_on") - pl.col("paid_on")).dt.total_days()
    return (
        payouts.join(whose, on="currency")
        .filter(
            own | (pl.col("provider_right").is_null() if of_anybody else pl.lit(value=False)),
            pl.col("account_id") != pl.col("account_id_right"),
            after.is_between(-EARLY, WITHIN),
        )
        .with_columns(
            difference_cents=pl.col("amount_cents") - pl.col("net_cents"),
            apart=after.abs(),
            bears=_bears(),
            by=pl.col("by").fill_null("same_amount"),
        )
    )


def _bears() -> pl.Expr:
    """Whether a credit's words bear the payout's reference."""
    number = number_key(pl.col("reference"))
    long = (number.str.len_chars() >= _SHORTEST) & number_key(pl.col("words")).str.contains(
        number, literal=True
    )
    batch = pl.format(r"\bBATCH\s*0*{}\b", number)
    numbered = (pl.col("provider") == _BATCH) & plain(pl.col("words")).str.contains(batch)
    return (long | numbered).fill_null(value=False)


def _in_order(pairs: pl.DataFrame) -> Iterator[tuple[int, int, str]]:
    """First come, first served: since every payout waits as long as the others, no order ties more of them."""
    groups = pairs.sort("payout_id").group_by("provider", "currency", "net_cents", maintain_order=True)
    for _, group in groups:
        waiting = sorted(set(group.select("paid_on", "payout_id").rows()))
        first = 0
        for booked_on, line, reason in sorted(set(group.select("booked_on", "line_id", "by").rows())):
            while first < len(waiting) and waiting[first][0] + timedelta(days=WITHIN) < booked_on:
                first += 1
            if first < len(waiting) and waiting[first][0] - timedelta(days=EARLY) <= booked_on:
                yield waiting[first][1], line, reason
                first += 1
