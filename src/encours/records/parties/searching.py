"""Finding customers and invoices by what people type: a condition that the same index serves on both databases."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from encours.core.searching import LONGEST, folded, search_key

_LAST = "\U0010ffff"


class SearchKey(models.CharField):  # type: ignore[type-arg]
    """Name, account and SIREN as they are searched; follows them whenever a row is saved whole."""

    def __init__(self, *_args: object, **_told: object) -> None:
        super().__init__(max_length=LONGEST, default="", editable=False)

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """Fold the row's own words again."""
        key = search_key(model_instance.name, model_instance.account, model_instance.siren)
        setattr(model_instance, self.attname, key)
        return key


def naming(words: str, path: str = "") -> models.Q:
    """Customers whose key holds each of these words; `path` leads to the customer (`customer__`).

    What tells most customers apart is asked first, numbers then long words: of most keys nothing more is then asked.
    """
    told = sorted(folded(words).split(), key=lambda word: (word.isalpha(), -len(word)))
    found = models.Q() if told else models.Q(pk__in=())
    for word in told:
        found &= models.Q(**{f"{path}search_key__contains": word})
    return found


def beginning(words: str, path: str = "") -> models.Q:
    """Customers whose name begins so: the index answers, however many customers there are."""
    return _beginning(f"{path}search_key", folded(words))


def key_beginning(column: str, words: str) -> models.Q:
    """Rows whose folded column begins so."""
    return _beginning(column, folded(words))


def number_beginning(words: str, path: str = "") -> models.Q:
    """Receivables whose number begins exactly so."""
    return _beginning(f"{path}number", words)


def _beginning(column: str, start: str) -> models.Q:
    """On SQLite as a range: its LIKE tells no capitals apart, and uses no index."""
    if connection.vendor == "postgresql":
        return models.Q(**{f"{column}__startswith": start})
    return models.Q(**{f"{column}__gte": start, f"{column}__lt": start + _LAST})
