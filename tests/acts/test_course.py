"""What a reminder tells its customer of the steps taken and to come, as it really leaves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collecting import Desk
from encours.acts.edit_template import edit_template, template_parts
from encours.acts.mail import take_in_mail
from encours.acts.preview import preview
from encours.acts.sample_message import sample_message
from encours.acts.try_template import try_template
from encours.core.scenario.respect import disrespectful
from encours.records.messages.models import Message
from encours.records.policies.models import FreshnessAcceptance
from encours.records.runs.models import Position
from encours.words.defaults import wording
from encours.words.messages import render
from mailroom import Mailroom
from vauban import CLAIRE

RETURNED = Path(__file__).parents[1] / "samples" / "mail" / "returned.eml"


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def read(desk: Desk, message: Message) -> str:
    return plain(preview(message, on=desk.today, at=desk.now, settings=desk.settings).text)


def walked(desk: Desk, days: int) -> None:
    desk.later(days=days)
    FreshnessAcceptance.objects.update(on=desk.today)
    desk.run()


def test_a_first_reminder_says_when_the_next_may_come_and_it_comes_that_day(
    desk: Desk, post: Mailroom
) -> None:
    desk.run()
    assert "vous recevriez un nouveau rappel à partir du 30 novembre 2026." in read(desk, desk.message())
    desk.send()
    walked(desk, 1)
    assert Position.objects.get().next_on == date(2026, 11, 30)


def test_the_second_reminder_names_the_first_with_its_day_and_way_and_the_whole_road(
    desk: Desk, post: Mailroom
) -> None:
    desk.run()
    desk.send()
    walked(desk, 10)
    told = read(desk, Message.objects.get(state="proposed"))
    assert "Déjà envoyé à ce sujet : rappel du 20 novembre 2026 (e-mail)." in told
    assert (
        "la suite serait : un dernier rappel à partir du 15 décembre 2026, puis une mise en demeure à partir du"
        " 30 décembre 2026." in told
    )


def test_a_reminder_that_came_back_is_not_said_to_have_been_sent(desk: Desk, post: Mailroom) -> None:
    desk.run()
    desk.send()
    own = Message.objects.get().message_id.encode()
    content = RETURNED.read_bytes().replace(b"<encours.1.12@vauban.example>", own)
    assert take_in_mail(desk.creditor, content, home=desk.home, author="rule:mail@1", at=desk.now).bounced
    walked(desk, 10)
    assert "Déjà envoyé" not in read(desk, Message.objects.get(state="proposed"))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("step", ["preventive", "friendly", "firm", "last"])
def test_every_delivered_text_tells_what_follows_and_threatens_nobody(step: str, language: str) -> None:
    texts = wording(step, language)
    rendered = render(step, language, texts, sample_message(step, language))
    assert {"fr": "4 décembre 2026", "en": "4 December 2026"}[language] in plain(rendered.text)
    assert {"fr": "rappel du 5 octobre 2026", "en": "reminder of 5 October 2026"}[language] in plain(
        rendered.text
    ) or step in {"preventive", "friendly"}
    assert not [found for text in texts.values() for found in disrespectful(text)]


def test_a_company_writes_the_steps_its_own_way_and_tries_it_before_keeping_it(desk: Desk) -> None:
    mine = "Ensuite : {% for one in next_steps %}[{{ one.name }}|{{ one.on|short_day }}]{% endfor %}"
    now, number = template_parts(desk.creditor.pk, "friendly", "fr")
    texts = now | {"body": f"{mine}\n\n{{{{ blocks.statement }}}}"}
    desk.run()
    tried = try_template(
        desk.creditor,
        step_code="friendly",
        language="fr",
        texts=texts,
        among=Message.objects.all(),
        on=desk.today,
        at=desk.now,
    )
    assert "Ensuite : [un nouveau rappel|" in plain(tried.rendered.text)
    edit_template(
        desk.creditor, step_code="friendly", language="fr", texts=texts, made_from=number, author=CLAIRE, at=desk.now
    )  # fmt: skip
    assert "[une mise en demeure|" in read(desk, desk.message())
