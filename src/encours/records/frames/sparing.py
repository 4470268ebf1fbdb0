"""How customers are spared, as the day sees it: in difficulty, without courtesy, with the holidays of their region."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.law.holidays import regions
from encours.records.frames.doorway import fetch, only
from encours.records.frames.shapes import Kinds

_LENIENCIES = """
SELECT customer_id, kind, until_on FROM cases_leniency
WHERE creditor_id = %s AND from_on <= %s AND (until_on IS NULL OR until_on >= %s)
  AND (ended_on IS NULL OR ended_on > %s) {of}
"""
_KINDS: Kinds = {"customer_id": pl.Int64, "kind": pl.String, "until_on": pl.Date}
# Few are elsewhere: the sheet's own beginnings of postcodes and codes of countries choose them.
_ELSEWHERE = """
SELECT id, {region} FROM parties_customer c WHERE +c.creditor_id = %s AND ({elsewhere}) {of}
"""


def leniencies(creditor_id: int, *, on: date, customers: Sequence[int] | None = None) -> pl.LazyFrame:
    """Who is spared on a day: customer_id, `soft_until` (the later of several), `no_courtesy`; nobody twice."""
    sql = _LENIENCIES.format(of=only("customer_id", customers))
    kind = pl.col("kind")
    return (
        fetch(sql, [creditor_id, on, on, on], _KINDS)
        .lazy()
        .group_by("customer_id")
        .agg(
            soft_until=pl.col("until_on").filter(kind == "difficulty").max(),
            no_courtesy=(kind == "no_courtesy").any(),
        )
    )


def elsewhere(creditor_id: int, *, customers: Sequence[int] | None = None) -> pl.LazyFrame:
    """Who keeps other holidays than metropolitan France: customer_id and `region` (`law.holidays.regions`)."""
    sql = _ELSEWHERE.format(region=_CASE, elsewhere=_ANY, of=only("c.id", customers))
    kinds: Kinds = {"customer_id": pl.Int64, "region": pl.String}
    return fetch(sql, [creditor_id], kinds).lazy().drop_nulls("region")


def _tests() -> list[tuple[str, str]]:
    """For each region, longest postcodes first, its test in SQL; all of it is of the law's sheet, none of people."""
    told = [
        (
            len(begin),
            f"(c.country = '{one.country}' AND REPLACE(c.postcode, ' ', '') LIKE '{begin}%%')",
            one.code,
        )
        for one in regions().values()
        for begin in one.postcodes
    ]
    abroad = [(99, f"c.country = '{code}'", one.code) for one in regions().values() for code in one.codes]
    return [(test, code) for _, test, code in sorted((*told, *abroad), reverse=True)]


_CASE = "CASE " + " ".join(f"WHEN {test} THEN '{code}'" for test, code in _tests()) + " END"


def _perhaps() -> str:
    """A test quick enough for each of many customers; it passes all of whom `_tests` tell, and a few more."""
    begins = {
        f"(c.country = '{one.country}' AND SUBSTR(REPLACE(c.postcode, ' ', ''), 1, 2)"
        f" IN ({', '.join(sorted({repr(begin[:2]) for begin in one.postcodes}))}))"
        for one in regions().values()
        if one.postcodes
    }
    abroad = sorted(repr(code) for one in regions().values() for code in one.codes)
    return " OR ".join([*sorted(begins), f"c.country IN ({', '.join(abroad)})"])


_ANY = _perhaps()
