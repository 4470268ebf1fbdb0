"""Several readings asked as one query: what each would take to send and to answer is paid once."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet


def written(rows: QuerySet[Any, Any]) -> tuple[str, list[Any]]:
    """A reading as the database is asked it, and its parameters; one that can find nothing says so too."""
    sql, params = rows.query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False).as_sql()
    return sql, list(params)
