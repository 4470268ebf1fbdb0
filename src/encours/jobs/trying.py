"""Trials of scenarios that people asked for, worked out beside the worker's rounds: one may last for minutes."""

from __future__ import annotations

import logging
import threading

from encours.jobs.opening import now

_log = logging.getLogger("encours.worker")
_under_way: list[threading.Thread] = []


def try_scenarios(*, beside: bool = True) -> None:
    """Work out what was asked for, one after the other; `beside`: in a thread of its own, one at a time."""
    _under_way[:] = [one for one in _under_way if one.is_alive()]
    if _under_way or not _asked():
        return
    if not beside:
        _work_out()
        return
    thread = threading.Thread(target=_alone, name="trials", daemon=True)
    _under_way.append(thread)
    thread.start()


def _asked() -> bool:
    from encours.records.trials.models import AskedTrial

    return AskedTrial.objects.filter(state__in=("queued", "running")).exists()


def _work_out() -> None:
    from encours.acts.trials import waiting_trials, work_out
    from encours.records.parties.models import Creditor

    for creditor in Creditor.objects.order_by("pk"):
        for asked in waiting_trials(creditor, at=now()):
            work_out(asked, clock=now)


def _alone() -> None:
    from django.db import connections

    try:
        _work_out()
    except Exception:  # noqa: BLE001 — it is logged; the trial is met again once its lease ends
        _log.exception("trials")
    finally:
        connections.close_all()
