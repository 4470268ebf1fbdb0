"""What surrounds the view of a GET: the database itself refuses to write."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from desk import situations as some
from encours.desk.middleware import get_cannot_write
from encours.records.parties.models import Creditor

pytestmark = pytest.mark.both


def renaming(_request: HttpRequest) -> HttpResponse:
    Creditor.objects.update(name="Autre")
    return HttpResponse(Creditor.objects.get().name)


def test_a_get_that_would_write_is_refused_and_what_follows_may_write_again(creditor: Creditor) -> None:
    answer = get_cannot_write(renaming)
    for _ in range(2):
        with pytest.raises(DatabaseError):
            answer(RequestFactory().get("/"))
    assert Creditor.objects.get().name == creditor.name
    assert answer(RequestFactory().post("/")).content == b"Autre"


def test_a_get_whose_connection_was_lost_asks_for_another(creditor: Creditor) -> None:
    connection.close()
    answer = get_cannot_write(lambda _request: HttpResponse(Creditor.objects.get().name))
    assert answer(RequestFactory().get("/")).content.decode() == creditor.name
    some.a_customer(creditor)
