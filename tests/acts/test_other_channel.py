"""An e-mail that came back, or was refused for good: the step goes by letter, and says why everywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from collecting import NOON, Desk
from encours.acts.explain import explain_receivable
from encours.acts.mail import take_in_mail
from encours.acts.publish_scenario import publish_scenario
from encours.core.scenario import DEFAULT_SCENARIO
from encours.records.history.models import Leaf
from encours.records.messages.models import Message
from encours.records.receivables.models import Receivable
from encours.words.reasons import say
from encours.words.typography import french
from mailroom import Mailroom
from vauban import CLAIRE

RETURNED = Path(__file__).parents[1] / "samples" / "mail" / "returned.eml"
STEPS = DEFAULT_SCENARIO.steps
BY_LETTER_ELSE = replace(
    DEFAULT_SCENARIO, steps=(STEPS[0], replace(STEPS[1], fallback_channel="letter"), *STEPS[2:])
)


@pytest.fixture
def by_letter_else(desk: Desk) -> Desk:
    publish_scenario(desk.creditor, BY_LETTER_ELSE, made_from=1, author=CLAIRE, at=NOON)
    return desk


def test_a_message_that_came_back_goes_again_by_letter_and_the_history_says_why(
    by_letter_else: Desk, post: Mailroom
) -> None:
    desk = by_letter_else
    desk.run()
    assert desk.send() == {"delivered": 1}
    sent = desk.message()
    content = RETURNED.read_bytes().replace(b"<encours.1.12@vauban.example>", sent.message_id.encode())
    take_in_mail(desk.creditor, content, home=desk.home, author="rule:mail@1", at=desk.now)
    desk.run()
    again = Message.objects.exclude(pk=sent.pk).get()
    assert (again.step_code, again.channel, again.channel_because) == ("friendly", "letter", "returned")
    chain = explain_receivable(desk.creditor, Receivable.objects.get(), on=desk.today)
    (said,) = [say(one, "fr") for one in chain if one.code == "channel_instead"]
    assert said == french("Par courrier et non par e-mail : l’adresse e-mail est revenue ou a été refusée.")
    assert desk.send() == {"delivered": 1}
    told = Leaf.objects.filter(customer_id=desk.customer().pk).latest("pk").content
    assert told is not None
    assert '"channel_because":"returned"' in told


def test_an_address_refused_for_good_is_written_to_by_letter(by_letter_else: Desk, post: Mailroom) -> None:
    desk = by_letter_else
    post.unknown = {"etienne@dupont.example"}
    desk.run()
    assert desk.send() == {"refused": 1}
    desk.run()
    again = Message.objects.exclude(state="refused").get()
    assert (again.channel, again.channel_because) == ("letter", "returned")
