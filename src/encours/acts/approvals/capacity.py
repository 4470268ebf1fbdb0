"""In whose name a person agrees on a day: its own role and name, and those of whom it stands in for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from encours.acts.noticing import members
from encours.core.approvals import APPROVERS, ApprovalRule, of_person, of_role
from encours.records.people.models import Membership
from encours.records.policies.approvals import running_delegations
from encours.records.work.models import Absence


@dataclass(frozen=True, slots=True)
class Capacity:
    """The marks (`core.approvals`) in whose name one agrees, each with the address of whose it is; "": one's own.

    `known` is False for an author without access to the creditor: the command line, a script of the demonstration.
    """

    author: str
    marks: dict[str, str]
    known: bool

    def agrees(self, rule: ApprovalRule | None) -> str | None:
        """In whose name it may agree where this rule asks (None: where a step does); None where it may not."""
        if rule is None:
            wanted = {of_role(role) for role in APPROVERS}
            if not self.known:
                return ""
        else:
            wanted = set(rule.approvers)
        mine = sorted({self.marks[mark] for mark in wanted & self.marks.keys()})
        return mine[0] if mine else None

    def agrees_to_some(self, rules: Iterable[ApprovalRule]) -> bool:
        """Whether there may be anything to agree to, under a step or one of these rules; each act says of each."""
        return self.agrees(None) is not None or any(self.agrees(rule) is not None for rule in rules)

    def written(self) -> str:
        """The marks as a message keeps them."""
        return " ".join(sorted(self.marks))


def capacity_of(creditor_id: int, author: str, *, on: date) -> Capacity:
    """Say what an author may agree to on a day. Who stands in for a stand-in has nothing of the first one."""
    found = {one.user_id: one for one in members(creditor_id, on=on)}
    mine = next((one for one in found.values() if one.user.email == author), None)
    if mine is None:
        return Capacity(author, {}, known=False)
    marks = dict.fromkeys(_marks_of(mine), "")
    for key in _stood_for(creditor_id, mine.user_id, on):
        if key in found:
            marks = dict.fromkeys(_marks_of(found[key]), found[key].user.email) | marks
    return Capacity(author, marks, known=True)


def _marks_of(one: Membership) -> Iterator[str]:
    yield of_person(one.user_id)
    if one.role in APPROVERS:
        yield of_role(one.role)


def _stood_for(creditor_id: int, person: int, on: date) -> list[int]:
    """Those who delegated to this person, or whose absence it fills, on a day."""
    delegated = (
        running_delegations(creditor_id, on).filter(delegate=person).values_list("person_id", flat=True)
    )
    away = Absence.objects.filter(
        creditor_id=creditor_id,
        substitute=person,
        from_on__lte=on,
        until_on__gte=on,
        cancelled_at__isnull=True,
    )
    return sorted({*delegated, *away.values_list("person_id", flat=True)})
