"""How a list of a million finds the few in instalments: by their keys, whatever the planner knows of the tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import connection
from django.db.models import F, QuerySet

from encours.records.frames.planner import look_at_tables
from encours.records.receivables.due import dated
from encours.records.receivables.models import Receivable
from small_history import a_creditor, a_customer, an_invoice, in_instalments

ON = date(2026, 11, 20)


def steps(rows: QuerySet[Receivable]) -> list[str]:
    """How SQLite reads these rows, table by table."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [str(step[3]) for step in cursor.fetchall()]


def as_of_a_million() -> None:
    """Have the planner believe that it looked at a million receivables of one creditor, two thousand in instalments.

    Of each index it looks at a thousand rows: as many as it believes a creditor has.
    """
    look_at_tables()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl, idx, stat FROM sqlite_stat1 WHERE tbl LIKE 'receivables_%'")
        for table, index, told in cursor.fetchall():
            many = "1000000" if table == "receivables_receivable" else "2000"
            _whole, first, *rest = told.split()
            looked = " ".join([many, "1001" if rest else first, *rest])
            cursor.execute("UPDATE sqlite_stat1 SET stat = %s WHERE idx = %s", [looked, index])
        cursor.execute("ANALYZE sqlite_schema")


def test_those_in_instalments_are_looked_up_by_their_keys(house: Path) -> None:
    customer = a_customer(a_creditor())
    in_instalments(an_invoice(customer, "F-1", 5_000), (ON, 2_000), (date(2026, 12, 20), 3_000))
    for rank in range(19):
        an_invoice(customer, f"W-{rank}", 1_000)
    as_of_a_million()
    rows = Receivable.objects.of([customer.creditor_id]).filter(open_cents__gt=0, gone_on__isnull=True)
    found = dated(rows, customer.creditor_id, lt=date(2026, 12, 1))
    assert [row.number for row in found.parts] == ["F-1"]
    assert found.whole.count() == 19
    ((_whole, _due), (parts, day)) = found.cuts()
    for ordered in (parts.order_by(day, "pk"), found.parts.order_by((F("open_cents") + 0).desc())):
        (read,) = (step for step in steps(ordered) if "receivables_receivable " in step)
        assert "USING INTEGER PRIMARY KEY" in read
