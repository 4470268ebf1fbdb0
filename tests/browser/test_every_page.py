"""Every page of the house, from the table of addresses: for a screen reader, on a phone, under its content policy."""

from __future__ import annotations

from dataclasses import dataclass, field
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
# What passes is not told: axe is quicker. A colour on its way to another is not judged.
_AXE = (
    "axe.run({resultTypes: ['violations']}).then(found => found.violations.map(v => [v.id, v.nodes[0].html]))"
)
_STILL = """
const still = new CSSStyleSheet();
still.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important; }");
document.adoptedStyleSheets = [still];
"""
_SHOWN = "([theme, density]) => Object.assign(document.documentElement.dataset, {bsTheme: theme, density})"
# The same page in another language, in the place of what is shown.
_IN_PLACE = """html => {
  const found = new DOMParser().parseFromString(html, "text/html");
  document.documentElement.lang = found.documentElement.lang;
  document.title = found.title;
  document.body.replaceWith(document.adoptNode(found.body));
}"""
_IS_WIDER = "document.documentElement.scrollWidth > innerWidth"
PARTS = 2


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


@dataclass
class Looked:
    """One page looked at, and what was found wrong with it."""

    page: Any
    found: list[str] = field(default_factory=list)

    def at(self, address: str, width: int) -> None:
        """At another width, nothing is hidden beside the screen."""
        self.page.set_viewport_size({"width": width, "height": 844})
        self.fits(address)

    def fits(self, address: str) -> None:
        """The page does not scroll sideways."""
        if self.page.evaluate(_IS_WIDER):
            self.found.append(f"{address}: wider than {self.page.viewport_size['width']}")

    def shown(self, theme: str, density: str) -> None:
        """The page in another theme and density, without asking for it again."""
        self.page.evaluate(_SHOWN, [theme, density])

    def heard(self, address: str, how: str) -> None:
        """What axe finds."""
        self.found += [f"{address} ({how}): {rule} {html[:160]}" for rule, html in self.page.evaluate(_AXE)]


def _signed_in(browser: Any, served: Any) -> Any:
    from axe_playwright_python.base import AXE_SCRIPT

    context = browser.new_context(base_url=served.address, viewport={"width": WIDE, "height": 844})
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=email]", served.person.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{served.address}/")
    context.add_init_script(_STILL)
    context.add_init_script(AXE_SCRIPT)
    return page


@pytest.mark.timeout(900)  # a hundred pages
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_fits_its_screen_and_keeps_to_the_content_policy(
    browser: Any, served: Any, part: int
) -> None:
    """Asked for once in each language: wide and light in French, dark on a phone in English, compact between."""
    page = _signed_in(browser, served)
    it = Looked(page)
    page.on("console", lambda one: it.found.append(one.text) if "Content Security" in one.text else None)
    page.on("pageerror", lambda error: it.found.append(str(error)))
    person = User.objects.filter(pk=served.person.pk)
    for address in addresses(served.rows)[part::PARTS]:
        person.update(language="fr", theme="light", density="comfortable")
        page.set_viewport_size({"width": WIDE, "height": 844})
        answer = page.goto(address)
        if not answer.text().lstrip().lower().startswith("<!doctype html>"):
            continue  # a part of a page, or a file
        it.fits(address)
        it.heard(address, "light")
        it.at(address, PHONE)
        it.shown("dark", "compact")
        it.fits(address)
        person.update(language="en", theme="dark")
        page.evaluate(_IN_PLACE, page.context.request.get(address).text())
        it.shown("dark", "comfortable")
        it.fits(address)
        it.heard(address, "dark, in English, on a phone")
        it.at(address, WIDE)
    page.context.close()
    assert not it.found, "\n".join(it.found)
