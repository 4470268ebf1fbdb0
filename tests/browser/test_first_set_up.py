"""The first set-up and the trials of a template in a real Chromium: what only a browser can show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"


def signed_in(context: Any, served: Any, email: str) -> Any:
    page = context.new_page()
    page.goto(f"{served.address}/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    return page


@pytest.fixture
def context(browser: Any, served: Any) -> Iterator[Any]:
    made = browser.new_context(base_url=served.address)
    yield made
    made.close()


def test_the_preview_shows_the_message_in_a_frame_without_script(served: Any, context: Any) -> None:
    page = signed_in(context, served, served.person.email)
    page.goto(f"/proposals/{served.rows['message']}")
    framed = page.frame_locator("iframe.paper")
    assert "SECRET-" in framed.locator("body").inner_text()


def test_a_template_is_tried_in_its_frame_and_nothing_is_kept(served: Any, context: Any) -> None:
    page = signed_in(context, served, served.person.email)
    page.goto("/policies/templates/firm/fr")
    page.fill("#id_body", "Un essai pour {{ customer.name }}.")
    page.click("button[value=email]")
    page.frame_locator("iframe.paper").get_by_text("Un essai pour Client Exemple SARL.").wait_for()
    assert page.url.endswith("/policies/templates/firm/fr")
    page.reload()
    assert "Un essai" not in page.input_value("#id_body")
