"""`encours send`: what is due and approved leaves through the one gate."""

from __future__ import annotations

import os
import socket
from typing import Any

import click

from encours.jobs.opening import (
    answer,
    creditor_option,
    home,
    json_option,
    now,
    open_house,
    the_creditors,
)


@click.command("send")
@creditor_option
@json_option
def command(named: str | None, as_json: bool) -> None:
    """Send what is due and approved. In shadow mode all is rendered into the outbox, and nothing leaves."""
    open_house()
    told = [send_one(creditor) for creditor in the_creditors(named)]
    answer({"sendings": told}, [line for one in told for line in _words(one)], as_json=as_json)


def worker_name() -> str:
    """The name under which this process takes leases."""
    return f"{socket.gethostname()}:{os.getpid()}"


def send_one(creditor: Any) -> dict[str, Any]:
    """Send for one creditor, then seal the history."""
    from django.conf import settings

    from encours.acts.send import send
    from encours.channels.registry import channel_settings
    from encours.jobs.creditors import local_day
    from encours.records.history.sealing import seal

    at = now()
    counts = send(
        creditor.pk,
        worker=worker_name(),
        on=local_day(creditor, at),
        clock=now,
        settings=channel_settings(settings.ENCOURS),
        home=home(),
        author="rule:send@1",
    )
    seal(creditor.pk, at=now(), home=home())
    return {"creditor": creditor.name, "shadow": creditor.shadow, "counts": counts}


def _words(told: dict[str, Any]) -> list[str]:
    from django.utils.translation import gettext as _

    counts = ", ".join(f"{name} {count}" for name, count in sorted(told["counts"].items())) or "0"
    head = _("%(creditor)s, mode ombre : rien ne part.") if told["shadow"] else "%(creditor)s"
    return [head % told, f"  {counts}"]
