"""Writing in bulk: the same nasty values come back from both databases, and keys are reserved once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encours.records.cases.models import Hold, Note
from encours.records.cash.models import BankAccount
from encours.records.frames.bulk import delete, insert, reserve_ids, update
from encours.records.parties.models import Creditor, Customer

pytestmark = pytest.mark.both
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NASTY = [
    "",
    " ",
    "NULL",
    "null",
    "\\N",
    "\\.",
    "\\.\n",
    "ligne\n\\.\nligne",
    '"',
    '""',
    'guillemets "doubles", et ""vides""',
    "l'apostrophe",
    "une\nautre\r\nligne\rencore",
    "\\",
    "\\ \\\\ \\n \\t",
    "tab\tvirgule,point;virgule",
    "été € 😀 \u202f\ufeff",
    "12",
    "-0.50",
    "2026-11-20",
    "100 %s %% %",
    " bords ",
]


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)


@pytest.fixture
def customer(house: Path) -> Customer:
    creditor = Creditor.objects.create(name="Atelier Vauban")
    return Customer.objects.create(creditor=creditor, recorded_at=AT, account="411DUPONT", name="Dupont SARL")


def notes(customer: Customer, texts: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"text": texts}, schema={"text": pl.String}).with_columns(
        creditor_id=pl.lit(customer.creditor_id),
        recorded_at=pl.lit(AT),
        customer_id=pl.lit(customer.pk),
        audience=pl.lit("internal"),
        by=pl.lit("claire"),
    )


def holds(customer: Customer) -> pl.DataFrame:
    days = [None, date(2026, 12, 24), None]
    return pl.DataFrame(
        {
            "creditor_id": [customer.creditor_id] * 3,
            "recorded_at": [AT.replace(microsecond=micro) for micro in (0, 5, 120_000)],
            "customer_id": [customer.pk] * 3,
            "receivable_id": pl.Series([None] * 3, dtype=pl.Int64),
            "from_on": [date(2026, 11, day) for day in (1, 2, 3)],
            "until_on": pl.Series(days, dtype=pl.Date),
            "reason": ["", "\\N", "fin"],
            "by": ["claire"] * 3,
            "released_on": pl.Series([None] * 3, dtype=pl.Date),
        }
    )


def test_inserted_text_comes_back_to_the_letter(customer: Customer) -> None:
    with transaction.atomic():
        insert(Note, notes(customer, NASTY))
    assert list(Note.objects.order_by("id").values_list("text", flat=True)) == NASTY


@pytest.mark.parametrize("count", [19, 20, 21, 59, 60])
def test_rows_of_several_statements_are_all_written_once_in_their_order(
    customer: Customer, count: int
) -> None:
    texts = [f"{NASTY[number % len(NASTY)]}{number}" for number in range(count)]
    with transaction.atomic():
        insert(Note, notes(customer, texts))
    assert list(Note.objects.order_by("id").values_list("text", flat=True)) == texts


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8), max_size=6
    )
)
def test_any_text_comes_back_to_the_letter(customer: Customer, texts: list[str]) -> None:
    with transaction.atomic():
        insert(Note, notes(customer, texts))
        assert list(Note.objects.order_by("id").values_list("text", flat=True)) == texts
        transaction.set_rollback(True)


def test_nulls_days_and_instants_come_back_as_they_were(customer: Customer) -> None:
    frame = holds(customer)
    with transaction.atomic():
        insert(Hold, frame)
    columns = ["recorded_at", "receivable_id", "from_on", "until_on", "reason", "released_on"]
    found = list(Hold.objects.order_by("id").values_list(*columns))
    assert found == frame.select(columns).rows()


def test_booleans_and_versions_come_back_as_they_were(customer: Customer) -> None:
    frame = pl.DataFrame(
        {
            "creditor_id": [customer.creditor_id] * 2,
            "recorded_at": [AT] * 2,
            "number": ["FR76", "BE68"],
            "currency": ["EUR"] * 2,
            "label": ["", "\\N"],
            "attached": [True, False],
            "version": [1, 2],
        }
    )
    with transaction.atomic():
        insert(BankAccount, frame)
    found = BankAccount.objects.order_by("id").values_list("label", "attached", "version")
    assert list(found) == [("", True, 1), ("\\N", False, 2)]


def test_what_bulk_wrote_reads_like_what_django_wrote(customer: Customer) -> None:
    """The rows compare and sort with Django's own, which a different spelling of an instant would break."""
    with transaction.atomic():
        insert(Note, notes(customer, ["bulk"]))
    Note.objects.create(
        creditor=customer.creditor, recorded_at=AT, customer=customer, text="orm", by="claire"
    )
    assert Note.objects.filter(recorded_at=AT).count() == 2
    assert Note.objects.filter(recorded_at__gt=AT).count() == 0


