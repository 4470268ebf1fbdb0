"""What a creditor decides about access: which role sees which class of fields, who is asked for a second factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.people.classes import CLASSES, SHOWN, matrix
from encours.records.people.models import ROLES, AccessPolicy


@dataclass(frozen=True, slots=True)
class Decided:
    """The whole of it, as the form says it."""

    classes: Mapping[str, Iterable[str]]
    second_factor: Iterable[str]
    review_months: int


def decide_access_policy(
    creditor: Creditor, *, decided: Decided, role: str, made_from: int, author: str, at: datetime
) -> AccessPolicy:
    """Keep what was decided; `role` is the author's own, which gains nothing by it.

    Raises
        RuleError: an unknown role or class, one's own role given more, or a form made from an older version.
    """
    wanted = {one: frozenset(decided.classes.get(one, ())) for one in ROLES}
    asked = sorted(set(decided.second_factor))
    if not (set().union(*wanted.values()) <= set(CLASSES) and set(asked) <= set(ROLES)):
        raise RuleError("class_unknown", "Un rôle ou une classe de champs n'existe pas.")
    with recording(creditor, "decide_access_policy", author=author, cause="access", at=at) as record:
        row = AccessPolicy.objects.of([creditor.pk]).first() or AccessPolicy(
            creditor=record.creditor, version=0
        )
        if row.version != made_from:
            raise RuleError(
                "stale_form", "Ces règles ont changé depuis l'ouverture de la page : la recharger."
            )
        before = matrix(row.classes)
        if wanted[role] - before[role]:
            raise RuleError(
                "own_rights",
                "Nul n'augmente les droits de son propre rôle : une autre personne doit le faire.",
            )
        record.tell(
            before={one: sorted(seen) for one, seen in before.items()},
            after={one: sorted(seen) for one, seen in wanted.items()},
            second_factor=asked,
            review_months=decided.review_months,
        )
        row.classes = {one: sorted(seen) for one, seen in wanted.items() if seen != SHOWN[one]}
        row.second_factor, row.review_months = asked, decided.review_months
        row.version, row.recorded_at, row.entry = made_from + 1, record.at, record.entry
        row.save()
    return row
