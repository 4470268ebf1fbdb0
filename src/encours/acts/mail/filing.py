"""A person files a mail that no rule could: with a customer, or aside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from encours.acts.captured import tell_mail
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.messages.models import Received
from encours.records.parties.models import Customer


def file_mail(
    received: Received, customer: Customer, *, made_from: int | None, author: str, at: datetime
) -> None:
    """File a mail with a customer; both customers' histories say it where it was filed with another.

    Raises
        StaleFormError: somebody filed it since the form was made.
        RuleError: the mail returns a message of ours, and so has its customer.
    """
    if received.creditor_id != customer.creditor_id:
        raise RuleError("customer_elsewhere", "Ce client est d’un autre créancier.")
    _file(received, customer, "filed", made_from=made_from, author=author, at=at)


def set_aside_mail(received: Received, *, made_from: int | None, author: str, at: datetime) -> None:
    """Say that a mail concerns no customer.

    Raises
        StaleFormError: somebody filed it since the form was made.
        RuleError: the mail returns a message of ours, and so has its customer.
    """
    _file(received, None, "aside", made_from=made_from, author=author, at=at)


def _file(
    received: Received,
    customer: Customer | None,
    filing: str,
    *,
    made_from: int | None,
    author: str,
    at: datetime,
) -> None:
    with recording(received.creditor_id, "file_mail", author=author, cause="desk", at=at) as record:
        now = Received.objects.get(pk=received.pk)
        same_version(now.version, made_from, now.subject)
        if now.message_id is not None:
            raise RuleError(
                "mail_answers", "Ce courriel répond à une de nos relances : il reste à son client."
            )
        changed: dict[str, Any] = {"customer": customer, "filing": filing, "filed_because": "person"}
        Received.objects.filter(pk=now.pk).update(**changed, filed_by=author, version=F("version") + 1)
        touched = {now.customer_id, customer.pk if customer else None} - {None}
        for key in touched:
            if key is not None:
                record.of(key, received=now.pk, filed=customer is not None and key == customer.pk)
                record.untouched.add(key)  # words change no decision
        if customer is not None and customer.pk != now.customer_id:
            tell_mail(record, now, customer.pk)
        record.tell(received=now.pk, filing=filing)
