"""Readings written once say, of any value, exactly what Django would write anew."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

import encours
from desk import situations as some
from encours.desk.work.whose import PATHS, Waiting
from encours.records.parties.models import Contact, Customer
from encours.records.prepared import Prepared

pytestmark = pytest.mark.both
_VALUES = {
    "int": (7, 4_200_000_000),
    "datetime": (datetime(2026, 3, 10, 8, 30, tzinfo=UTC), datetime(1999, 12, 31, 23, 59, 59, 7, tzinfo=UTC)),
    "date": (date(2026, 3, 10), date(1999, 12, 31)),
    "str": ("a", "l'un 100 %"),
    "tuple[int, ...]": ((5,), (3, 1, 2)),
    "tuple[str, ...]": (("a@b.fr",), ("x", "y")),
}


def _every() -> Iterator[Prepared[Any, Any]]:
    sources = Path(encours.__file__).parent
    for path in sources.rglob("*.py"):
        if "prepared" in path.read_text("utf-8"):
            importlib.import_module(".".join(path.relative_to(sources.parent).with_suffix("").parts))
    return iter(Prepared.every)


def _as_django(rows: QuerySet[Any, Any]) -> tuple[str, list[Any]]:
    sql, params = rows.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return sql, list(params)


def _in_full(written: tuple[str, list[Any]]) -> tuple[str, list[Any]]:
    """The same with each value of a list apart, as Django writes them."""
    sql, params = written
    first, *parts = sql.split("%s")
    for param, part in zip(params, parts, strict=True):
        if isinstance(param, list):
            first = first.removesuffix("= ANY(") + "IN (" + ", ".join("%s" for _ in param) + part
        else:
            first += "%s" + part
    return first, [one for param in params for one in (param if isinstance(param, list) else [param])]


def test_each_says_what_django_says(house: Path) -> None:
    count = 0
    for each in _every():
        kinds = [str(one.annotation) for one in inspect.signature(each.build).parameters.values()]
        for turn in (0, 1, 0):
            told = [_VALUES[kind][turn] for kind in kinds]
            assert _in_full(each.written(*told)) == _as_django(each.build(*told)), each.build
        count += 1
    assert count > 40


def test_each_reading_of_work_says_what_django_says_of_each_choice(house: Path) -> None:
    of_all = list(_every())
    for each in Waiting.every:
        kinds = [str(one.annotation) for one in inspect.signature(each.build).parameters.values()][1:]
        for path in ("", *PATHS):
            for few in (False, True):
                of_choice = each.of(path, few=few)
                assert of_choice not in of_all  # each choice has its own
                for turn in (0, 1, 0):
                    told = [7 + turn, *([_VALUES["tuple[int, ...]"][turn]] if path else [])]
                    told += [_VALUES[kind][turn] for kind in kinds]
                    assert _in_full(of_choice.written(*told)) == _as_django(of_choice.build(*told)), (
                        each.build
                    )
    assert len(Waiting.every) > 10


def test_rows_come_whole_and_differ_with_the_value(house: Path) -> None:
    creditor = some.a_creditor()
    one, other = some.a_customer(creditor, "Accordeon"), some.a_customer(creditor, "Basson")
    made = [some.a_contact(each) for each in (one, other, one)]
    read = Prepared(
        lambda key: Contact.objects.filter(customer=key).select_related("customer").order_by("pk")
    )
    assert read(one.pk) == [made[0], made[2]]
    assert [each.customer.name for each in read(other.pk)] == ["Basson"]
    assert read.first(other.pk) == made[1]
    assert read.first(0) is None


def test_each_thread_asks_on_its_own_connection(house: Path) -> None:
    some.a_contact(some.a_customer(some.a_creditor(), "Accordeon"))
    read = Prepared(lambda mail: Contact.objects.filter(email=mail))
    asked: list[Any] = []

    def elsewhere() -> None:
        with CaptureQueriesContext(connection) as made:
            asked.append((read("compta@example.com"), len(made)))
        connection.close()

    assert len(read("compta@example.com")) == 1
    for _ in range(2):
        thread = Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert [(len(rows), queries) for rows, queries in asked] == [(1, 1), (1, 1)]


def test_beside_rows_come_what_is_asked_with_them(house: Path) -> None:
    creditor = some.a_creditor()
    one = some.a_customer(creditor, "Accordeon")
    contact = some.a_contact(one)
    read = Prepared(lambda keys: Customer.objects.filter(pk__in=keys).prefetch_related("contacts"))
    (found,) = read((one.pk,))
    assert list(found.contacts.all()) == [contact]
    assert read(()) == []
    assert len(read(tuple(range(1, 600)))) == 1  # more than is written apart


def test_a_value_that_the_reading_forgets_is_refused(house: Path) -> None:
    forgets = Prepared(lambda key, _other: Contact.objects.filter(customer=key))
    with pytest.raises(ValueError, match="no parameter of its own"):
        forgets(1, 2)
    with pytest.raises(EmptyResultSet):
        Prepared(lambda key: Contact.objects.filter(customer=key).none())(1)
