"""The page of a survey: opened without an account, answered once, and silent about what it is not asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.acts.cancel_recorded import cancel_recorded
from encours.acts.note import add_note
from encours.acts.survey import ask_survey
from encours.desk import clock
from encours.records.measures.models import Survey, SurveyAnswer
from encours.records.modules.models import ModuleChoice
from encours.records.parties.models import Creditor


@pytest.fixture
def address(creditor: Creditor) -> str:
    """The link of a survey."""
    ModuleChoice.objects.create(creditor=creditor, chosen={"surveys": True})
    customer = some.a_customer(creditor, "Menuiserie Colin")
    add_note(customer, text="Entre nous : mauvais payeur", author="a@example.com", at=some.NOW)
    _survey, token = ask_survey(customer, on=some.TODAY, author="rule:surveys@1", at=some.NOW)
    return f"/survey/{token}"


def test_a_customer_answers_once_without_an_account(address: str) -> None:
    guest = Client()
    shown = page(guest, address)
    assert "Comment avez-vous été traité" in shown
    assert "mauvais payeur" not in shown
    assert guest.post(address, {"score": ""}).status_code == 422
    assert guest.post(address, {"score": "11"}).status_code == 422
    assert "Merci" in guest.post(address, {"score": "0", "text": "Correct"}).content.decode()
    answer = SurveyAnswer.objects.get()
    assert (answer.score, answer.text, answer.on) == (0, "Correct", some.TODAY)
    assert "Merci" in guest.post(address, {"score": "10"}).content.decode()
    assert SurveyAnswer.objects.count() == 1
    assert "Merci" in page(guest, address)


def test_the_score_is_shown_at_the_desk(address: str, desk: Client) -> None:
    Client().post(address, {"score": "8"})
    assert "Menuiserie Colin" in page(desk, "/measures/records")
    assert ">8<" in page(desk, "/measures/records")


def test_a_link_ends_with_its_cancelling_its_module_or_sixty_days(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ModuleChoice.objects.update(chosen={"surveys": False})
    assert Client().get(address).status_code == 404
    ModuleChoice.objects.update(chosen={"surveys": True})
    monkeypatch.setattr(clock, "now", lambda: some.NOW + timedelta(days=61))
    assert Client().get(address).status_code == 404
    monkeypatch.setattr(clock, "now", lambda: some.NOW)
    assert Client().get(address).status_code == 200
    cancel_recorded(Survey.objects.get(), reason="Erreur", author="a@x", at=some.NOW)
    assert Client().get(address).status_code == 404
    assert Client().get("/survey/unknown").status_code == 404
