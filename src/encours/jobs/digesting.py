"""`encours digest`: the daily e-mail to colleagues who asked for it."""

from __future__ import annotations

from typing import Any

import click

from encours.jobs.opening import answer, creditor_option, json_option, now, open_house, the_creditors


@click.command("digest")
@creditor_option
@json_option
def command(named: str | None, as_json: bool) -> None:
    """Send what changed since yesterday to the colleagues who asked for it, once a day."""
    open_house()
    told = [digest_one(creditor) for creditor in the_creditors(named)]
    answer({"digests": told}, [f"{one['creditor']} : {one['sent']}" for one in told], as_json=as_json)


def digest_one(creditor: Any) -> dict[str, Any]:
    """Send the digests of one creditor's day."""
    from django.conf import settings
    from django.urls import reverse

    from encours.acts.send_digests import send_digests
    from encours.channels.registry import channel_settings
    from encours.jobs.creditors import local_day

    at = now()
    address = settings.ENCOURS["address"]
    sent = send_digests(
        creditor,
        on=local_day(creditor, at),
        at=at,
        settings=channel_settings(settings.ENCOURS),
        approvals_at=f"{address}{reverse('approvals')}" if address else "",
    )
    return {"creditor": creditor.name, "sent": sent}
