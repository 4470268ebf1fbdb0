"""A screen left open sees what happens elsewhere, and the timeline is read without any script."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from encours.acts.note import add_note
from encours.records.parties.models import Customer

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"


def signed_in(context: Any, served: Any) -> Any:
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=email]", served.person.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{served.address}/")
    return page


def test_a_new_event_appears_on_an_open_screen_without_reloading(browser: Any, served: Any) -> None:
    context = browser.new_context(base_url=served.address)
    page = signed_in(context, served)
    page.goto(f"/customers/{served.rows['customer']}")
    page.evaluate("window.stays = true")
    customer = Customer.objects.get(pk=served.rows["customer"])
    add_note(customer, text="Il a promis pour lundi", author="nora@example.com", at=datetime.now(UTC))
    page.wait_for_selector("#story >> text=Il a promis pour lundi", timeout=15_000)
    assert page.evaluate("window.stays") is True
    context.close()


def test_the_timeline_is_filtered_without_script_and_the_back_button_undoes_it(
    browser: Any, served: Any
) -> None:
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    page = signed_in(context, served)
    page.goto(f"/customers/{served.rows['customer']}")
    whole = page.locator("#story .story-title").count()
    page.click("#story .chips >> text=Paiements")
    assert 0 < page.locator("#story .story-title").count() < whole
    page.go_back()
    assert page.locator("#story .story-title").count() == whole
    context.close()
