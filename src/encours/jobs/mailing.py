"""`encours mail`: the shared mailbox is read from where the last reading stopped; nothing in it is changed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click

from encours.jobs.opening import (
    BadInputError,
    answer,
    creditor_option,
    home,
    json_option,
    now,
    open_house,
    the_creditor,
)


@click.command("mail")
@creditor_option
@click.option("--dry-run", is_flag=True, help="Say what would become of each mail, and write nothing.")
@json_option
def command(named: str | None, dry_run: bool, as_json: bool) -> None:
    """Read the shared mailbox: answers and bounces are filed with their customer, the rest waits for a person."""
    open_house()
    creditor = the_creditor(named)
    told = mailbox_read(creditor, dry_run=dry_run)
    if told is None:
        raise BadInputError(
            "Aucune boîte partagée n’est réglée : dire ENCOURS_IMAP_HOST, ENCOURS_IMAP_USER et ENCOURS_IMAP_PASSWORD."
        )
    answer(told, _words(told), as_json=as_json)


def mailbox_read(creditor: Any, *, dry_run: bool = False) -> dict[str, Any] | None:
    """Read the mailbox for one creditor; None where none is configured, or where it is another creditor's."""
    from django.conf import settings

    from encours.acts.mail import read_up_to
    from encours.channels.email.receiving import open_mailbox
    from encours.channels.registry import channel_settings

    told = channel_settings(settings.ENCOURS)["imap"]
    if not told.get("host") or not _belongs(creditor, str(told.get("creditor") or "")):
        return None
    counts, mails = Counter[str](), []
    with open_mailbox(told) as mailbox:
        last = read_up_to(creditor, mailbox.name, mailbox.uid_validity)
        for fetched in mailbox.after(last, clock=now):
            one = _looked_at(creditor, fetched) if dry_run else _taken(creditor, mailbox, fetched)
            counts[one["became"]] += 1
            mails.append(one)
    return {"creditor": creditor.name, "dry_run": dry_run, "counts": dict(counts), "mails": mails}


def _belongs(creditor: Any, named: str) -> bool:
    """Whose the mailbox is: the creditor that the setting names, else the only one there is."""
    from encours.records.parties.models import Creditor

    if named:
        return named in {creditor.siren, creditor.name, str(creditor.pk)}
    return Creditor.objects.count() == 1


def _looked_at(creditor: Any, fetched: Any) -> dict[str, Any]:
    from encours.acts.mail import judged

    told = judged(creditor, fetched.content, whole=fetched.whole)
    kind = told.mail.kind if told.mail else "unreadable"
    return {"uid": fetched.uid, "kind": kind, "became": told.filing, "customer": told.customer_id}


def _taken(creditor: Any, mailbox: Any, fetched: Any) -> dict[str, Any]:
    from encours.acts.mail import Place, take_in_mail

    place = Place(mailbox.name, mailbox.uid_validity, fetched.uid)
    taken = take_in_mail(
        creditor,
        fetched.content,
        home=home(),
        author="rule:mail@1",
        at=now(),
        whole=fetched.whole,
        place=place,
    )
    row = taken.received
    became = "known" if row is None else "bounced" if taken.bounced else row.filing
    kind, customer = (row.kind, row.customer_id) if row else ("", None)
    return {"uid": fetched.uid, "kind": kind, "became": became, "customer": customer}


def _words(told: dict[str, Any]) -> list[str]:
    from django.utils.translation import gettext as _

    names = {
        "to_file": _("à classer"),
        "filed": _("classés"),
        "aside": _("mis de côté"),
        "bounced": _("retours de nos messages"),
        "known": _("déjà connus"),
    }
    counts = [f"{names[code]}{_(' : ')}{count}" for code, count in sorted(told["counts"].items())]
    head = _("%(creditor)s, à blanc : rien n’est écrit.") if told["dry_run"] else "%(creditor)s"
    return [head % told, "  " + (", ".join(counts) or _("aucun courriel nouveau"))]
