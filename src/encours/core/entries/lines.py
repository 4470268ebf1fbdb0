"""The lines of entries: the bank or a charge on one side, the customer's invoices on the other, to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from encours.core.entries.policy import GIVEN_UP, EntryPolicy
from encours.core.entry_keys import key_of, lettered

LINE: Final = {
    "sequence": pl.Int64,
    "position": pl.Int64,
    "journal": pl.String,
    "journal_label": pl.String,
    "entry_on": pl.Date,
    "account": pl.String,
    "account_label": pl.String,
    "auxiliary": pl.String,
    "auxiliary_label": pl.String,
    "piece": pl.String,
    "piece_on": pl.Date,
    "label": pl.String,
    "debit_cents": pl.Int64,
    "credit_cents": pl.Int64,
    "lettering": pl.String,
    "lettered_on": pl.Date,
}
"""A line of an entry: `sequence` is the rank of the entry, `position` that of the line in it."""

# Words of the books, which are in French whoever reads the page (LPF, art. A47 A-1; code de commerce, art. L123-22).
_ACCOUNTS: Final = {
    "payment": "Banque",
    "charge": "Services bancaires et assimilés",
    "discount": "Escomptes accordés",
    "difference": "Charges diverses de gestion courante",
}
_CUSTOMERS, _BANK_JOURNAL = "Clients", "Banque"
_DOUBTFUL, _OTHER_JOURNAL = "Clients douteux ou litigieux", "Opérations diverses"
_WORDS: Final = {
    "payment": "Règlement",
    "charge": "Frais bancaires",
    "discount": "Escompte",
    "difference": "Écart de règlement",
    "transfer": "Transfert",
    "credit_note": "Avoir affecté",
}
_SENT, _KEPT = "Versement", "Commissions"
_PROVIDERS, _SERVICES = "Prestataires de paiement", "Commissions de paiement"
_FACING_NOBODY: Final = ("transfer", "credit_note")  # customers' accounts on both sides
_ROOT: Final = 3
_ON_ACCOUNT, _BACK = "Acompte", "Règlement rendu"


def lines_of(
    parts: pl.DataFrame, customers: pl.DataFrame, policy: EntryPolicy, *, first: int
) -> pl.DataFrame:
    """The lines of new entries (`LINE`), ranked from `first`; with `subject`, and `part` the row of `parts`.

    `parts` are those of `core.entries.due`, `doubtful` where the debt stands in 416; `customers`: customer_id,
    account, name, control_account.
    """
    ranks = parts.select(pl.col("subject").unique(maintain_order=True)).with_row_index("rank", offset=first)
    if "doubtful" not in parts.columns:
        parts = parts.with_columns(doubtful=pl.lit(value=False))
    rows = (
        parts.with_row_index("part")
        .join(ranks, on="subject", maintain_order="left")
        .join(customers, on="customer_id", how="left", maintain_order="left")
        .with_columns(sequence=pl.col("rank").cast(pl.Int64))
        .with_columns(pl.col("sequence").map_elements(key_of, return_dtype=pl.String).alias("entry_key"))
        .with_columns(_places(parts, policy))
    )
    sent = pl.col("kind") == "payout"
    ours = rows.filter(~sent)
    facing = ours.filter(~pl.col("kind").is_in(_FACING_NOBODY))
    both = pl.concat(
        [_against(facing), _owed(ours, policy), *_paid_out(rows.filter(sent), policy)], how="diagonal"
    )
    return both.sort("sequence", "position").select(*LINE, "subject", "part")


def _places(parts: pl.DataFrame, policy: EntryPolicy) -> list[pl.Expr]:
    """The account and journal that face the customer's, by bank account or by what is given up."""
    told = parts.filter(pl.col("kind").is_in(["payment", "payout"])).select("bank", "of_provider").unique()
    banks = {number: policy.place_of(number, provider=theirs) for number, theirs in told.iter_rows()}
    gone = {kind: policy.account_of(kind) for kind in GIVEN_UP}
    of_bank = pl.col("kind").is_in(["payment", "payout"])
    return [
        pl.when(of_bank)
        .then(_replaced("bank", {number: account for number, (account, _) in banks.items()}))
        .otherwise(_replaced("kind", gone))
        .alias("facing"),
        pl.when(of_bank)
        .then(_replaced("bank", {number: journal for number, (_, journal) in banks.items()}))
        .otherwise(pl.lit(policy.other_journal))
        .alias("journal"),
        pl.when(of_bank).then(pl.lit(_BANK_JOURNAL)).otherwise(pl.lit(_OTHER_JOURNAL)).alias("journal_label"),
    ]


