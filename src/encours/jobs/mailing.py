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
    counts, files, mails = Counter[str](), Counter[str](), []
    with open_mailbox(told) as mailbox:
        last = read_up_to(creditor, mailbox.name, mailbox.uid_validity)
        for fetched in mailbox.after(last, clock=now):
            one = _looked_at(creditor, fetched) if dry_run else _taken(creditor, mailbox, fetched)
            counts[one["became"]] += 1
            files.update(each["state"] for each in one.get("files", ()))
            mails.append(one)
        if not dry_run:
            _note_look(creditor, mailbox.name)
    return {
        "creditor": creditor.name,
        "dry_run": dry_run,
        "counts": dict(counts),
        "files": dict(files),
        "mails": mails,
    }


def _note_look(creditor: Any, name: str) -> None:
    from encours.acts.intake.places import note_look, watch_mailbox

    note_look(watch_mailbox(creditor, name, author="rule:mail@1", at=now()), at=now())


def note_trouble(creditor: Any, sentence: str) -> None:
    """Say on the mailbox's own row that it could not be read."""
    from encours.acts.intake.places import note_look
    from encours.records.intake.models import Place

    for place in Place.objects.of([creditor.pk]).filter(kind="mailbox", stopped_at__isnull=True):
        note_look(place, at=now(), trouble=sentence)


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
    """The mail, then the files it carries; only then is the mailbox read that far."""
    from encours.acts.mail import Place, read_to, take_in_mail

    taken = take_in_mail(
        creditor, fetched.content, home=home(), author="rule:mail@1", at=now(), whole=fetched.whole
    )
    row = taken.received
    files = _files(creditor, mailbox, taken.received or taken.known, fetched) if fetched.whole else []
    read_to(creditor, Place(mailbox.name, mailbox.uid_validity, fetched.uid), at=now())
    became = "known" if row is None else "bounced" if taken.bounced else row.filing
    kind, customer = (row.kind, row.customer_id) if row else ("", None)
    told = {"uid": fetched.uid, "kind": kind, "became": became, "customer": customer}
    return told | ({"files": files} if files else {})


def _files(creditor: Any, mailbox: Any, row: Any, fetched: Any) -> list[dict[str, Any]]:
    from django.conf import settings

    from encours.acts.intake.arriving import TAKING, Taking
    from encours.acts.intake.mailing import is_advice, take_in_attached
    from encours.acts.intake.places import watch_mailbox
    from encours.jobs.creditors import local_day

    if row is None or not (row.attached or is_advice(fetched.content)):
        return []
    at = now()
    place = watch_mailbox(creditor, mailbox.name, author="rule:mail@1", at=at)
    taking = Taking(TAKING, at, local_day(creditor, at), home())
    imap: Any = settings.ENCOURS["imap"]
    trusted = str(imap.get("server") or "")
    arrivals = take_in_attached(creditor, place, row, fetched.content, taking, trusted=trusted)
    return [{"file": each.name, "state": each.state} for each in arrivals]


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
    files = [
        f"  {each['file']}{_(' : ')}{each['state']}" for one in told["mails"] for each in one.get("files", ())
    ]
    return [head % told, "  " + (", ".join(counts) or _("aucun courriel nouveau")), *files]
