"""`encours letters`: what lies in the outbox to be posted, what was recalled of it; said posted where asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import click

from encours.jobs.opening import (
    BadInputError,
    answer,
    creditor_option,
    json_option,
    language,
    now,
    open_house,
    outbox,
    the_creditor,
)

_BY = "command line"
_MOST = 10_000  # letters told at once


@click.command("letters")
@click.option("--posted", metavar="all|DAY|LETTER,…", help="Say posted: all, those laid on a day, or some.")
@click.option(
    "--posted-on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Posted that day; today unless told."
)
@click.option("--recall", type=int, metavar="LETTER", help="Call one back before it is posted (--because).")
@click.option("--unpost", type=int, metavar="LETTER", help="Take back that one was posted (--because).")
@click.option("--because", default="", metavar="TEXT", help="Why it is called back, or was not posted.")
@click.option("--taken-out", metavar="LETTER,…", help="Say that recalled ones were taken out of the pile.")
@click.option("--gone", metavar="LETTER,…", help="Say that recalled ones had gone: they count as posted.")
@click.option("--dry-run", is_flag=True, help="Say what would be said posted, and write nothing.")
@creditor_option
@json_option
def command(day: datetime | None, named: str | None, as_json: bool, dry_run: bool, **asked: Any) -> None:
    """Say which letters wait to be posted, and which were recalled; say what became of them.

    Reads the outbox's letters; writes what is said of them. A letter is named by its number, that of its file.
    """
    open_house()
    from encours.jobs.creditors import local_day

    creditor, at = the_creditor(named), now()
    today = local_day(creditor, at)
    told: dict[str, Any] = {"creditor": creditor.name, "on": today.isoformat(), "written": not dry_run}
    keys = _chosen(creditor, asked["posted"], today) if asked["posted"] else []
    if dry_run:
        told["posted"] = len(keys)
    else:
        told |= _said(creditor, keys, asked, day.date() if day else today, today, at)
    told |= {"to_post": _to_post(creditor, today), "recalled": _recalled(creditor)}
    answer(told, list(_words(told)), as_json=as_json)


def _chosen(creditor: Any, posted: str, today: date) -> list[int]:
    """The letters meant: all, those of a day, or these."""
    rows = _laid(creditor, today)
    if posted == "all":
        return list(rows.values_list("message_id", flat=True))
    if "-" in posted:
        try:
            return list(rows.filter(on=date.fromisoformat(posted)).values_list("message_id", flat=True))
        except ValueError as error:
            raise BadInputError(f"« {posted} » n’est pas un jour (AAAA-MM-JJ).") from error
    return _numbers(posted)


def _numbers(told: str) -> list[int]:
    parts = [part.strip() for part in told.split(",") if part.strip()]
    if not all(part.isdecimal() for part in parts):
        raise BadInputError(f"« {told} » : dire les numéros des courriers, séparés par des virgules.")
    return [int(part) for part in parts]


def _said(
    creditor: Any, keys: list[int], asked: dict[str, Any], day: date, today: date, at: datetime
) -> dict[str, Any]:
    """Write what is said, one act after the other; how many of each."""
    from encours.acts.letters.aside import put_aside
    from encours.acts.letters.saying import answer_recalls, recall_letter, say_posted, unsay_posted
    from encours.records.messages.letters import LetterEnding
    from encours.records.messages.models import Message

    by: dict[str, Any] = {"on": today, "author": _BY, "at": at}
    told: dict[str, Any] = {"posted": say_posted(creditor.pk, keys, posted_on=day, **by) if keys else 0}
    if asked["recall"]:
        message = Message.objects.filter(creditor=creditor, pk=asked["recall"]).first()
        if message is None:
            raise BadInputError(f"Aucun courrier ne porte le numéro {asked['recall']}.")
        recall_letter(message, reason=asked["because"], **by)
    if asked["unpost"]:
        ending = LetterEnding.objects.filter(creditor=creditor, message=asked["unpost"], undone=False).first()
        if ending is None:
            raise BadInputError(f"Rien n’est dit du courrier {asked['unpost']}.")
        unsay_posted(ending, reason=asked["because"], **by)
    for found, option in (("taken_out", "taken_out"), ("gone", "gone")):
        letters = _numbers(asked[option] or "")
        if letters:
            endings = LetterEnding.objects.filter(creditor=creditor, message__in=letters)
            told[option] = answer_recalls(
                creditor.pk, list(endings.values_list("pk", flat=True)), found=found, **by
            )
    put_aside(creditor.pk, outbox())
    return told


def _laid(creditor: Any, today: date) -> Any:
    from encours.core.letters import first_laid_on
    from encours.records.messages.laid import still_laid
    from encours.records.messages.models import Delivery

    return still_laid(
        Delivery.objects.filter(creditor=creditor, on__gte=first_laid_on(today, creditor.posted_after_days))
    )


def _to_post(creditor: Any, today: date) -> list[dict[str, Any]]:
    from encours.core.letters import taken_as_posted_on

    rows = _laid(creditor, today).select_related("customer", "message").order_by("on", "pk")[:_MOST]
    return [
        {
            **_letter(row.message, row.customer),
            "laid_on": row.on.isoformat(),
            "taken_as_posted_on": taken_as_posted_on(row.on, creditor.posted_after_days).isoformat(),
        }
        for row in rows
    ]


def _recalled(creditor: Any) -> list[dict[str, Any]]:
    """Those of which a person still must say what became of the paper."""
    from encours.records.messages.letters import LetterEnding

    rows = LetterEnding.objects.filter(creditor=creditor, to_answer=True)
    return [
        {
            **_letter(row.message, row.customer),
            "recalled_on": row.on.isoformat(),
            "cause": row.cause,
            "reason": row.reason,
            "file": row.moved or "to_move",
        }
        for row in rows.select_related("customer", "message").order_by("on", "pk")[:_MOST]
    ]


def _letter(message: Any, customer: Any) -> dict[str, Any]:
    from encours.acts.send.composing import letter_key

    return {
        "letter": message.pk,
        "name": f"{letter_key(message.creditor_id, message.pk)}.pdf",
        "account": customer.account,
        "customer": customer.name,
        "step": message.step_code,
        "total_cents": message.total_cents,
        "currency": message.currency,
    }


def _words(told: dict[str, Any]) -> Iterator[str]:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from encours.words.amounts import money

    yield _("%(creditor)s, au %(on)s") % told
    if told["posted"]:
        count = told["posted"]
        said = (
            ngettext("  %(n)s courrier dit posté", "  %(n)s courriers dits postés", count)
            if told["written"]
            else ngettext(
                "  %(n)s courrier serait dit posté", "  %(n)s courriers seraient dits postés", count
            )
        )
        yield said % {"n": count}
    for title, rows in (
        (_("  à poster :"), told["to_post"]),
        (_("  rappelés, à retirer :"), told["recalled"]),
    ):
        yield f"{title} {len(rows)}"
        for row in rows:
            amount = money(row["total_cents"], row["currency"], language())
            yield f"    {row['letter']}  {row['name']}  {row['customer']}  {amount}"
