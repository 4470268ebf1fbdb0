"""The rules of matching at the desk: shown to all, changed by who decides, previewed in sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.core.matching.policy import MATCHERS, THRESHOLD_BPS, Policy
from encours.desk.bank.forms import said_by
from encours.records.cash.reading import matching_policy
from encours.records.cash.refusals import Refusal
from encours.records.cash.rules import MatchingPolicy
from encours.records.documents.models import Intake
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.words.matchers import MATCHERS as NAMES


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


def told(**changed: Any) -> dict[str, Any]:
    """The form as it is shown, with what a person changed; a box that is not ticked is not sent."""
    shown = {"version": "0", "difference_cents": "0", "difference_bps": "0", "charge_cents": "0"}
    boxes = {name: "on" for name, value in said_by(Policy()).items() if value is True}
    shares = {f"threshold_{code}": f"{THRESHOLD_BPS // 100}" for code in MATCHERS}
    said = shown | boxes | shares | {"order": "none", "discount_grace_days": "0"} | changed
    return {name: value for name, value in said.items() if value is not None}


def refused(creditor: Creditor, times: int) -> None:
    """So many credits of which a person said that a set does not pay them."""
    customer = some.a_customer(creditor, "Garage Petit")
    intake = Intake.objects.filter(creditor=creditor).first() or some.an_intake(creditor)
    for rank in range(times):
        Refusal.objects.create(
            creditor=creditor, line=some.a_bank_line(creditor, intake, 1_000 * times + rank), customer=customer,
            items="1", reason="subset_sum", refused_on=some.TODAY - timedelta(days=2), by="claire@x.example",
            recorded_at=some.NOW, entry=Entry.objects.filter(creditor=creditor).first(),
        )  # fmt: skip


def answered(client: Client, path: str, **said: Any) -> tuple[int, str]:
    answer = client.post(path, said)
    text = (
        answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    )
    return answer.status_code, " ".join(text.split())


def test_the_matchers_are_shown_in_their_order_with_what_they_ask(desk: Client, creditor: Creditor) -> None:
    text = page(desk, "/bank/rules")
    ranks = [f"{rank}. {NAMES[code]}" for rank, code in enumerate(MATCHERS, start=1)]
    assert sorted(ranks, key=text.index) == ranks
    assert "le hasard l’explique mal" in text
    assert "99,9 %" in text
    assert text.count("affecte seule") > len(MATCHERS)


def test_a_preview_says_what_would_change_and_writes_nothing(manager: Client, creditor: Creditor) -> None:
    status, text = answered(
        manager, "/bank/rules/change",
        **told(do="preview", difference_cents="2,50", difference_bps="0,5", order="legal", alone_subset_sum=None,
               threshold_legal_order="99,95"),
    )  # fmt: skip
    assert status == 200
    assert "Écart accepté : 0,00 € → 2,50 €" in text
    assert "Part de la facture acceptée comme écart : 0 % → 0,5 %" in text
    assert "Argent qui ne cite rien : attend une personne → ordre de la loi" in text
    assert "Seules factures dont la somme fait ce montant : ne fera plus que proposer" in text
    assert "Ordre d’affectation choisi : ne fera plus que proposer" in text
    assert not MatchingPolicy.objects.exists()
    assert "déjà celles-là" in answered(manager, "/bank/rules/change", **told(do="preview"))[1]


def test_rules_published_are_followed_and_a_stale_form_is_refused(
    manager: Client, creditor: Creditor
) -> None:
    said = told(difference_cents="2,50", alone_subset_sum=None, threshold_legal_order="90 %")
    assert answered(manager, "/bank/rules/change", **said)[0] == 302
    policy = matching_policy(creditor.pk)
    assert policy.difference_cents == 250
    assert policy.proposed_only == {"subset_sum"}
    assert policy.thresholds == {"legal_order": 9_000}
    assert "propose, vous l’avez dit" in page(manager, "/bank/rules")
    status, text = answered(manager, "/bank/rules/change", **said)
    assert status == 409
    assert "a changé depuis" in text
    status, text = answered(manager, "/bank/rules/change", **told(threshold_legal_order="101"))
    assert (status, "Écrire un pourcentage de 0 à 100." in text) == (422, True)


def test_recalibrating_from_the_page_tells_what_moved(manager: Client, creditor: Creditor) -> None:
    assert answered(manager, "/bank/rules/recalibrate", version="0")[0] == 302
    assert "Rien ne contredit la confiance actuelle" in page(manager, "/bank/rules")
    refused(creditor, 12)
    assert "0 justes sur 12 jugés" in page(manager, "/bank/rules")
    assert answered(manager, "/bank/rules/recalibrate", version="0")[0] == 302
    text = page(manager, "/bank/rules")
    assert "99,9 % → 94,9 % (0 justes sur 12)" in text
    assert "propose, sous le seuil" in text


def test_who_does_not_decide_reads_the_rules_and_has_no_button(desk: Client, creditor: Creditor) -> None:
    text = page(desk, "/bank/rules")
    assert "Publier ces règles" not in text
    assert "Recalibrer</button>" not in text


def test_the_queries_of_the_page_do_not_grow_with_the_refusals(desk: Client, creditor: Creditor) -> None:
    refused(creditor, 1)
    one = queries(desk, "/bank/rules")
    refused(creditor, 3)
    assert queries(desk, "/bank/rules") == one
