"""Coming in, in a real Chromium: a code by keyboard, a passkey of a virtual authenticator, an invitation."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from browser.focus import focused
from encours.acts.access.given import Access
from encours.acts.access.invite import invite
from encours.desk import clock
from encours.records.people.models import Membership

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_password(page: Any, person: Any) -> None:
    page.goto("/sign-in")
    focused(page)
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.wait_for_function("document.activeElement?.name === 'password'")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def signed_out(page: Any) -> None:
    page.context.clear_cookies()


def test_a_second_factor_is_added_and_used_with_the_keyboard_alone(browser: Any, served: Any) -> None:
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    with_password(page, served.person)
    page.wait_for_url(f"{served.address}/")
    page.goto("/account/application")
    secret = page.inner_text("main code").replace(" ", "")
    focused(page)
    page.keyboard.type(code_of(secret, -1))
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes")
    assert len(page.query_selector_all(".codes li")) == 10
    signed_out(page)
    with_password(page, served.person)
    page.wait_for_url("**/second-factor")
    focused(page)
    page.keyboard.type(code_of(secret))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.address}/")
    context.close()


def test_a_passkey_is_made_and_opens_the_house(browser: Any, served: Any) -> None:
    address = served.address.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.on("console", lambda one: pytest.fail(one.text) if "Content Security" in one.text else None)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    told = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": told})
    with_password(page, served.person)
    page.wait_for_url(f"{address}/")
    page.goto("/account/passkey")
    page.fill("[name=name]", "Clé du bureau")
    page.press("[name=name]", "Enter")
    page.wait_for_selector(".codes")
    page.goto("/account")
    assert "Clé du bureau" in page.inner_text("main")
    signed_out(page)
    with_password(page, served.person)
    page.wait_for_url("**/second-factor")
    page.click("form:has([data-passkey]) button[type=submit]")
    page.wait_for_url(f"{address}/")
    context.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_the_pages_of_who_comes_in_are_accessible(browser: Any, served: Any, theme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    _row, token = invite(
        served.creditor, email="nadia@example.com", access=Access("collector"), author="x@y.fr",
        at=clock.now(), on=clock.now().date(),
    )  # fmt: skip
    context = browser.new_context(
        base_url=served.address, color_scheme=theme, viewport={"width": width, "height": 900}
    )
    page, axe, found = context.new_page(), Axe(), []

    def look(name: str) -> None:
        found.extend(f"{name}: {one['id']}" for one in axe.run(page).response["violations"])
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}: wider than {width}")

    page.goto(f"/join/{token}")
    look("join")
    with_password(page, served.person)
    page.wait_for_url(f"{served.address}/")
    page.goto("/account/application")
    look("application")
    page.fill("[name=code]", code_of(page.inner_text("main code").replace(" ", "")))
    page.press("[name=code]", "Enter")
    page.wait_for_selector(".codes")
    look("codes")
    signed_out(page)
    with_password(page, served.person)
    page.wait_for_url("**/second-factor")
    look("second factor")
    assert not found, "\n".join(found)
    context.close()


def test_an_invitation_is_made_and_accepted(browser: Any, served: Any) -> None:
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    with_password(page, served.person)
    page.wait_for_url(f"{served.address}/")
    page.goto("/people/invite")
    page.fill("[name=email]", "nadia@example.com")
    page.check("[name=role][value=salesperson]")
    page.press("[name=email]", "Enter")
    link = page.input_value("#link")
    assert re.search(r"/join/[\w-]{40,}$", link)
    other = browser.new_context(base_url=served.address)
    guest = other.new_page()
    guest.goto(link)
    guest.fill("[name=name]", "Nadia Benali")
    guest.fill("[name=password]", "une phrase assez longue")
    guest.press("[name=password]", "Enter")
    guest.wait_for_url(f"{served.address}/")
    assert Membership.objects.get(user__email="nadia@example.com").role == "salesperson"
    for each in (context, other):
        each.close()
