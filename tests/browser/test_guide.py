"""Help and the first tour in a real Chromium: from the keyboard, beside real elements, and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"


def signed_in(browser: Any, served: Any, **options: Any) -> Any:
    page = browser.new_context(base_url=served.address, **options).new_page()
    page.goto("/sign-in")
    page.fill("[name=email]", served.person.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{served.address}/")
    return page


@pytest.fixture
def page(browser: Any, served: Any) -> Iterator[Any]:
    made = signed_in(browser, served)
    yield made
    made.context.close()


def test_the_question_mark_opens_the_help_and_escape_closes_it(page: Any) -> None:
    page.goto("/customers")
    page.keyboard.press("?")
    assert page.locator(".help-panel").is_visible()
    assert "Clients" in page.inner_text(".help-panel h2")
    page.keyboard.press("Escape")
    assert not page.locator(".help-panel").is_visible()
    assert page.evaluate("document.activeElement.closest('[data-help]') !== null")


def test_a_question_mark_typed_in_a_field_is_only_typed(page: Any) -> None:
    page.goto("/customers")
    page.keyboard.press("/")
    page.keyboard.type("Martin ?")
    assert page.evaluate("document.activeElement.value") == "Martin ?"
    assert not page.locator(".help-panel").is_visible()


def test_the_tour_is_made_from_the_keyboard_beside_real_elements(page: Any, served: Any) -> None:
    page.goto("/help")
    page.click("main a[href='/tour']")
    page.click("main a[href$='tour=1']")
    for number in range(1, 8):
        page.wait_for_url(f"**?tour={number}")
        page.wait_for_selector("[data-tour][data-placed]")
        shown = page.locator("[data-toured]")
        assert shown.count() == 1, number
        assert shown.is_visible(), number
        assert page.locator("[data-tour]").bounding_box()["x"] >= 0
        page.keyboard.press("ArrowRight" if number < 7 else "Escape")
    page.wait_for_url(f"{served.address}/")
    assert "se refait quand vous voulez" in page.inner_text("#flashes")
    assert page.locator(".tour-invitation").count() == 0
    served.person.refresh_from_db()
    assert served.person.toured_at is not None


def test_going_back_during_the_tour_goes_back_one_step(page: Any) -> None:
    page.goto("/?tour=1")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**?tour=2")
    page.go_back()
    page.wait_for_url("**/?tour=1")
    assert page.locator("[data-tour]").is_visible()


def test_without_script_help_tour_and_rooms_are_all_there(browser: Any, served: Any) -> None:
    page = signed_in(browser, served, java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.click("[data-help] > summary")
    assert page.locator(".help-panel").is_visible()
    assert page.locator("#rooms a[href='/customers']").is_visible()
    page.goto("/work?tour=2")
    assert page.locator("[data-tour]").is_visible()
    page.click("[data-tour] button")
    page.wait_for_url(f"{served.address}/")
    page.context.close()
