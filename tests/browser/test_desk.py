"""The desk in a real Chromium: by keyboard alone, for a screen reader, on a phone, under its content policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from encours.records.cases.models import Hold
from encours.records.people.models import User

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"
PAGES = (
    "/work-weights", "/go?q=secret", "/notices", "/notices/choices", "/customers/{customer}/ask",
    "/notes/{note}", "/tasks/{task}", "/portfolios", "/portfolios/add", "/portfolios/{portfolio}/rename",
    "/absences/add", "/customers/{customer}/access", "/activity", "/filters", "/bulk?room=customers&all=1",
    "/customers?regime=b2b",
    "/", "/work", "/customers", "/customers/{customer}", "/customers/{customer}/edit",
    "/customers/{customer}/hold", "/customers/{customer}/note", "/customers/{customer}/regime",
    "/customers/{customer}/terms", "/customers/{customer}/contacts/add", "/contacts/{contact}/edit",
    "/holds/{hold}/release", "/invoices/{invoice}", "/invoices/{invoice}/edit",
    "/invoices/{invoice}/dispute", "/disputes/{dispute}/close", "/unpaid", "/unpaid?min_cents=x",
    "/awaiting", "/ageing", "/creditors", "/nowhere",
    "/setup", "/imports", "/imports/{intake}", "/bank", "/bank/lines/{line}", "/proposals",
    "/proposals/{message}", "/policies", "/policies/ladder",
    "/customers/{customer}/group", "/customers/{customer}/statement", "/customers/{customer}/documents/add",
    "/customers/{customer}/limit", "/customers/{customer}/orders/add", "/deals/{deal}/edit",
    "/customers/{customer}/campaigns", "/customers/{customer}/statement?form=ledger&from_on=2026-01-01",
    "/?tour=1", "/help", "/help/bank", "/tour", "/modules", "/modules/people_measures",
    "/my-activity", "/my-activity/lessons/notes", "/team-activity",
    "/board/compose", "/board/tiles/ageing", "/board/tiles/overdue/lines", "/indicators", "/indicators/new",
    "/indicators/contested", "/mailings", "/board/series",
    "/objectives", "/objectives/set", "/objectives/{objective}", "/objectives/{objective}/close",
    "/improvements", "/improvements/add", "/returns",
    "/people", "/people/invite", "/people/{member}", "/people/{member}/withdraw", "/people/{member}/account",
    "/people/matrix", "/people/reviews", "/people/reviews/{review}", "/people/sign-ins", "/account",
    "/account/password", "/account/application", "/account/passkey",
)  # fmt: skip


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


@pytest.mark.parametrize(
    ("theme", "width", "language"), [("light", 1440, "fr"), ("dark", 390, "fr"), ("dark", 1440, "en")]
)
def test_every_page_is_accessible_fits_its_screen_and_keeps_to_the_content_policy(
    opened: Callable[..., Any], served: Any, theme: str, width: int, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    User.objects.filter(pk=served.person.pk).update(language=language)
    page = opened(color_scheme=theme, viewport={"width": width, "height": 900})
    axe, found = Axe(), []
    page.on("console", lambda one: found.append(one.text) if "Content Security" in one.text else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    for path in PAGES:
        page.goto(path.format(**served.rows))
        violations = axe.run(page).response["violations"]
        found += [f"{path}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in violations]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{path}: wider than {width}")
    assert not found, "\n".join(found)


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
