"""When the judicial phase opens: the amicable one was gone through, and failed.

A formal notice is no condition of an action between professionals, but a claim is to be certain, liquid and due, and
a judge expects what was done to settle it (CPC, art. 54 and 750-1): the house asks it of every case. What cannot wait
goes by an exception, that somebody else approves.
"""

from __future__ import annotations

from datetime import date

from encours.core.legal.facts import CaseFacts, Point


def lacking(facts: CaseFacts, *, on: date) -> list[Point]:
    """What keeps a case in the amicable phase, in the order in which it is to be done; nothing: it has failed."""
    found = []
    if facts.claim_cents <= 0:
        found.append(Point("nothing_due"))
    if facts.insolvent_on is not None:
        found.append(Point("insolvent", {"on": facts.insolvent_on}))
    if facts.reminders == 0:
        found.append(Point("no_reminder"))
    if facts.noticed_on is None:
        found.append(Point("no_notice"))
    elif facts.deadline_on is not None and facts.deadline_on >= on:
        found.append(Point("deadline_runs", {"on": facts.noticed_on, "until_on": facts.deadline_on}))
    if facts.promised_until is not None and facts.promised_until >= on:
        found.append(Point("promise_runs", {"until_on": facts.promised_until}))
    if 0 < facts.claim_cents <= facts.disputed_cents:
        found.append(Point("all_disputed", {"cents": facts.disputed_cents, "currency": facts.currency}))
    return found


def failed_by(facts: CaseFacts) -> list[Point]:
    """What the amicable phase came to, where nothing is lacking: what the court is told."""
    return [
        Point("reminded", {"n": facts.reminders, "on": facts.reminded_on}),
        Point("noticed", {"on": facts.noticed_on, "until_on": facts.deadline_on}),
        *([Point("broken", {"n": facts.broken})] if facts.broken else []),
    ]
