"""Sending a statement of account by e-mail: asked for by a person, or brought by the rhythm chosen for a customer.

What is asked for becomes a message like any other, and leaves by the same road: leased, asked about at the gate,
kept, handed once, its receipt written. The person who asks has agreed that it leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from encours.acts.approvals.by_asker import agreed_by_asker
from encours.acts.send import send_now
from encours.core.refusals import RuleError
from encours.records.frames.account import accounts_of
from encours.records.history.writing import Record, recording
from encours.records.messages.models import FILES, STATEMENT, STATEMENT_FORMS, AskedStatement, Message
from encours.records.parties.models import Contact, Customer
from encours.words.languages import LANGUAGES

_ENDED = ("refused", "stopped")  # the same may be asked for again


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statement, to whom, in which files (`pdf`, `xlsx` or both) and language ("": the customer's)."""

    contact: Contact
    form: str
    on: date
    from_on: date | None = None
    as_known: bool = False
    files: tuple[str, ...] = ("pdf",)
    language: str = ""

    def key(self, today: date) -> str:
        """The same wish on the same day is the same message: a second click sends nothing more."""
        wish = (
            self.contact.pk, self.form, self.on, self.from_on, self.as_known, self.files, self.language, today,
        )  # fmt: skip
        return f"statement-{self.contact.customer_id}-{sha256(repr(wish).encode()).hexdigest()[:20]}"


def send_statement(
    customer: Customer,
    wanted: Wanted,
    *,
    worker: str,
    on: date,
    clock: Callable[[], datetime],
    settings: Mapping[str, Any],
    home: Path,
    author: str,
) -> dict[str, int]:
    """Ask for a statement and let it leave at once if the gate allows; return what became of it.

    What must wait (a quiet hour, a channel that is off) leaves with the next sending that may. In shadow mode it is
    rendered and kept, and nothing leaves.

    Raises
        RuleError: what is asked cannot be told, or has been asked for already today.
    """
    message = ask_statement(customer, wanted, on=on, author=author, at=clock())
    return send_now(message, worker=worker, on=on, clock=clock, settings=settings, home=home, author=author)


def ask_statement(customer: Customer, wanted: Wanted, *, on: date, author: str, at: datetime) -> Message:
    """Write that a statement is to leave, once a day for the same wish.

    Raises
        RuleError: what is asked cannot be told, or has been asked for already today.
    """
    _check(customer, wanted, on)
    total = balance_cents(customer, on=wanted.on, as_known=wanted.as_known)
    with recording(customer.creditor_id, "ask_statement", author=author, cause="desk", at=at) as record:
        message = statement_message(
            record,
            Customer.objects.get(pk=customer.pk),
            key=_attempt(customer, wanted.key(on)),
            on=on,
            total_cents=total,
            approved_by=author,
        )
        message.save(force_insert=True)
        asked = AskedStatement.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            message=message,
            contact=wanted.contact,
            form=wanted.form,
            on=wanted.on,
            from_on=wanted.from_on if wanted.form == "ledger" else None,
            as_known=wanted.as_known,
            files=",".join(wanted.files),
            language=wanted.language,
        )
        record.wrote(AskedStatement, [asked])
        tell_asked(record, asked, total)
    return message


def statement_message(
    record: Record, customer: Customer, *, key: str, on: date, total_cents: int, approved_by: str
) -> Message:
    """The message that carries a statement, approved by whoever asked for it where it may be; not saved."""
    made = Message(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer=customer,
        key=key,
        step_code=STATEMENT,
        position=0,
        channel="email",
        courtesy_only=True,
        currency=record.creditor.currency,
        total_cents=total_cents,
        planned_on=on,
        facts_version=customer.facts_version,
    )
    agreed_by_asker(record, [made], asker=approved_by)
    return made


def tell_asked(record: Record, asked: AskedStatement, total_cents: int) -> None:
    """Tell it in the customer's history; it changes no fact that a decision rests on."""
    record.of(
        asked.customer_id,
        message=asked.message_id,
        form=asked.form,
        on=asked.on,
        files=asked.files,
        language=asked.language,
        total_cents=total_cents,
    )
    record.untouched.add(asked.customer_id)


def balance_cents(customer: Customer, *, on: date, as_known: bool = False) -> int:
    """What the account comes to on a day, in the currency of the creditor's books."""
    told = {one.currency: one.closing_cents for one in accounts_of(customer.pk, on=on, as_known=as_known)}
    return told.get(customer.creditor.currency, 0)


def _check(customer: Customer, wanted: Wanted, on: date) -> None:
    contact = wanted.contact
    if contact.customer_id != customer.pk or contact.removed_at is not None or not contact.email:
        raise RuleError("contact_wrong", "Choisir un contact de ce client qui a une adresse e-mail.")
    if wanted.on > on:
        raise RuleError(
            "on_wrong", "Rien n'est connu d'un jour à venir : choisir une date passée ou ce jour."
        )
    if wanted.form not in STATEMENT_FORMS:
        raise RuleError("form_wrong", "Choisir les pièces ouvertes ou tous les mouvements.")
    if wanted.form == "ledger" and wanted.from_on is not None and wanted.from_on > wanted.on:
        raise RuleError("from_on_wrong", "Le premier jour des mouvements vient après le dernier.")
    if ",".join(wanted.files) not in FILES:
        raise RuleError("kinds_wrong", "Choisir au moins un fichier à joindre : PDF ou XLSX.")
    if wanted.language not in ("", *LANGUAGES):
        raise RuleError(
            "language_wrong", f"Choisir la langue du client, ou l’une de : {', '.join(LANGUAGES)}."
        )


def _attempt(customer: Customer, stem: str) -> str:
    """The key of this wish; of a further attempt where the ones before were refused or stopped."""
    told = Message.objects.filter(creditor_id=customer.creditor_id, key__startswith=stem)
    states = list(told.values_list("state", flat=True))
    if any(state not in _ENDED for state in states):
        raise RuleError(
            "already_asked",
            "Ce relevé a déjà été demandé aujourd'hui pour ce contact : il est parti ou il attend son heure.",
        )
    return f"{stem}~{len(states)}" if states else stem