def _replaced(column: str, by: Mapping[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(by, default=None, return_dtype=pl.String)


def _against(rows: pl.DataFrame) -> pl.DataFrame:
    """One line an entry: the money, or what is given up."""
    by = ("sequence", "subject", "kind", "entry_key", "journal", "journal_label")
    sums = rows.group_by(by, maintain_order=True).agg(
        pl.col("amount_cents").sum(),
        pl.col("facing", "on", "name").first(),
        number=pl.col("number").drop_nulls().first(),
    )
    return sums.select(
        "sequence",
        "subject",
        "journal",
        "journal_label",
        position=pl.lit(0, dtype=pl.Int64),
        entry_on="on",
        account="facing",
        account_label=_replaced("kind", _ACCOUNTS),
        auxiliary=pl.lit(""),
        auxiliary_label=pl.lit(""),
        piece="entry_key",
        piece_on="on",
        label=_label(pl.col("name")),
        debit_cents=_above(pl.col("amount_cents")),
        credit_cents=_above(-pl.col("amount_cents")),
        lettering=pl.lit(""),
        lettered_on=pl.lit(None, dtype=pl.Date),
        part=pl.lit(None, dtype=pl.UInt32),
    )


def _owed(rows: pl.DataFrame, policy: EntryPolicy) -> pl.DataFrame:
    """One line a part, in the customer's account: written as the ledger wrote it."""
    # A root alone is what a table or a connector gives: no books have told the account.
    control = pl.when(pl.col("control_account").str.len_chars() > _ROOT).then("control_account")
    ordinary = pl.coalesce(control, pl.lit(policy.customers))
    alone = ordinary == pl.col("account")  # the books name the customer by the account itself
    moved = pl.col("doubtful").fill_null(value=False)  # the debt stands in 416: what pays it is entered there
    own = pl.lit(policy.doubtful[:_ROOT]) + pl.col("account").str.slice(_ROOT)
    account = pl.when(moved & alone).then(own).when(moved).then(pl.lit(policy.doubtful)).otherwise(ordinary)
    letters = pl.col("settled").fill_null(value=False) & pl.lit(policy.letters) & ~moved
    code = pl.col("receivable_id").map_elements(lambda key: "E" + lettered(key), return_dtype=pl.String)
    return rows.select(
        "sequence",
        "subject",
        "journal",
        "journal_label",
        "part",
        position=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("sequence"),
        entry_on="on",
        account=account,
        account_label=pl.when(moved).then(pl.lit(_DOUBTFUL)).otherwise(pl.lit(_CUSTOMERS)),
        auxiliary=pl.when(alone).then(pl.lit("")).otherwise("account"),
        auxiliary_label=pl.when(alone).then(pl.lit("")).otherwise("name"),
        piece=pl.coalesce("number", "entry_key"),
        piece_on=pl.coalesce("issued_on", "on"),
        label=_label(pl.concat_str("number", "name", separator=" ", ignore_nulls=True)),
        debit_cents=_above(-pl.col("amount_cents")),
        credit_cents=_above(pl.col("amount_cents")),
        lettering=pl.when(letters).then(code).otherwise(pl.lit("")),
        lettered_on=pl.when(letters).then("applied_on"),
    )


def _paid_out(rows: pl.DataFrame, policy: EntryPolicy) -> list[pl.DataFrame]:
    """Lines of payouts: what the bank received, what the provider kept, off the provider's account."""
    theirs = {
        number: policy.place_of(number, provider=True)[0] for number in rows["provider_bank"].unique()
    } if len(rows) else {}  # fmt: skip
    kept = -pl.col("fee_cents")
    sides = (
        (0, pl.col("facing"), _ACCOUNTS["payment"], _SENT, pl.col("received_cents")),
        (1, pl.lit(policy.fee), _SERVICES, _KEPT, kept),
        (2, _replaced("provider_bank", theirs), _PROVIDERS, _SENT, -pl.col("received_cents") - kept),
    )
    return [
        rows.filter(cents != 0).select(
            "sequence", "subject", "journal", "journal_label", "part", piece_on="issued_on",
            position=pl.lit(position, dtype=pl.Int64),
            entry_on="on", account=account, account_label=pl.lit(name),
            auxiliary=pl.lit(""), auxiliary_label=pl.lit(""),
            piece=pl.coalesce("number", "entry_key"),
            label=pl.concat_str("entry_key", pl.lit(word), "provider", "number", separator=" ", ignore_nulls=True),
            debit_cents=_above(cents), credit_cents=_above(-cents),
            lettering=pl.lit(""), lettered_on=pl.lit(None, dtype=pl.Date),
        )
        for position, account, name, word, cents in sides
    ] if len(rows) else []  # fmt: skip


def _above(cents: pl.Expr) -> pl.Expr:
    return cents.clip(lower_bound=0)


def _label(about: pl.Expr) -> pl.Expr:
    """The key first: a label that is cut keeps it."""
    word = (
        pl.when(pl.col("kind").is_in(_FACING_NOBODY))
        .then(_replaced("kind", _WORDS))
        .when(pl.col("amount_cents") < 0)
        .then(pl.lit(_BACK))
        .when(pl.col("number").is_null())
        .then(pl.lit(_ON_ACCOUNT))
        .otherwise(_replaced("kind", _WORDS))
    )
    return pl.concat_str("entry_key", word, about, separator=" ", ignore_nulls=True)


def undoing(lines: Sequence[Mapping[str, Any]], *, sequence: int, on: date) -> pl.DataFrame:
    """The entry that undoes an exported one (its lines, as `LINE`): the same accounts and pieces, the sides changed."""
    key = key_of(sequence)
    return pl.DataFrame(lines, schema=LINE, orient="row").with_columns(
        sequence=pl.lit(sequence, dtype=pl.Int64),
        entry_on=pl.lit(on),
        label=pl.format("{} Annulation {}", pl.lit(key), "label"),
        debit_cents="credit_cents",
        credit_cents="debit_cents",
        lettering=pl.lit(""),
        lettered_on=pl.lit(None, dtype=pl.Date),
    )
