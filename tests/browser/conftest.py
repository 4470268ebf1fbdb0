"""A real Chromium and a real server, each in its own process; skipped by name where Chromium is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from browser.focus import focused
from desk import situations as some
from encours.records.modules.models import MODULES, ModuleChoice
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User
from forking import Loaded, serving

CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "a long enough sentence"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Desk:
    """A served desk: its address, its creditor, the collector who signs in, one row of each kind."""

    address: str
    creditor: Creditor
    person: User
    rows: dict[str, int]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        if os.environ.get("ENCOURS_ALL_TESTS"):
            pytest.fail("Chromium is not installed: make test-deps")
        pytest.skip("Chromium is not installed: make test-deps")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; the tests still ask Django one thing at a time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def served(browser: Any, house: Path, loaded: Loaded) -> Iterator[Desk]:
    creditor = some.a_creditor()
    person = User.objects.create_user("camille@example.com", PASSWORD, name="Camille Roux")
    Membership.objects.create(user=person, creditor=creditor, role="administrator")
    ModuleChoice.objects.create(creditor=creditor, chosen=dict.fromkeys(MODULES, True))
    rows = some.one_of_each(creditor)
    with serving(loaded) as address:
        yield Desk(address, creditor, person, rows)


@pytest.fixture
def served_empty(browser: Any, house: Path, loaded: Loaded) -> Iterator[str]:
    """The address of a desk where nobody has set up a creditor yet."""
    with serving(loaded) as address:
        yield address


@pytest.fixture
def keys(browser: Any, served: Any) -> Iterator[Any]:
    """A page signed in, its mouse taken away."""
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    page.goto("/sign-in")
    focused(page)
    page.keyboard.type(served.person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.address}/")
    yield page
    context.close()
