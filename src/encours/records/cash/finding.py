"""By what a bank line is found and its payer is known, kept beside the line so that the database can look."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
from django.db import models

from encours.core.matching.folding import alias_key, iban_key
from encours.core.searching import LONGEST, search_key, search_keys

LONGEST_PAYER: Final = 200


def line_keys() -> tuple[pl.Expr, pl.Expr]:
    """`search_key` and `payer_key` of bank lines (counterparty, iban, wording; none of them null).

    The first is the folded words of the payer and of the bank. The second is by what lines of one payer are known as
    such: its account, else its name as it is compared; "" where a line says neither.
    """
    payer = pl.coalesce(iban_key(pl.col("iban")), alias_key(pl.col("counterparty"))).fill_null("")
    return (
        search_keys(pl.col("counterparty"), pl.col("wording")).alias("search_key"),
        payer.str.slice(0, LONGEST_PAYER).alias("payer_key"),
    )


class LineSearchKey(models.CharField):  # type: ignore[type-arg]
    """The words of a line as they are searched; follows them whenever a row is saved whole."""

    def __init__(self, *_args: object, **_told: object) -> None:
        super().__init__(max_length=LONGEST, default="", db_default="", editable=False)

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """Fold the line's own words again."""
        key = search_key(model_instance.counterparty, model_instance.wording)
        setattr(model_instance, self.attname, key)
        return key


class PayerKey(models.CharField):  # type: ignore[type-arg]
    """By what the payer of a line is known; follows the line whenever it is saved whole."""

    def __init__(self, *_args: object, **_told: object) -> None:
        super().__init__(max_length=LONGEST_PAYER, default="", db_default="", editable=False)

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """Read it again from the line."""
        told = {name: [getattr(model_instance, name)] for name in ("counterparty", "iban", "wording")}
        (key,) = pl.DataFrame(told).select(line_keys()[1]).to_series()
        setattr(model_instance, self.attname, key)
        return str(key)
