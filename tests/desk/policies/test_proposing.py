"""Changes that the house proposes, at the desk: asked for, ranked, made a draft, published by a person or dropped."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from desk.policies.test_ladder import typed
from encours.acts.trials import work_out
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.policies.models import ScenarioVersion
from encours.records.trials.models import AskedTrial, ScenarioDraft, Trial

ASKED = {"segment": "", "months": 1, "runs": 2, "seed": "7", "money_bps": "5"}


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


@pytest.fixture
def proposed(creditor: Creditor, manager: Client) -> Trial:
    customer = some.a_customer(creditor, "Menuiserie")
    for days in (-27, -26, -25):
        invoice = some.an_invoice(customer, due_in=days, known_on=some.TODAY - timedelta(days=60))
        some.an_application(invoice, invoice.amount_cents, days_ago=12)
    assert manager.post("/policies/trials/changes", ASKED).status_code == 302
    kept = work_out(AskedTrial.objects.get(), clock=lambda: some.NOW)
    assert kept is not None, AskedTrial.objects.get().sentence
    return kept


def test_changes_are_ranked_by_their_net_effect_and_the_unknown_come_last(
    proposed: Trial, manager: Client
) -> None:
    found = json.loads(proposed.result)["candidates"]
    net = [one["against"]["net_cents"]["mean"] for one in found if one["against"]]
    assert net == sorted(net, reverse=True)
    assert [one["rule"] for one in found if not one["against"]] == ["call_before_notice"]
    assert found[-1]["rule"] == "call_before_notice"
    text = page(manager, f"/policies/trials/{proposed.pk}")
    assert "Appeler après 7 jours de silence" in text
    assert "effet inconnu" in text
    assert "Avancer le premier rappel : à 1 jour de" in text
    assert f"/policies/trials/{proposed.pk}" in page(manager, "/policies/trials")


def test_a_draft_is_one_gesture_and_is_followed_by_nobody_until_a_person_publishes_it(
    proposed: Trial, manager: Client, creditor: Creditor
) -> None:
    address = f"/policies/trials/{proposed.pk}/draft"
    assert manager.post(address, {"rank": "99"}).status_code == 404
    answer = manager.post(address, {"rank": "0"})
    made = ScenarioDraft.objects.get()
    assert answer.headers["Location"] == f"/policies/ladder?draft={made.pk}"
    assert ScenarioVersion.objects.count() == 1
    again = manager.post(address, {"rank": "0"})
    assert again.status_code == 422
    assert "déjà un brouillon" in again.content.decode()
    assert made.reason[:20] in page(manager, "/policies/scenarios")
    assert f"draft-{made.pk}" in page(manager, "/policies/trials/simulate")
    ladder = page(manager, f"/policies/ladder?draft={made.pk}")
    assert f"essai n° {proposed.pk} : effet net attendu" in ladder
    assert made.reason[:20] in ladder


def test_a_draft_published_is_a_version_that_names_its_trial_and_is_no_draft_any_more(
    creditor: Creditor, manager: Client
) -> None:
    made = some.a_draft(creditor)
    where = f"/policies/ladder?draft={made.pk}"
    assert manager.post(where, typed(manager, where, motive="Essai n° 1")).status_code == 302
    made.refresh_from_db()
    assert made.state == "published"
    assert made.version is not None
    assert (made.version.number, made.version.motive, len(made.version.content["steps"])) == (
        2,
        "Essai n° 1",
        4,
    )
    assert manager.get(f"/policies/ladder?draft={made.pk}").status_code == 404


def test_a_draft_is_dropped_once(creditor: Creditor, manager: Client) -> None:
    made = some.a_draft(creditor)
    assert manager.post(f"/policies/drafts/{made.pk}/drop").status_code == 302
    made.refresh_from_db()
    assert made.state == "dropped"
    assert manager.post(f"/policies/drafts/{made.pk}/drop").status_code == 422
    assert "Brouillons" not in page(manager, "/policies/scenarios")


def test_a_segment_there_is_not_is_refused(manager: Client) -> None:
    assert manager.post("/policies/trials/changes", ASKED | {"segment": "nowhere"}).status_code == 422
    assert not AskedTrial.objects.exists()
