"""The page that compares a creditor's texts with those delivered now."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.acts.edit_template import template_parts
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.policies.models import Template
from encours.words.defaults import wording

HERE = "/policies/templates/friendly/fr"
OLD = "Bonjour,\n\n{{ blocks.statement }}\n\n{{ blocks.payment }}\n\n{{ blocks.dispute }}\n"


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor, email="claire@delmas.example"))


def test_the_page_of_a_text_offers_the_delivered_one_and_a_person_takes_it_over(
    creditor: Creditor, manager: Client
) -> None:
    assert "a changé depuis" not in page(manager, HERE)
    Template.objects.filter(step_code="friendly", language="fr", part="body").update(text=OLD)
    assert f"{HERE}/delivered" in page(manager, "/policies")
    assert f"{HERE}/delivered" in page(manager, HERE)
    shown = page(manager, f"{HERE}/delivered")
    assert "Vous n’aviez pas touché à ce texte." in shown
    told = {"part": "body", "whose": "ours", "version": 1}
    assert manager.post(f"{HERE}/delivered", told).headers["Location"] == HERE
    assert template_parts(creditor.pk, "friendly", "fr")[0] == wording("friendly", "fr")
    assert manager.post(f"{HERE}/delivered", told).status_code == 409
    assert "Rien à comparer" in page(manager, f"{HERE}/delivered")


def test_what_is_no_part_is_refused(creditor: Creditor, manager: Client) -> None:
    assert manager.post(f"{HERE}/delivered", {"part": "x", "whose": "ours", "version": 1}).status_code == 422
