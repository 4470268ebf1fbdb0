"""A reminder offers when to pay: by rule where its step offers, as a person chose, kept as it was offered."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from collecting import Desk
from encours.acts.approve import choose_offer
from encours.acts.dispute import open_dispute
from encours.acts.preview import preview
from encours.acts.publish_scenario import publish_scenario
from encours.core.offers import Choice, from_json
from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO, Scenario
from encours.records.history.models import Leaf
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable
from mailroom import Mailroom
from vauban import CLAIRE


def offering() -> Scenario:
    first, *middle, last = DEFAULT_SCENARIO.steps
    return replace(DEFAULT_SCENARIO, steps=(first, *(replace(step, offers=True) for step in middle), last))


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Its steps offer; one reminder of 1 200 € waits."""
    publish_scenario(
        desk.creditor, offering(), made_from=1, author=CLAIRE, at=desk.now, move_running=True, reason="offrir"
    )
    desk.run()
    return desk


def written(desk: Desk) -> str:
    shown = preview(desk.message(), on=desk.today, at=desk.now, settings=desk.settings)
    return shown.text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


def choose(desk: Desk, choice: Choice) -> None:
    message = desk.message()
    choose_offer(message, choice, made_from=message.version, author=CLAIRE, at=desk.now)


@pytest.mark.both
def test_what_a_step_offers_is_said_under_the_ways_to_pay_and_kept_with_what_left(
    desk: Desk, post: Mailroom
) -> None:
    text = written(desk)
    assert "nous vous proposons d’en convenir pour le 5 décembre 2026 au plus tard" in text
    assert text.index("IBAN") < text.index("nous vous proposons") < text.index("Un désaccord")
    assert desk.send() == {"delivered": 1}
    made = from_json(desk.message().offered or {})
    assert (made.kind, made.because, made.cents) == ("date", "one_date", 120_000)
    leaf = Leaf.objects.get(customer_id=desk.customer().pk, entry__act="send")
    (told,) = json.loads(leaf.content or "")["facts"]["messages"]
    assert told["offer"] == made.to_json()


@pytest.mark.both
def test_a_person_chooses_another_offer_and_agreement_is_asked_again(desk: Desk) -> None:
    Message.objects.update(state="approved", needs_approval=True, approved_by=CLAIRE)
    choose(desk, Choice("plan", 3))
    assert "un échéancier de 3 versements : 400,00 € le 05/12/2026" in written(desk)
    assert (desk.message().state, desk.message().approved_by) == ("proposed", "")
    desk.run()
    assert desk.message().offer == "plan"
    choose(desk, Choice("part", 25))
    assert (
        "une part d’abord, et le reste ensuite : 300,00 € le 27/11/2026 ; 900,00 € le 12/12/2026"
        in written(desk)
    )
    choose(desk, Choice("none"))
    assert "proposons" not in written(desk)


def test_what_the_law_or_the_house_does_not_offer_is_refused(desk: Desk) -> None:
    for choice in (Choice("plan", 13), Choice("plan", 1), Choice("date", 61), Choice("part", 5)):
        with pytest.raises(RuleError, match="de 2 à 12 mois"):
            choose(desk, choice)
    Customer.objects.update(regime="public")
    with pytest.raises(RuleError, match="débiteur public"):
        choose(desk, Choice("date", 10))
    assert "proposons" not in written(desk)


def test_beside_a_dispute_only_the_rest_is_offered(desk: Desk) -> None:
    invoice = Receivable.objects.get(number="FA101")
    open_dispute(invoice, amount_cents=20_000, reason="prix", on=desk.today, author=CLAIRE, at=desk.now)
    desk.run()
    assert "régler dès maintenant le reste, soit 1 000,00 €" in written(desk)
