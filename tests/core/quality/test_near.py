"""Which customers just opened may be ones already known."""

from __future__ import annotations

import polars as pl
import pytest

from encours.core.quality.near import near

NONE = pl.DataFrame(schema={"customer_id": pl.Int64, "other_id": pl.Int64})


def rows(*told: tuple[int, str, str, str]) -> pl.DataFrame:
    """(key, name, SIREN, postcode) each."""
    named = pl.DataFrame(told, schema=["customer_id", "name", "siren", "postcode"], orient="row")
    return named.with_columns(vat_number=pl.lit(""), regime=pl.lit("b2b"))


@pytest.mark.parametrize(
    ("new", "known", "why"),
    [
        (("Dupond", "732829320", ""), ("Autre nom", "732829320", "75001"), "siren"),
        (("SARL Garage Petit", "", "33000"), ("Garage Petit", "", "33000"), "name"),
        (("Garage Petit", "", ""), ("GARAGE PETIT SAS", "", "33000"), "name"),
        (("Garage Petit", "", "33000"), ("Garage Petit", "", "75001"), None),
        (("Garage Petit", "732829320", "33000"), ("Garage Petit", "552100554", "33000"), None),
        (("Garage Petit", "", "33000"), ("Garage Grand", "", "33000"), None),
        (("Garage Petit", "732829321", ""), ("Tout autre", "732829321", ""), None),
    ],
    ids=["siren", "one place", "place not told", "two places", "two SIREN", "other name", "a wrong SIREN"],
)
def test_what_two_customers_share_says_that_they_may_be_one(
    new: tuple[str, str, str], known: tuple[str, str, str], why: str | None
) -> None:
    found = near(rows((9, *new)), rows((1, *known)), NONE)
    assert found.rows() == ([(9, 1, why)] if why else [])


def test_each_is_said_once_for_the_surest_reason() -> None:
    known = rows((1, "Garage Petit", "732829320", ""), (2, "Garage Petit", "", ""))
    emails = NONE.clear().vstack(pl.DataFrame({"customer_id": [9], "other_id": [2]}))
    assert near(rows((9, "Garage Petit", "732829320", "")), known, emails).rows() == [(9, 1, "siren")]
