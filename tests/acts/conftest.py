"""A creditor out of shadow mode with one customer who owes, and a server to send to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from collecting import Desk, desk_in, open_desk
from houses import Begin
from mailroom import Mailroom, mailroom


@pytest.fixture
def server() -> Iterator[tuple[Mailroom, dict[str, Any]]]:
    with mailroom() as found:
        yield found


@pytest.fixture
def post(server: tuple[Mailroom, dict[str, Any]]) -> Mailroom:
    return server[0]


@pytest.fixture
def desk(house: Path, begin: Begin, server: tuple[Mailroom, dict[str, Any]]) -> Desk:
    """FA101 is five days late on the day: its first reminder is due."""
    begin("desk", lambda: open_desk(house, server[1]))
    return desk_in(house, server[1])
