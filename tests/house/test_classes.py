"""Fields that not everybody sees: each is tagged, and none reaches a page of a role that does not see it (R203)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from desk import situations as some
from encours.acts.edit_customer import add_contact, edit_customer
from encours.records.cash.models import BankAccount, BankLine
from encours.records.messages.models import Message
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.people.classes import CLASSES, OPEN, SHOWN, TAGGED
from encours.records.people.models import ROLES, AccessPolicy
from encours.records.receivables.models import Receivable
from house.test_urls import RULES, Walk, stand_still

TELLING = re.compile(
    r"mail|phone|address|postcode|city|iban|(^|_)bic|recipient|sender|terms_|penalty|price|discount|limit_"
    r"|bps|birth|health|opening_cents|closing_cents|end_to_end|^value$|(^|_)name$"
)
WRITTEN = {
    "personal": ("fuite@example.com", "06 99 98 97 96", "77 rue Secrète", "Zoé Fuite", "autre.fuite@example.com",
                 "compta@example.com"),
    "bank": ("FR7630006000011234567890189", "FR76 3000 6000 0112 3456 7890 189", "DE89370400440532013000"),
    "pricing": ("37 jours", "37 days", "17,77"),
}  # fmt: skip


def models() -> dict[str, type]:
    return {
        model._meta.label: model for model in apps.get_models() if model.__module__.startswith("encours.")
    }


def test_every_field_whose_name_tells_of_a_person_a_bank_or_a_price_is_tagged() -> None:
    untagged = [
        f"{label}.{field.name}"
        for label, model in models().items()
        for field in model._meta.concrete_fields  # type: ignore[attr-defined]
        if TELLING.search(field.name) and field.name not in TAGGED.get(label, {})
    ]
    assert untagged == []


def test_every_tag_names_a_field_and_a_class() -> None:
    known = models()
    for label, tags in TAGGED.items():
        names = {field.name for field in known[label]._meta.concrete_fields}  # type: ignore[attr-defined]
        assert set(tags) <= names, label
        assert set(tags.values()) <= {*CLASSES, OPEN}, label


def test_every_role_has_its_line_of_the_matrix() -> None:
    assert set(SHOWN) == set(ROLES)
    assert frozenset().union(*SHOWN.values()) <= set(CLASSES)


@pytest.fixture
def written(house: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Creditor, dict[str, int]]:
    """A creditor in whose records the words of `WRITTEN` stand wherever they can."""
    stand_still(monkeypatch)
    ours = some.a_creditor()
    rows = some.one_of_each(ours)
    iban, spaced, other = WRITTEN["bank"]
    customer = Customer.objects.get(pk=rows["customer"])
    Creditor.objects.filter(pk=ours.pk).update(
        iban=iban, iban_asked=other, iban_asked_by=some.a_person("manager", ours), terms_days=37,
        penalty_bps=1777, sender_name="Zoé Fuite", sender_email="autre.fuite@example.com",
    )  # fmt: skip
    Contact.objects.filter(pk=rows["contact"]).update(
        name="Zoé Fuite", email="fuite@example.com", phone="06 99 98 97 96"
    )
    ours.refresh_from_db()
    edit_customer(
        customer,
        {"address": "77 rue Secrète", "city": "Lille", "postcode": "59000"},
        made_from=customer.version,
        author="x@y.fr",
        at=some.NOW,
    )
    contact = {"name": "Zoé Fuite", "role": "", "email": "autre.fuite@example.com", "phone": ""}
    add_contact(customer, contact, author="x@y.fr", at=some.NOW)
    said = f"écrire à fuite@example.com ou 06 99 98 97 96, virement {spaced}"
    Receivable.objects.filter(pk=rows["invoice"]).update(label=said)
    BankLine.objects.filter(pk=rows["line"]).update(iban=other, wording=said, counterparty="")
    accounts = BankAccount.objects.filter(creditor=ours).order_by("pk")
    BankAccount.objects.filter(pk=accounts.first().pk).update(number=iban)
    message = Message.objects.get(pk=rows["message"])
    Message.objects.filter(pk=message.pk).update(typed_recipient="fuite@example.com")
    some.a_delivery(message)
    return ours, rows


def seen(creditor: Creditor, rows: dict[str, int], role: str, without: str) -> dict[str, set[str]]:
    """The words of a class by the address that shows them to somebody of a role from which it was taken."""
    shown = sorted(set(CLASSES) - {without})
    AccessPolicy.objects.update_or_create(
        creditor=creditor, defaults={"recorded_at": some.NOW, "classes": {role: shown}}
    )
    walk = Walk(some.a_person(role, creditor), rows)
    found: dict[str, set[str]] = {}
    for name in RULES:
        if RULES[name].get is not None:
            text = _text(walk.asks("GET", name))
            for word in WRITTEN.get(without, ()) if without else sum(WRITTEN.values(), ()):
                if word in text:
                    found.setdefault(name, set()).add(word)
    return found


def _text(answer: object) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode("utf-8", "replace").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("without", list(WRITTEN))
def test_no_page_shows_a_role_the_fields_of_a_class_taken_from_it(
    without: str, written: tuple[Creditor, dict[str, int]]
) -> None:
    """As the role that opens most pages."""
    assert seen(*written, "administrator", without) == {}


def test_the_words_looked_for_are_shown_to_who_sees_everything(
    written: tuple[Creditor, dict[str, int]],
) -> None:
    """Else the test above could not fail."""
    found = seen(*written, "administrator", "")
    assert set().union(*found.values()) >= {*WRITTEN["personal"], *WRITTEN["bank"], "17,77"}


def test_the_same_page_gives_two_users_two_views(written: tuple[Creditor, dict[str, int]]) -> None:
    ours, rows = written
    texts = []
    for role in ("collector", "read_only"):
        client = Client()
        client.force_login(some.a_person(role, ours), backend="django.contrib.auth.backends.ModelBackend")
        texts.append(client.get(reverse("customer", args=[rows["customer"]])).content.decode())
    assert "fuite@example.com" in texts[0]
    assert "fuite@example.com" not in texts[1]
    assert "masqué" in texts[1]
    assert "masqué" not in texts[0]
