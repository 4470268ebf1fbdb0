"""What the tests of the desk share: a day that stands still, a creditor, people, a browser of Django's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from desk import situations
from encours.desk import clock
from encours.records.parties.models import Creditor
from encours.records.people.models import User


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: situations.NOW)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return situations.a_creditor()


@pytest.fixture
def collector(creditor: Creditor) -> User:
    return situations.a_person("collector", creditor)


@pytest.fixture
def visitor() -> Callable[[User], Client]:
    """A client signed in as somebody."""

    def signed_in(person: User) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def auditor(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    """A client signed in as somebody who only reads."""
    return visitor(situations.a_person("auditor", creditor))


@pytest.fixture
def desk(collector: User, visitor: Callable[[User], Client]) -> Client:
    """A client signed in as a collector."""
    return visitor(collector)
