"""Since when a row is out of count, as was known: a double never was owed, and counted until it was set aside."""

from __future__ import annotations


def gone_as_known(alias: str, kind: str) -> str:
    """The day a receivable or payment (`kind`) under this alias went, in SQL; of a double, the day it was set aside."""
    return (
        f"CASE WHEN {alias}.same_as_id IS NULL THEN {alias}.gone_on"
        f' ELSE (SELECT MAX(d."on") FROM receivables_double d WHERE d.{kind}_id = {alias}.id) END'
    )
