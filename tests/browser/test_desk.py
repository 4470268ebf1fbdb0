"""The desk in a real Chromium: by keyboard alone, for a screen reader, on a phone, under its content policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from encours.records.cases.models import Hold

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"


@pytest.fixture
def opened(browser: Any, served: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page of a context of its own, signed in."""
    contexts = []

    def page(**options: Any) -> Any:
        context = browser.new_context(base_url=served.address, **options)
        contexts.append(context)
        made = context.new_page()
        made.goto("/sign-in")
        made.fill("[name=email]", served.person.email)
        made.fill("[name=password]", PASSWORD)
        made.press("[name=password]", "Enter")
        made.wait_for_url(f"{served.address}/")
        return made

    yield page
    for context in contexts:
        context.close()


def _tab_to(page: Any, script: str) -> None:
    """Press Tab until what has the focus answers the script."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => {{ const it = document.activeElement; return {script}; }}"):
            return
    pytest.fail(f"Tab never reached what answers {script}")


def test_from_sign_in_to_a_hold_with_the_keyboard_alone(browser: Any, served: Any) -> None:
    context = browser.new_context(base_url=served.address)
    page, keys = context.new_page(), None
    page.goto("/sign-in")
    keys = page.keyboard
    keys.type(served.person.email)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url(f"{served.address}/")
    keys.press("/")
    keys.type("Secret de")
    keys.press("Enter")
    page.wait_for_url(f"**/customers/{served.rows['customer']}")
    _tab_to(page, "it.getAttribute('href')?.endsWith('/hold')")
    keys.press("Enter")
    page.wait_for_url("**/hold")
    _tab_to(page, "it.name === 'reason'")
    keys.type("Inventaire en cours")
    keys.press("Enter")
    page.wait_for_url(f"**/customers/{served.rows['customer']}")
    assert "Les relances de ce client sont suspendues." in page.inner_text("#flashes")
    assert Hold.objects.filter(reason="Inventaire en cours", by=served.person.email).exists()
    context.close()


def test_enter_waits_for_the_answer_to_all_that_was_typed(opened: Any, served: Any) -> None:
    page, held = opened(), []
    page.route("**/go?q=zz", lambda route: held.append(route))  # noqa: PLW0108 -- it marks the function
    page.clock.install(time=datetime(2026, 1, 1, tzinfo=UTC))
    page.goto("/")
    page.clock.pause_at(
        datetime(2026, 1, 2, tzinfo=UTC)
    )  # else it goes on by itself, and asks before we look
    page.keyboard.press("/")
    page.keyboard.type("zz")
    with page.expect_request("**/go?q=zz"):
        page.clock.run_for(100)
    page.locator("#palette input").fill("Secret de")
    held[0].continue_()
    page.wait_for_selector(".hit-none", state="attached")  # the answer to "zz" came after the last letter
    page.keyboard.press("Enter")
    page.clock.run_for(100)
    page.wait_for_url(f"**/customers/{served.rows['customer']}")
    assert "Secret de" in page.inner_text("h1")


def test_axe_finds_nothing_on_the_sign_in_page(browser: Any, served: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    page.goto("/sign-in")
    page.press("[name=email]", "Enter")
    page.wait_for_selector(".form-errors, .field-error")
    assert Axe().run(page).response["violations"] == []
    context.close()


def test_the_theme_and_the_language_follow_the_person(opened: Callable[..., Any], served: Any) -> None:
    page = opened()
    page.click("button[name=theme][value=dark]")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    page.click("button[name=density][value=compact]")
    assert page.get_attribute("html", "data-density") == "compact"
    page.click("button[name=language][value=en]")
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    assert page.inner_text("h1") == "Dashboard"
    served.person.refresh_from_db()
    assert served.person.language == "en"
    assert (served.person.theme, served.person.density) == ("dark", "compact")


def test_the_field_above_a_row_and_a_day_are_one_gesture(opened: Any, served: Any) -> None:
    page = opened()
    page.goto("/customers")
    page.fill(".topbar .search input", "Secret de")
    page.wait_for_selector(f"#palette[open] a[href='/customers/{served.rows['customer']}']")
    page.keyboard.press("Escape")
    page.locator("tbody tr:has(th a) td.amount").first.click()
    page.wait_for_url("**/customers/*")
    page.goto(f"/customers/{served.rows['customer']}/promise")
    page.locator("[data-fills]").first.press("Enter")
    assert page.input_value("[name=due_on]")
