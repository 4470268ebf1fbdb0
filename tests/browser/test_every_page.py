"""Every page of the house, from the table of addresses: for a screen reader, on a phone, under its content policy."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from encours.records.people.models import User
from house.test_urls import NAMES, RULES

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"
# Taken away, not looked at: by their names, or by their addresses.
FILES = ("pdf", "file", "download", "csv", "xlsx")
TAKEN = (".csv", ".xlsx", ".pdf")
FRAMED = {"proposal_html"}  # a message in its own frame, where no script runs: not even axe
WIDE, PHONE = 1440, 390
# What the table of addresses does not tell apart: a page asked otherwise, refused, or not there.
ASKED_OTHERWISE = (
    "/go?q=secret", "/bulk?room=customers&all=1", "/customers?regime=b2b", "/unpaid?min_cents=x", "/nowhere",
    "/customers/{customer}/statement?form=ledger&from_on=2026-01-01", "/?tour=1", "/help/bank",
)  # fmt: skip
_VIOLATIONS = {"resultTypes": ["violations"]}  # what passes is not told: axe is quicker
_IS_WIDER = "document.documentElement.scrollWidth > innerWidth"


def addresses(rows: dict[str, int]) -> list[str]:
    """Every page that one looks at, on a row of each kind."""
    found = [asked.format(**rows) for asked in ASKED_OTHERWISE]
    for name in NAMES:
        rule = RULES[name]
        if (
            rule.get is None
            or rule.open_to_all
            or 200 not in rule.shown
            or name.endswith(FILES)
            or name in FRAMED
        ):
            continue
        args = [rows[rule.of]] if rule.of else list(rule.args)
        query = f"?{rule.query}={rows[rule.query]}" if rule.query else ""
        address = reverse(name, args=args)
        if not address.endswith(TAKEN):
            found.append(address + query)
    return found


def _widths(page: Any, width: int) -> list[int]:
    """The widths at which the page scrolls sideways, its own and a phone's."""
    found = []
    for each in {width, PHONE}:
        page.set_viewport_size({"width": each, "height": 844})
        if page.evaluate(_IS_WIDER):
            found.append(each)
    page.set_viewport_size({"width": width, "height": 844})
    return found


@pytest.mark.timeout(1200)  # a hundred and sixty pages
@pytest.mark.parametrize(
    ("theme", "width", "language", "density"),
    [
        ("light", WIDE, "fr", "comfortable"),
        ("dark", PHONE, "fr", "compact"),
        ("dark", WIDE, "en", "comfortable"),
    ],
)
def test_every_page_is_accessible_fits_its_screen_and_keeps_to_the_content_policy(
    browser: Any, served: Any, theme: str, width: int, language: str, density: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    User.objects.filter(pk=served.person.pk).update(language=language, density=density, theme=theme)
    context = browser.new_context(base_url=served.address, viewport={"width": width, "height": 844})
    page, axe, found = context.new_page(), Axe(), list[str]()
    page.on("console", lambda one: found.append(one.text) if "Content Security" in one.text else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.goto("/sign-in")
    page.fill("[name=email]", served.person.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{served.address}/")
    for address in addresses(served.rows):
        answer = page.goto(address)
        if not answer.text().lstrip().lower().startswith("<!doctype html>"):
            continue  # a part of a page, or a file
        violations = axe.run(page, options=_VIOLATIONS).response["violations"]
        found += [f"{address}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in violations]
        found += [f"{address}: wider than {each}" for each in _widths(page, width)]
    context.close()
    assert not found, "\n".join(found)
