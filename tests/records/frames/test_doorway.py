"""The doorway: a query gives the same frame through Django's transaction and by ADBC, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from polars.testing import assert_frame_equal

from encours.config.home import database
from encours.records.cases.models import Hold, Note
from encours.records.frames.doorway import asked_once, fetch, foresee, postgres_uri, snapshot
from encours.records.parties.models import Creditor, Customer

pytestmark = pytest.mark.both
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 9, 30, 0, 123456, tzinfo=UTC)
NASTY = [
    "",
    " ",
    "NULL",
    "\\N",
    "\\.",
    "ligne\n\\.\nligne",
    'guillemets "doubles" et ""vides""',
    "l'apostrophe",
    "une\nautre\r\nligne\rencore",
    "\\ \\\\ \\n",
    "tab\tvirgule,point;virgule",
    "été € 😀 \u202f",
    "12",
    "2026-11-20",
    "100 %s %% %",
]


@pytest.fixture
def customer(house: Path) -> Customer:
    creditor = Creditor.objects.create(name="Atelier Vauban")
    return Customer.objects.create(creditor=creditor, recorded_at=AT, account="411DUPONT", name="Dupont SARL")


def a_hold(customer: Customer, **facts: Any) -> None:
    given = {"from_on": date(2026, 11, 1), "reason": "vérifie", "by": "claire@vauban.example"} | facts
    Hold.objects.create(creditor=customer.creditor, recorded_at=AT, customer=customer, **given)


def on_both_roads(sql: str, params: list[Any], kinds: dict[str, Any]) -> pl.DataFrame:
    """Read one query inside a transaction and in a snapshot; they must agree to the column's kind."""
    with transaction.atomic():
        inside = fetch(sql, params, kinds)
    with snapshot():
        outside = fetch(sql, params, kinds)
    assert inside.schema == pl.Schema(kinds)
    assert_frame_equal(inside, outside)
    return outside


HOLD = """
SELECT receivable_id, from_on, until_on, released_on, reason FROM cases_hold
WHERE creditor_id = %s ORDER BY id
"""
HOLD_KINDS = {
    "receivable_id": pl.Int64,
    "from_on": pl.Date,
    "until_on": pl.Date,
    "released_on": pl.Date,
    "reason": pl.String,
}


def test_columns_that_are_all_null_keep_their_kind(customer: Customer) -> None:
    a_hold(customer)
    a_hold(customer)
    frame = on_both_roads(HOLD, [customer.creditor_id], HOLD_KINDS)
    assert frame["until_on"].to_list() == [None, None]
    assert frame["from_on"].to_list() == [date(2026, 11, 1)] * 2


def test_columns_that_begin_with_nulls_keep_what_follows(customer: Customer) -> None:
    for _ in range(1_200):
        a_hold(customer)
    a_hold(customer, until_on=date(2026, 12, 24), reason="fin")
    frame = on_both_roads(HOLD, [customer.creditor_id], HOLD_KINDS)
    assert frame["until_on"][-1] == date(2026, 12, 24)
    assert frame["until_on"].null_count() == 1_200


def test_no_row_at_all_still_has_its_columns(customer: Customer) -> None:
    frame = on_both_roads(HOLD, [customer.creditor_id], HOLD_KINDS)
    assert frame.shape == (0, 5)


def test_text_comes_back_to_the_letter(customer: Customer) -> None:
    for text in NASTY:
        Note.objects.create(
            creditor=customer.creditor, recorded_at=AT, customer=customer, text=text, by="claire"
        )
    frame = on_both_roads("SELECT text FROM cases_note ORDER BY id", [], {"text": pl.String})
    assert frame["text"].to_list() == NASTY


@pytest.mark.parametrize("text", NASTY)
def test_text_is_looked_for_to_the_letter(customer: Customer, text: str) -> None:
    Note.objects.create(creditor=customer.creditor, recorded_at=AT, customer=customer, text=text, by="claire")
    frame = on_both_roads("SELECT text FROM cases_note WHERE text = %s", [text], {"text": pl.String})
    assert frame["text"].to_list() == [text]


def test_a_percent_sign_is_doubled_on_both_roads(customer: Customer) -> None:
    a_hold(customer, reason="litige 10 %")
    sql = "SELECT reason FROM cases_hold WHERE reason LIKE '%%10 %%' AND creditor_id = %s"
    assert on_both_roads(sql, [customer.creditor_id], {"reason": pl.String})["reason"].to_list() == [
        "litige 10 %"
    ]