def test_an_instant_of_another_zone_is_stored_as_the_same_instant(customer: Customer) -> None:
    frame = notes(customer, ["paris"]).with_columns(
        pl.col("recorded_at").dt.convert_time_zone("Europe/Paris")
    )
    with transaction.atomic():
        insert(Note, frame)
    assert Note.objects.get().recorded_at == AT


def test_updated_values_come_back_to_the_letter_and_nothing_else_moves(customer: Customer) -> None:
    with transaction.atomic():
        insert(Note, notes(customer, [f"avant {number}" for number in range(len(NASTY) + 1)]))
    keys = list(Note.objects.order_by("id").values_list("id", flat=True))
    with transaction.atomic():
        update(Note, pl.DataFrame({"id": keys[:-1], "text": NASTY}))
    assert list(Note.objects.order_by("id").values_list("text", flat=True)) == [*NASTY, f"avant {len(NASTY)}"]
    assert set(Note.objects.values_list("by", flat=True)) == {"claire"}


def test_updates_give_and_take_back_nulls_days_and_instants(customer: Customer) -> None:
    with transaction.atomic():
        insert(Hold, holds(customer))
    keys = list(Hold.objects.order_by("id").values_list("id", flat=True))
    changed = pl.DataFrame(
        {
            "id": keys,
            "until_on": [date(2027, 1, 1), None, None],
            "released_on": [None, None, date(2026, 11, 5)],
            "recorded_at": [AT] * 3,
        }
    )
    with transaction.atomic():
        update(Hold, changed)
    found = Hold.objects.order_by("id").values_list("until_on", "released_on", "recorded_at")
    assert list(found) == changed.drop("id").rows()


def test_two_updates_of_one_table_pass_in_one_transaction(customer: Customer) -> None:
    with transaction.atomic():
        insert(Note, notes(customer, ["un"]))
        key = Note.objects.get().pk
        for text in ("deux", "trois"):
            update(Note, pl.DataFrame({"id": [key], "text": [text]}))
    assert Note.objects.get().text == "trois"


def test_nothing_to_write_writes_nothing(customer: Customer) -> None:
    insert(Note, notes(customer, []))
    update(Note, pl.DataFrame({"id": [], "text": []}, schema={"id": pl.Int64, "text": pl.String}))
    delete(Note, [])
    assert Note.objects.count() == 0


def test_only_the_named_rows_are_deleted(customer: Customer) -> None:
    with transaction.atomic():
        insert(Note, notes(customer, ["un", "deux", "trois"]))
    keys = list(Note.objects.order_by("id").values_list("id", flat=True))
    with transaction.atomic():
        delete(Note, keys[::2])
    assert list(Note.objects.values_list("text", flat=True)) == ["deux"]


def test_rows_of_a_parent_are_deleted_by_its_key(customer: Customer) -> None:
    with transaction.atomic():
        insert(Note, notes(customer, ["un", "deux"]))
        delete(Note, [customer.pk], key="customer_id")
    assert Note.objects.count() == 0


def test_reserved_keys_are_never_given_twice(customer: Customer) -> None:
    with transaction.atomic():
        first = reserve_ids(Note, 3)
        second = reserve_ids(Note, 2)
        assert first.name == "id"
        assert not set(first) & set(second)
        insert(Note, notes(customer, ["un", "deux", "trois"]).with_columns(first))
        own = Note.objects.create(
            creditor=customer.creditor, recorded_at=AT, customer=customer, text="orm", by="claire"
        )
        assert own.pk not in {*first, *second}
        insert(Note, notes(customer, ["quatre", "cinq"]).with_columns(second))
    assert Note.objects.count() == 6
    with transaction.atomic():
        assert not set(reserve_ids(Note, 2)) & set(Note.objects.values_list("id", flat=True))
        assert reserve_ids(Note, 0).to_list() == []
