"""The first set-up and the trials of a template in a real Chromium: what only a browser can show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.files import LEDGER, dropped
from encours.records.people.models import User

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"


def signed_in(context: Any, address: str, email: str) -> Any:
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    return page


@pytest.fixture
def context(browser: Any) -> Iterator[Any]:
    made = browser.new_context()
    yield made
    made.close()


def test_a_wrong_answer_keeps_the_file_chosen_and_the_siren_it_bears(
    served_empty: str, context: Any, tmp_path: Path
) -> None:
    User.objects.create_user("newcomer@example.com", PASSWORD, name="Nadia Petit")
    page = signed_in(context, served_empty, "newcomer@example.com")
    page.wait_for_url("**/setup")
    file = tmp_path / "552100554FEC20261231.txt"
    file.write_bytes(dropped(LEDGER).read())
    page.set_input_files("#id_file", str(file))
    assert page.input_value("#id_siren") == "552100554"
    assert "552 100 554" in page.inner_text("[data-siren-said]")
    told = {"name": "Atelier Vauban", "address": "4 rue Haute", "postcode": "59000", "city": "Lille",
            "sender_email": "compta@vauban.example", "iban": "FR7630006000011234567890188"}  # fmt: skip
    for name, value in told.items():
        page.fill(f"#id_{name}", value)
    page.fill("#id_penalty_bps", "3")
    page.keyboard.press("Tab")
    page.wait_for_selector("#cautions .reason")
    assert "sous le plancher légal" in page.inner_text("#cautions")
    page.click("main button.btn-primary")
    page.wait_for_selector(".form-errors")
    assert "Cet IBAN est faux" in page.inner_text(".form-errors")
    assert page.evaluate("document.getElementById('id_file').files.length") == 1
    page.fill("#id_iban", "FR7630006000011234567890189")
    page.click("main button.btn-primary")
    page.wait_for_url("**/imports/*")
    assert "votre comptabilité est lue" in page.inner_text("#flashes")


def test_the_preview_shows_the_message_in_a_frame_without_script(served: Any, context: Any) -> None:
    page = signed_in(context, served.address, served.person.email)
    page.goto(f"{served.address}/proposals/{served.rows['message']}")
    framed = page.frame_locator("iframe.paper")
    assert "SECRET-" in framed.locator("body").inner_text()


def test_a_template_is_tried_in_its_frame_and_nothing_is_kept(served: Any, context: Any) -> None:
    page = signed_in(context, served.address, served.person.email)
    page.goto(f"{served.address}/policies/templates/firm/fr")
    page.fill("#id_body", "Un essai pour {{ customer.name }}.")
    page.click("button[value=email]")
    page.frame_locator("iframe.paper").get_by_text("Un essai pour Client Exemple SARL.").wait_for()
    assert page.url.endswith("/policies/templates/firm/fr")
    page.reload()
    assert "Un essai" not in page.input_value("#id_body")
