"""What there is of a customer, asked at once, so that its page asks for nothing that is not there."""

from __future__ import annotations

import pytest
from django.db.models import ForeignKey
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from desk.sales_situations import sales_of
from encours.desk.customers.present import _ASKED, present
from encours.records.parties.models import Attachment, Creditor, GroupMember
from encours.records.sales.models import Deal, Order


@pytest.mark.both
def test_only_the_tables_that_hold_a_row_of_the_customer_are_told(creditor: Creditor, desk: Client) -> None:
    customer, other = some.a_customer(creditor, "Menuiserie Colin"), some.a_customer(creditor, "Petit")
    assert present(customer.pk) == frozenset()
    sales_of(other, some.TODAY, some.NOW)
    assert present(customer.pk) == frozenset()
    assert present(other.pk) == {Attachment, Deal, GroupMember, Order}


def test_each_is_found_by_an_index_on_whose_it_is() -> None:
    for model, whose in _ASKED.items():
        field = model._meta.get_field(whose)
        assert isinstance(field, ForeignKey)
        assert field.column == f"{whose}_id"
        first = [index.fields[:1] for index in model._meta.indexes]
        assert field.db_index or field.unique or [whose] in first, model


def test_the_page_asks_less_where_there_is_less_and_shows_what_there_is(
    creditor: Creditor, desk: Client
) -> None:
    bare, known = some.a_customer(creditor, "Petit"), some.a_customer(creditor, "Grand")
    sales_of(known, some.TODAY, some.NOW)
    assert queries(desk, f"/customers/{bare.pk}") < queries(desk, f"/customers/{known.pk}")
    document = f"Secret de {creditor.name}"
    assert document in page(desk, f"/customers/{known.pk}")
    assert document not in page(desk, f"/customers/{bare.pk}")
