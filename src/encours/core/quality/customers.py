"""What is missing or wrong in customers' files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from encours.core.completeness import CRITERIA, NOT_FOR_CONSUMERS
from encours.core.quality import identifiers as checks
from encours.core.terms import PaymentTerms, check_terms

_PAYS = ("accounts_payable", "billing")


def known(customers: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """What is known of each customer: a column of truth for each criterion of `core.completeness`, and `contact`."""
    reached = (
        contacts.lazy()
        .group_by("customer_id")
        .agg(
            email=(pl.col("email") != "").any(),
            phone=(pl.col("phone") != "").any(),
            accounts_payable=pl.col("role").is_in(_PAYS).any(),
            contact=pl.lit(value=True),
        )
    )
    foreign = (pl.col("country") != "FR") & (pl.col("vat_number") != "")
    return (
        customers.lazy()
        .join(reached, on="customer_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("email", "phone", "accounts_payable", "contact").fill_null(value=False),
            consumer=pl.col("regime") == "consumer",
            has_address=(pl.col("address") != "") & (pl.col("city") != ""),
            registration=(pl.col("siren") != "") | foreign,
            has_vat=pl.col("vat_number") != "",
            terms=pl.col("terms_told"),
            told_regime=~pl.col("regime_assumed"),
            order=pl.col("ordered"),
            proof=pl.col("proved"),
        )
        .select(
            "customer_id", "consumer", "contact", "email", "phone", "accounts_payable", "registration", "terms",
            "order", "proof",
            pl.col("has_address").alias("address"),
            pl.col("has_vat").alias("vat_number"),
            pl.col("told_regime").alias("regime"),
        )
        .collect()
    )  # fmt: skip


def complete(files: pl.DataFrame) -> pl.DataFrame:
    """How complete each file is: `percent`, and the codes `missing`, as `core.completeness` counts them."""
    counted = {
        code: ~pl.col("consumer") if code in NOT_FOR_CONSUMERS else pl.lit(value=True) for code in CRITERIA
    }
    told = pl.sum_horizontal((pl.col(code) & asked).cast(pl.Int64) for code, asked in counted.items())
    asked_of = pl.sum_horizontal(asked.cast(pl.Int64) for asked in counted.values())
    lacking = [pl.when(asked & ~pl.col(code)).then(pl.lit(code)) for code, asked in counted.items()]
    return files.select(
        "customer_id",
        percent=100 * told // asked_of,
        missing=pl.concat_str(lacking, separator=" ", ignore_nulls=True),
    )


def missing(files: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Facts that are not there, for customers of whom they are expected."""
    for field in (
        "email",
        "phone",
        "contact",
        "address",
        "registration",
        "vat_number",
        "accounts_payable",
        "regime",
    ):
        expected = ~pl.col("consumer") if field in NOT_FOR_CONSUMERS else pl.lit(value=True)
        yield _said(files.filter(expected & ~pl.col(field)), f"missing_{field}", pl.lit(""))


def wrong(customers: pl.DataFrame, ceased: pl.DataFrame | None, *, on: date) -> Iterator[pl.DataFrame]:
    """Facts that cannot be right, and companies that ended (`ceased`: customer_id, and the day as value)."""
    siren, vat, postcode = pl.col("siren"), pl.col("vat_number"), pl.col("postcode")
    place = pl.concat_str("postcode", "city", separator=" ").str.strip_chars()
    business = pl.col("regime") != "consumer"
    for code, when, value in (
        ("siren_invalid", (pl.col("country") == "FR") & checks.bad_siren(siren), siren),
        ("vat_invalid", checks.bad_vat(vat), vat),
        ("vat_not_siren", checks.vat_of_another(vat, siren), pl.concat_str(vat, siren, separator=" / ")),
        ("postcode_invalid", checks.bad_postcode(postcode, pl.col("country"), pl.col("address")), place),
        ("name_is_account", (pl.col("name") == "") | (pl.col("name") == pl.col("account")), pl.col("name")),
        ("terms_beyond_ceiling", business & _beyond(customers, on=on), _terms()),
    ):
        yield _said(customers.filter(when), code, value)
    if ceased is not None:
        known = ceased.join(customers, on="customer_id", how="semi")
        yield _said(known, "company_ceased", pl.col("value"))


def wrong_contacts(contacts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Addresses and numbers nobody can be reached at."""
    email, phone = pl.col("email"), pl.col("phone")
    for code, when, value in (
        ("email_invalid", checks.bad_email(email), email),
        ("phone_invalid", checks.bad_phone(phone), phone),
    ):
        yield _said(contacts.filter(when), code, value, "contact_id")


def _beyond(customers: pl.DataFrame, *, on: date) -> pl.Expr:
    """Terms that no law allows: each that occurs is looked at once."""
    told = customers.filter(pl.col("terms_days") >= 0).select("terms_days", "terms_mode").unique()
    excessive = [
        f"{days} {mode}"
        for days, mode in told.rows()
        if check_terms(PaymentTerms(days, mode or "net"), on=on).rule == "terms_beyond_ceiling"
    ]
    return _terms().is_in(excessive).fill_null(value=False)


def _terms() -> pl.Expr:
    return pl.concat_str(pl.col("terms_days").cast(pl.String), "terms_mode", separator=" ")


def _said(rows: pl.DataFrame, code: str, value: pl.Expr, *more: str) -> pl.DataFrame:
    return rows.select("customer_id", *more, rule=pl.lit(code), value=value)
