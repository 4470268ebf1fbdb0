"""What is shown outside the desk, without an account, says nothing that the house keeps to itself (R265, R266)."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from desk import situations as some
from encours.acts.invite import invite, share
from encours.acts.note import add_note
from encours.records.documents.keeping import keep
from encours.records.parties.models import Creditor, Customer

HOUSE = Path(__file__).parents[3] / "src" / "encours"
OUTSIDE = HOUSE / "desk" / "templates"
UNTIL = some.TODAY + timedelta(days=7)


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    """A customer about whom an internal and an external note are written."""
    customer = some.a_customer(creditor)
    for text, audience in (("Entre nous : mauvais payeur", "internal"), ("Nous avons bien reçu", "external")):
        add_note(customer, text=text, audience=audience, author="a@example.com", at=some.NOW)
    return customer


def links(customer: Customer, home: Path, recipient: str) -> list[str]:
    """The addresses that open without an account."""
    told = {"until_on": UNTIL, "author": "a@example.com", "at": some.NOW}
    kept = keep(
        b"%PDF-1.7", creditor_id=customer.creditor_id, name="lettre.pdf", media_type="application/pdf",
        at=some.NOW, entry_id=None, home=home,  # type: ignore[arg-type] # no act
    )  # fmt: skip
    _row, into = invite(customer, email="paul@delmas.fr", role="read_only", **told)  # type: ignore[arg-type]
    _row2, shown = share(customer, kept, recipient=recipient, **told)  # type: ignore[arg-type]
    return [f"/invited/{into}", f"/shared/{shown}"]


def test_no_page_outside_shows_an_internal_note(customer: Customer, house: Path) -> None:
    contact = some.a_contact(customer)
    for recipient in (contact.email, "avocat@cabinet.fr"):
        for address in links(customer, house, recipient):
            answer = Client().get(address)
            assert answer.status_code == 200, address
            assert "mauvais payeur" not in answer.content.decode(), address


def test_a_note_for_the_customer_is_read_by_its_own_people_and_by_nobody_else(
    customer: Customer, house: Path
) -> None:
    contact = some.a_contact(customer)
    _into, shown = links(customer, house, contact.email)
    assert "Nous avons bien reçu" in Client().get(shown).content.decode()
    _into, other = links(customer, house, "avocat@cabinet.fr")
    assert "Nous avons bien reçu" not in Client().get(other).content.decode()


def test_what_faces_outside_reads_notes_by_their_audience_alone() -> None:
    """Every module whose page has no account around it asks for notes through `for_outside`, or for none."""
    wrong, looked = [], 0
    for module in HOUSE.glob("desk/**/*.py"):
        text = module.read_text(encoding="utf-8")
        templates = re.findall(r'"([a-z_]+/[a-z_]+\.html)"', text)
        pages = [OUTSIDE / name for name in templates if (OUTSIDE / name).exists()]
        if not any('extends "skin/signed_out.html"' in page.read_text(encoding="utf-8") for page in pages):
            continue
        looked += 1
        wrong += [f"{module.name}: {call}" for call in _readings_of_notes(text) if call != "for_outside"]
    assert looked >= 2
    assert wrong == []


def _readings_of_notes(text: str) -> list[str]:
    """What is asked first of `Note.objects`, wherever a module names it."""
    asked = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Note.objects":
            asked.append(node.attr)
        if isinstance(node, ast.Attribute) and node.attr == "notes":
            asked.append(ast.unparse(node))
    return asked


def test_templates_outside_name_no_note_of_a_customer() -> None:
    pages = [
        page for page in OUTSIDE.rglob("*.html") if "skin/signed_out.html" in page.read_text(encoding="utf-8")
    ]
    assert len(pages) >= 3
    for page in pages:
        assert not re.search(r"\.notes\b|\bnote(?:s|_set)?\.(?:all|filter)", page.read_text(encoding="utf-8"))
