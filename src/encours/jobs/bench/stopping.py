"""`bench stop`: from the arrival of a statement to the cancelling of the last reminder that it makes pointless.

Not `bench stop-free`, which measures that a long import does not stop the desk.
"""

from __future__ import annotations

from collections.abc import Iterator

from encours.core.days import next_business_day
from encours.jobs.bench.children import floor, product
from encours.jobs.bench.figures import Figure
from encours.jobs.bench.places import sqlite_house
from encours.jobs.opening import now

_FULL = 1_000_000
_ITEMS_A_CUSTOMER = 10
_DUE = 0.1  # of the customers have a reminder that waits
_RATIO = 1.25  # what cancelling may add to taking the same statement in and applying it


def stopping(rows: int) -> Iterator[Figure]:
    """So many open items, a tenth as many customers and bank lines; one customer in ten has a reminder that waits.

    Every other reminder has been laid in the outbox as a letter, and not yet posted. Each customer pays one item, that
    of its reminder where it has one: every reminder is to be cancelled, every letter to be recalled. The floor of
    a latency is the same statement taken in and applied in the same process, nothing cancelled: the least that anybody
    has to wait. That of the cancelling alone is the same rows written by plain statements.
    """
    lines = max(rows // _ITEMS_A_CUSTOMER, 1)
    on = next_business_day(now().date())
    with sqlite_house() as house:
        path = house.home / "statement.xml"
        product("seed", house, kind="open_items", rows=rows, customers=lines, on=on, due_share=_DUE)
        product("run", house, on=on)
        product("lay_letters", house, on=on)
        product("write_statement", house, path=path, on=on)
        told = product("stop_by_statement", house, path=path, on=on)
        least = floor("stop", house.uri)
    said = told.said
    of = f"stop, {said['stopped']:_} reminders and {said['recalled']:_} letters by a statement of {lines:_} lines"
    limit = _RATIO if rows >= _FULL else None
    yield Figure(f"{of}, p99 from its arrival", said["p99"], "s", limit=limit, floor=said["applied_seconds"])
    yield Figure("stop, p50 from its arrival", said["p50"], "s")
    yield Figure("stop, the cancelling alone", said["stop_seconds"], "s", floor=least["seconds"])
    yield Figure("stop, reminders of what is paid that still wait", said["left"], "", limit=0)
    yield Figure("stop, statement without any reminder that waits", said["idle_seconds"], "s")
    yield Figure("stop, peak memory", told.peak_mb, "MB")
