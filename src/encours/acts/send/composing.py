"""A message written: its facts in words, in its reader's language, ready for a channel."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import cast

from encours.acts.send.accessories import Accessories, accessories
from encours.acts.send.announced import of_debits
from encours.acts.send.context import ABOUT, context_of, recipient_email, recipient_lines
from encours.acts.send.copies import Copies, copies_of
from encours.acts.send.gathering import Dossier, House
from encours.acts.send.offering import as_words_read, offer_in
from encours.acts.send.requested import of_request
from encours.acts.send.statements import enclosed, of_statement, statement_of
from encours.channels.email import return_path
from encours.channels.letter_forms import Attachment, Letter
from encours.core.formal_notice import missing_mentions
from encours.core.offers import Offer
from encours.records.debits.reading import debit_rules
from encours.records.messages.models import NO_STEPS, Message
from encours.records.parties.models import Creditor
from encours.words.defaults import wording
from encours.words.defaults.labels import LABELS
from encours.words.message_context import MessageContext
from encours.words.messages import Rendered, render


@dataclass(frozen=True, slots=True)
class Composed:
    """A message in words, the letter that a channel is handed, and what it claims and lacks."""

    letter: Letter
    rendered: Rendered
    accessories: Accessories
    missing: tuple[str, ...]
    recipient: str
    copies: Copies = field(default_factory=Copies)
    offer: Offer | None = None


def compose(
    house: House,
    dossier: Dossier,
    *,
    on: date,
    at: datetime,
    claimed: Accessories | None = None,
    channel: str = "",
    home: Path | None = None,
) -> Composed:
    """Write one message as of the day `on`; with `channel`, only what that channel needs.

    `claimed` are its interest and indemnity, where they are known already; copies of its invoices go with it
    where `home` says in which folder they are kept.

    Raises
        TemplateRefusedError: the creditor's template cannot be rendered.
    """
    claimed = claimed or accessories(house, dossier, on=on)
    context = context_of(house, dossier, claimed, on=on)
    files: tuple[Attachment, ...] = ()
    language, step = dossier.language, dossier.message.step_code
    words = house.wordings.get((step, language)) or wording(step, language)
    if dossier.statement is not None:
        told, channel = statement_of(house.creditor, dossier.customer, dossier.statement), "email"
        context, files = of_statement(context, told), enclosed(told, dossier, at=at)
    if dossier.request is not None:
        context, channel = of_request(context, dossier.request, language), "email"
    if dossier.debits:
        context, channel = of_debits(context, dossier.debits, debit_rules(house.creditor.pk)), "email"
    copies, offer = _copies(dossier, home), offer_in(dossier, on=on)
    told_of = {"enclosed": copies.enclosed, "left_out": list(copies.left_out)}
    context = cast("MessageContext", {**context, "copies": told_of, "offer": as_words_read(offer)})
    rendered = render(step, language, words, context, channel=channel)
    missing = _missing(dossier, context, rendered) if _is_formal(dossier) else ()
    letter = _letter(house, dossier, rendered, (*files, *copies.attachments), at=at)
    recipient = (
        letter.recipient_email if dossier.message.channel == "email" else " / ".join(letter.recipient_lines)
    )
    return Composed(letter, rendered, claimed, missing, recipient, copies, offer)


def _copies(dossier: Dossier, home: Path | None) -> Copies:
    """The copies of what is due in this message; a statement of account has files of its own."""
    if home is None or dossier.message.step_code in NO_STEPS:
        return Copies()
    due = [line.receivable_id for line in dossier.lines if line.role in ABOUT]
    told = [(dossier.receivables[key].number, dossier.copies[key]) for key in due if key in dossier.copies]
    return copies_of(told, dossier.message.channel, home=home)


def _is_formal(dossier: Dossier) -> bool:
    step = dossier.scenario.by_code(dossier.message.step_code)
    return step is not None and step.formal


def _letter(
    house: House, dossier: Dossier, rendered: Rendered, files: tuple[Attachment, ...], *, at: datetime
) -> Letter:
    message, customer = dossier.message, dossier.customer
    sheet = letter_of(house.creditor, message, rendered, message.step_code, dossier.language, at=at)
    return replace(
        sheet,
        recipient_name=customer.name,
        recipient_email=recipient_email(dossier),
        recipient_lines=recipient_lines(dossier),
        attachments=files,
    )


def letter_of(
    creditor: Creditor, message: Message, rendered: Rendered, kind: str, language: str, *, at: datetime
) -> Letter:
    """What is said, by whom, under the name of its message; who receives it, and its files, are still to be told."""
    sender = creditor.sender_email
    return Letter(
        key=letter_key(creditor.pk, message.pk),
        kind=kind,
        language=language,
        written_at=at,
        sender_name=creditor.sender_name or creditor.name,
        recipient_name="",
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=message_id(message.pk, creditor),
        sender_email=sender,
        reply_to=sender,
        return_path=return_path(sender, f"m{message.pk}") if sender else "",
        page=rendered.page,
    )


def letter_key(creditor_id: int, message_id: int) -> str:
    """Under which name its bytes are handed over: the same for ever."""
    return f"{creditor_id}-{message_id}"


def message_id(key: int, creditor: Creditor) -> str:
    """The Message-ID of a message: the same for ever, so that a second sending would be seen as a double."""
    domain = creditor.sender_email.rpartition("@")[2] or "encours.invalid"
    return f"<encours.{creditor.pk}.{key}@{domain}>"


def _missing(dossier: Dossier, context: MessageContext, rendered: Rendered) -> tuple[str, ...]:
    interest, indemnity, deadline = context["interest"], context["indemnity"], context["deadline"]
    return tuple(
        missing_mentions(
            {
                "on": context["on"],
                "subject": rendered.subject,
                "language": dossier.language,
                "regime": context["regime"],
                "creditor": context["creditor"],
                "customer": context["customer"],
                "items": context["items"],
                "principal_cents": context["totals"]["due_cents"],
                "interest_cents": interest["amount_cents"] if interest else None,
                "daily_interest_cents": interest["daily_cents"] if interest else None,
                "indemnity_cents": indemnity["amount_cents"] if indemnity else None,
                "deadline_days": deadline["days"] if deadline else None,
                "deadline_on": deadline["on"] if deadline else None,
                "ways_to_pay": context["ways_to_pay"],
                "consequence": context["consequence"] or LABELS[dossier.language]["consequence"],
                "earlier": context["earlier"],
                "signature": context["signature"],
            }
        )
    )


__all__ = ["Composed", "compose", "message_id"]
