"""A ledger rebuilt into customers, receivables, payments and applications, equal to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from encours.core.ledger.anomalies import Anomaly, anomalies
from encours.core.ledger.customers import ADVANCES, with_customers
from encours.core.ledger.documents import (
    applications_of,
    payments_of,
    receivables_of,
    with_factors,
    with_keys,
)
from encours.core.ledger.earlier import with_earlier
from encours.core.ledger.gathering import Gathered, gather
from encours.core.ledger.groups import with_groups, without_transfers
from encours.core.ledger.journals import with_kinds
from encours.core.ledger.moves import moves_of
from encours.core.ledger.numbers import with_numbers
from encours.core.ledger.settling import settle
from encours.core.refusals import Notice

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class LedgerControls:
    """The proof: balance of 411, 413, 416, 4117 and advances (419) = open receivables − unapplied payments, in cents.

    `by_root` gives the balance of each root (`root`, `balance_cents`), 4181 and advances of nobody known beside it
    for information; `differences` the customers whose sums differ, with the first line of each (empty when the
    rebuild is right).
    """

    balance_cents: int
    open_cents: int
    unapplied_cents: int
    by_root: pl.DataFrame
    differences: pl.DataFrame

    @property
    def difference_cents(self) -> int:
        """Zero when what was rebuilt equals the ledger."""
        return self.balance_cents - self.open_cents + self.unapplied_cents


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a ledger says of the customers.

    `customers`, `receivables`, `payments`, `applications` have the shapes of `core.frames`.
    `opening_balances`: `account`, `root`, `detailed`, `opening_on`, `balance_cents`. `set_aside`: lines
    never chased (`reason` to_be_invoiced for 4181 and 418, advances for 419 of nobody known, zero_amount), `account`,
    `ledger_account`, `line`, `label`, `entry_on`, `cents`. `opening_keys` are the keys that opening lines
    brought. `first_on` and `last_on` are the days that the file covers, openings left out. `anomalies` is what an
    accountant would put right, `facing` the accounts that may face a customer's, `told` the keys of
    entries that Encours exported.
    """

    customers: pl.DataFrame
    receivables: pl.DataFrame
    payments: pl.DataFrame
    applications: pl.DataFrame
    controls: LedgerControls
    notices: list[Notice]
    opening_balances: pl.DataFrame
    set_aside: pl.DataFrame
    opening_keys: pl.Series
    first_on: date | None
    last_on: date | None
    anomalies: list[Anomaly]
    facing: list[str]
    told: list[str]


def rebuild(
    lines: pl.DataFrame, *, closing_on: date | None = None, earlier: pl.DataFrame | None = None
) -> Ledger:
    """Rebuild from every line of a ledger (`LedgerLine`), or of an extract of its customer accounts.

    `closing_on` is the last day of the fiscal year when the file's name tells it. `earlier` is what stood
    open the day before (`EarlierItem`): where an opening balance without detail equals it, customer by
    customer, it takes its place, so that last year's invoices stay what they are.
    """
    return rebuild_gathered(gather([lines]), closing_on=closing_on, earlier=earlier)


def rebuild_gathered(
    gathered: Gathered, *, closing_on: date | None = None, earlier: pl.DataFrame | None = None
) -> Ledger:
    """The same from a ledger already reduced piece by piece, so that memory stays flat."""
    lines = with_numbers(with_kinds(with_customers(gathered.lines), gathered))
    customer_lines = lines.filter("owed")
    whole, differing = with_earlier(moves_of(customer_lines), earlier)
    moves = without_transfers(with_groups(whole))
    settled, pairs = settle(with_keys(moves))
    receivables, payments = receivables_of(with_factors(settled, pairs)), payments_of(settled)
    first_on, last_on = _covered(lines, closing_on)
    return Ledger(
        customers=_customers(customer_lines),
        receivables=receivables,
        payments=payments,
        applications=applications_of(pairs, settled),
        controls=_controls(lines, receivables, payments),
        notices=_notices(customer_lines, receivables, differing),
        opening_balances=_openings(customer_lines),
        set_aside=_set_aside(lines),
        opening_keys=settled.filter(pl.col("entry_kind") == "opening")["key"].unique(),
        first_on=first_on,
        last_on=last_on,
        anomalies=anomalies(gathered, lines, opening_on=_opened(lines), closing_on=closing_on),
        facing=gathered.facing["account"].to_list(),
        told=gathered.told["key"].to_list(),
    )


