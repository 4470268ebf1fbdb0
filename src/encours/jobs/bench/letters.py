"""Tasks about letters: the sheet's inputs for the floor, rendering alone, and a sending of letters."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from datetime import time as hour
from pathlib import Path
from typing import Any

from encours.jobs.bench.mail import sent
from encours.jobs.opening import home, open_house


def render_letters(on: str, count: int, kept: str) -> dict[str, Any]:
    """Write and render so many letters of the day, nothing kept; what typst was handed goes to the file `kept`."""
    open_house()
    from encours.acts.send.composing import compose
    from encours.acts.send.gathering import House, gather
    from encours.channels.letter import rendering
    from encours.records.messages.models import Message
    from encours.records.parties.models import Creditor

    day = date.fromisoformat(on)
    house, at = House.of(Creditor.objects.get().pk), datetime.combine(day, hour(9, 30), UTC)
    messages = list(Message.objects.filter(channel="letter").order_by("pk")[: count + 1])
    dossiers = gather(house, messages, on=day)
    handed: list[dict[str, str]] = []
    compiled = rendering.compiled  # what the product hands to typst is what the floor is given

    def seen(inputs: dict[str, str], written_at: datetime, *, sheet: str = "letter.typ") -> bytes:
        handed.append(inputs)
        return compiled(inputs, written_at, sheet=sheet)

    rendering.compiled = seen
    begun = 0.0
    for rank, dossier in enumerate(dossiers):
        begun = time.perf_counter() if rank == 1 else begun  # the first is cold, as in the floor
        rendering.pdf(compose(house, dossier, on=day, at=at, channel="letter").letter)
    seconds = time.perf_counter() - begun
    Path(kept).write_text(json.dumps(handed[1:]), encoding="utf-8")
    room = Path(rendering.__file__).parent
    return {
        "seconds": seconds,
        "letters": len(dossiers) - 1,
        "sheet": str(room / "sheet" / "letter.typ"),
        "fonts": str(room / "fonts"),
    }


def send_letters(on: str) -> dict[str, Any]:
    """Send the letters of the day into an outbox, every safeguard on."""
    return sent(date.fromisoformat(on), {"email": {}, "letter": {"outbox": str(home() / "outbox")}})