def test_sums_booleans_and_days_given_as_parameters_agree(customer: Customer) -> None:
    a_hold(customer, until_on=date(2026, 11, 30))
    a_hold(customer, from_on=date(2026, 12, 1))
    sql = """
        SELECT customer_id, SUM(id * 100000000000), COUNT(*), MAX(until_on), SUM(receivable_id),
               CASE WHEN MAX(until_on) IS NULL THEN 0 ELSE 1 END
        FROM cases_hold WHERE from_on <= %s AND creditor_id = %s GROUP BY customer_id
    """
    kinds = {
        "customer_id": pl.Int64,
        "cents": pl.Int64,
        "rows": pl.Int64,
        "until_on": pl.Date,
        "nothing": pl.Int64,
        "ends": pl.Boolean,
    }
    first = Hold.objects.order_by("id").values_list("id", flat=True)[0]
    frame = on_both_roads(sql, [date(2026, 11, 15), customer.creditor_id], kinds)
    assert frame.rows() == [(customer.pk, first * 100_000_000_000, 1, date(2026, 11, 30), None, True)]


def test_stored_booleans_and_instants_agree(customer: Customer) -> None:
    creditor = customer.creditor
    creditor.last_recorded_at, creditor.set_up_at = LATER, AT
    creditor.shadow, creditor.terms_confirmed = True, False
    creditor.save()
    Creditor.objects.create(name="Sans instant")
    kinds = {
        "shadow": pl.Boolean,
        "terms_confirmed": pl.Boolean,
        "last_recorded_at": pl.Datetime("us"),
        "set_up_at": pl.Datetime("us"),
        "penalty_bps": pl.Int64,
    }
    sql = """
        SELECT shadow, terms_confirmed, last_recorded_at, set_up_at, penalty_bps
        FROM parties_creditor ORDER BY id
    """
    frame = on_both_roads(sql, [], kinds)
    assert frame.rows() == [
        (True, False, LATER.replace(tzinfo=None), AT.replace(tzinfo=None), None),
        (True, False, None, None, None),
    ]


def test_a_snapshot_does_not_see_what_is_committed_after_its_first_reading(customer: Customer) -> None:
    count = "SELECT COUNT(*) FROM cases_hold"
    with snapshot():
        before = fetch(count, [], {"rows": pl.Int64})
        a_hold(customer)
        assert fetch(count, [], {"rows": pl.Int64}).equals(before)
    assert fetch(count, [], {"rows": pl.Int64}).item() == 1


def test_a_snapshot_cannot_write(customer: Customer) -> None:
    with snapshot(), pytest.raises(Exception, match=r"(?i)read.?only"):
        fetch("DELETE FROM cases_hold RETURNING id", [], {"id": pl.Int64})


def test_a_snapshot_inside_a_transaction_is_refused(customer: Customer) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"), snapshot():
        pass


def test_after_a_snapshot_that_failed_reading_goes_through_django_again(customer: Customer) -> None:
    class LostError(Exception):
        pass

    with pytest.raises(LostError), snapshot():
        raise LostError
    with transaction.atomic():
        a_hold(customer)
        assert fetch("SELECT COUNT(*) FROM cases_hold", [], {"rows": pl.Int64}).item() == 1


def test_settings_with_quotes_and_options_reach_the_driver_whole() -> None:
    uri = postgres_uri(
        {
            "NAME": "la base",
            "USER": "o'neil",
            "PASSWORD": "a\\b'c",
            "HOST": "db",
            "PORT": "",
            "OPTIONS": {"sslmode": "require"},
        }
    )
    assert uri == r"dbname='la base' user='o\'neil' password='a\\b\'c' host='db' sslmode='require'"


def test_pages_are_not_compiled_for_and_frames_may_be() -> None:
    told = database("postgres://o:p@db/base")
    assert told["OPTIONS"] == {"options": "-c jit=off"}
    assert postgres_uri(told) == "dbname='base' user='o' password='p' host='db'"
    own = database("postgres://o:p@db/base?options=-c%20search_path%3Dencours")
    assert postgres_uri(own).endswith("options='-c search_path=encours'")


def test_what_is_read_ahead_by_several_readers_is_one_view(customer: Customer) -> None:
    a_hold(customer)
    kinds = {"rows": pl.Int64}

    def read() -> list[int]:
        ids = "SELECT COUNT(*) FROM cases_hold WHERE id > %s"
        return [rows for number in range(6) for (rows,) in fetch(ids, [-number], kinds).rows()]

    with snapshot():
        assert fetch("SELECT COUNT(*) FROM cases_hold", [], {"rows": pl.Int64}).item() == 1
        foresee(read)
        a_hold(customer)
        assert read() == [1] * 6
    with snapshot():
        foresee(read)
        first = read()[0]
        a_hold(customer)
        assert first == 2
        assert read() == [2] * 6


def test_what_two_readings_share_is_asked_once_where_it_is_said_and_anew_after(customer: Customer) -> None:
    told = [customer.creditor_id]
    with CaptureQueriesContext(connection) as asked, asked_once():
        assert fetch(HOLD, told, HOLD_KINDS).equals(fetch(HOLD, told, HOLD_KINDS))
        fetch(HOLD, [0], HOLD_KINDS)
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as anew:
        fetch(HOLD, told, HOLD_KINDS)
    assert len(anew) == 1