def _opened(lines: pl.DataFrame) -> date | None:
    """The day of the opening entries, null without any."""
    day = lines.filter(pl.col("entry_kind") == "opening")["entry_on"].max()
    return day if isinstance(day, date) else None


def _covered(lines: pl.DataFrame, closing_on: date | None) -> tuple[date | None, date | None]:
    """The days of which the file tells everything: to the end of its fiscal year where that is known.

    A file that opens with balances begins a fiscal year, taken to last one year unless its name says otherwise;
    an extract without them covers its own days only.
    """
    opening = pl.col("entry_kind") == "opening"
    days = pl.col("entry_on")
    told = lines.select(
        first=days.filter(~opening).min(),
        newest=days.filter(~opening).max(),
        end=pl.when(days.filter(opening).max() <= days.filter(~opening).min()).then(
            days.filter(opening).max().dt.offset_by("1y").dt.offset_by("-1d")
        ),
    ).row(0, named=True)
    ends = [day for day in (told["newest"], told["end"]) if day]
    return told["first"], closing_on or max(ends, default=None)


def _customers(lines: pl.DataFrame) -> pl.DataFrame:
    return (
        lines.sort("line")
        .group_by("customer", maintain_order=True)
        .agg(
            name=pl.col("customer_name").last().str.slice(0, LONGEST_NAME),
            control_account=pl.col("account").min(),
        )
        .select("name", "control_account", account="customer")
        .select("account", "name", "control_account")
    )


def _controls(lines: pl.DataFrame, receivables: pl.DataFrame, payments: pl.DataFrame) -> LedgerControls:
    by_root = lines.group_by("root").agg(balance_cents=pl.col("net_cents").sum()).sort("root")
    owed = lines.filter("owed")
    sums = pl.concat(
        [
            owed.select(account="customer", cents="net_cents", line="line"),
            receivables.select("account", "line", cents=-pl.col("open_cents")),
            payments.select("account", "line", cents="unapplied_cents"),
        ],
        how="diagonal",
    )
    differences = (
        sums.group_by("account")
        .agg(difference_cents=pl.col("cents").sum(), line=pl.col("line").min())
        .filter(pl.col("difference_cents") != 0)
        .sort("line")
    )
    return LedgerControls(
        int(owed["net_cents"].sum()),
        int(receivables["open_cents"].sum()),
        int(payments["unapplied_cents"].sum()),
        by_root,
        differences,
    )


def _openings(lines: pl.DataFrame) -> pl.DataFrame:
    return (
        lines.filter(pl.col("entry_kind") == "opening")
        .group_by(account="customer", root="root", detailed="detailed", maintain_order=True)
        .agg(opening_on=pl.col("entry_on").max(), balance_cents=pl.col("net_cents").sum())
    )


def _set_aside(lines: pl.DataFrame) -> pl.DataFrame:
    reason = (
        pl.when(~pl.col("owed") & (pl.col("root") == ADVANCES))
        .then(pl.lit("advances"))
        .when(~pl.col("owed"))
        .then(pl.lit("to_be_invoiced"))
        .when((pl.col("debit_cents") == 0) & (pl.col("credit_cents") == 0))
        .then(pl.lit("zero_amount"))
    )
    return (
        lines.with_columns(reason=reason)
        .filter(pl.col("reason").is_not_null())
        .select(
            "reason",
            "line",
            "label",
            "entry_on",
            account="customer",
            ledger_account="account",
            cents="net_cents",
        )
    )


def _notices(lines: pl.DataFrame, receivables: pl.DataFrame, differing: pl.DataFrame) -> list[Notice]:
    openings = receivables.filter((pl.col("kind") == "opening") & (pl.col("open_cents") != 0))
    told = []
    if openings.height:
        told.append(
            Notice(
                int(openings["line"][0]),
                "EcritureLib",
                "opening_without_detail",
                "Des soldes antérieurs n’ont pas de détail : importez le FEC de l’exercice précédent.",
                str(openings.height),
            )
        )
    if differing.height:
        told.append(
            Notice(
                0,
                "CompAuxNum",
                "opening_differs",
                "Des soldes d’ouverture diffèrent de ce qui restait dû à la clôture : les soldes "
                "l’emportent.",
                ", ".join(differing["customer"].sort().head(5).to_list()),
            )
        )
    return told
