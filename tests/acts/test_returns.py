"""The return on collection, recomputed in plain SQL from the tables, and the same on the command line."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection

from desk import situations as some
from encours.acts.measuring import measure
from encours.acts.record_cost import record_cost
from encours.acts.record_outcome import record_outcome
from encours.acts.set_baseline import set_baseline
from encours.core.returns import CODES, Returns, returns
from encours.jobs import returning
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from vauban import AT, CLAIRE, ON, a_creditor, a_customer, an_invoice

pytestmark = pytest.mark.both
START = date(2026, 10, 20)


def one(sql: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0] or 0)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    """Ten invoices of a year, none paid at the start; two are paid since, with interest, and it had its price."""
    made = a_creditor()
    customer = a_customer(made)
    for month in range(1, 11):
        issued = date(2026, month, 5)
        an_invoice(customer, f"F{month}", issued, issued + timedelta(days=30), 100_000 + month)
    set_baseline(made, on=START, author=CLAIRE, at=AT)
    for number in ("F1", "F2"):
        invoice = Receivable.objects.get(number=number)
        some.an_application(invoice, invoice.amount_cents)
    record_outcome(
        customer,
        kind="interest",
        amount_cents=1_234,
        on=ON - timedelta(days=3),
        text="",
        author=CLAIRE,
        at=AT,
    )
    whole_year = {"from_on": ON - timedelta(days=364), "to_on": ON}
    for kind, cents in (("staff", 60_000), ("legal", 2_500), ("invoicing", 9_999)):
        record_cost(made, what=kind, kind=kind, amount_cents=cents, author=CLAIRE, at=AT, **whole_year)
    # Half of this period lies before the year that is counted.
    record_cost(
        made, what="Prestataire", kind="provider", amount_cents=10_000, author=CLAIRE, at=AT,
        from_on=ON - timedelta(days=414), to_on=ON - timedelta(days=315),
    )  # fmt: skip
    return made


def found(creditor: Creditor) -> Returns:
    measures = {each.formula: each for each in measure(CODES, creditor, on=ON)}
    return returns(measures, on=ON, currency="EUR")


def test_the_return_equals_plain_sums_over_the_tables(creditor: Creditor) -> None:
    told, year = found(creditor), ON - timedelta(days=365)
    sales = one("SELECT SUM(amount_cents) FROM receivables_receivable WHERE issued_on > %s", year)
    paid = one("SELECT SUM(amount_cents) FROM cash_application")
    earlier = one("SELECT SUM(amount_cents) FROM receivables_receivable WHERE issued_on <= %s", START)
    # Nothing was paid at the start: its DSO is that of all that was issued by then.
    dso_then = Fraction(earlier * 365, earlier)
    dso_now = Fraction((sales - paid) * 365, sales)
    freed = (dso_then - dso_now) * Fraction(sales, 365)
    interest = one("SELECT SUM(amount_cents) FROM measures_outcome WHERE kind = 'interest'")
    staff = one("SELECT SUM(amount_cents) FROM measures_cost WHERE kind = 'staff'")
    legal = one("SELECT SUM(amount_cents) FROM measures_cost WHERE kind = 'legal'")
    provider = 10_000 * 50 // 100
    assert told.freed_cents == round(freed)
    assert told.won_cents == interest
    by_kind = {"staff": staff, "channel": 0, "provider": provider, "legal": legal, "storage": 0}
    assert dict(told.costs) == by_kind
    assert told.net_cents == round(freed) + interest - staff - legal - provider


def test_before_and_now_are_those_of_the_tables(creditor: Creditor) -> None:
    dso = next(each for each in found(creditor).compared if each.code == "dso_simple")
    sales = one("SELECT SUM(amount_cents) FROM receivables_receivable")
    paid = one("SELECT SUM(amount_cents) FROM cash_application")
    assert dso.before == 3_650
    assert dso.now == round(Fraction((sales - paid) * 3_650, sales))


def test_the_command_says_the_same(creditor: Creditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "open_house", lambda: None)
    done = CliRunner().invoke(returning.command, ["--on", ON.isoformat(), "--json"])
    assert done.exit_code == 0, done.output
    told, same = json.loads(done.stdout), found(creditor)
    assert told["freed_cents"] == same.freed_cents
    assert told["costs"] == dict(same.costs)
    assert told["net_cents"] == same.net_cents
    assert [each["segment"] for each in told["segments"]] == ["common_costs"]
    assert told["segments"][0]["net_cents"] == -sum(same.costs.values())
    assert {each["measure"]: each["now"] for each in told["compared"]} == {
        each.code: each.now for each in same.compared
    }
    plain = CliRunner().invoke(returning.command, ["--on", ON.isoformat()])
    assert "Trésorerie libérée" in plain.output
    assert "Coûts communs, non répartis" in plain.output
