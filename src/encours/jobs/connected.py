"""What the worker does with connected systems: read those that are due; one that does not answer stops nothing."""

from __future__ import annotations

import logging
from typing import Any

from encours.jobs.opening import home, now

_log = logging.getLogger("encours.worker")


def read_connectors(*, asked_only: bool = False) -> None:
    """Read the systems that are due, or those alone that somebody wants read now; the day is decided anew."""
    from django.db import close_old_connections

    from encours.acts.connect.sync import due_connectors
    from encours.records.connectors.models import Connector
    from encours.records.parties.models import Creditor

    close_old_connections()
    connected = Connector.objects.filter(is_on=True)
    if asked_only:
        connected = connected.filter(asked_at__isnull=False)
    for creditor in Creditor.objects.filter(pk__in=connected.values("creditor")).order_by("pk"):
        if not _uses(creditor):
            continue
        for connector in due_connectors(creditor.pk, at=now()):
            if asked_only and connector.asked_at is None:
                continue
            try:
                _read(creditor, connector)
                _tell(connector)
            except Exception:  # noqa: BLE001 — one system's trouble must not stop the others; it is logged, and met again
                _log.exception("connector %s", connector.pk)


def tell_sources() -> None:
    """Tell the sources what waits, each minute, whether or not they are due to be read."""
    from encours.records.connectors.models import Connector, Intention

    waiting = Intention.objects.filter(state__in=("waiting", "leased", "handed")).values("connector")
    for connector in Connector.objects.filter(pk__in=waiting, is_on=True, writes=True).order_by("pk"):
        try:
            _tell(connector)
        except Exception:  # noqa: BLE001 — the same
            _log.exception("connector %s", connector.pk)


def _tell(connector: Any) -> None:
    from encours.acts.connect.configure import opened
    from encours.acts.connect.push import push_intentions

    if connector.writes:
        push_intentions(connector, opened(connector, home=home()), clock=now)


def _uses(creditor: Any) -> bool:
    from encours.records.modules.models import modules_used

    return "connectors" in modules_used(creditor)


def _read(creditor: Any, connector: Any) -> None:
    from encours.acts.connect.configure import opened
    from encours.acts.connect.sync import sync_connector
    from encours.jobs.creditors import local_day
    from encours.jobs.working import decide

    done = sync_connector(connector, opened(connector, home=home()), clock=now, home=home())
    if done is not None and done.error:
        _log.warning("connector %s: %s", connector.pk, done.error)
    if done is not None and done.changed and creditor.set_up_at is not None:
        decide(creditor, local_day(creditor, now()), now())
