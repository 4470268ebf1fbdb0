"""Every page of the house, from the table of addresses: for a screen reader, on a phone, under its content policy."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
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
    "/letters?show=recalled", "/letters?show=taken",
)  # fmt: skip
IN_THE_PAGE = Path(__file__).with_name("looked_at.js")
# Told once wide, and once on a phone in the other language.
_WIDE = """async ([theme, known]) =>
  document.doctype && {wider: looked.isWider(theme, "comfortable"), ...(await looked.heard(known))}"""
_ON_A_PHONE = """async ([address, known]) => {
  const compact = looked.isWider("dark", "compact");
  await looked.toldAgain(address);
  return {wider: compact || looked.isWider("dark", "comfortable"), ...(await looked.heard(known))};
}"""
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
    """Pages looked at, what was found wrong with them, and the frames judged: language, theme, width, digest."""

    page: Any
    found: list[str] = field(default_factory=list)
    frames: set[tuple[str, str, int, str]] = field(default_factory=set)

    def at(self, width: int) -> None:
        """At another width."""
        self.page.set_viewport_size({"width": width, "height": 844})

    def fits(self, address: str, *, wider: bool) -> None:
        """The page does not scroll sideways."""
        if wider:
            self.found.append(f"{address}: wider than {self.page.viewport_size['width']}")

    def heard(self, address: str, asked: str, told: str, language: str, theme: str) -> bool:
        """Whether it is a page; then its width, and what axe finds, of a frame it has judged so nothing more."""
        how = (language, theme, self.page.viewport_size["width"])
        known = [frame for *judged, frame in self.frames if tuple(judged) == how]
        said = self.page.evaluate(asked, [told, known])
        if said is None:
            return False  # a part of a page, or a file
        self.fits(address, wider=said["wider"])
        self.frames.add((*how, said["frame"]))
        self.found += [f"{address} {how}: {rule} {html[:160]}" for rule, html in said["found"]]
        return True

    def heard_however(self, address: str, language: str) -> None:
        """The whole page, its frame too, in each theme and at each width."""
        for theme, width in itertools.product(("light", "dark"), (PHONE, WIDE)):
            self.at(width)
            assert self.heard(address, _WIDE, theme, language, theme)


def _signed_in(browser: Any, served: Any) -> Any:
    from axe_playwright_python.base import AXE_SCRIPT

    context = browser.new_context(base_url=served.address, viewport={"width": WIDE, "height": 844})
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=email]", served.person.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{served.address}/")
    context.add_init_script(AXE_SCRIPT)
    context.add_init_script(path=IN_THE_PAGE)
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
    for language in ("fr", "en"):
        person.update(language=language, theme="light", density="comfortable")
        page.goto("/")
        it.heard_however("/", language)
    for address in addresses(served.rows)[part::PARTS]:
        person.update(language="fr", theme="light", density="comfortable")
        page.goto(address)
        if not it.heard(address, _WIDE, "light", "fr", "light"):
            continue
        person.update(language="en", theme="dark")
        it.at(PHONE)
        it.heard(address, _ON_A_PHONE, address, "en", "dark")
        it.at(WIDE)
        it.fits(address, wider=page.evaluate("looked.isWider('dark', 'comfortable')"))
    page.context.close()
    assert not it.found, "\n".join(it.found)
