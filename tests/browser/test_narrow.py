"""Every page of the house on a phone, in both languages: nothing makes the whole page scroll sideways."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from encours.records.people.models import User
from house.test_urls import NAMES, RULES

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"
FILES = ("pdf", "file", "download", "csv", "xlsx")  # taken away, not looked at


def addresses(rows: dict[str, int]) -> list[str]:
    found = []
    for name in NAMES:
        rule = RULES[name]
        if rule.get is None or rule.open_to_all or 200 not in rule.shown or name.endswith(FILES):
            continue
        args = [rows[rule.of]] if rule.of else list(rule.args)
        query = f"?{rule.query}={rows[rule.query]}" if rule.query else ""
        found.append(reverse(name, args=args) + query)
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("density", ["comfortable", "compact"])
def test_no_page_is_wider_than_a_phone(browser: Any, served: Any, language: str, density: str) -> None:
    User.objects.filter(pk=served.person.pk).update(language=language, density=density)
    context = browser.new_context(base_url=served.address, viewport={"width": 390, "height": 844})
    page, wide = context.new_page(), []
    page.goto("/sign-in")
    page.fill("[name=email]", served.person.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{served.address}/")
    for address in addresses(served.rows):
        answer = page.goto(address)
        if "text/html" in answer.headers.get("content-type", "") and page.evaluate(
            "document.documentElement.scrollWidth > innerWidth"
        ):
            wide.append(address)
    context.close()
    assert not wide, "\n".join(wide)
