"""Rows that a connector pulled, as the file that is kept of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

ORDER = ("customers", "invoices", "payments", "orders", "deals", "campaigns", "gone")


def written(rows: Mapping[str, Sequence[Mapping[str, Any]]], *, source: str, at: str) -> bytes:
    """The file: a line that says whence and when, then one line a row."""
    head = {"encours": "pulled", "version": 1, "source": source, "at": at}
    lines = [head, *({"table": table, **row} for table in ORDER for row in rows.get(table, ()))]
    return "".join(
        json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines
    ).encode()
