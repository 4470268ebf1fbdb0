"""A wording shown on a message before it is kept: a real proposal if there is one, else an invented one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from encours.acts.edit_template import template_parts
from encours.acts.sample_message import sample_group, sample_message
from encours.acts.send.composing import compose
from encours.acts.send.gathering import House, gather
from encours.acts.send.own_words import written_fields
from encours.channels.letter.rendering import pdf
from encours.channels.letter_forms import Letter, UndeliverableError
from encours.core.refusals import RuleError
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor
from encours.words.defaults import GROUP
from encours.words.group_messages import render_group
from encours.words.messages import Rendered, render
from encours.words.sandbox import TemplateRefusedError


@dataclass(frozen=True, slots=True)
class Tried:
    """The message in words, and `customer` whose proposal served (empty: an invented one)."""

    rendered: Rendered
    letter: Letter
    customer: str

    def sheet(self) -> bytes:
        """The letter as a PDF; RuleError says why it cannot be set."""
        try:
            return pdf(self.letter)
        except UndeliverableError as error:
            raise RuleError("letter_refused", error.sentence) from error


def try_template(
    creditor: Creditor,
    *,
    step_code: str,
    language: str,
    texts: Mapping[str, str],
    among: QuerySet[Message],
    on: date,
    at: datetime,
) -> Tried:
    """Write a message of this step with these texts, on one that waits `among` those given; nothing is kept.

    Raises
        RuleError: a text that the sandbox refuses, naming its part and line.
    """
    parts, _ = template_parts(creditor.pk, step_code, language)
    wording = {**parts, **{part: text.replace("\r\n", "\n") for part, text in texts.items()}}
    waiting = among.filter(
        creditor=creditor,
        step_code=step_code,
        customer__language=language,
        state__in=("proposed", "approved"),
    )
    message = waiting.order_by("-total_cents", "pk").first()
    try:
        if step_code == GROUP:
            return _on_a_group(creditor, language, wording, at=at)
        if message is not None:
            return _on_a_proposal(message, (step_code, language), wording, on=on, at=at)
        return _on_a_sample(creditor, (step_code, language), wording, at=at)
    except TemplateRefusedError as error:
        raise RuleError("template_refused", str(error)) from error
    except UndeliverableError as error:
        raise RuleError("message_refused", error.sentence) from error


def _on_a_proposal(
    message: Message, which: tuple[str, str], wording: Mapping[str, str], *, on: date, at: datetime
) -> Tried:
    house = House.of(message.creditor_id)
    house = replace(house, wordings={**house.wordings, which: wording})
    (dossier,) = gather(house, [message], on=on)
    composed = compose(house, dossier, on=on, at=at)
    return Tried(composed.rendered, composed.letter, dossier.customer.name)


def _on_a_group(creditor: Creditor, language: str, wording: Mapping[str, str], *, at: datetime) -> Tried:
    """On two companies that do not exist: what a group owes is nobody's example."""
    group, parts = sample_group(language, written_fields(creditor.pk))
    facts = parts[0].context
    rendered = render_group(language, wording, parts, group=group, on=facts["on"])
    letter = Letter(
        key="sample",
        kind=GROUP,
        language=language,
        written_at=at,
        sender_name=facts["creditor"]["name"],
        recipient_name=facts["customer"]["name"],
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
    )
    return Tried(rendered, letter, "")


def _on_a_sample(
    creditor: Creditor, which: tuple[str, str], wording: Mapping[str, str], *, at: datetime
) -> Tried:
    step_code, language = which
    facts = sample_message(step_code, language, written_fields(creditor.pk))
    rendered = render(step_code, language, wording, facts)
    customer = facts["customer"]
    letter = Letter(
        key="sample",
        kind=step_code,
        language=language,
        written_at=at,
        sender_name=facts["creditor"]["name"],
        recipient_name=customer["name"],
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        recipient_lines=(customer["name"], *customer["address_lines"]),
        page=rendered.page,
    )
    return Tried(rendered, letter, "")
