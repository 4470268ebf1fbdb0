"""Reading back the sealed columns of rows just changed, to seal them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from django.apps import apps
from django.db import models

from encours.records.history.sealed import SEALED

_CHUNK = 10_000


def sealed_rows(model: type[models.Model], keys: Sequence[int]) -> pl.DataFrame:
    """Read the sealed columns of these rows, inside the transaction that wrote them."""
    kinds = SEALED[model._meta.label].kinds()
    rows: list[tuple[object, ...]] = []
    for start in range(0, len(keys), _CHUNK):
        chunk = list(keys[start : start + _CHUNK])
        rows += apps.get_model(model._meta.label).objects.filter(pk__in=chunk).values_list(*kinds)
    return pl.DataFrame(rows, schema=kinds, orient="row")
