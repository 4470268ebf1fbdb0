"""A task beside an import: notes saved at the desk, one after the other, each timed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from encours.jobs.opening import now, open_house

_PAUSE_SECONDS = 0.2


def save_notes(customer: int, until: str) -> dict[str, Any]:
    """Save a note every fifth of a second until the file `until` appears; the longest wait, in seconds."""
    open_house()
    from encours.acts.note import add_note
    from encours.records.parties.models import Customer

    noted = Customer.objects.get(pk=customer)
    waits: list[float] = []
    while not (over := Path(until).exists()) or not waits:
        begun = time.perf_counter()
        add_note(noted, text="Appelé : rappelle demain.", author="rule:bench@1", at=now())
        waits.append(time.perf_counter() - begun)
        if not over:
            time.sleep(_PAUSE_SECONDS)
    return {"notes": len(waits), "longest": max(waits), "median": sorted(waits)[len(waits) // 2]}
